/** So many tokens at once, and as many again in so many seconds. */
export interface BucketSize {
	readonly tokens: number;
	readonly seconds: number;
}

/** Buckets kept at once; one that is full again is the same as none. */
const MOST_KEPT = 10_000;

/**
 * Token buckets by name: whoever comes often must wait. Time is monotonic (`performance.now`), so that a clock
 * that is set back locks nobody out.
 */
export class Buckets {
	readonly #size: BucketSize;
	readonly #now: () => number;
	readonly #kept = new Map<string, { left: number; at: number }>();

	/** @param now - milliseconds that only grow */
	constructor(size: BucketSize, now: () => number = () => performance.now()) {
		this.#size = size;
		this.#now = now;
	}

	/**
	 * Takes tokens out of a bucket, or nothing where there are too few.
	 * @returns milliseconds until there will be enough; 0: they were taken
	 */
	take(name: string, tokens = 1): number {
		const wait = this.waitMs(name, tokens);
		if (wait > 0) return wait;
		const left = this.#left(name) - tokens;
		// Last in the map is who came last: those who are forgotten first have been quiet for longest.
		this.#kept.delete(name);
		this.#kept.set(name, { left, at: this.#now() });
		if (this.#kept.size > MOST_KEPT) this.#forget();
		return 0;
	}

	/** @returns milliseconds until so many tokens can be taken; 0: now */
	waitMs(name: string, tokens = 1): number {
		const missing = Math.min(tokens, this.#size.tokens) - this.#left(name);
		return missing <= 0 ? 0 : Math.ceil((missing * this.#size.seconds * 1000) / this.#size.tokens);
	}

	#left(name: string): number {
		const kept = this.#kept.get(name);
		if (kept === undefined) return this.#size.tokens;
		const refilled = ((this.#now() - kept.at) * this.#size.tokens) / (this.#size.seconds * 1000);
		return Math.min(this.#size.tokens, kept.left + refilled);
	}

	#forget(): void {
		for (const name of this.#kept.keys()) if (this.#left(name) >= this.#size.tokens) this.#kept.delete(name);
		for (const name of this.#kept.keys()) {
			if (this.#kept.size <= MOST_KEPT / 2) break;
			this.#kept.delete(name);
		}
	}
}
