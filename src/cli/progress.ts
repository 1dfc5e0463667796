import type { CliIo } from './io.ts';

export interface ProgressState {
	/** What is being done now, in a word or two. */
	readonly phase: string;
	readonly step: number;
	readonly steps: number;
}

const BAR_CELLS = 24;
/** Plain lines appear at every new phase and at every tenth of the whole. */
const PLAIN_PARTS = 10;

/** Seconds for people: `0.8 s`, `12 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 90) return `${Math.round(seconds)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * How far the work is, on standard error: a bar with steps and the time that is left where a person watches,
 * plain lines elsewhere, nothing at all where the result is read by a program.
 */
export class Progress {
	readonly #io: CliIo;
	readonly #quiet: boolean;
	readonly #now: () => number;
	#startedMs: number | null = null;
	#startedStep = 0;
	#phase = '';
	#part = -1;
	#drawn = false;

	/** @param now - milliseconds of a clock that never goes back */
	constructor(io: CliIo, quiet: boolean, now: () => number = () => performance.now()) {
		this.#io = io;
		this.#quiet = quiet;
		this.#now = now;
	}

	/** A new piece of work: the time that is left is learned anew. */
	begin(title: string): void {
		this.#startedMs = null;
		this.#phase = '';
		this.#part = -1;
		this.note(title);
	}

	/** A line that stays. */
	note(text: string): void {
		if (this.#quiet) return;
		this.#clear();
		this.#io.stderr.write(`${text}\n`);
	}

	update(state: ProgressState): void {
		if (this.#quiet) return;
		if (this.#startedMs === null) {
			this.#startedMs = this.#now();
			this.#startedStep = state.step;
		}
		if (this.#io.stderr.isTTY) this.#bar(state);
		else this.#line(state);
	}

	/** Takes the bar away. */
	end(): void {
		this.#clear();
	}

	#bar(state: ProgressState): void {
		const share = state.steps === 0 ? 1 : Math.min(1, state.step / state.steps);
		const full = Math.round(share * BAR_CELLS);
		const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
		const text = `${bar} ${state.step}/${state.steps} ${state.phase}${this.#left(state)}`;
		this.#io.stderr.write(`\r\x1b[2K${text.slice(0, (this.#io.stderr.columns ?? 80) - 1)}`);
		this.#drawn = true;
	}

	#line(state: ProgressState): void {
		const part = state.steps === 0 ? PLAIN_PARTS : Math.floor((state.step / state.steps) * PLAIN_PARTS);
		if (state.phase === this.#phase && part === this.#part) return;
		this.#phase = state.phase;
		this.#part = part;
		this.#io.stderr.write(`${state.phase}: ${state.step} of ${state.steps}${this.#left(state)}\n`);
	}

	#left({ step, steps }: ProgressState): string {
		const done = step - this.#startedStep;
		if (this.#startedMs === null || done <= 0 || step >= steps) return '';
		const seconds = (this.#now() - this.#startedMs) / 1000;
		return `, ${duration((seconds / done) * (steps - step))} left`;
	}

	#clear(): void {
		if (!this.#drawn) return;
		this.#drawn = false;
		this.#io.stderr.write('\r\x1b[2K');
	}
}
