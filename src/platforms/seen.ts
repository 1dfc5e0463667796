import type { Clock } from './platform.ts';

/** What was taken in lately, the oldest first. */
export class Seen {
	readonly #clock: Clock;
	readonly #keepMs: number;
	readonly #most: number;
	readonly #ids = new Map<string, number>();

	/** @param most - how many are remembered, however new they are */
	constructor(clock: Clock, keepMs: number, most: number) {
		this.#clock = clock;
		this.#keepMs = keepMs;
		this.#most = most;
	}

	/** True the first time. */
	isNew(id: string): boolean {
		const now = this.#clock.now();
		for (const [old, at] of this.#ids) {
			if (now - at < this.#keepMs && this.#ids.size < this.#most) break;
			this.#ids.delete(old);
		}
		if (this.#ids.has(id)) return false;
		this.#ids.set(id, now);
		return true;
	}
}
