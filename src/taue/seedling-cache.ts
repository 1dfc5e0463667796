/** What a cache tells about itself. */
export interface CacheStats {
	readonly entries: number;
	readonly bytes: number;
	readonly maxBytes: number;
	readonly hits: number;
	readonly misses: number;
	/** Hits over lookups; 0 before the first lookup. */
	readonly hitRate: number;
}

/** Anything that knows its own size. */
export interface Sized {
	readonly bytes: number;
}

/** 64 MiB hold about 900 seedlings of the built-in model (74 kB each), or 100 of SDXL. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Seedlings by key, the least recently used ones leaving first, never more than `maxBytes` in all. */
export class SeedlingCache<Entry extends Sized = Sized> {
	/** In order of use: a Map iterates in insertion order, and each use re-inserts. */
	readonly #entries = new Map<string, Entry>();
	readonly #maxBytes: number;
	#bytes = 0;
	#hits = 0;
	#misses = 0;

	/** @param maxBytes - 0 keeps nothing */
	constructor(maxBytes: number = DEFAULT_MAX_BYTES) {
		if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
			throw new RangeError(`maxBytes must be a whole number of at least 0, got ${maxBytes}`);
		}
		this.#maxBytes = maxBytes;
	}

	/** Looks up without counting and without marking as used. */
	has(key: string): boolean {
		return this.#entries.has(key);
	}

	get(key: string): Entry | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) {
			this.#misses++;
			return undefined;
		}
		this.#hits++;
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		return entry;
	}

	/** An entry larger than the whole cache is not kept. */
	set(key: string, entry: Entry): void {
		const old = this.#entries.get(key);
		if (old !== undefined) {
			this.#bytes -= old.bytes;
			this.#entries.delete(key);
		}
		if (entry.bytes > this.#maxBytes) return;
		this.#entries.set(key, entry);
		this.#bytes += entry.bytes;
		for (const [oldest, { bytes }] of this.#entries) {
			if (this.#bytes <= this.#maxBytes) break;
			this.#entries.delete(oldest);
			this.#bytes -= bytes;
		}
	}

	clear(): void {
		this.#entries.clear();
		this.#bytes = 0;
	}

	get stats(): CacheStats {
		const lookups = this.#hits + this.#misses;
		return {
			entries: this.#entries.size,
			bytes: this.#bytes,
			maxBytes: this.#maxBytes,
			hits: this.#hits,
			misses: this.#misses,
			hitRate: lookups === 0 ? 0 : this.#hits / lookups,
		};
	}
}
