import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deviceEnvironment } from '../app/config.ts';
import { WorkerStartError } from './errors.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { Pace } from './pace.ts';
import {
	type ChildMessage,
	type EngineChoice,
	type ParentMessage,
	PROTOCOL_VERSION,
	parseChildMessage,
} from './protocol.ts';

/** How a device process ended. */
export interface ProcessExit {
	/** Why we ended it, or null where it ended by itself or by someone else. */
	readonly ended: 'stop' | 'hang' | 'memory' | 'cancel' | 'protocol' | null;
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
}

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

type Ready = Extract<ChildMessage, { type: 'ready' }>;

/**
 * Forks a device's process and waits until it is ready.
 * @throws WorkerStartError when it refuses, ends, is not ready in time, or takes too much memory.
 */
export async function forkDevice(
	options: DeviceProcessOptions,
): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
	const { device, startTimeoutMs = 60_000 } = options;
	// Its output goes to our stderr: stdout belongs to the one line that `npm start` prints.
	const child = fork(CHILD, [], {
		env: deviceEnvironment(),
		execArgv: [...process.execArgv, ...DEVICE_NODE_FLAGS],
		serialization: 'advanced',
		stdio: ['ignore', 2, 2, 'ipc'],
	});
	const ready = await new Promise<Ready>((resolve, reject) => {
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
	return { child, ready };
}

/** Calls back once, when the process has grown past its limit. */
export function watchMemory(
	child: ChildProcess,
	options: DeviceProcessOptions,
	onOver: () => void,
): MemoryWatch {
	const watch = new MemoryWatch(child.pid ?? 0, (bytes) => {
		options.onMemory?.(bytes);
		if (bytes <= options.memoryLimitMb * 2 ** 20) return;
		watch.end();
		onOver();
	});
	return watch;
}

export function sendTo(child: ChildProcess, message: ParentMessage): void {
	// An error here means that the channel closed; the exit that follows says all.
	child.send(message, () => {});
}
