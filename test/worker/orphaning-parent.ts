import { DeviceProcess } from '../../src/worker/device-process.ts';
import { Pace } from '../../src/worker/pace.ts';
import { faulty } from './recipes.ts';

/** Starts a device process, makes it stand still, and tells its id: the test kills this one then. */
const child = await DeviceProcess.start({
	device: 'simulated:0',
	engine: { kind: 'simulated', models: ['sim'], stepMs: 1 },
	pace: new Pace(),
	memoryLimitMb: 2048,
});
await child.run(
	{ type: 'run', recipe: faulty('hang'), layers: false, previewEvery: 0 },
	{ onProgress: ({ step }) => step === 3 && process.send?.(child.pid) },
	new AbortController().signal,
);
