import type { ChildProcess } from 'node:child_process';
import type { Recipe } from '../recipe/recipe.ts';
import {
	type DeviceProcessOptions,
	forkDevice,
	type ProcessExit,
	sendTo,
	watchMemory,
} from './fork-device.ts';
import type { MemoryWatch } from './memory-watch.ts';
import {
	type ChildMessage,
	type FinishedPicture,
	type ParentMessage,
	PROTOCOL_VERSION,
	parseChildMessage,
	type RunFailure,
	type RunPhase,
	type RunRequest,
} from './protocol.ts';
import type { DeathReason } from './set-aside.ts';

export type RunOutcome =
	| { readonly kind: 'done'; readonly picture: FinishedPicture }
	/** The engine refused or threw; the process lives on. */
	| ({ readonly kind: 'failed' } & RunFailure)
	| { readonly kind: 'cancelled' }
	/** The process is gone. */
	| { readonly kind: 'died'; readonly reason: DeathReason; readonly detail: string }
	/** The process is gone while this run was paused: it was another one that it died of. */
	| { readonly kind: 'bystander' };

export interface RunListener {
	onProgress?(progress: { readonly phase: RunPhase; readonly step: number; readonly steps: number }): void;
	onPreview?(preview: { readonly step: number; readonly steps: number; readonly webp: Uint8Array }): void;
}

interface CurrentRun {
	readonly id: number;
	/** What its pace is learned under. */
	readonly recipe: Recipe;
	readonly listener: RunListener;
	readonly settle: (outcome: RunOutcome) => void;
	/** Set from the wish to pause until it pauses or ends. */
	pausing: PromiseWithResolvers<(() => void) | null> | null;
	/** Null until the first event. */
	phase: RunPhase | null;
	lastEventAt: number;
	/** Steps heard of since the run began: the first one warms the device up and teaches nothing. */
	eventsSeen: number;
	hangTimer: NodeJS.Timeout | undefined;
	cancelTimer: NodeJS.Timeout | undefined;
}

/**
 * One child process that owns one device, from its fork to its end. It draws one picture at a time; a run may
 * be paused between two steps, so that another one takes its turn.
 * A hang, a growth past the memory limit and a cancel that is not heard all end in SIGKILL, which the
 * kernel honours even in the middle of a native call.
 */
export class DeviceProcess {
	readonly models: readonly string[];
	readonly provider: string;
	/** Resolves when the process is gone. */
	readonly exited: Promise<ProcessExit>;
	readonly #child: ChildProcess;
	readonly #options: DeviceProcessOptions;
	#current: CurrentRun | null = null;
	readonly #paused = new Map<number, CurrentRun>();
	#loaded: readonly string[] = [];
	#nextRun = 1;
	readonly #memory: MemoryWatch;
	#ended: ProcessExit['ended'] = null;
	#gone: ProcessExit | null = null;
	/** Why the process is about to end, in its own words. */
	#lastWords: string | null = null;

	/** Use `DeviceProcess.start`. */
	private constructor(
		child: ChildProcess,
		ready: Extract<ChildMessage, { type: 'ready' }>,
		options: DeviceProcessOptions,
	) {
		this.#child = child;
		this.#memory = watchMemory(child, options, () => this.#kill('memory'));
		this.#options = options;
		this.models = ready.models;
		this.provider = ready.provider;
		child.on('message', (received) => this.#receive(received));
		this.exited = new Promise((resolve) => {
			child.once('exit', (exitCode, signal) => {
				this.#memory.end();
				this.#gone = { ended: this.#ended, exitCode, signal };
				if (this.#current !== null)
					this.#settle(this.#current, { kind: 'died', ...this.#causeOfDeath(this.#gone) });
				for (const paused of [...this.#paused.values()]) this.#settle(paused, { kind: 'bystander' });
				options.onExit?.(this.#gone);
				resolve(this.#gone);
			});
		});
	}

	/**
	 * Forks the process and waits until it is ready.
	 * @throws WorkerStartError when it refuses, ends, or is not ready in time.
	 */
	static async start(options: DeviceProcessOptions): Promise<DeviceProcess> {
		const { child, ready } = await forkDevice(options);
		return new DeviceProcess(child, ready, options);
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	get alive(): boolean {
		return this.#gone === null && this.#ended === null;
	}

	/** Names of the models that it has in memory, as it told last. */
	get loaded(): readonly string[] {
		return this.#loaded;
	}

	/**
	 * Draws (or enlarges) one picture. Never rejects: every end is an outcome. An abort of the signal ends it as
	 * `cancelled` within one step, or by SIGKILL when the step does not end in time.
	 */
	run(request: RunRequest, listener: RunListener, signal: AbortSignal): Promise<RunOutcome> {
		if (this.#current !== null) throw new Error('A device process draws one picture at a time');
		if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
		if (!this.alive) {
			return Promise.resolve({ kind: 'died', reason: 'outside', detail: 'it was gone before it was asked' });
		}
		return new Promise((resolve) => {
			const id = this.#nextRun++;
			const current: CurrentRun = {
				id,
				recipe: paceRecipe(request),
				listener,
				pausing: null,
				phase: null,
				lastEventAt: performance.now(),
				eventsSeen: 0,
				hangTimer: undefined,
				cancelTimer: undefined,
				settle: (outcome) => {
					signal.removeEventListener('abort', onAbort);
					resolve(outcome);
				},
			};
			const onAbort = () => this.#cancel(current);
			signal.addEventListener('abort', onAbort, { once: true });
			this.#current = current;
			this.#watch(current);
			this.#send({ version: PROTOCOL_VERSION, run: id, ...request });
		});
	}

	/**
	 * Pauses the run in hand after its step. Resolves, once it pauses and the process is free, to what makes it go
	 * on; to null where it ended first.
	 */
	pause(): Promise<(() => void) | null> {
		const current = this.#current;
		if (current === null) return Promise.resolve(null);
		if (current.pausing === null) {
			current.pausing = Promise.withResolvers();
			this.#send({ type: 'pause', version: PROTOCOL_VERSION, run: current.id });
		}
		return current.pausing.promise;
	}

	#resume(run: CurrentRun): void {
		if (!this.#paused.delete(run.id)) return;
		if (this.#current !== null) throw new Error('A device process draws one picture at a time');
		this.#current = run;
		run.lastEventAt = performance.now();
		this.#watch(run);
		this.#send({ type: 'resume', version: PROTOCOL_VERSION, run: run.id });
	}

	/** Asks the process to end, and kills it when it has not after `graceMs`. */
	async stop(graceMs = 1000): Promise<ProcessExit> {
		if (this.#gone !== null) return this.#gone;
		this.#ended ??= 'stop';
		this.#send({ type: 'stop', version: PROTOCOL_VERSION });
		const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
		try {
			return await this.exited;
		} finally {
			clearTimeout(timer);
		}
	}

	#send(message: ParentMessage): void {
		if (this.#child.connected) sendTo(this.#child, message);
	}

	#kill(ended: Exclude<ProcessExit['ended'], null>): void {
		this.#ended ??= ended;
		this.#child.kill('SIGKILL');
	}

	#receive(received: unknown): void {
		let message: ChildMessage;
		try {
			message = parseChildMessage(received);
		} catch {
			this.#kill('protocol');
			return;
		}
		if (message.type === 'stats') {
			this.#memory.told(message.rssBytes);
			this.#loaded = message.loaded;
			this.#options.onStats?.(message);
			return;
		}
		if (message.type === 'refused') this.#lastWords = message.message;
		if (!('run' in message)) return;
		const current = this.#current?.id === message.run ? this.#current : this.#paused.get(message.run);
		if (current === undefined) return;
		switch (message.type) {
			case 'paused': {
				if (this.#current !== current) break;
				clearTimeout(current.hangTimer);
				current.hangTimer = undefined;
				this.#current = null;
				this.#paused.set(current.id, current);
				const { pausing } = current;
				current.pausing = null;
				pausing?.resolve(() => this.#resume(current));
				break;
			}
			case 'progress':
				this.#learn(current, message.phase);
				current.listener.onProgress?.(message);
				break;
			case 'preview':
				this.#watch(current);
				current.listener.onPreview?.(message);
				break;
			case 'done':
				this.#learn(current, null);
				this.#settle(current, { kind: 'done', picture: message.picture });
				break;
			case 'failed':
				this.#settle(current, {
					kind: 'failed',
					code: message.code,
					message: message.message,
					retryable: message.retryable,
				});
				break;
			case 'cancelled':
				this.#settle(current, { kind: 'cancelled' });
				break;
		}
	}

	/** An event ends what the one before it began: a step's progress is sent when the step is done. */
	#learn(current: CurrentRun, phase: RunPhase | null): void {
		const ms = performance.now() - current.lastEventAt;
		const isStep = phase === 'joint' || phase === 'seedling' || phase === 'background';
		if (isStep && current.eventsSeen > 0) this.#options.pace.learn(current.recipe, phase, ms);
		// `decode` and `encode` are told when they begin.
		if (current.phase === 'decode' || current.phase === 'encode') {
			this.#options.pace.learn(current.recipe, current.phase, ms);
		}
		if (phase === null) return;
		current.phase = phase;
		if (phase !== 'loading') current.eventsSeen++;
		current.lastEventAt = performance.now();
		this.#watch(current);
	}

	#watch(current: CurrentRun): void {
		clearTimeout(current.hangTimer);
		const phase = current.eventsSeen === 0 ? null : current.phase;
		const patienceMs = this.#options.pace.patienceMs(current.recipe, phase);
		current.hangTimer = setTimeout(() => {
			const due = current.hangTimer;
			// It may be this process that stood still: what is waiting on the channel is read first.
			setImmediate(() => setImmediate(() => current.hangTimer === due && this.#kill('hang')));
		}, patienceMs);
	}

	#cancel(current: CurrentRun): void {
		this.#send({ type: 'cancel', version: PROTOCOL_VERSION, run: current.id });
		const { cancelBoundMs = 5000, pace } = this.#options;
		const stepMs = pace.expectedMs(current.recipe, 'joint') ?? 0;
		current.cancelTimer = setTimeout(() => this.#kill('cancel'), Math.max(cancelBoundMs, 3 * stepMs));
	}

	#settle(current: CurrentRun, outcome: RunOutcome): void {
		if (this.#current === current) this.#current = null;
		this.#paused.delete(current.id);
		current.pausing?.resolve(null);
		clearTimeout(current.hangTimer);
		current.hangTimer = undefined;
		clearTimeout(current.cancelTimer);
		current.settle(this.#ended === 'cancel' ? { kind: 'cancelled' } : outcome);
	}

	#causeOfDeath({ ended, exitCode, signal }: ProcessExit): { reason: DeathReason; detail: string } {
		const detail = this.#lastWords ?? signal ?? `exit code ${exitCode}`;
		if (ended === 'hang' || ended === 'memory') return { reason: ended, detail };
		if (ended === 'stop') return { reason: 'outside', detail: 'it was asked to stop' };
		if (signal === 'SIGKILL') {
			// The kernel's out-of-memory killer and an operator look alike; memory tells them apart.
			const nearLimit = this.#memory.bytes > 0.8 * this.#options.memoryLimitMb * 2 ** 20;
			const forMemory = nearLimit || this.#memory.killedForMemory();
			return forMemory ? { reason: 'memory', detail } : { reason: 'outside', detail };
		}
		return { reason: 'crash', detail };
	}
}

/** An enlargement is as slow as its size, and nothing else of the recipe counts; a look has a pace of its own. */
function paceRecipe(request: RunRequest): Recipe {
	const { recipe } = request;
	if (request.type === 'run') return recipe;
	if (request.type === 'look') return { ...recipe, model: `look by ${recipe.model}` };
	const [width, height] = recipe.size;
	return { ...recipe, model: 'enlarged', size: [width * request.factor, height * request.factor] };
}
