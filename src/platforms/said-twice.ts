import type { Clock } from './platform.ts';

/** Nobody means the same line twice within this time: a key was hit twice, or a message sent again. */
const TWICE_MS = 1_000;
const MOST = 1_000;

/** What people said a moment ago: the same line of the same person in the same place is drawn once. */
export class SaidTwice {
	readonly #clock: Clock;
	readonly #lately = new Map<string, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Whether it was said just now; what is asked counts as said. */
	is(place: string, person: string, text: string): boolean {
		const now = this.#clock.now();
		for (const [old, at] of this.#lately) {
			if (now - at < TWICE_MS && this.#lately.size < MOST) break;
			this.#lately.delete(old);
		}
		const said = JSON.stringify([place, person, text]);
		if (this.#lately.has(said)) return true;
		this.#lately.set(said, now);
		return false;
	}
}
