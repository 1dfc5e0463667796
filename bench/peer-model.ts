import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import proto, { type onnx as Onnx } from 'onnx-proto';

const { onnx } = proto;
const { INT32, INT64 } = onnx.TensorProto.DataType;
const INPUT = 'input_ids';

function int64s(name: string, ...values: readonly number[]): Onnx.ITensorProto {
	const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
	return { name, dims: [values.length], dataType: INT64, rawData };
}

async function edit(path: string, change: (graph: Onnx.IGraphProto) => void): Promise<void> {
	const model = onnx.ModelProto.decode(await readFile(path));
	if (!model.graph) throw new Error(`${path} has no graph.`);
	change(model.graph);
	await writeFile(path, onnx.ModelProto.encode(model).finish());
}

/**
 * The peer sends 77 ids as int32, of which the two marks are those of CLIP's full vocabulary, whatever the
 * model's own is. A cast, a remainder and a slice in front of the encoder make them the model's.
 */
function takeThePeersIds(graph: Onnx.IGraphProto, words: number, tokens: number): void {
	const type = graph.input?.find(({ name }) => name === INPUT)?.type?.tensorType;
	if (!graph.node || !type) throw new Error(`The text encoder has no input ${INPUT}.`);
	type.elemType = INT32;
	renameInputs(graph, INPUT, 'own_ids');
	graph.initializer = [
		...(graph.initializer ?? []),
		int64s('bench_words', words),
		int64s('bench_start', 0),
		int64s('bench_end', tokens),
		int64s('bench_axis', 1),
	];
	graph.node.unshift(
		{
			opType: 'Cast',
			input: [INPUT],
			output: ['wide_ids'],
			attribute: [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: INT64 }],
		},
		{ opType: 'Mod', input: ['wide_ids', 'bench_words'], output: ['known_ids'] },
		{ opType: 'Slice', input: ['known_ids', 'bench_start', 'bench_end', 'bench_axis'], output: ['own_ids'] },
	);
}

/** Latent channels of Stable Diffusion, and how many pixels one of its cells stands for: the peer knows no others. */
const PEERS = { channels: 4, cellPx: 8 };

function renameInputs(graph: Onnx.IGraphProto, from: string, to: string): void {
	for (const node of graph.node ?? [])
		node.input = node.input?.map((name) => (name === from ? to : name)) ?? [];
}

function retype(values: Onnx.IValueInfoProto[] | null | undefined, name: string): void {
	const shape = values?.find((value) => value.name === name)?.type?.tensorType?.shape;
	if (!shape?.dim) throw new Error(`The graph has no ${name}.`);
	shape.dim = [
		{ dimParam: 'batch' },
		{ dimValue: PEERS.channels },
		{ dimParam: 'height' },
		{ dimParam: 'width' },
	];
}

const blocks = (opType: 'SpaceToDepth' | 'DepthToSpace', input: string, output: string): Onnx.INodeProto => ({
	opType,
	input: [input],
	output: [output],
	attribute: [{ name: 'blocksize', type: onnx.AttributeProto.AttributeType.INT, i: 2 }],
});

/**
 * The peer's latents have four channels and twice as many cells a side. Two by two cells of them are 16 channels of
 * one, of which the graph gets its own; the others are noise that nobody looks at.
 */
function takeThePeersLatents(graph: Onnx.IGraphProto, input: string, channels: number): void {
	retype(graph.input, input);
	renameInputs(graph, input, 'own_latents');
	graph.initializer = [
		...(graph.initializer ?? []),
		int64s('latents_start', 0),
		int64s('latents_end', channels),
		int64s('latents_axis', 1),
	];
	graph.node?.unshift(blocks('SpaceToDepth', input, 'all_latents'), {
		opType: 'Slice',
		input: ['all_latents', 'latents_start', 'latents_end', 'latents_axis'],
		output: ['own_latents'],
	});
}

/** The way back: nothing is predicted for the channels that are not the model's. */
function giveThePeersLatents(graph: Onnx.IGraphProto, output: string, channels: number): void {
	retype(graph.output, output);
	for (const node of graph.node ?? [])
		node.output = node.output?.map((name) => (name === output ? 'own_prediction' : name)) ?? [];
	renameInputs(graph, output, 'own_prediction');
	const others = 4 * PEERS.channels - channels;
	if (others !== channels) throw new Error(`${channels} latent channels do not make half of the peer's 16.`);
	graph.node?.push(
		{ opType: 'Sub', input: ['own_prediction', 'own_prediction'], output: ['no_prediction'] },
		{
			opType: 'Concat',
			input: ['own_prediction', 'no_prediction'],
			output: ['all_predictions'],
			attribute: [{ name: 'axis', type: onnx.AttributeProto.AttributeType.INT, i: 1 }],
		},
		blocks('DepthToSpace', 'all_predictions', output),
	);
}

/**
 * Copies a model so that the peer can run it: its ids are understood, its latents are folded into the model's, the
 * UNet gives its prediction and no attention maps (the peer would compute them for nothing), and the schedule is the
 * only one that the peer knows. The UNet and the decoder compute what they always do. Ours runs on the very same copy.
 */
export async function preparePeerModel(source: string, target: string): Promise<void> {
	await cp(source, target, { recursive: true });
	// Neither encodes pictures here, and this one gives the model's own latents.
	await rm(join(target, 'vae_encoder'), { recursive: true });
	const json = async (path: string) => JSON.parse(await readFile(join(source, path), 'utf8'));
	const write = (path: string, content: object) => writeFile(join(target, path), JSON.stringify(content));
	const [text, vae] = await Promise.all([json('text_encoder/config.json'), json('vae_decoder/config.json')]);
	await edit(join(target, 'text_encoder/model.onnx'), (graph) =>
		takeThePeersIds(graph, text.vocab_size, text.max_position_embeddings),
	);
	await edit(join(target, 'unet/model.onnx'), (graph) => {
		graph.output = graph.output?.filter(({ name }) => name === 'out_sample') ?? [];
		takeThePeersLatents(graph, 'sample', vae.latent_channels);
		giveThePeersLatents(graph, 'out_sample', vae.latent_channels);
	});
	await edit(join(target, 'vae_decoder/model.onnx'), (graph) =>
		takeThePeersLatents(graph, 'latent_sample', vae.latent_channels),
	);
	const folded = { in_channels: PEERS.channels, out_channels: PEERS.channels };
	const unet = await json('unet/config.json');
	await write('unet/config.json', { ...unet, ...folded, sample_size: 2 * unet.sample_size });
	const levels = 1 + Math.log2(PEERS.cellPx);
	await write('vae_decoder/config.json', {
		...vae,
		latent_channels: PEERS.channels,
		block_out_channels: vae.block_out_channels.slice(0, levels),
	});
	const schedule = {
		...(await json('scheduler/scheduler_config.json')),
		_class_name: 'PNDMScheduler',
		skip_prk_steps: true,
	};
	await write('scheduler/scheduler_config.json', schedule);
}
