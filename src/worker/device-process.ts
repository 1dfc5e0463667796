import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deviceEnvironment } from '../app/config.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type DeathReason, WorkerStartError } from './errors.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { Pace } from './pace.ts';
import {
	type ChildMessage,
	type EngineChoice,
	type FinishedPicture,
	type ParentMessage,
	PROTOCOL_VERSION,
	parseChildMessage,
	type RunPhase,
	type RunRequest,
} from './protocol.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
/** The garbage collector's helper threads would wait for cores that the runtime's own threads hold. */
export const DEVICE_NODE_FLAGS = ['--single-threaded-gc'];

export interface DeviceProcessOptions {
	/** `cpu`, `cuda:0`, …: what the process owns. */
	readonly device: string;
	readonly engine: EngineChoice;
	readonly pace: Pace;
	/** The process is killed when its memory, as the system counts it, grows past this. */
	readonly memoryLimitMb: number;
	/** From the fork to `ready`. */
	readonly startTimeoutMs?: number;
	/** How often the process tells which models it holds, where it is not inside a step. */
	readonly statsEveryMs?: number;
	/** What a cancel may take before the process is killed for it, where nothing is known of a step's time. */
	readonly cancelBoundMs?: number;
	/** Gives up a start that is under way. */
	readonly signal?: AbortSignal;
	readonly onStats?: (stats: { readonly loaded: readonly string[] }) => void;
	/** What the system says of the process's memory, several times a second. */
	readonly onMemory?: (bytes: number) => void;
	/** The process ended, for whatever reason. Called once. */
	readonly onExit?: (exit: ProcessExit) => void;
}

export interface ProcessExit {
	/** Why we ended it, or null where it ended by itself or by someone else. */
	readonly ended: 'stop' | 'hang' | 'memory' | 'cancel' | 'protocol' | null;
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
}

export type RunOutcome =
	| { readonly kind: 'done'; readonly picture: FinishedPicture }
	/** The engine refused or threw; the process lives on. */
	| { readonly kind: 'failed'; readonly code: string; readonly message: string }
	| { readonly kind: 'cancelled' }
	/** The process is gone. */
	| { readonly kind: 'died'; readonly reason: DeathReason; readonly detail: string };

export interface RunListener {
	onProgress?(progress: { readonly phase: RunPhase; readonly step: number; readonly steps: number }): void;
	onPreview?(preview: { readonly step: number; readonly steps: number; readonly webp: Uint8Array }): void;
}

interface CurrentRun {
	readonly id: number;
	readonly recipe: Recipe;
	readonly listener: RunListener;
	readonly settle: (outcome: RunOutcome) => void;
	/** Null until the first event. */
	phase: RunPhase | null;
	lastEventAt: number;
	/** Steps heard of since the run began: the first one warms the device up and teaches nothing. */
	eventsSeen: number;
	hangTimer: NodeJS.Timeout | undefined;
	cancelTimer: NodeJS.Timeout | undefined;
}

/**
 * One child process that owns one device, from its fork to its end. It draws one picture at a time.
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
				this.#settle({ kind: 'died', ...this.#causeOfDeath(this.#gone) });
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
		const { device, startTimeoutMs = 60_000 } = options;
		// Its output goes to our stderr: stdout belongs to the one line that `npm start` prints.
		const child = fork(CHILD, [], {
			env: deviceEnvironment(),
			execArgv: [...process.execArgv, ...DEVICE_NODE_FLAGS],
			serialization: 'advanced',
			stdio: ['ignore', 2, 2, 'ipc'],
		});
		const ready = await new Promise<Extract<ChildMessage, { type: 'ready' }>>((resolve, reject) => {
			const timer = setTimeout(() => {
				fail(`it was not ready within ${startTimeoutMs / 1000} s. A slow disk? Raise the start time-out.`);
			}, startTimeoutMs);
			const memory = watchMemory(child, options, () =>
				fail(
					`it takes more than ${options.memoryLimitMb} MB before it draws anything. Raise ` +
						'TAUE_WORKER_MEMORY_MB, or name a smaller model.',
				),
			);
			const onAbort = () => fail('it is no longer wanted.');
			let isSettled = false;
			const settled = () => {
				isSettled = true;
				clearTimeout(timer);
				memory.end();
				options.signal?.removeEventListener('abort', onAbort);
				child.off('message', onMessage);
				child.off('exit', onExit);
				child.off('error', onError);
				child.on('error', () => {});
			};
			const fail = (reason: string, more: { code?: string; cause?: unknown } = {}) => {
				settled();
				child.kill('SIGKILL');
				reject(new WorkerStartError(device, reason, more));
			};
			const onError = (cause: Error) => fail(cause.message, { cause });
			const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
				fail(`it ended at once (${signal ?? `exit code ${code}`}). Its own words are in the log.`);
			const onMessage = (received: unknown) => {
				try {
					const message = parseChildMessage(received);
					if (message.type === 'refused') fail(message.message, { code: message.code });
					else if (message.type === 'ready') {
						// One that is too large already is not given out.
						void memory.now().then(() => {
							if (isSettled) return;
							settled();
							resolve(message);
						});
					}
				} catch (cause) {
					fail(cause instanceof Error ? cause.message : String(cause), { cause });
				}
			};
			child.on('message', onMessage);
			child.once('exit', onExit);
			child.once('error', onError);
			if (options.signal?.aborted) return onAbort();
			options.signal?.addEventListener('abort', onAbort, { once: true });
			sendTo(child, {
				type: 'hello',
				version: PROTOCOL_VERSION,
				device,
				engine: options.engine,
				statsEveryMs: options.statsEveryMs ?? 2000,
			});
		});
		return new DeviceProcess(child, ready, options);
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	get alive(): boolean {
		return this.#gone === null && this.#ended === null;
	}

	/**
	 * Draws one picture. Never rejects: every end is an outcome. An abort of the signal ends it as
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
			const onAbort = () => this.#cancel();
			signal.addEventListener('abort', onAbort, { once: true });
			this.#current = {
				id,
				recipe: request.recipe,
				listener,
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
			this.#watch(this.#current);
			this.#send({ type: 'run', version: PROTOCOL_VERSION, run: id, ...request });
		});
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
			this.#options.onStats?.(message);
			return;
		}
		if (message.type === 'refused') this.#lastWords = message.message;
		const current = this.#current;
		if (current === null || !('run' in message) || message.run !== current.id) return;
		switch (message.type) {
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
				this.#settle({ kind: 'done', picture: message.picture });
				break;
			case 'failed':
				this.#settle({ kind: 'failed', code: message.code, message: message.message });
				break;
			case 'cancelled':
				this.#settle({ kind: 'cancelled' });
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

	#cancel(): void {
		const current = this.#current;
		if (current === null) return;
		this.#send({ type: 'cancel', version: PROTOCOL_VERSION, run: current.id });
		const { cancelBoundMs = 5000, pace } = this.#options;
		const stepMs = pace.expectedMs(current.recipe, 'joint') ?? 0;
		current.cancelTimer = setTimeout(() => this.#kill('cancel'), Math.max(cancelBoundMs, 3 * stepMs));
	}

	#settle(outcome: RunOutcome): void {
		const current = this.#current;
		if (current === null) return;
		this.#current = null;
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

function watchMemory(child: ChildProcess, options: DeviceProcessOptions, onOver: () => void): MemoryWatch {
	const watch = new MemoryWatch(child.pid ?? 0, (bytes) => {
		options.onMemory?.(bytes);
		if (bytes <= options.memoryLimitMb * 2 ** 20) return;
		watch.end();
		onOver();
	});
	return watch;
}

function sendTo(child: ChildProcess, message: ParentMessage): void {
	// An error here means that the channel closed; the exit that follows says all.
	child.send(message, () => {});
}
