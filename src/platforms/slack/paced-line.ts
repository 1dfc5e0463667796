import type { Clock } from '../platform.ts';

interface Waiting {
	/** Lower goes first; of equals, who came first. */
	readonly priority: number;
	run(): Promise<void>;
}

/**
 * Work that is done one after the other, what matters most first, and not before there is room for it. Time is the
 * clock's, which only grows: a time of day that is set back makes nothing wait.
 */
export class PacedLine {
	readonly #clock: Clock;
	readonly #take: () => number;
	readonly #atOnce: number;
	#waiting: Waiting[] = [];
	#running = 0;
	#timer: { clear(): void } | null = null;

	/** @param take - takes room for one piece of work; answers with milliseconds to wait where there is none, else 0 */
	constructor(clock: Clock, take: () => number, atOnce = Number.POSITIVE_INFINITY) {
		this.#clock = clock;
		this.#take = take;
		this.#atOnce = atOnce;
	}

	get queued(): number {
		return this.#waiting.length;
	}

	get isIdle(): boolean {
		return this.#waiting.length === 0 && this.#running === 0;
	}

	schedule<T>(priority: number, work: () => Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			const run = () => work().then(resolve, reject);
			const at = this.#waiting.findIndex((other) => other.priority > priority);
			this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, { priority, run });
			this.#goOn();
		});
	}

	/** Begins nothing more. */
	stop(): void {
		this.#timer?.clear();
		this.#waiting = [];
	}

	#goOn(): void {
		while (this.#timer === null && this.#running < this.#atOnce && this.#waiting.length > 0) {
			const wait = this.#take();
			if (wait > 0) {
				this.#timer = this.#clock.setTimeout(() => {
					this.#timer = null;
					this.#goOn();
				}, wait);
				return;
			}
			const next = this.#waiting.shift();
			this.#running++;
			void next?.run().finally(() => {
				this.#running--;
				this.#goOn();
			});
		}
	}
}
