/** A picture is not interrupted before it has had this long. */
const LEAST_MS = 5_000;
/** Nor, after an interruption, for longer than this, however long that was. */
const MOST_MS = 30_000;

export interface TurnLimits {
	readonly leastMs: number;
	readonly mostMs: number;
}

/**
 * When a long picture lets a short one by. Between two interruptions it draws as long as the last one took, so it
 * keeps half of the device, and no longer than half a minute, so that a short picture never waits longer.
 */
export class Turn {
	readonly #limits: TurnLimits;
	readonly #now: () => number;
	#began: number;
	#lengthMs: number;
	#askedAt = Number.NEGATIVE_INFINITY;

	/** @param now - milliseconds of a clock that never goes back */
	constructor(limits: Partial<TurnLimits> = {}, now: () => number = () => performance.now()) {
		this.#limits = { leastMs: LEAST_MS, mostMs: MOST_MS, ...limits };
		this.#now = now;
		this.#began = now();
		this.#lengthMs = this.#limits.leastMs;
	}

	/** Whether somebody may be let by now. */
	isOver(): boolean {
		return this.#now() - this.#began >= this.#lengthMs;
	}

	/** Whether it is worth asking the line: not again within a second of a vain look, unless there is news. */
	mayAsk(news: boolean): boolean {
		if (!this.isOver() || (!news && this.#now() - this.#askedAt < 1_000)) return false;
		this.#askedAt = this.#now();
		return true;
	}

	/** The picture goes on after one that took so long. */
	goOn(interruptedMs: number): void {
		const { leastMs, mostMs } = this.#limits;
		this.#began = this.#now();
		this.#lengthMs = Math.min(mostMs, Math.max(leastMs, interruptedMs));
	}
}
