import type { Logger } from 'pino';
import type { Config } from '../app/config.ts';
import type { WorkQueue } from '../queue/types.ts';
import type { SupervisorObserver, SupervisorStatus } from './observer.ts';
import { Pace } from './pace.ts';
import type { EngineChoice } from './protocol.ts';
import { Supervisor } from './supervisor.ts';

export interface Workers {
	status(): readonly SupervisorStatus[];
	/** Ends all device processes; nothing in hand is lost. */
	drain(options?: { readonly finishWithinMs?: number }): Promise<void>;
}

/** Starts one supervised process for each configured device. Returns at once; `status` tells how it goes. */
export function startWorkers(options: {
	readonly queue: WorkQueue;
	readonly config: Pick<Config, 'workers' | 'models' | 'device'>;
	/** The models to draw with, the one that is loaded first in front. */
	readonly models: readonly string[];
	readonly log: Logger;
	readonly observer?: SupervisorObserver;
}): Workers {
	const { queue, config, models, log, observer } = options;
	const { devices, memoryLimitMb, previewEvery } = config.workers;
	const engine = engineOf(config, models);
	const supervisors = devices.map(
		(device) =>
			new Supervisor({
				queue,
				device,
				engine,
				memoryLimitMb,
				previewEvery,
				log,
				pace: new Pace(),
				// A large model is loaded before its process is ready.
				startTimeoutMs: 600_000,
				...(observer !== undefined && { observer }),
			}),
	);
	for (const supervisor of supervisors) supervisor.start();
	return {
		status: () => supervisors.map((supervisor) => supervisor.status()),
		async drain(bounds) {
			await Promise.all(supervisors.map((supervisor) => supervisor.drain(bounds)));
		},
	};
}

/** Whether pictures are drawn here, or soon will be. */
export function isAtWork(devices: readonly SupervisorStatus[]): boolean {
	return devices.some(({ state }) => state === 'idle' || state === 'drawing' || state === 'starting');
}

function engineOf(
	{ workers, models: { folder }, device }: Pick<Config, 'workers' | 'models' | 'device'>,
	models: readonly string[],
): EngineChoice {
	if (workers.engine === 'simulated') {
		return { kind: 'simulated', models: [...models], stepMs: workers.simulatedStepMs };
	}
	return {
		kind: 'onnx',
		modelsFolder: folder,
		models: [...models],
		modelMemoryMb: workers.modelMemoryMb,
		seedlingCacheMb: workers.seedlingCacheMb,
		memory: device.memory,
		memoryLimitMb: workers.memoryLimitMb,
		...(device.threads !== null && { threads: device.threads }),
	};
}
