import type { Database } from '../store/database.ts';
import { readLine, readTimings, type WorkerRow } from '../store/line.ts';
import { Line } from './line.ts';
import type { JobId } from './types.ts';

/** Shortest times for which a snapshot of the line is good enough. */
const RECENT_MS = 250;
const FRESH_MS = 30;

export interface LineSnapshot {
	readonly line: Line;
	readonly workers: readonly WorkerRow[];
	/** Seconds per UNet evaluation by `model size`. */
	readonly timings: ReadonlyMap<string, number>;
}

/** Reads the line no more often than it is worth: ten thousand jobs take a while to read, and many ask. */
export class LineReader {
	readonly #database: Database;
	#last: {
		readonly value: Promise<LineSnapshot>;
		readonly until: { readonly recent: number; readonly fresh: number };
	} | null = null;
	/** The reading that began last, until it is over. */
	#reading: Promise<unknown> = Promise.resolve();
	/** The one that begins after it, where somebody waits for it. */
	#coming: Promise<LineSnapshot> | null = null;

	constructor(database: Database) {
		this.#database = database;
	}

	/**
	 * The line. `recent`: as it was at most a moment ago, so that asking often costs no more than asking
	 * rarely. `fresh`: as it is now, or as it was when it was last read a blink ago. `now`: read after this call.
	 */
	async read(wanted: 'recent' | 'fresh' | 'now' = 'recent'): Promise<LineSnapshot> {
		if (wanted === 'now') return this.#afresh();
		const known = this.#last;
		return known !== null && performance.now() < known.until[wanted] ? known.value : this.#begin();
	}

	/** The next reading to begin, one for all who ask before it does. */
	#afresh(): Promise<LineSnapshot> {
		this.#coming ??= this.#reading.then(() => {
			this.#coming = null;
			return this.#begin();
		});
		return this.#coming;
	}

	async #begin(): Promise<LineSnapshot> {
		const began = performance.now();
		const value = this.#query();
		this.#reading = Promise.allSettled([value]);
		const forever = Number.POSITIVE_INFINITY;
		this.#last = { value, until: { recent: forever, fresh: forever } };
		try {
			const snapshot = await value;
			const then = performance.now();
			const took = then - began;
			const until = {
				recent: then + Math.max(RECENT_MS, 10 * took),
				fresh: then + Math.max(FRESH_MS, 3 * took),
			};
			this.#last = { value, until };
			return snapshot;
		} catch (error) {
			this.#last = null;
			throw error;
		}
	}

	/** The line, read anew where it does not know one of these live jobs yet. */
	async readWith(jobs: Iterable<JobId>): Promise<LineSnapshot> {
		const recent = await this.read();
		for (const id of jobs) if (recent.line.standing(id) === null) return this.read('fresh');
		return recent;
	}

	async #query(): Promise<LineSnapshot> {
		const [rows, timings] = await Promise.all([readLine(this.#database), readTimings(this.#database)]);
		return {
			line: new Line(rows.waiting, rows.running, rows.workers.length),
			workers: rows.workers,
			timings,
		};
	}
}
