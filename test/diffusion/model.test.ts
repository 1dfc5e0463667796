import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
	cloneLatent,
	type DiffusionModel,
	generate,
	generateLatent,
	loadModel,
	type PredictEntry,
	randn,
} from '../../src/diffusion/index.ts';
import {
	copyModel,
	editGraph,
	editJson,
	fixture,
	toExternalData,
	toFixedSize,
	toFloat16,
} from './tiny-models.ts';

const cpu = { provider: 'cpu' } as const;
const request = {
	prompt: 'a red car',
	negative: 'blurry',
	steps: 3,
	guidance: 5,
	scheduler: 'euler',
	seed: 3,
} as const;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	assert.equal(a.length, b.length);
	let worst = 0;
	for (let k = 0; k < a.length; k++) worst = Math.max(worst, Math.abs(a[k] - b[k]));
	return worst;
}

/** The latent that a folder gives for the common request. */
async function draw(folder: string): Promise<Float32Array> {
	const model = await loadModel(folder, cpu);
	try {
		return (await generateLatent(model, request)).data;
	} finally {
		await model.close();
	}
}

const references = new Map<string, Promise<Float32Array>>();

/** What the tiny model itself gives, drawn once. */
function reference(name: string): Promise<Float32Array> {
	const known = references.get(name) ?? draw(fixture(name));
	references.set(name, known);
	return known;
}

for (const name of ['tiny-sd15', 'tiny-sdxl']) {
	describe(`the model ${name}`, () => {
		let model: DiffusionModel;
		before(async () => {
			model = await loadModel(fixture(name), cpu);
		});
		after(() => model.close());

		test('says what it is', () => {
			const { info } = model;
			assert.equal(info.family, name === 'tiny-sdxl' ? 'sdxl' : 'sd');
			assert.deepEqual(
				[info.latentChannels, info.latentScale, info.nativeSize, info.tokenLength],
				[4, 8, 128, 77],
			);
			assert.equal(info.scalingFactor, name === 'tiny-sdxl' ? 0.13025 : 0.18215);
			assert.equal(info.elementTypes.unet, 'float32');
			assert.equal(info.defaults.scheduler, name === 'tiny-sdxl' ? 'euler' : 'pndm');
			assert.equal(model.provider, 'cpu');
			assert.match(model.providerNotes.join('\n'), /runs on cpu/);
		});

		test('gives the same picture for the same seed, another for another', async () => {
			const first = await generate(model, request);
			assert.deepEqual(await generate(model, request), first);
			assert.notDeepEqual(await generate(model, { ...request, seed: 4 }), first);
			assert.deepEqual([first.width, first.height, first.rgba.length], [128, 128, 128 * 128 * 4]);
			assert.ok(first.rgba.every((value, k) => k % 4 !== 3 || value === 255));
		});

		test('several samples in one call give what each gives alone', async () => {
			const schedule = model.schedule('euler', 10);
			const negative = await model.encodeNegative('blurry');
			const entries: PredictEntry[] = [];
			for (const [k, guidance] of [7.5, 1, 3].entries()) {
				const latent = model.createLatent(128, 128);
				randn(k, 0, latent.data.length, latent.data);
				entries.push({ latent, conditioning: await model.encodePrompt(`a cat ${k}`), negative, guidance });
			}
			const alone: Float32Array[] = [];
			for (const entry of entries) {
				const [prediction] = await model.predict([entry], 4, schedule);
				alone.push(prediction.noise.slice());
			}
			const before = { ...model.stats };
			const together = await model.predict(entries, 4, schedule);
			for (const [k, { noise }] of together.entries()) assert.ok(largestDifference(noise, alone[k]) < 1e-5);
			assert.equal(model.stats.unetEvaluations - before.unetEvaluations, 3);
			assert.equal(model.stats.unetRuns - before.unetRuns, 1);
		});

		test('a pair under guidance counts as one evaluation, and guidance may end early', async () => {
			const before = { ...model.stats };
			let last = 0;
			await generateLatent(model, {
				...request,
				steps: 4,
				guidanceUntil: 0.5,
				onStep: ({ index }) => (last = index),
			});
			assert.equal(model.stats.unetEvaluations - before.unetEvaluations, 4);
			assert.equal(last, 3);
			const guided = await generateLatent(model, { ...request, steps: 4 });
			const half = await generateLatent(model, { ...request, steps: 4, guidanceUntil: 0.5 });
			const never = await generateLatent(model, { ...request, steps: 4, guidanceUntil: 0 });
			const plain = await generateLatent(model, { ...request, steps: 4, guidance: 1 });
			assert.notDeepEqual(half.data, guided.data);
			assert.deepEqual(never.data, plain.data);
		});

		test('time inside sessions is counted and stays below the wall time', async () => {
			const before = model.stats.sessionSeconds;
			const start = performance.now();
			await generateLatent(model, request);
			const inside = model.stats.sessionSeconds - before;
			assert.ok(inside > 0 && inside <= (performance.now() - start) / 1000);
			assert.ok((model.stats.graphSeconds.unet ?? 0) > 0);
		});

		test('an aborted signal ends the run within one step', async () => {
			const controller = new AbortController();
			let steps = 0;
			const run = generateLatent(model, {
				...request,
				steps: 10,
				signal: controller.signal,
				onStep: () => {
					steps++;
					controller.abort(new Error('no longer wanted'));
				},
			});
			await assert.rejects(run, /no longer wanted/);
			assert.equal(steps, 1);
		});

		test('prompts are encoded once', async () => {
			const first = await model.encodePrompt('a lighthouse');
			const seconds = model.stats.graphSeconds.text_encoder;
			assert.equal(await model.encodePrompt('a lighthouse'), first);
			assert.equal(model.stats.graphSeconds.text_encoder, seconds);
		});

		test('a result that is no number is told, and never shown as black', async () => {
			const latent = model.createLatent(64, 64);
			latent.data.fill(Number.NaN);
			await assert.rejects(model.decode(latent), { code: 'not-finite', message: /float32/ });
		});

		test('marks that people write into a prompt do not end it', async () => {
			const clean = await model.encodePrompt('a red  car');
			const marked = await model.encodePrompt('a red <|endoftext|> car');
			assert.deepEqual(marked.embeddings, clean.embeddings);
		});

		test('the words of a phrase are found among the tokens', async () => {
			const text = 'a red car and a white sheep, a red sheep';
			const { tokens } = await model.encodePrompt(text);
			const words = (positions: readonly number[]) =>
				positions.map((index) => tokens[index - 1].piece).join('');
			assert.equal(words(model.wordTokens(text, 'white sheep')), 'whitesheep');
			assert.equal(words(model.wordTokens(text, 'sheep')), 'sheep');
			assert.ok(model.wordTokens(text, 'sheep', 1)[0] > model.wordTokens(text, 'sheep')[0]);
			assert.deepEqual(model.wordTokens(text, 'dog'), []);
			assert.deepEqual(model.wordTokens(text, ''), []);
		});

		test('a picture that was encoded has the shape of a latent, and its key colour is the mean of a flat one', async () => {
			const rgba = new Uint8Array(128 * 128 * 4)
				.fill(255)
				.map((value, k) => (k % 4 === 1 ? 200 : k % 4 === 3 ? value : 20));
			const latent = await model.encodeImage({ width: 128, height: 128, rgba });
			assert.deepEqual([latent.channels, latent.width, latent.height], [4, 16, 16]);
			const colour = await model.keyColourLatent([20, 200, 20]);
			const cell = 8 * 16 + 8;
			for (let c = 0; c < 4; c++) assert.ok(Math.abs(colour[c] - latent.data[c * 256 + cell]) < 0.05);
			assert.equal(await model.keyColourLatent([20, 200, 20]), await model.keyColourLatent([20, 200, 20]));
		});

		test('a preview has one pixel per cell', async () => {
			const latent = model.createLatent(192, 96);
			const { width, height, rgba } = await model.previewRaster(latent);
			assert.deepEqual([width, height, rgba.length], [24, 12, 24 * 12 * 4]);
			const { matrix, offset } = await model.latentToRgb();
			assert.ok([...matrix, ...offset].every(Number.isFinite));
		});

		test('sizes that cannot be are refused with those that can', () => {
			assert.throws(
				() => model.createLatent(100, 128),
				/cannot draw 100x128: each side is a multiple of 8.*128x128/,
			);
			assert.throws(() => model.createLatent(1_000_000, 128), /at most 4096/);
			assert.throws(() => model.createLatent(0, Number.NaN), { code: 'size-unsupported' });
		});

		test('entries of different sizes, and guidance without a negative, are mistakes of the caller', async () => {
			const schedule = model.schedule('euler', 4);
			const conditioning = await model.encodePrompt('x');
			const [a, b] = [model.createLatent(128, 128), model.createLatent(64, 64)];
			const entry = { conditioning, guidance: 1 };
			await assert.rejects(
				model.predict(
					[
						{ ...entry, latent: a },
						{ ...entry, latent: b },
					],
					0,
					schedule,
				),
				/share a 4x16x16 latent/,
			);
			await assert.rejects(
				model.predict([{ ...entry, latent: a, guidance: 2 }], 0, schedule),
				/needs a negative/,
			);
			await assert.rejects(model.predict([], 0, schedule), /at least one entry/);
		});

		test('a scheduler that there is not is answered with those that there are', () => {
			// @ts-expect-error what reaches us from JSON may be anything
			assert.throws(() => model.schedule('plms', 4), /There is no scheduler "plms". There are: euler, /);
		});
	});
}

describe('the unconditional side', () => {
	test('is zeros for SDXL without a negative prompt, and an encoded text otherwise', async (context) => {
		const sdxl = await loadModel(fixture('tiny-sdxl'), cpu);
		context.after(() => sdxl.close());
		const zeros = await sdxl.encodeNegative(null);
		assert.ok(zeros.embeddings.every((value) => value === 0) && zeros.pooled?.every((value) => value === 0));
		assert.ok((await sdxl.encodeNegative('')).embeddings.some((value) => value !== 0));
		const sd15 = await loadModel(fixture('tiny-sd15'), cpu);
		context.after(() => sd15.close());
		assert.deepEqual(await sd15.encodeNegative(null), await sd15.encodePrompt(''));
	});
});

describe('exports of other kinds draw the same', () => {
	test('weights in a file of their own', async (context) => {
		const folder = copyModel(context, 'tiny-sdxl');
		toExternalData(join(folder, 'unet/model.onnx'), join(folder, 'unet/model.onnx_data'));
		assert.deepEqual(await draw(folder), await reference('tiny-sdxl'));
	});

	test('graph and weights as links within the folder', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const unet = join(folder, 'unet');
		toExternalData(join(unet, 'model.onnx'), join(unet, 'model.onnx_data'));
		const blobs = join(folder, 'blobs');
		mkdirSync(blobs);
		for (const file of ['model.onnx', 'model.onnx_data']) {
			renameSync(join(unet, file), join(blobs, file));
			symlinkSync(join(blobs, file), join(unet, file));
		}
		assert.deepEqual(await draw(folder), await reference('tiny-sd15'));
		const model = await loadModel(folder, { ...cpu, attention: 'maps' });
		context.after(() => model.close());
		assert.equal(model.info.attention, 'maps');
	});

	test('a real graph with linked weights', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const unet = join(folder, 'unet');
		const elsewhere = join(folder, 'f3a9c1');
		toExternalData(join(unet, 'model.onnx'), elsewhere);
		symlinkSync(elsewhere, join(unet, 'model.onnx_data'));
		assert.deepEqual(await draw(folder), await reference('tiny-sd15'));
		const model = await loadModel(folder, { ...cpu, attention: 'maps' });
		context.after(() => model.close());
		assert.equal(model.info.attention, 'maps');
	});

	for (const name of ['tiny-sd15', 'tiny-sdxl']) {
		test(`${name} in float16, within what float16 can hold`, async (context) => {
			const folder = copyModel(context, name);
			for (const part of ['unet', 'vae_decoder', 'vae_encoder'])
				editGraph(join(folder, part, 'model.onnx'), toFloat16);
			const half = await loadModel(folder, cpu);
			context.after(() => half.close());
			assert.equal(half.info.elementTypes.unet, 'float16');
			const latent = await generateLatent(half, request);
			const exact = await reference(name);
			const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
			assert.ok(largestDifference(latent.data, exact) / largest < 0.02);
			const picture = await half.decode(latent);
			assert.deepEqual(picture.width, 128);
			const encoded = await half.encodeImage(picture);
			assert.ok(encoded.data.every(Number.isFinite));
		});
	}

	test('token ids of 32 bits, and a timestep of one float per row', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const { TensorProto } = (await import('onnx-proto')).default.onnx;
		editGraph(join(folder, 'text_encoder/model.onnx'), ({ graph }) => {
			const ids = graph?.input?.[0];
			if (!graph?.node || !ids?.type?.tensorType) throw new Error('no ids');
			ids.type.tensorType.elemType = TensorProto.DataType.INT32;
			for (const node of graph.node)
				node.input = node.input?.map((name) => (name === 'input_ids' ? 'ids64' : name)) ?? [];
			graph.node.unshift({
				opType: 'Cast',
				name: 'widen',
				input: ['input_ids'],
				output: ['ids64'],
				attribute: [{ name: 'to', type: 2, i: TensorProto.DataType.INT64 }],
			});
		});
		editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
			const timestep = graph?.input?.find(({ name }) => name === 'timestep');
			if (!graph?.node || !timestep?.type?.tensorType) throw new Error('no timestep');
			timestep.type.tensorType.elemType = TensorProto.DataType.FLOAT;
			timestep.type.tensorType.shape = { dim: [{ dimParam: 'b' }] };
			for (const node of graph.node)
				node.input = node.input?.map((name) => (name === 'timestep' ? 'timestep64' : name)) ?? [];
			graph.node.unshift({
				opType: 'Cast',
				name: 'whole',
				input: ['timestep'],
				output: ['timestep64'],
				attribute: [{ name: 'to', type: 2, i: TensorProto.DataType.INT64 }],
			});
		});
		assert.ok(largestDifference(await draw(folder), await reference('tiny-sd15')) < 1e-4);
	});

	test('a batch that the export fixed to one row', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
			const dim = graph?.input?.find(({ name }) => name === 'sample')?.type?.tensorType?.shape?.dim;
			if (!dim) throw new Error('no sample');
			dim[0] = { dimValue: 1 };
		});
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		const latent = await generateLatent(model, request);
		assert.ok(largestDifference(latent.data, await reference('tiny-sd15')) < 1e-4);
		assert.equal(model.stats.unetRuns, 6);
		assert.equal(model.stats.unetEvaluations, 3);
	});

	test('a size that the export fixed', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), (graph) => toFixedSize(graph, 16));
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		assert.throws(() => model.createLatent(64, 64), /exported for 128x128 alone, not 64x64/);
		assert.ok(
			largestDifference((await generateLatent(model, request)).data, await reference('tiny-sd15')) < 1e-4,
		);
	});

	test('guidance as an input of the network, as LCM has it, runs one row and feels the scale', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
			if (!graph?.node || !graph.input) throw new Error('no graph');
			const dim = [{ dimParam: 'b' }, { dimValue: 8 }];
			graph.input.push({ name: 'timestep_cond', type: { tensorType: { elemType: 1, shape: { dim } } } });
			for (const node of graph.node)
				node.output = node.output?.map((name) => (name === 'out_sample' ? 'bare' : name)) ?? [];
			graph.node.push(
				{
					opType: 'ReduceMean',
					name: 'mean',
					input: ['timestep_cond'],
					output: ['strength'],
					attribute: [{ name: 'keepdims', type: 2, i: 0 }],
				},
				{ opType: 'Add', name: 'sum', input: ['bare', 'strength'], output: ['out_sample'] },
			);
		});
		editJson(join(folder, 'scheduler/scheduler_config.json'), (config) => {
			config._class_name = 'LCMScheduler';
		});
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		assert.deepEqual(
			[model.info.fewStep, model.info.defaults.scheduler, model.info.defaults.steps],
			[true, 'lcm', 4],
		);
		const options = { prompt: 'a cat', scheduler: 'lcm', steps: 4, seed: 1 } as const;
		const eight = await generateLatent(model, { ...options, guidance: 8 });
		assert.equal(model.stats.unetRuns, 4);
		assert.deepEqual((await generateLatent(model, { ...options, guidance: 8 })).data, eight.data);
		assert.notDeepEqual((await generateLatent(model, { ...options, guidance: 2 })).data, eight.data);
	});

	test('an encoder that gives a sample instead of its distribution', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'vae_encoder/model.onnx'), ({ graph }) => {
			if (!graph?.node || !graph.output || !graph.initializer) throw new Error('no graph');
			const vector = (name: string, value: number) => ({ name, dims: [1], dataType: 7, int64Data: [value] });
			graph.initializer.push(vector('from', 0), vector('to', 4), vector('axis', 1));
			graph.node.push({
				opType: 'Slice',
				name: 'mean',
				input: ['latent_parameters', 'from', 'to', 'axis'],
				output: ['latent_sample'],
			});
			graph.output = [
				{
					...graph.output[0],
					name: 'latent_sample',
					type: {
						tensorType: {
							elemType: 1,
							shape: { dim: ['b', 'c', 'y', 'x'].map((dimParam) => ({ dimParam })) },
						},
					},
				},
			];
		});
		const old = await loadModel(folder, cpu);
		const now = await loadModel(fixture('tiny-sd15'), cpu);
		context.after(() => Promise.all([old.close(), now.close()]));
		assert.deepEqual(await old.keyColourLatent([255, 0, 255]), await now.keyColourLatent([255, 0, 255]));
	});

	test('a tokenizer.json in place of vocabulary and merges', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const { readFileSync } = await import('node:fs');
		const vocab = JSON.parse(readFileSync(join(folder, 'tokenizer/vocab.json'), 'utf8'));
		const merges = readFileSync(join(folder, 'tokenizer/merges.txt'), 'utf8').trim().split('\n').slice(1);
		writeFileSync(join(folder, 'tokenizer/tokenizer.json'), JSON.stringify({ model: { vocab, merges } }));
		rmSync(join(folder, 'tokenizer/vocab.json'));
		rmSync(join(folder, 'tokenizer/merges.txt'));
		assert.deepEqual(await draw(folder), await reference('tiny-sd15'));
	});
});

describe('a model without an encoder', () => {
	test('still draws, previews and has key colours; encoding says why it cannot', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		rmSync(join(folder, 'vae_encoder'), { recursive: true });
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		assert.equal(model.info.encodes, false);
		assert.equal((await generate(model, request)).width, 128);
		const colour = await model.keyColourLatent([0, 200, 0]);
		const latent = model.createLatent(8, 8);
		latent.data.set(colour);
		const [red, green] = (await model.previewRaster(latent)).rgba;
		assert.ok(green >= red);
		await assert.rejects(model.encodeImage({ width: 8, height: 8, rgba: new Uint8Array(256) }), {
			code: 'no-encoder',
			message: 'The model tiny-sd15 has no vae_encoder, so pictures cannot be encoded.',
		});
	});
});

describe('the hash of a model', () => {
	test('is the same for the same content and changes with any of it', async (context) => {
		const hashOf = async (folder: string) => {
			const model = await loadModel(folder, cpu);
			const hash = await model.hash();
			await model.close();
			return hash;
		};
		const folder = copyModel(context, 'tiny-sd15');
		const first = await hashOf(fixture('tiny-sd15'));
		assert.match(first, /^[0-9a-f]{32}$/);
		assert.equal(await hashOf(folder), first);
		editJson(join(folder, 'scheduler/scheduler_config.json'), (config) => {
			config.prediction_type = 'v_prediction';
		});
		assert.notEqual(await hashOf(folder), first);
	});
});

describe('errors say what happened, what was given and what to do', () => {
	const cases: readonly {
		readonly name: string;
		readonly code: string;
		readonly message: RegExp;
		readonly damage: (folder: string) => void;
	}[] = [
		{
			name: 'a missing graph',
			code: 'file-missing',
			message: /The model tiny-sd15 lacks unet.model\.onnx\. Download the model again/,
			damage: (folder) => rmSync(join(folder, 'unet/model.onnx')),
		},
		{
			name: 'a missing index',
			code: 'file-missing',
			message: /lacks model_index\.json/,
			damage: (folder) => rmSync(join(folder, 'model_index.json')),
		},
		{
			name: 'a graph that is no graph',
			code: 'graph-broken',
			message: /unet\/model\.onnx is not a graph that can be loaded: .* Download the model again/,
			damage: (folder) => writeFileSync(join(folder, 'unet/model.onnx'), 'not a graph'),
		},
		{
			name: 'weights that are gone',
			code: 'file-missing',
			message: /unet\/model\.onnx names weights that are not there/,
			damage: (folder) => {
				const data = join(folder, 'unet/model.onnx_data');
				toExternalData(join(folder, 'unet/model.onnx'), data);
				rmSync(data);
			},
		},
		{
			name: 'a configuration that is no JSON',
			code: 'file-broken',
			message: /tiny-sd15\/unet\/config\.json is not JSON/,
			damage: (folder) => writeFileSync(join(folder, 'unet/config.json'), '{'),
		},
		{
			name: 'a configuration with a wrong value',
			code: 'file-broken',
			message: /vae_decoder\/config\.json: scaling_factor: /,
			damage: (folder) =>
				editJson(join(folder, 'vae_decoder/config.json'), (config) => {
					config.scaling_factor = 'large';
				}),
		},
		{
			name: 'a scheduler that is not supported',
			code: 'unsupported-scheduler',
			message: /"FlowMatchEulerDiscreteScheduler" is not supported.* Supported are EulerDiscreteScheduler/,
			damage: (folder) =>
				editJson(join(folder, 'scheduler/scheduler_config.json'), (config) => {
					config._class_name = 'FlowMatchEulerDiscreteScheduler';
				}),
		},
		{
			name: 'a vocabulary without its marks',
			code: 'file-broken',
			message: /vocab\.json lacks the token <\|startoftext\|>/,
			damage: (folder) =>
				editJson(join(folder, 'tokenizer/vocab.json'), (vocab) => {
					delete vocab['<|startoftext|>'];
				}),
		},
	];
	for (const { name, code, message, damage } of cases) {
		test(name, async (context) => {
			const folder = copyModel(context, 'tiny-sd15');
			damage(folder);
			await assert.rejects(loadModel(folder, cpu), { name: 'ModelError', code, message });
		});
	}

	test('a folder that is not there is answered with those that are', async () => {
		await assert.rejects(loadModel(fixture('tiny-sd16'), cpu), {
			code: 'model-missing',
			message: /There is no model folder ".*tiny-sd16"\. There are: .*tiny-sd15.*tiny-sdxl/,
		});
	});

	test('a network with inputs of another task', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
			const dim = [{ dimParam: 'b' }];
			graph?.input?.push({ name: 'mask', type: { tensorType: { elemType: 1, shape: { dim } } } });
		});
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		await assert.rejects(generateLatent(model, request), {
			code: 'unsupported-model',
			message: /text-to-image does not have: mask/,
		});
	});

	test('a network of another shape than its encoder', async (context) => {
		const folder = copyModel(context, 'tiny-sdxl');
		for (const part of ['unet/model.onnx', 'unet/config.json']) {
			rmSync(join(folder, part));
			cpSync(join(fixture('tiny-sd15'), part), join(folder, part));
		}
		await assert.rejects(loadModel(folder, cpu), {
			code: 'shape-mismatch',
			message: /text encoders of tiny-sdxl give 32 \+ 48 numbers a token, and its UNet takes 32/,
		});
	});

	test('a provider that does not start here', async () => {
		const absent = process.platform === 'win32' ? 'coreml' : 'dml';
		await assert.rejects(loadModel(fixture('tiny-sd15'), { provider: absent }), {
			code: 'provider-missing',
			message: new RegExp(`The provider ${absent} does not start`),
		});
	});

	test('a model that was closed', async () => {
		const model = await loadModel(fixture('tiny-sd15'), cpu);
		await model.close();
		assert.throws(() => model.info, {
			code: 'model-closed',
			message: /tiny-sd15 was closed\. Load it again/,
		});
	});

	test('attention that was not asked for at loading', async (context) => {
		const model = await loadModel(fixture('tiny-sd15'), cpu);
		context.after(() => model.close());
		const entry = {
			latent: model.createLatent(128, 128),
			conditioning: await model.encodePrompt('x'),
			guidance: 1,
		};
		const schedule = model.schedule('euler', 4);
		await assert.rejects(model.predict([entry], 0, schedule, { attention: true }), {
			code: 'no-attention',
			message: /attention: 'maps'/,
		});
		await assert.rejects(model.predict([{ ...entry, attentionBias: [] }], 0, schedule), {
			code: 'no-attention',
			message: /maps\+bias/,
		});
	});
});

test('a copy of a latent is independent', async () => {
	const latent = { data: Float32Array.of(1, 2), channels: 1, width: 2, height: 1 };
	const copy = cloneLatent(latent);
	copy.data[0] = 9;
	assert.equal(latent.data[0], 1);
});
