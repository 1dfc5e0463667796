import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Job, JobOutcome, WorkQueue } from '../queue/types.ts';
import { Backoff } from './backoff.ts';
import { DeviceProcess, type ProcessExit, type RunOutcome } from './device-process.ts';
import { type DeathReason, SET_ASIDE_CODES, setAsideMessage, WorkerStartError } from './errors.ts';
import { harmless } from './observer.ts';
import { Pace } from './pace.ts';
import type { EngineChoice, FinishedPicture } from './protocol.ts';

export interface SupervisorOptions {
	readonly queue: WorkQueue;
	/** `cpu`, `cuda:0`, …: one supervisor and one process for each. */
	readonly device: string;
	readonly engine: EngineChoice;
	readonly memoryLimitMb: number;
	readonly log: Logger;
	/** A live preview after every so many steps; 0: none. */
	readonly previewEvery?: number;
	readonly workerId?: string;
	readonly pace?: Pace;
	readonly startTimeoutMs?: number;
	readonly cancelBoundMs?: number;
	readonly statsEveryMs?: number;
	/** How long to wait for word of new work before asking for it anyway. */
	readonly pollMs?: number;
	readonly startBackoff?: { readonly firstMs: number; readonly maxMs: number };
	/** How long a finished picture is kept for a database that does not answer. */
	readonly settleForMs?: number;
	readonly observer?: SupervisorObserver;
}

/** What metrics want to know. */
export interface SupervisorObserver {
	state?(device: string, state: SupervisorState): void;
	finished?(
		device: string,
		model: string,
		outcome: 'done' | 'failed' | 'cancelled' | 'set-aside' | 'handed-back',
		seconds: number,
	): void;
	step?(device: string, model: string, ms: number): void;
	memory?(device: string, bytes: number): void;
	died?(device: string, reason: string): void;
}

export type SupervisorState = 'starting' | 'idle' | 'drawing' | 'backing-off' | 'draining' | 'stopped';

export interface SupervisorStatus {
	readonly device: string;
	readonly workerId: string;
	readonly state: SupervisorState;
	readonly provider: string | null;
	readonly models: readonly string[];
	readonly pid: number | null;
	/** Processes that ended without being asked to. */
	readonly deaths: number;
	/** Why the process does not start, while it does not. */
	readonly trouble: string | null;
}

/** A job that took this many processes down by itself is set aside. */
const DEATHS_BY_JOB = 2;
/** Kills from outside say little about a job, but no job is tried for ever. */
const DEATHS_IN_ALL = 6;

/** Whether these deaths under one job mean that it should not be tried again. */
export function isPoison(deaths: readonly DeathReason[]): boolean {
	return (
		deaths.filter((reason) => reason !== 'outside').length >= DEATHS_BY_JOB || deaths.length >= DEATHS_IN_ALL
	);
}

type StopCause = 'cancelled' | 'lost' | 'drain';

interface CurrentJob {
	readonly job: Job;
	readonly abort: AbortController;
	stopCause: StopCause | null;
	step: number;
	steps: number;
}

/**
 * Keeps one device at work: holds a live process for it, fetches jobs for the models it has, draws them, and
 * settles each one with the queue. Replaces the process when it crashes, hangs or grows too large, and draws
 * the job again on the fresh one; a job that takes two processes down is set aside.
 */
export class Supervisor {
	readonly workerId: string;
	readonly #options: SupervisorOptions;
	readonly #log: Logger;
	readonly #observer: Required<SupervisorObserver>;
	readonly #pace: Pace;
	readonly #backoff: Backoff;
	readonly #unsubscribe: (() => void)[] = [];
	#process: DeviceProcess | null = null;
	#current: CurrentJob | null = null;
	readonly #noMoreStarts = new AbortController();
	#draining = false;
	/** Whether the live process has begun any picture: one that dies before is not replaced at once. */
	#proved = false;
	#state: SupervisorState = 'stopped';
	#deaths = 0;
	#trouble: string | null = null;
	#loop: Promise<void> | null = null;
	/** Ends the pause that the loop is in, if it is in one. */
	#wake: () => void = () => {};
	#woken = false;

	constructor(options: SupervisorOptions) {
		this.#options = options;
		this.workerId = options.workerId ?? `${hostname()}-${process.pid}-${options.device}`;
		this.#log = options.log.child({ device: options.device });
		this.#observer = harmless(options.observer, this.#log);
		this.#pace = options.pace ?? new Pace();
		this.#backoff = new Backoff(options.startBackoff ?? { firstMs: 500, maxMs: 60_000 });
	}

	/** Begins to work. Returns at once; `status` tells how it goes. */
	start(): void {
		if (this.#loop !== null) return;
		const { queue } = this.#options;
		this.#unsubscribe.push(
			queue.onWork(() => this.#wakeUp()),
			queue.onCancelled((jobId) => {
				if (this.#current?.job.id === jobId) this.#stopCurrent('cancelled');
			}),
		);
		this.#loop = this.#work();
	}

	status(): SupervisorStatus {
		return {
			device: this.#options.device,
			workerId: this.workerId,
			state: this.#state,
			provider: this.#process?.provider ?? null,
			models: this.#process?.models ?? this.#options.engine.models,
			pid: this.#process?.pid ?? null,
			deaths: this.#deaths,
			trouble: this.#trouble,
		};
	}

	/**
	 * Stops fetching, lets the picture in hand finish where that is soon, hands it back otherwise, and ends the
	 * process. Takes little more than `finishWithinMs` at the most.
	 */
	async drain({ finishWithinMs = 4000 }: { readonly finishWithinMs?: number } = {}): Promise<void> {
		if (this.#loop === null) return;
		this.#draining = true;
		this.#noMoreStarts.abort();
		this.#setState('draining');
		this.#wakeUp();
		const current = this.#current;
		const timers: NodeJS.Timeout[] = [];
		if (current !== null) {
			const remainingMs = this.#pace.remainingMs(current.job.recipe, current.step, current.steps);
			const patienceMs = remainingMs !== null && remainingMs <= finishWithinMs ? finishWithinMs : 0;
			timers.push(
				setTimeout(() => this.#stopCurrent('drain'), patienceMs),
				// The step in hand may be a long one: its process goes, the job does not.
				setTimeout(() => void this.#process?.stop(0), patienceMs + 1500),
			);
		}
		await this.#loop;
		for (const timer of timers) clearTimeout(timer);
		for (const unsubscribe of this.#unsubscribe) unsubscribe();
		await this.#process?.stop();
		this.#setState('stopped');
	}

	#setState(state: SupervisorState): void {
		if (this.#draining && state !== 'stopped' && state !== 'draining') return;
		this.#state = state;
		this.#observer.state(this.#options.device, state);
	}

	#wakeUp(): void {
		this.#woken = true;
		this.#wake();
	}

	/** Waits until woken, `ms` at most. A wake-up that came since the last pause counts. */
	async #pause(ms: number): Promise<void> {
		if (!this.#woken) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, ms);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
			this.#wake = () => {};
		}
		this.#woken = false;
	}

	#stopCurrent(cause: StopCause): void {
		const current = this.#current;
		if (current === null || current.stopCause !== null) return;
		current.stopCause = cause;
		current.abort.abort();
		this.#wakeUp();
	}

	async #work(): Promise<void> {
		while (!this.#draining) {
			const process = await this.#liveProcess();
			if (process === null) break;
			this.#setState('idle');
			const job = await this.#fetch(process);
			if (job !== null) await this.#draw(job);
		}
	}

	/** The live process, started where there is none; null when the supervisor drains meanwhile. */
	async #liveProcess(): Promise<DeviceProcess | null> {
		while (!this.#draining) {
			if (this.#process?.alive) return this.#process;
			if (this.#process !== null) {
				await this.#process.exited;
				this.#process = null;
				if (!this.#proved) await this.#backOff();
				if (this.#draining) break;
			}
			this.#setState('starting');
			const { device, engine, memoryLimitMb, startTimeoutMs, cancelBoundMs, statsEveryMs } = this.#options;
			try {
				this.#process = await DeviceProcess.start({
					device,
					engine,
					memoryLimitMb,
					pace: this.#pace,
					signal: this.#noMoreStarts.signal,
					...(startTimeoutMs !== undefined && { startTimeoutMs }),
					...(cancelBoundMs !== undefined && { cancelBoundMs }),
					...(statsEveryMs !== undefined && { statsEveryMs }),
					onMemory: (bytes) => this.#observer.memory(device, bytes),
					onExit: (exit) => this.#onExit(exit),
				});
				const { provider, models, pid } = this.#process;
				this.#trouble = null;
				this.#proved = false;
				this.#log.info({ provider, models, devicePid: pid }, 'device process is ready');
			} catch (error) {
				if (!(error instanceof WorkerStartError)) throw error;
				if (this.#draining) break;
				this.#trouble = error.message;
				await this.#backOff();
			}
		}
		return null;
	}

	async #backOff(): Promise<void> {
		const pauseMs = this.#backoff.failed();
		this.#setState('backing-off');
		this.#log.error(
			{ failures: this.#backoff.failures, pauseMs },
			`${this.#trouble ?? 'The device process ended before it drew anything.'} Trying again in ${pauseMs / 1000} s.`,
		);
		const until = performance.now() + pauseMs;
		// New work wakes the loop, but it can't be done before there is a process.
		while (!this.#draining && performance.now() < until) await this.#pause(until - performance.now());
	}

	#onExit({ ended, exitCode, signal }: ProcessExit): void {
		if (ended !== 'stop' && ended !== 'cancel') {
			this.#deaths++;
			const reason = ended ?? signal ?? `exit code ${exitCode}`;
			this.#observer.died(this.#options.device, ended ?? (signal === 'SIGKILL' ? 'outside' : 'crash'));
			this.#log.warn({ reason, job: this.#current?.job.id }, 'device process ended; a fresh one takes over');
		}
		this.#wakeUp();
	}

	/** The next job, or null after a pause in which the process may have died or the drain begun. */
	async #fetch(process: DeviceProcess): Promise<Job | null> {
		const { queue, pollMs = 2000 } = this.#options;
		let job: Job | null = null;
		try {
			job = await queue.fetch({ workerId: this.workerId, device: process.provider, models: process.models });
			this.#trouble = null;
		} catch (error) {
			this.#trouble = `The queue does not answer: ${messageOf(error)}`;
			this.#log.warn({ err: error }, 'the queue does not answer; asking again');
			await this.#pause(Math.min(pollMs, 500));
			return null;
		}
		if (job !== null && this.#draining) {
			const held = job;
			await this.#settle(held, () => queue.handBack(held));
			return null;
		}
		if (job === null && process.alive && !this.#draining) await this.#pause(pollMs);
		return job;
	}

	async #draw(job: Job): Promise<void> {
		const { queue, device } = this.#options;
		const current: CurrentJob = {
			job,
			abort: new AbortController(),
			stopCause: null,
			step: 0,
			steps: job.recipe.steps,
		};
		this.#current = current;
		const start = performance.now();
		const heartbeat = setInterval(() => void this.#heartbeat(current), queue.heartbeatMs);
		this.#setState('drawing');
		try {
			const ended = await this.#drawToAnEnd(current);
			this.#observer.finished(device, job.model, ended, (performance.now() - start) / 1000);
		} finally {
			clearInterval(heartbeat);
			this.#current = null;
		}
	}

	async #drawToAnEnd(
		current: CurrentJob,
	): Promise<'done' | 'failed' | 'cancelled' | 'set-aside' | 'handed-back'> {
		const { queue, memoryLimitMb } = this.#options;
		const { job } = current;
		const deaths: DeathReason[] = [];
		for (;;) {
			const process = await this.#liveProcess();
			const outcome: RunOutcome =
				process === null ? { kind: 'cancelled' } : await this.#runOnce(process, current);
			if (outcome.kind === 'done') {
				await this.#settle(job, () => queue.complete(job, toOutcome(outcome.picture)));
				return 'done';
			}
			// Cancelled or lost: the queue knows already, and this attempt is no longer ours to settle.
			if (current.stopCause === 'cancelled' || current.stopCause === 'lost') return 'cancelled';
			if (current.stopCause === 'drain' || this.#draining) {
				await this.#settle(job, () => queue.handBack(job));
				return 'handed-back';
			}
			if (outcome.kind === 'failed') {
				this.#log.warn({ job: job.id, code: outcome.code, message: outcome.message }, 'a picture failed');
				await this.#settle(job, () =>
					queue.fail(job, { code: outcome.code, message: outcome.message }, { retry: mayPass(outcome.code) }),
				);
				return 'failed';
			}
			if (outcome.kind === 'died') deaths.push(outcome.reason);
			if (isPoison(deaths)) {
				const code = SET_ASIDE_CODES[deaths[deaths.length - 1]];
				this.#log.error(
					{ job: job.id, deaths, recipe: job.recipe },
					'job set aside: it took its workers down',
				);
				await this.#settle(job, () =>
					queue.fail(job, { code, message: setAsideMessage(deaths, memoryLimitMb) }, { retry: false }),
				);
				return 'set-aside';
			}
		}
	}

	#runOnce(process: DeviceProcess, current: CurrentJob): Promise<RunOutcome> {
		const { queue, previewEvery = 4, device } = this.#options;
		const { job } = current;
		let lastStepAt: number | null = null;
		let phase: 'loading' | 'seedling' | 'background' | 'joint' | 'decode' = 'loading';
		this.#setState('drawing');
		return process.run(
			{ recipe: job.recipe, layers: job.layers, previewEvery },
			{
				onProgress: (progress) => {
					this.#proved = true;
					this.#backoff.succeeded();
					const now = performance.now();
					if (progress.phase === 'joint' && lastStepAt !== null)
						this.#observer.step(device, job.model, now - lastStepAt);
					lastStepAt = progress.phase === 'joint' ? now : null;
					phase = progress.phase === 'encode' ? 'decode' : progress.phase;
					current.step = progress.step;
					current.steps = progress.steps;
					queue.progress(job, { phase, step: progress.step, steps: progress.steps });
				},
				onPreview: ({ step, steps, webp }) =>
					queue.progress(job, { phase, step, steps, preview: { mime: 'image/webp', bytes: webp } }),
			},
			current.abort.signal,
		);
	}

	async #heartbeat(current: CurrentJob): Promise<void> {
		try {
			const answer = await this.#options.queue.heartbeat(current.job);
			if (answer === 'lost' && this.#current === current) this.#stopCurrent('lost');
		} catch (error) {
			// A database that restarts is back before the attempt is given up; if not, `lost` will tell.
			this.#log.warn({ err: error, job: current.job.id }, 'heartbeat not sent');
		}
	}

	/** Tells the queue how an attempt ended, again and again while the database does not answer. */
	async #settle(job: Job, settle: () => Promise<'settled' | 'late'>): Promise<void> {
		const { settleForMs = 60_000 } = this.#options;
		const giveUpAt = performance.now() + settleForMs;
		const backoff = new Backoff({ firstMs: 100, maxMs: 2000 });
		for (;;) {
			try {
				if ((await settle()) === 'late') this.#log.info({ job: job.id }, 'this attempt was no longer ours');
				return;
			} catch (error) {
				const pauseMs = backoff.failed();
				const drainingLong = this.#draining && backoff.failures > 4;
				if (drainingLong || performance.now() + pauseMs > giveUpAt) {
					this.#log.error(
						{ err: error, job: job.id },
						'an attempt could not be settled; it will be given out again',
					);
					return;
				}
				this.#log.warn({ err: error, job: job.id, pauseMs }, 'the queue does not answer; keeping the result');
				await new Promise((resolve) => setTimeout(resolve, pauseMs));
			}
		}
	}
}

/** Whether trying again may help: a coded refusal of ours stays one, a fault of the machine may pass. */
function mayPass(code: string): boolean {
	return code === 'engine' || code === code.toUpperCase();
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function toOutcome(picture: FinishedPicture): JobOutcome {
	return {
		png: picture.png,
		thumb: picture.thumbnail,
		layers: picture.layers,
		recipe: picture.recipe,
		seconds: picture.seconds.total,
		passes: picture.passes,
	};
}
