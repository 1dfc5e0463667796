import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { extractRecipe } from '../../src/recipe/png.ts';
import { DeviceProcess } from '../../src/worker/device-process.ts';
import { parseDevice } from '../../src/worker/onnx-engine.ts';
import { Pace } from '../../src/worker/pace.ts';
import { recipe } from './recipes.ts';

const request = {
	type: 'run',
	recipe: recipe({ model: 'tiny-sd15' }),
	layers: true,
	previewEvery: 2,
} as const;
const never = new AbortController().signal;

describe('a device process with real models', () => {
	let process: DeviceProcess;
	let onLoaded: (names: readonly string[]) => void = () => {};
	before(async () => {
		process = await DeviceProcess.start({
			device: 'cpu',
			engine: {
				kind: 'onnx',
				modelsFolder: fileURLToPath(new URL('../fixtures/conformance', import.meta.url)),
				models: ['tiny-sd15', 'tiny-sdxl'],
				threads: 1,
				// Either of the two fits, both do not.
				modelMemoryMb: 4,
				seedlingCacheMb: 8,
			},
			pace: new Pace(),
			memoryLimitMb: 4096,
			onStats: ({ loaded }) => onLoaded(loaded),
		});
	});
	after(() => process.stop());

	it('draws a recipe with layers and previews, the same again from cached seedlings', async () => {
		assert.equal(process.provider, 'cpu');
		const previews: Uint8Array[] = [];
		const first = await process.run(request, { onPreview: ({ webp }) => previews.push(webp) }, never);
		assert.ok(first.kind === 'done', JSON.stringify(first));
		const { picture } = first;
		assert.deepEqual([picture.width, picture.height], [64, 64]);
		assert.deepEqual(extractRecipe(picture.png), picture.recipe);
		assert.deepEqual(
			picture.layers.map(({ name }) => name),
			['a cat', 'background'],
		);
		assert.ok(previews.length >= 2);
		assert.equal((await sharp(previews[0]).metadata()).format, 'webp');
		const again = await process.run(request, {}, never);
		assert.ok(again.kind === 'done');
		assert.ok(Buffer.from(again.picture.png).equals(picture.png), 'the same recipe gives the same bytes');
		assert.ok(again.picture.passes < picture.passes, 'the seedling was raised again instead of reused');
	});

	it('looks at a finished picture: no judge here, but the maps of a model that was given none', async () => {
		const asked = recipe({
			model: 'tiny-sd15',
			objects: [
				{ text: 'a red cat', box: [0, 0, 0.5, 1], seed: 1 },
				{ text: 'a blue dog', box: [0.5, 0, 1, 1], seed: 2 },
			],
			prompt: 'a red cat on the left and a blue dog on the right',
		});
		const drawn = await process.run({ ...request, recipe: asked, layers: false }, {}, never);
		assert.ok(drawn.kind === 'done', JSON.stringify(drawn));
		const look = { type: 'look', recipe: asked, png: drawn.picture.png } as const;
		const seen = await process.run(look, {}, never);
		assert.ok(seen.kind === 'done', JSON.stringify(seen));
		const { picture } = seen;
		assert.equal(picture.findings?.judge, null);
		assert.ok(picture.findings.attention?.assignment);
		// The picture and a map for each object, side by side.
		assert.deepEqual([picture.width, picture.height], [972, 320]);
		assert.deepEqual(extractRecipe(picture.png), asked);
		const { data, info } = await sharp(picture.png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
		assert.deepEqual([info.width, info.height], [972, 320]);
		const tile = (left: number) => data.subarray(3 * (200 * 972 + left), 3 * (200 * 972 + left + 320));
		assert.ok(!tile(326).equals(tile(652)), 'each object has its own map');
		assert.deepEqual(await process.run({ ...look, recipe: { ...asked, model: 'sdxl' } }, {}, never), {
			kind: 'failed',
			code: 'model-missing',
			retryable: false,
			message: 'This worker has no model "sdxl". Models: tiny-sd15, tiny-sdxl.',
		});
	});

	it('stops between two steps', async () => {
		const abort = new AbortController();
		let last = 0;
		const outcome = await process.run(
			{ ...request, recipe: { ...request.recipe, steps: 100 } },
			{
				onProgress: ({ step }) => {
					last = step;
					if (step === 3) abort.abort();
				},
			},
			abort.signal,
		);
		assert.equal(outcome.kind, 'cancelled');
		// Steps take milliseconds here: how many pass while the message travels is the machine's affair.
		assert.ok(last < 50, `heard of step ${last} after a cancel in step 3`);
		assert.ok(process.alive);
	});

	it('lets one model go when another needs its room', async () => {
		const swapped = new Promise<void>((resolve) => {
			onLoaded = (names) => names.join() === 'tiny-sdxl' && resolve();
		});
		const other = await process.run({ ...request, recipe: recipe({ model: 'tiny-sdxl' }) }, {}, never);
		assert.equal(other.kind, 'done', JSON.stringify(other));
		await swapped;
	});

	it('says what is wrong with a recipe, and lives on', async () => {
		const late = await process.run(
			{ ...request, recipe: recipe({ model: 'tiny-sd15', crop: 50 }) },
			{},
			never,
		);
		assert.ok(late.kind === 'failed');
		assert.equal(late.code, 'crop');
		assert.match(late.message, /crops its seedlings at step 50, but the picture has 8 steps/);
		const missing = await process.run({ ...request, recipe: recipe({ model: 'sdxl' }) }, {}, never);
		assert.deepEqual(missing, {
			kind: 'failed',
			code: 'model-missing',
			retryable: false,
			message: 'This worker has no model "sdxl". Models: tiny-sd15, tiny-sdxl.',
		});
		assert.ok(process.alive);
	});
});

describe('a look with the built-in model', () => {
	it('is judged: what is missing is named, and a plain picture has nothing of it', async () => {
		const process = await DeviceProcess.start({
			device: 'cpu',
			engine: {
				kind: 'onnx',
				modelsFolder: fileURLToPath(new URL('../../models', import.meta.url)),
				models: ['nae'],
				threads: 1,
				modelMemoryMb: 1024,
				seedlingCacheMb: 8,
			},
			pace: new Pace(),
			memoryLimitMb: 4096,
		});
		try {
			const asked = recipe({
				model: 'nae',
				size: [512, 512],
				objects: [
					{ text: 'a red cat', box: [0.1, 0.3, 0.45, 0.8], seed: 1 },
					{ text: 'a blue gryphon', box: [0.55, 0.3, 0.9, 0.8], seed: 2 },
				],
				prompt: 'a red cat on the left and a blue gryphon on the right',
			});
			const png = await sharp({ create: { width: 512, height: 512, channels: 3, background: '#c8d8b0' } })
				.png()
				.toBuffer();
			const seen = await process.run({ type: 'look', recipe: asked, png }, {}, never);
			assert.ok(seen.kind === 'done', JSON.stringify(seen));
			const { judge, attention } = seen.picture.findings ?? {};
			assert.deepEqual(judge, {
				objects: [{ found: false, iou: 0, bound: false }, null],
				mistakes: [{ kind: 'missing', object: 0 }],
			});
			assert.ok(attention);
		} finally {
			await process.stop();
		}
	});
});

describe('parseDevice', () => {
	it('reads providers with and without a number', () => {
		assert.deepEqual(parseDevice('auto'), { provider: 'auto' });
		assert.deepEqual(parseDevice('cuda:1'), { provider: 'cuda', deviceId: 1 });
	});

	it('says what a device looks like', () => {
		assert.throws(() => parseDevice('gpu:0'), /"gpu:0" names no device\. Use auto, cpu, cuda/);
		assert.throws(() => parseDevice('cuda:x'), /"cuda:x" names no device/);
	});
});
