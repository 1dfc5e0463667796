import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../platform.ts';

/** Longest time that work stands aside. */
const PATIENCE_MS = 250;

/**
 * Lets acknowledgements go first: they have three seconds, and everything else has time. Work waits while any
 * is under way (for a quarter of a second at the most), and only so much of it runs at once.
 */
export class Gate {
	readonly #clock: Clock;
	readonly #atOnce: number;
	#acknowledging = 0;
	#running = 0;
	#calm: (() => void)[] = [];
	readonly #line: (() => void)[] = [];

	constructor(clock: Clock, atOnce: number) {
		this.#clock = clock;
		this.#atOnce = atOnce;
	}

	async acknowledge<T>(send: () => Promise<T>): Promise<T> {
		this.#acknowledging++;
		try {
			return await send();
		} finally {
			if (--this.#acknowledging === 0) for (const resolve of this.#calm.splice(0)) resolve();
		}
	}

	async work<T>(run: () => Promise<T>): Promise<T> {
		while (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#line.push(resolve));
		this.#running++;
		try {
			await this.calm();
			return await run();
		} finally {
			this.#running--;
			this.#line.shift()?.();
		}
	}

	/** Resolves when no acknowledgement is under way, and after what has arrived meanwhile was looked at. */
	async calm(): Promise<void> {
		await nextTurn();
		if (this.#acknowledging === 0) return;
		await new Promise<void>((resolve) => {
			const timer = this.#clock.setTimeout(resolve, PATIENCE_MS);
			this.#calm.push(() => {
				timer.clear();
				resolve();
			});
		});
	}
}
