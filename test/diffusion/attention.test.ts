import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import proto from 'onnx-proto';
import { AttentionProbe } from '../../src/diffusion/attention-probe.ts';
import {
	type DiffusionModel,
	loadModel,
	openGraph,
	type Prediction,
	randn,
} from '../../src/diffusion/index.ts';
import { OnnxGraph } from '../../src/diffusion/onnx-graph.ts';
import { Unet } from '../../src/diffusion/unet.ts';
import { copyModel, editGraph, fixture, type OnnxModel, toExternalData, toFloat16 } from './tiny-models.ts';

const cpu = { provider: 'cpu' } as const;
const TEXT = 'a red car and a white sheep';

/** One prediction of a model on fixed noise. */
async function predictOnce(model: DiffusionModel, guidance = 1, bias?: number): Promise<Prediction> {
	const latent = model.createLatent(128, 96);
	randn(5, 0, latent.data.length, latent.data);
	const conditioning = await model.encodePrompt(TEXT);
	const negative = await model.encodeNegative('grey');
	const schedule = model.schedule('euler', 10);
	const entry = { latent, conditioning, negative, guidance };
	const options = { attention: model.info.attention !== 'none' };
	const [prediction] = await model.predict([entry], 2, schedule, options);
	const plain = { noise: prediction.noise.slice(), attention: prediction.attention };
	if (bias === undefined) return plain;
	const attentionBias = plain.attention.map((map) => {
		const data = new Float32Array(map.data.length);
		for (let pixel = 0; pixel < map.width * map.height; pixel++) data[pixel * map.tokens + bias] = -1e4;
		return { ...map, data };
	});
	const [steered] = await model.predict([{ ...entry, attentionBias }], 2, schedule, options);
	return { noise: steered.noise.slice(), attention: steered.attention };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
	assert.equal(a.length, b.length);
	return a.reduce((worst, value, k) => Math.max(worst, Math.abs(value - b[k])), 0);
}

function rowsSumToOne({ attention }: Prediction, tolerance = 1e-4): void {
	assert.ok(attention.length > 0);
	for (const { data, width, height, tokens } of attention) {
		assert.equal(data.length, width * height * tokens);
		for (let pixel = 0; pixel < width * height; pixel++) {
			const row = data.subarray(pixel * tokens, (pixel + 1) * tokens);
			assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < tolerance);
		}
	}
}

for (const [name, sizes] of [
	[
		'tiny-sd15',
		[
			[16, 12],
			[8, 6],
		],
	],
	['tiny-sdxl', [[8, 6]]],
] as const) {
	describe(`cross-attention of ${name}`, () => {
		test('is read at every resolution, and reading changes nothing', async (context) => {
			const plain = await loadModel(fixture(name), cpu);
			const probed = await loadModel(fixture(name), { ...cpu, attention: 'maps' });
			context.after(() => Promise.all([plain.close(), probed.close()]));
			const prediction = await predictOnce(probed);
			assert.deepEqual(
				prediction.attention.map(({ width, height }) => [width, height]),
				sizes,
			);
			rowsSumToOne(prediction);
			assert.deepEqual(prediction.noise, (await predictOnce(plain)).noise);
		});

		test('is that of the conditional branch, with guidance as without', async (context) => {
			const model = await loadModel(fixture(name), { ...cpu, attention: 'maps' });
			context.after(() => model.close());
			const [guided, plain] = [await predictOnce(model, 7), await predictOnce(model, 1)];
			for (const [k, map] of guided.attention.entries()) {
				assert.ok(largestDifference(map.data, plain.attention[k].data) < 1e-5);
			}
		});

		test('can be steered: a forbidden word gets nothing, and no bias means no change', async (context) => {
			const plain = await loadModel(fixture(name), cpu);
			const steered = await loadModel(fixture(name), { ...cpu, attention: 'maps+bias' });
			context.after(() => Promise.all([plain.close(), steered.close()]));
			assert.equal(steered.info.attention, 'maps+bias');
			const free = await predictOnce(steered);
			assert.ok(largestDifference(free.noise, (await predictOnce(plain)).noise) < 1e-5);
			const [word] = steered.wordTokens(TEXT, 'sheep');
			const bound = await predictOnce(steered, 1, word);
			rowsSumToOne(bound);
			for (const [k, { data, tokens }] of bound.attention.entries()) {
				assert.ok(data.every((value, at) => at % tokens !== word || value === 0));
				assert.ok(free.attention[k].data.some((value, at) => at % tokens === word && value > 0));
			}
			assert.ok(largestDifference(bound.noise, free.noise) > 0);
			assert.deepEqual((await predictOnce(steered)).noise, free.noise);
		});

		test('survives external weights and float16', async (context) => {
			const folder = copyModel(context, name);
			editGraph(join(folder, 'unet/model.onnx'), toFloat16);
			toExternalData(join(folder, 'unet/model.onnx'), join(folder, 'unet/model.onnx_data'));
			const model = await loadModel(folder, { ...cpu, attention: 'maps+bias' });
			context.after(() => model.close());
			const [word] = model.wordTokens(TEXT, 'car');
			const bound = await predictOnce(model, 1, word);
			rowsSumToOne(bound, 0.02);
			for (const { data, tokens } of bound.attention)
				assert.ok(data.every((value, at) => at % tokens !== word || value === 0));
		});
	});
}

const { ModelProto, TensorProto } = proto.onnx;
const HEADS = 4;
const WIDTH = 32;

/**
 * A UNet of one cross-attention, written twice: with its Softmax, or with the runtime's fused node, whose
 * keys and values may be packed. The picture's cells are the queries, the prompt gives keys and values.
 */
function attentionGraph(
	kind: 'plain' | 'plain, batch and heads in one' | 'fused' | 'fused and packed',
	opset: number,
): OnnxModel {
	const block = '/down_blocks.0/attentions.0/transformer_blocks.0/attn2';
	const node = (
		opType: string,
		input: string[],
		output: string,
		attribute: object[] = [],
		name = `${block}/${output}`,
	) => ({ opType, input, output: [output], attribute, name });
	const int = (name: string, i: number) => ({ name, type: 2, i });
	const ints = (name: string, values: number[]) => ({ name, type: 7, ints: values });
	const float = (name: string, dims: number[], seed: number) => ({
		name,
		dims,
		dataType: TensorProto.DataType.FLOAT,
		floatData: [
			...randn(
				seed,
				0,
				dims.reduce((a, b) => a * b),
			),
		].map((value) => value / 4),
	});
	const shape = (name: string, values: number[]) => ({
		name,
		dims: [values.length],
		dataType: TensorProto.DataType.INT64,
		int64Data: values,
	});
	const port = (name: string, elemType: number, dims: (string | number)[]) => ({
		name,
		type: {
			tensorType: {
				elemType,
				shape: {
					dim: dims.map((side) => (typeof side === 'string' ? { dimParam: side } : { dimValue: side })),
				},
			},
		},
	});
	const nodes = [
		node('Reshape', ['sample', 'flat'], 'cells'),
		node('Transpose', ['cells'], 'pixels', [ints('perm', [0, 2, 1])]),
		node('MatMul', ['pixels', 'wq'], 'q'),
		node('MatMul', ['encoder_hidden_states', 'wk'], 'k'),
		node('MatMul', ['encoder_hidden_states', 'wv'], 'v'),
	];
	const perHead = (value: string, perm: number[]) => [
		node('Reshape', [value, 'split'], `${value}4`),
		node('Transpose', [`${value}4`], `${value}h`, [ints('perm', perm)]),
	];
	if (kind.startsWith('plain')) {
		nodes.push(...perHead('q', [0, 2, 1, 3]), ...perHead('k', [0, 2, 3, 1]), ...perHead('v', [0, 2, 1, 3]));
		nodes.push(node('MatMul', ['qh', 'kh'], 'raw'), node('Mul', ['raw', 'scale'], 'scores'));
		if (kind === 'plain') nodes.push(node('Softmax', ['scores'], 'weights', [int('axis', -1)]));
		else {
			nodes.push(
				node('Shape', ['scores'], 'four'),
				node('Slice', ['four', 'i2', 'i4'], 'lastTwo'),
				node('Concat', ['iMinus', 'lastTwo'], 'three', [int('axis', 0)]),
				node('Reshape', ['scores', 'three'], 'merged'),
				node('Softmax', ['merged'], 'mergedWeights', [int('axis', -1)]),
				node('Reshape', ['mergedWeights', 'four'], 'weights'),
			);
		}
		nodes.push(
			node('MatMul', ['weights', 'vh'], 'mixed'),
			node('Transpose', ['mixed'], 'mixedT', [ints('perm', [0, 2, 1, 3])]),
			node('Reshape', ['mixedT', 'join'], 'attended'),
		);
	} else {
		const packed = kind === 'fused and packed';
		if (packed) {
			nodes.push(
				...['k', 'v'].map((value) => node('Reshape', [value, 'split'], `${value}4`)),
				node('Unsqueeze', ['k4', 'i3'], 'k5'),
				node('Unsqueeze', ['v4', 'i3'], 'v5'),
				node('Concat', ['k5', 'v5'], 'kv', [int('axis', 3)]),
			);
		}
		const fused = node(
			'MultiHeadAttention',
			packed ? ['q', 'kv'] : ['q', 'k', 'v'],
			'attended',
			[int('num_heads', HEADS)],
			`${block}/MultiHeadAttention`,
		);
		nodes.push({ ...fused, domain: 'com.microsoft' } as typeof fused);
	}
	nodes.push(
		node('MatMul', ['attended', 'wo'], 'cellsOut'),
		node('Transpose', ['cellsOut'], 'planes', [ints('perm', [0, 2, 1])]),
		node('Shape', ['sample'], 'whole'),
		node('Reshape', ['planes', 'whole'], 'attendedSample'),
		node('Cast', ['timestep'], 't', [int('to', 1)]),
		node('Mul', ['t', 'tiny'], 'tSmall'),
		node('Add', ['attendedSample', 'tSmall'], 'out_sample'),
	);
	return ModelProto.create({
		irVersion: 8,
		opsetImport: [
			{ domain: '', version: opset },
			{ domain: 'com.microsoft', version: 1 },
		],
		graph: {
			name: 'unet',
			node: nodes,
			input: [
				port('sample', 1, ['b', 4, 'h', 'w']),
				port('timestep', 7, [1]),
				port('encoder_hidden_states', 1, ['b', 's', WIDTH]),
			],
			output: [port('out_sample', 1, ['b', 4, 'h', 'w'])],
			initializer: [
				float('wq', [4, WIDTH], 1),
				float('wk', [WIDTH, WIDTH], 2),
				float('wv', [WIDTH, WIDTH], 3),
				float('wo', [WIDTH, 4], 4),
				{ name: 'scale', dataType: 1, floatData: [1 / Math.sqrt(WIDTH / HEADS)] },
				{ name: 'tiny', dataType: 1, floatData: [1e-4] },
				shape('flat', [0, 4, -1]),
				shape('split', [0, 0, HEADS, WIDTH / HEADS]),
				shape('join', [0, 0, WIDTH]),
				shape('i2', [2]),
				shape('i3', [3]),
				shape('i4', [4]),
				shape('iMinus', [-1]),
			],
		},
	});
}

describe('graphs of other makers give the same maps', () => {
	const kinds = [
		['plain', 17],
		['plain', 14],
		['plain', 18],
		['plain, batch and heads in one', 17],
		['fused', 17],
	] as const;
	const results = new Map<string, { free: Prediction; bound: Prediction }>();
	for (const [kind, opset] of kinds) {
		test(`${kind}, operators of version ${opset}`, async (context) => {
			const folder = copyModel(context, 'tiny-sd15');
			writeFileSync(join(folder, 'unet/model.onnx'), ModelProto.encode(attentionGraph(kind, opset)).finish());
			const plain = await loadModel(folder, cpu);
			const model = await loadModel(folder, { ...cpu, attention: 'maps+bias' });
			context.after(() => Promise.all([plain.close(), model.close()]));
			const free = await predictOnce(model, 3);
			const bound = await predictOnce(model, 3, 3);
			rowsSumToOne(free);
			assert.deepEqual(
				free.attention.map(({ width, height }) => [width, height]),
				[[16, 12]],
			);
			assert.ok(bound.attention[0].data.every((value, at) => at % 77 !== 3 || value === 0));
			assert.ok(largestDifference(free.noise, (await predictOnce(plain, 3)).noise) < 1e-5);
			results.set(`${kind} ${opset}`, { free, bound });
			const first = results.values().next().value;
			assert.ok(first);
			assert.ok(largestDifference(free.attention[0].data, first.free.attention[0].data) < 1e-5);
			assert.ok(largestDifference(bound.noise, first.bound.noise) < 1e-4);
		});
	}

	test('fused, with keys and values packed', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const file = join(folder, 'unet/model.onnx');
		writeFileSync(file, ModelProto.encode(attentionGraph('fused and packed', 17)).finish());
		const { source, probe } = AttentionProbe.prepare({ path: file }, {}, 'maps');
		// The CPU has no kernel for the packed form, so the node itself is taken out: the branch beside it stays.
		writeFileSync(file, source.bytes ?? '');
		editGraph(file, ({ graph }) => {
			for (const node of graph?.node ?? []) {
				if (node.opType !== 'MultiHeadAttention') continue;
				Object.assign(node, { opType: 'Identity', domain: '', input: ['q'], attribute: [] });
			}
		});
		const graph = await openGraph('unet', { path: file }, cpu, () => {});
		const reference = await loadModel(fixture('tiny-sd15'), cpu);
		context.after(() => Promise.all([graph.close(), reference.close()]));
		const schedule = reference.schedule('euler', 10);
		const latent = reference.createLatent(128, 96);
		randn(5, 0, latent.data.length, latent.data);
		const conditioning = await reference.encodePrompt(TEXT);
		const unet = new Unet(graph, { latentScale: 8, tokenLength: 77, maxRows: 8, probe });
		const [{ attention }] = await unet.predict([{ latent, conditioning, guidance: 1 }], 2, schedule, true);
		const first = results.values().next().value;
		assert.ok(first);
		assert.ok(largestDifference(attention[0].data, first.free.attention[0].data) < 1e-5);
	});

	test('a graph without cross-attention says so', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
			for (const node of graph?.node ?? []) node.name = '';
		});
		await assert.rejects(loadModel(folder, { ...cpu, attention: 'maps' }), {
			code: 'no-attention',
			message: /No cross-attention was found in unet\/model\.onnx, .*take another export/,
		});
	});

	test('bytes that are no graph say so before the runtime sees them', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		writeFileSync(join(folder, 'unet/model.onnx'), Buffer.from([0xff, 0xff, 0xff]));
		await assert.rejects(loadModel(folder, { ...cpu, attention: 'maps' }), {
			code: 'graph-broken',
			message: /is not an ONNX graph/,
		});
	});
});

describe('editing a graph', () => {
	const path = join(fixture('tiny-sd15'), 'unet/model.onnx');

	test('changes nothing where nothing was changed', () => {
		const bytes = readFileSync(path);
		const again = ModelProto.decode(new OnnxGraph(bytes).encode());
		assert.deepEqual(ModelProto.encode(again).finish(), ModelProto.encode(ModelProto.decode(bytes)).finish());
	});

	test('keeps weights as the bytes that they were', () => {
		const graph = new OnnxGraph(readFileSync(path));
		graph.addInput('extra', ['n']);
		graph.addOutput('twice', ['n']);
		graph.add('Add', ['extra', 'extra'], {}, { output: 'twice' });
		const before = ModelProto.decode(readFileSync(path)).graph;
		const after = ModelProto.decode(graph.encode()).graph;
		assert.deepEqual(
			after?.initializer?.map(({ rawData }) => rawData),
			before?.initializer?.map(({ rawData }) => rawData),
		);
		assert.equal(after?.node?.length, (before?.node?.length ?? 0) + 1);
		assert.equal(after?.input?.at(-1)?.name, 'extra');
	});

	test('removes an initializer by name, and says whether it was there', () => {
		const graph = new OnnxGraph(ModelProto.encode(attentionGraph('plain', 17)).finish());
		assert.deepEqual([graph.removeInitializer('wq'), graph.removeInitializer('wq')], [true, false]);
		assert.ok(!ModelProto.decode(graph.encode()).graph?.initializer?.some(({ name }) => name === 'wq'));
		assert.deepEqual(graph.inputs, ['sample', 'timestep', 'encoder_hidden_states']);
	});

	test('refuses what is no protobuf, wherever it ends', () => {
		const bytes = readFileSync(path);
		for (const length of [0, 1, 40, 1000])
			assert.throws(() => new OnnxGraph(bytes.subarray(0, length)), RangeError);
	});

	test('names external weights anew', (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		mkdirSync(join(folder, 'x'));
		const file = join(folder, 'unet/model.onnx');
		toExternalData(file, join(folder, 'x/data'));
		const graph = new OnnxGraph(readFileSync(file));
		graph.renameWeights(new Map([['model.onnx_data', 'blob']]));
		const tensors = ModelProto.decode(graph.encode()).graph?.initializer ?? [];
		const locations = new Set(tensors.flatMap(({ externalData }) => externalData?.[0]?.value ?? []));
		assert.deepEqual([...locations], ['blob']);
	});
});
