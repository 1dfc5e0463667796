import type { JobId } from './types.ts';

/** A waiting job as the line sees it. */
export interface Waiting {
	readonly id: JobId;
	readonly pictureId: string;
	readonly place: string;
	readonly person: string;
	readonly start: number;
	/** Null while nothing was measured for its model and size. */
	readonly seconds: number | null;
}

export interface Running {
	readonly id: JobId;
	readonly pictureId: string;
	readonly place: string;
	readonly person: string;
	/** Seconds that it should still take, never negative. */
	readonly secondsLeft: number | null;
}

/** Where one job stands. */
export interface Standing {
	/** 1 = next to start, 0 = running. */
	readonly position: number;
	readonly etaSeconds: number | null;
}

/**
 * The line at one moment, in the order in which jobs will start. Positions and times are read from it in
 * O(log n), so that a long line costs no more to ask than a short one.
 */
export class Line {
	readonly waiting: readonly Waiting[];
	readonly running: readonly Running[];
	/** Devices at work, at least 1. */
	readonly devices: number;
	/** `secondsBefore[i]`: sum over the first i waiting jobs; NaN once one of them is unknown. */
	readonly #secondsBefore: Float64Array;
	readonly #index: ReadonlyMap<JobId, number>;

	/** @param waiting - in the order in which they will start */
	constructor(waiting: readonly Waiting[], running: readonly Running[], devices: number) {
		this.waiting = waiting;
		this.running = running;
		this.devices = Math.max(1, devices);
		this.#secondsBefore = new Float64Array(waiting.length + 1);
		let sum = 0;
		for (const job of running) sum += job.secondsLeft ?? Number.NaN;
		this.#secondsBefore[0] = sum;
		for (const [i, job] of waiting.entries()) {
			sum += job.seconds ?? Number.NaN;
			this.#secondsBefore[i + 1] = sum;
		}
		this.#index = new Map(waiting.map(({ id }, i) => [id, i]));
	}

	/** Where a job stands, or null if it neither waits nor runs. */
	standing(id: JobId): Standing | null {
		const index = this.#index.get(id);
		if (index !== undefined) return this.#at(index, this.waiting[index].seconds);
		const running = this.running.find((job) => job.id === id);
		if (running === undefined) return null;
		return { position: 0, etaSeconds: running.secondsLeft };
	}

	/** Where a job with this start tag would stand: behind all that have the same one. */
	standingOf(start: number, seconds: number | null): Standing {
		let low = 0;
		let high = this.waiting.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.waiting[middle].start <= start) low = middle + 1;
			else high = middle;
		}
		return this.#at(low, seconds);
	}

	#at(index: number, seconds: number | null): Standing {
		const before = this.#secondsBefore[index];
		const known = !Number.isNaN(before) && seconds !== null;
		return { position: index + 1, etaSeconds: known ? before / this.devices + seconds : null };
	}
}
