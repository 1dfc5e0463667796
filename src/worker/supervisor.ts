// Longer than others: one loop and its state, of which every part reads what the others set. What needs none of it
// (attempts, pace, turns, settling) stands in files of its own.
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Job, JobProgress, WorkQueue } from '../queue/types.ts';
import { type Attempt, begin, outcomeOf, requestOf, type StopCause } from './attempt.ts';
import { Backoff } from './backoff.ts';
import { Bell } from './bell.ts';
import { DeviceProcess, type RunOutcome } from './device-process.ts';
import { WorkerStartError } from './errors.ts';
import type { ProcessExit } from './fork-device.ts';
import {
	harmless,
	type SupervisorObserver,
	type SupervisorState,
	type SupervisorStatus,
} from './observer.ts';
import { Pace } from './pace.ts';
import type { EngineChoice } from './protocol.ts';
import { type DeathReason, isPoison, SET_ASIDE_CODES, setAsideMessage } from './set-aside.ts';
import { settleInTheEnd } from './settle.ts';
import type { TurnLimits } from './turn.ts';

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
	/** When a long picture lets a short one by. */
	readonly turn?: Partial<TurnLimits>;
	readonly observer?: SupervisorObserver;
}

/** Pictures that are under way on one device at the most: one is drawn, the others let it by. */
const MOST_UNDER_WAY = 4;

/**
 * Keeps one device at work: holds a live process for it, fetches jobs for the models it has, draws them, and
 * settles each one with the queue. Replaces the process when it crashes, hangs or grows too large, and draws
 * the job again on the fresh one; a job that takes two processes down is set aside. A long picture lets short ones
 * of other people by, between two steps.
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
	/** The one that is drawn is the last; it interrupts those before it. */
	readonly #underWay: Attempt[] = [];
	/** Fetched to be let by, when there was nothing to interrupt any more. */
	#next: Job | null = null;
	/** Whether there was word of new work since the line was last looked at. */
	#news = true;
	readonly #noMoreStarts = new AbortController();
	#draining = false;
	/** Whether the live process has begun any picture: one that dies before is not replaced at once. */
	#proved = false;
	#state: SupervisorState = 'stopped';
	#deaths = 0;
	#trouble: string | null = null;
	#loop: Promise<void> | null = null;
	readonly #bell = new Bell();

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
			queue.onWork(() => {
				this.#news = true;
				this.#bell.ring();
			}),
			queue.onCancelled((jobId) => {
				const cancelled = this.#underWay.find(({ job }) => job.id === jobId);
				if (cancelled !== undefined) this.#stopOne(cancelled, 'cancelled');
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
		this.#bell.ring();
		const current = this.#underWay.at(-1);
		for (const interrupted of this.#underWay.slice(0, -1)) this.#stopOne(interrupted, 'drain');
		const timers: NodeJS.Timeout[] = [];
		if (current !== undefined) {
			const remainingMs = this.#pace.remainingMs(current.job.recipe, current.step, current.steps);
			const patienceMs = remainingMs !== null && remainingMs <= finishWithinMs ? finishWithinMs : 0;
			timers.push(
				setTimeout(() => this.#stopOne(current, 'drain'), patienceMs),
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

	#stopOne(current: Attempt, cause: StopCause): void {
		if (current.stopCause !== null) return;
		current.stopCause = cause;
		current.abort.abort();
		this.#bell.ring();
	}

	async #work(): Promise<void> {
		while (!this.#draining) {
			const process = await this.#liveProcess();
			if (process === null) break;
			this.#setState('idle');
			const job = this.#takeNext() ?? (await this.#fetch(process));
			if (job !== null) await this.#draw(job);
		}
		const held = this.#takeNext();
		if (held !== null) await this.#settle(held, () => this.#options.queue.handBack(held));
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
		while (!this.#draining && performance.now() < until) await this.#bell.wait(until - performance.now());
	}

	#onExit({ ended, exitCode, signal }: ProcessExit): void {
		if (ended !== 'stop' && ended !== 'cancel') {
			this.#deaths++;
			const reason = ended ?? signal ?? `exit code ${exitCode}`;
			this.#observer.died(this.#options.device, ended ?? (signal === 'SIGKILL' ? 'outside' : 'crash'));
			this.#log.warn(
				{ reason, job: this.#underWay.at(-1)?.job.id },
				'device process ended; a fresh one takes over',
			);
		}
		this.#bell.ring();
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
			await this.#bell.wait(Math.min(pollMs, 500));
			return null;
		}
		if (job !== null && this.#draining) {
			const held = job;
			await this.#settle(held, () => queue.handBack(held));
			return null;
		}
		if (job === null && process.alive && !this.#draining) await this.#bell.wait(pollMs);
		return job;
	}

	async #draw(job: Job): Promise<void> {
		const { queue, device, turn } = this.#options;
		const current = begin(job, turn);
		this.#underWay.push(current);
		const start = performance.now();
		const heartbeat = setInterval(() => void this.#heartbeat(current), queue.heartbeatMs);
		this.#setState('drawing');
		try {
			const ended = await this.#drawToAnEnd(current);
			this.#observer.finished(device, job.model, ended, (performance.now() - start) / 1000);
		} finally {
			clearInterval(heartbeat);
			this.#underWay.pop();
		}
	}

	/** Looks for a short picture of somebody else and draws it before this one goes on. Called between steps. */
	async #letOneBy(process: DeviceProcess, current: Attempt): Promise<void> {
		const { queue } = this.#options;
		const models = [...new Set([current.job.model, ...process.loaded])];
		const left = 1 - current.step / Math.max(1, current.steps);
		this.#news = false;
		const job = await queue.fetchBeside(
			{ workerId: this.workerId, device: process.provider, models },
			current.job,
			left,
		);
		if (job === null) return;
		const goOn = this.#draining ? null : await process.pause();
		if (goOn === null) {
			// Nothing is left to interrupt: it is the next one anyway.
			this.#next = job;
			return;
		}
		const since = performance.now();
		await this.#draw(job);
		// Fetched to be let by that one, which was over meanwhile.
		for (let next = this.#takeNext(); next !== null; next = this.#takeNext()) await this.#draw(next);
		current.turn.goOn(performance.now() - since);
		goOn();
	}

	#takeNext(): Job | null {
		const next = this.#next;
		this.#next = null;
		return next;
	}

	#considerOthers(process: DeviceProcess, current: Attempt): void {
		if (current.lettingBy !== null || current.staysOn || this.#draining || current.stopCause !== null) return;
		if (this.#underWay.length >= MOST_UNDER_WAY || !current.turn.mayAsk(this.#news)) return;
		current.lettingBy = this.#letOneBy(process, current)
			.catch((error) =>
				this.#log.warn({ err: error }, 'looking for a short picture failed; it is tried again'),
			)
			.finally(() => {
				current.lettingBy = null;
			});
	}

	async #drawToAnEnd(
		current: Attempt,
	): Promise<'done' | 'failed' | 'cancelled' | 'set-aside' | 'handed-back'> {
		const { queue, memoryLimitMb } = this.#options;
		const { job } = current;
		const deaths: DeathReason[] = [];
		for (;;) {
			const process = await this.#liveProcess();
			const outcome: RunOutcome =
				process === null ? { kind: 'cancelled' } : await this.#runOnce(process, current);
			if (outcome.kind === 'done') {
				await this.#settle(job, () => queue.complete(job, outcomeOf(outcome.picture)));
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
				const { code, message, retryable } = outcome;
				await this.#settle(job, () => queue.fail(job, { code, message }, { retry: retryable }));
				return 'failed';
			}
			if (outcome.kind === 'bystander') current.staysOn = true;
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

	async #runOnce(process: DeviceProcess, current: Attempt): Promise<RunOutcome> {
		const { queue, previewEvery = 4, device } = this.#options;
		const { job } = current;
		let lastStepAt: number | null = null;
		let phase: JobProgress['phase'] = 'loading';
		this.#setState('drawing');
		const outcome = await process.run(
			requestOf(job, previewEvery),
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
					this.#considerOthers(process, current);
				},
				onPreview: ({ step, steps, webp }) =>
					queue.progress(job, { phase, step, steps, preview: { mime: 'image/webp', bytes: webp } }),
			},
			current.abort.signal,
		);
		// It may have been cancelled, or its process may have died, while it let another one by.
		await current.lettingBy;
		return outcome;
	}

	async #heartbeat(current: Attempt): Promise<void> {
		try {
			const answer = await this.#options.queue.heartbeat(current.job);
			if (answer === 'lost') this.#stopOne(current, 'lost');
		} catch (error) {
			// A database that restarts is back before the attempt is given up; if not, `lost` will tell.
			this.#log.warn({ err: error, job: current.job.id }, 'heartbeat not sent');
		}
	}

	#settle(job: Job, settle: () => Promise<'settled' | 'late'>): Promise<void> {
		return settleInTheEnd(settle, {
			forMs: this.#options.settleForMs ?? 60_000,
			log: this.#log.child({ job: job.id }),
			hurries: () => this.#draining,
		});
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
