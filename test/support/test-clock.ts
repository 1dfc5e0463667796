import type { Clock } from '../../src/platforms/platform.ts';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
	#now: number;
	#timers: { readonly at: number; readonly run: () => void }[] = [];

	constructor(now = 1_800_000_000_000) {
		this.#now = now;
	}

	now(): number {
		return this.#now;
	}

	wallTime(): number {
		return this.#now;
	}

	setTimeout(run: () => void, ms: number): { clear(): void } {
		const timer = { at: this.#now + ms, run };
		this.#timers.push(timer);
		return {
			clear: () => {
				this.#timers = this.#timers.filter((other) => other !== timer);
			},
		};
	}

	/** Lets time pass and runs what became due, in its order. */
	advance(ms: number): void {
		const until = this.#now + ms;
		for (;;) {
			const due = this.#timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
			if (due === undefined) break;
			this.#timers = this.#timers.filter((other) => other !== due);
			this.#now = Math.max(this.#now, due.at);
			due.run();
		}
		this.#now = until;
	}
}
