import { cp, readFile, writeFile } from 'node:fs/promises';
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
	for (const node of graph.node)
		node.input = node.input?.map((name) => (name === INPUT ? 'own_ids' : name)) ?? [];
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

/**
 * Copies a model so that the peer can run it: its ids are understood, the UNet gives its prediction and no
 * attention maps (the peer would compute them for nothing), and the schedule is the only one that the peer
 * knows. The UNet and the decoder compute what they always do. Ours runs on the very same copy.
 */
export async function preparePeerModel(source: string, target: string): Promise<void> {
	await cp(source, target, { recursive: true });
	const json = async (path: string) => JSON.parse(await readFile(join(source, path), 'utf8'));
	const text = await json('text_encoder/config.json');
	await edit(join(target, 'text_encoder/model.onnx'), (graph) =>
		takeThePeersIds(graph, text.vocab_size, text.max_position_embeddings),
	);
	await edit(join(target, 'unet/model.onnx'), (graph) => {
		graph.output = graph.output?.filter(({ name }) => name === 'out_sample') ?? [];
	});
	const schedule = {
		...(await json('scheduler/scheduler_config.json')),
		_class_name: 'PNDMScheduler',
		skip_prk_steps: true,
	};
	await writeFile(join(target, 'scheduler/scheduler_config.json'), JSON.stringify(schedule));
}
