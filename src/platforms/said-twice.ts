import type { Clock } from './platform.ts';
import { Seen } from './seen.ts';

/** Nobody means the same line twice within this time: a key was hit twice, or a message sent again. */
const TWICE_MS = 1_000;
const MOST = 1_000;

/** What people said a moment ago: the same line of the same person in the same place is drawn once. */
export class SaidTwice {
	readonly #lately: Seen;

	constructor(clock: Clock) {
		this.#lately = new Seen(clock, TWICE_MS, MOST);
	}

	/** Whether it was said just now; what is asked counts as said. */
	is(place: string, person: string, text: string): boolean {
		return !this.#lately.isNew(JSON.stringify([place, person, text]));
	}
}
