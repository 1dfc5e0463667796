import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { extractRecipe } from '../../src/recipe/png.ts';
import { DeviceProcess, type RunOutcome } from '../../src/worker/device-process.ts';
import type { DeviceProcessOptions } from '../../src/worker/fork-device.ts';
import { Pace } from '../../src/worker/pace.ts';
import type { EngineChoice } from '../../src/worker/protocol.ts';
import { faulty, recipe } from './recipes.ts';

const started: DeviceProcess[] = [];
after(() => Promise.all(started.map((process) => process.stop())));

async function start(options: Partial<DeviceProcessOptions> = {}): Promise<DeviceProcess> {
	const process = await DeviceProcess.start({
		device: 'simulated:0',
		engine: { kind: 'simulated', models: ['sim'], stepMs: 5 },
		pace: new Pace(),
		memoryLimitMb: 2048,
		statsEveryMs: 50,
		...options,
	});
	started.push(process);
	return process;
}

const never = new AbortController().signal;
const plain = { type: 'run', recipe: recipe(), layers: false, previewEvery: 0 } as const;

describe('a device process', () => {
	it('says which models and provider it has, draws, and tells every step', async () => {
		const process = await start();
		assert.deepEqual(process.models, ['sim']);
		assert.equal(process.provider, 'simulated');
		const steps: number[] = [];
		let previews = 0;
		const outcome = await process.run(
			{ type: 'run', recipe: recipe(), layers: true, previewEvery: 3 },
			{
				onProgress: ({ phase, step }) => phase === 'joint' && steps.push(step),
				onPreview: () => previews++,
			},
			never,
		);
		assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8]);
		assert.equal(previews, 2);
		assert.ok(outcome.kind === 'done');
		const { png, thumbnail, layers } = outcome.picture;
		assert.deepEqual(extractRecipe(png), recipe());
		assert.equal((await sharp(png).metadata()).hasAlpha, false);
		assert.equal((await sharp(thumbnail).metadata()).format, 'webp');
		assert.deepEqual(
			layers.map(({ name }) => name),
			['a cat', 'background'],
		);
		assert.equal((await sharp(layers[0].png).metadata()).hasAlpha, true);
	});

	it('pauses between two steps, draws another picture, and goes on where it was', async () => {
		const process = await start();
		const steps: string[] = [];
		const listen = (name: string) => ({
			onProgress: ({ phase, step }: { phase: string; step: number }) => {
				if (phase === 'joint') steps.push(`${name}${step}`);
				if (name === 'long' && step === 2) asked.resolve(process.pause());
			},
		});
		const asked = Promise.withResolvers<(() => void) | null>();
		const long = process.run({ ...plain, recipe: recipe({ steps: 40 }) }, listen('long'), never);
		const goOn = await asked.promise;
		assert.ok(goOn !== null);
		const before = steps.length;
		assert.equal((await process.run(plain, listen('short'), never)).kind, 'done');
		assert.deepEqual(
			steps.slice(before),
			[1, 2, 3, 4, 5, 6, 7, 8].map((step) => `short${step}`),
		);
		goOn();
		const outcome = await long;
		assert.ok(outcome.kind === 'done');
		assert.deepEqual(extractRecipe(outcome.picture.png), recipe({ steps: 40 }));
		assert.equal(steps.at(-1), 'long40');
		assert.equal(await process.pause(), null, 'nothing is there to pause');
	});

	it('ends a picture that is cancelled while it pauses', async () => {
		const process = await start();
		const abort = new AbortController();
		const asked = Promise.withResolvers<(() => void) | null>();
		const long = process.run(
			{ ...plain, recipe: recipe({ steps: 40 }) },
			{ onProgress: ({ step }) => step === 2 && asked.resolve(process.pause()) },
			abort.signal,
		);
		const goOn = await asked.promise;
		abort.abort();
		assert.equal((await long).kind, 'cancelled');
		goOn?.();
		assert.equal((await process.run(plain, {}, never)).kind, 'done');
	});

	it('enlarges a finished picture, with its recipe in it', async () => {
		const process = await start();
		const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		const outcome = await process.run({ type: 'enlarge', recipe: recipe(), png, factor: 4 }, {}, never);
		assert.ok(outcome.kind === 'done');
		const { picture } = outcome;
		assert.deepEqual([picture.width, picture.height], [256, 192]);
		assert.deepEqual(extractRecipe(picture.png), recipe());
		const meta = await sharp(picture.png).metadata();
		assert.deepEqual([meta.width, meta.height], [256, 192]);
		const broken = { type: 'enlarge', recipe: recipe(), png: Buffer.from('no picture'), factor: 2 } as const;
		assert.equal((await process.run(broken, {}, never)).kind, 'failed');
		assert.equal((await process.run(plain, {}, never)).kind, 'done');
	});

	it('says that it has nothing to look with, where its engine has not, and lives on', async () => {
		const process = await start();
		const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		const outcome = await process.run({ type: 'look', recipe: recipe(), png }, {}, never);
		assert.ok(outcome.kind === 'failed');
		assert.equal(outcome.code, 'nothing-to-look-with');
		assert.equal((await process.run(plain, {}, never)).kind, 'done');
	});

	it('ends a cancelled picture within one step and lives on', async () => {
		// Slow steps, so that a busy machine has the time to pass the message on.
		const process = await start({ engine: { kind: 'simulated', models: ['sim'], stepMs: 400 } });
		const abort = new AbortController();
		let last = 0;
		const outcome = await process.run(
			{ ...plain, recipe: recipe({ steps: 20 }) },
			{
				onProgress: ({ step }) => {
					last = step;
					if (step === 2) abort.abort();
				},
			},
			abort.signal,
		);
		assert.equal(outcome.kind, 'cancelled');
		assert.ok(last <= 3, `heard of step ${last} after the cancel in step 2`);
		assert.equal(
			(await process.run({ ...plain, recipe: recipe({ steps: 1, crop: 0, transplant: 0 }) }, {}, never)).kind,
			'done',
		);
	});

	it('is killed for a cancel that it cannot hear', async () => {
		const process = await start({ cancelBoundMs: 50 });
		const abort = new AbortController();
		// With one step it stands still before it can read anything but the order to draw.
		const run = process.run({ ...plain, recipe: faulty('hang', { steps: 1 }) }, {}, abort.signal);
		abort.abort();
		assert.equal((await run).kind, 'cancelled');
		assert.equal((await process.exited).signal, 'SIGKILL');
	});

	it('is killed when it stands still for ten times the time that a step takes', async () => {
		const process = await start({ pace: new Pace({ floorMs: 500 }) });
		assert.equal((await process.run(plain, {}, never)).kind, 'done');
		const outcome = await process.run({ ...plain, recipe: faulty('hang') }, {}, never);
		assert.equal(died(outcome), 'hang');
		assert.equal(process.alive, false);
	});

	it('is killed when it grows past its memory limit', async () => {
		const process = await start({ memoryLimitMb: 300 });
		const outcome = await process.run({ ...plain, recipe: faulty('grow', { steps: 200 }) }, {}, never);
		assert.equal(died(outcome), 'memory');
	});

	it('is killed when it grows past its memory limit inside a native call', async () => {
		const readings: number[] = [];
		const process = await start({ memoryLimitMb: 300, onMemory: (bytes) => readings.push(bytes) });
		const outcome = await process.run({ ...plain, recipe: faulty('swell') }, {}, never);
		assert.equal(died(outcome), 'memory');
		assert.equal((await process.exited).signal, 'SIGKILL');
		assert.ok(Math.max(...readings) > 300 * 2 ** 20);
	});

	it('does not start where it takes more than its limit before it draws', async () => {
		await assert.rejects(
			start({ memoryLimitMb: 8 }),
			/did not start: it takes more than 8 MB before it draws anything\. Raise TAUE_WORKER_MEMORY_MB/,
		);
	});

	it('is the first that the kernel ends where memory runs out', {
		skip: platform() !== 'linux',
	}, async () => {
		const { pid } = await start();
		assert.equal(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim(), '1000');
	});

	it('tells a crash of its own from a kill from outside', async () => {
		const crashing = await start();
		assert.equal(died(await crashing.run({ ...plain, recipe: faulty('crash') }, {}, never)), 'crash');
		const killed = await start();
		const outcome = await killed.run(
			{ ...plain, recipe: recipe({ steps: 200 }) },
			{ onProgress: ({ step }) => step === 2 && globalThis.process.kill(killed.pid ?? 0, 'SIGKILL') },
			never,
		);
		assert.equal(died(outcome), 'outside');
	});

	it('reports what the engine throws and draws the next picture', async () => {
		const process = await start();
		assert.deepEqual(await process.run({ ...plain, recipe: faulty('refuse') }, {}, never), {
			kind: 'failed',
			code: 'recipe-refused',
			retryable: false,
			message: 'The simulated engine refuses this recipe, as it was told to.',
		});
		const unknown = await process.run({ ...plain, recipe: recipe({ model: 'other' }) }, {}, never);
		assert.deepEqual(unknown, {
			kind: 'failed',
			code: 'unknown-model',
			retryable: false,
			message: 'There is no model "other" here. Models: sim.',
		});
		assert.equal((await process.run(plain, {}, never)).kind, 'done');
	});

	it('is ended by SIGKILL when its supervisor dies, even while it stands in a native call', async () => {
		const { fork } = await import('node:child_process');
		const parent = fork(new URL('./orphaning-parent.ts', import.meta.url), [], {
			stdio: ['ignore', 2, 2, 'ipc'],
		});
		const [pid] = (await once(parent, 'message')) as [number];
		parent.kill('SIGKILL');
		await once(parent, 'exit');
		await gone(pid);
	});

	it('says why it does not start', async () => {
		const engine: EngineChoice = {
			kind: 'onnx',
			modelsFolder: fileURLToPath(new URL('../fixtures/conformance/', import.meta.url)),
			models: ['tiny-sd16'],
			modelMemoryMb: 100,
			seedlingCacheMb: 1,
		};
		await assert.rejects(
			start({ engine, device: 'cpu' }),
			/The process for device "cpu" did not start: There is no model "tiny-sd16"\. Did you mean tiny-sd15\?/,
		);
		await assert.rejects(start({ engine, device: 'gpu' }), /"gpu" names no device\. Use auto, cpu, cuda, /);
		await assert.rejects(
			start({ startTimeoutMs: 1 }),
			/did not start: it was not ready within 0.001 s. A slow disk\? Raise the start time-out/,
		);
	});
});

function died(outcome: RunOutcome): string {
	return outcome.kind === 'died' ? outcome.reason : outcome.kind;
}

/** Resolves when no process has this id; the test's own time-out is the bound. */
async function gone(pid: number): Promise<void> {
	for (;;) {
		try {
			process.kill(pid, 0);
		} catch {
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
