import { Buckets } from '../../studio/buckets.ts';

/** Wrong keys and passwords of one address. */
const WRONG_TRIES = { tokens: 8, seconds: 60 };
/** Wrong tries of all together before their answers begin to wait. */
const WRONG_TOGETHER = { tokens: 80, seconds: 60 };
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/**
 * Slows guesses down. One address has so many wrong tries and is then refused for a while. Many addresses together
 * are not: their wrong answers only wait, ever longer, while whoever brings what is right is let in at once.
 */
export class GuessLimit {
	readonly #ofAddress: Buckets;
	readonly #together: Buckets;
	/** Wrong tries beyond what all together have. */
	#beyond = 0;

	/** @param now - milliseconds that only grow */
	constructor(now: () => number) {
		this.#ofAddress = new Buckets(WRONG_TRIES, now);
		this.#together = new Buckets(WRONG_TOGETHER, now);
	}

	/** @returns milliseconds until this address may try again; 0 = now. */
	waitMs(address: string): number {
		return this.#ofAddress.waitMs(address);
	}

	/** Counts a wrong try. @returns milliseconds for which its answer has to wait */
	wrong(address: string): number {
		this.#ofAddress.take(address);
		if (this.#together.take('all') === 0) {
			this.#beyond = Math.max(0, this.#beyond - 1);
			return 0;
		}
		this.#beyond = Math.min(this.#beyond + 1, 200);
		return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.floor(this.#beyond / 10));
	}
}
