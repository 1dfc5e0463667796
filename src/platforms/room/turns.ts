import { setImmediate } from 'node:timers/promises';

/** Requests are begun for so long at a stretch; then the event loop turns. */
const STRETCH_MS = 10;

/**
 * Requests that come all at once, spread over turns of the event loop in the order in which they came: timers,
 * database and everybody's sockets have their turn between them.
 */
export class Turns {
	#waiting: (() => void)[] = [];
	#working = false;

	take(begin: () => void): void {
		this.#waiting.push(begin);
		if (!this.#working) void this.#work();
	}

	async #work(): Promise<void> {
		this.#working = true;
		while (this.#waiting.length > 0) {
			await setImmediate();
			const until = performance.now() + STRETCH_MS;
			const waiting = this.#waiting;
			let begun = 0;
			while (begun < waiting.length && performance.now() < until) {
				waiting[begun++]();
				// What it goes on with at once counts as well.
				await null;
			}
			this.#waiting = waiting.slice(begun);
		}
		this.#working = false;
	}
}
