/** Pauses that double with each failure: `firstMs`, twice that, … and never more than `maxMs`. */
export class Backoff {
	readonly #firstMs: number;
	readonly #maxMs: number;
	#failures = 0;

	constructor(options: { readonly firstMs: number; readonly maxMs: number }) {
		this.#firstMs = options.firstMs;
		this.#maxMs = options.maxMs;
	}

	get failures(): number {
		return this.#failures;
	}

	/** Counts one more failure and says how long to wait after it. */
	failed(): number {
		this.#failures++;
		return Math.min(this.#maxMs, this.#firstMs * 2 ** (this.#failures - 1));
	}

	succeeded(): void {
		this.#failures = 0;
	}
}
