import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import proto from 'onnx-proto';

const { ModelProto, TensorProto } = proto.onnx;
const FLOAT = TensorProto.DataType.FLOAT;
const FLOAT16 = TensorProto.DataType.FLOAT16;

export type OnnxModel = InstanceType<typeof ModelProto>;

/** The tiny models of the reference data, which have the layout of the real ones. */
export const fixture = (name: string): string => join(import.meta.dirname, '../fixtures/conformance', name);

/** A copy of a tiny model in a folder that goes away with the test. */
export function copyModel(context: Pick<TestContext, 'after'>, name: string): string {
	const parent = mkdtempSync(join(tmpdir(), 'taue-model-'));
	context.after(() => rmSync(parent, { recursive: true, force: true }));
	const folder = join(parent, name);
	cpSync(fixture(name), folder, { recursive: true });
	return folder;
}

/** Rewrites a JSON file of a model. */
export function editJson(file: string, change: (value: Record<string, unknown>) => void): void {
	const value: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
	change(value);
	writeFileSync(file, JSON.stringify(value));
}

/** Rewrites a graph of a model. */
export function editGraph(file: string, change: (model: OnnxModel) => void): void {
	const model = ModelProto.decode(readFileSync(file));
	change(model);
	writeFileSync(file, ModelProto.encode(model).finish());
}

/** The float32 bytes of a tensor, whichever field they are in. */
function floatBytes(tensor: proto.onnx.ITensorProto): Float32Array {
	if (tensor.floatData?.length) return Float32Array.from(tensor.floatData);
	const raw = tensor.rawData ?? new Uint8Array();
	return new Float32Array(Uint8Array.from(raw).buffer);
}

function halve(tensor: proto.onnx.ITensorProto): void {
	if (tensor.dataType !== FLOAT) return;
	const half = Float16Array.from(floatBytes(tensor));
	tensor.rawData = new Uint8Array(half.buffer);
	tensor.floatData = [];
	tensor.dataType = FLOAT16;
}

/** The sides of a UNet's latents, to be changed: rows, channels, height, width. */
export function latentShape({ graph }: OnnxModel) {
	const sample = graph?.input?.find(({ name }) => name === 'sample');
	const dim = sample?.type?.tensorType?.shape?.dim;
	if (!dim) throw new Error('no sample');
	return dim;
}

/** Fixes the size of a UNet's latents, in cells, as exports of one size have it. */
export function toFixedSize(model: OnnxModel, side: number): void {
	latentShape(model).splice(2, 2, { dimValue: side }, { dimValue: side });
}

/** Turns a float32 graph into a float16 one, ports included, as conversion tools do. */
export function toFloat16(model: OnnxModel): void {
	const { graph } = model;
	if (!graph) throw new Error('no graph');
	// The scales of a Resize are float32 in every model.
	const resizes = graph.node?.filter((node) => node.opType === 'Resize') ?? [];
	const kept = new Set(resizes.flatMap((node) => node.input ?? []));
	for (const tensor of graph.initializer ?? []) if (!kept.has(tensor.name ?? '')) halve(tensor);
	for (const node of graph.node ?? []) {
		for (const attribute of node.attribute ?? []) {
			if (attribute.t && !kept.has(node.output?.[0] ?? '')) halve(attribute.t);
			if (node.opType === 'Cast' && attribute.name === 'to' && Number(attribute.i) === FLOAT)
				attribute.i = FLOAT16;
		}
	}
	for (const port of [...(graph.input ?? []), ...(graph.output ?? [])]) {
		const type = port.type?.tensorType;
		if (type?.elemType === FLOAT) type.elemType = FLOAT16;
	}
}

/** Moves every weight of a graph into one file beside it, as large exports have it. */
export function toExternalData(file: string, dataFile: string): void {
	const chunks: Uint8Array[] = [];
	let offset = 0;
	editGraph(file, (model) => {
		for (const tensor of model.graph?.initializer ?? []) {
			if (!tensor.rawData || tensor.rawData.length < 64) continue;
			const length = tensor.rawData.length;
			tensor.externalData = [
				{ key: 'location', value: 'model.onnx_data' },
				{ key: 'offset', value: String(offset) },
				{ key: 'length', value: String(length) },
			];
			tensor.dataLocation = TensorProto.DataLocation.EXTERNAL;
			chunks.push(tensor.rawData);
			// Protobuf keeps "absent" apart from "empty"; the runtime refuses both at once.
			Reflect.deleteProperty(tensor, 'rawData');
			offset += length;
		}
	});
	writeFileSync(dataFile, Buffer.concat(chunks));
}
