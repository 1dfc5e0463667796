import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import proto, { type onnx } from 'onnx-proto';
import { type Precision, WeightFile, type WeightKind } from './weight-file.ts';

const { AttributeProto, ModelProto, TensorProto } = proto.onnx;
const { FLOAT, FLOAT16, INT32, INT64 } = TensorProto.DataType;
const { EXTERNAL } = TensorProto.DataLocation;

type Attribute = number | string | readonly number[] | { readonly float: number };

function attribute(name: string, value: Attribute): onnx.IAttributeProto {
	const { FLOAT: F, INT, INTS, STRING } = AttributeProto.AttributeType;
	if (typeof value === 'number') return { name, type: INT, i: value };
	if (typeof value === 'string') return { name, type: STRING, s: new TextEncoder().encode(value) };
	if ('float' in value) return { name, type: F, f: value.float };
	return { name, type: INTS, ints: [...value] };
}

/** Element types of ports: `number` is the graph's own precision. */
export type PortType = 'number' | 'int32' | 'int64';

/** A graph in the making, node by node. Values are their names. */
export class GraphWriter {
	readonly weights: WeightFile;
	readonly precision: Precision;
	readonly #name: string;
	readonly #nodes: onnx.INodeProto[] = [];
	readonly #initializers: onnx.ITensorProto[] = [];
	readonly #inputs: onnx.IValueInfoProto[] = [];
	readonly #outputs: onnx.IValueInfoProto[] = [];
	readonly #constants = new Map<string, string>();
	/** How often a node's name was taken. */
	readonly #names = new Map<string, number>();
	#scope: readonly string[] = [];

	/** @param shared - whether all weights are pieces of the same numbers */
	constructor(name: string, precision: Precision, shared: boolean) {
		this.#name = name;
		this.precision = precision;
		this.weights = new WeightFile(precision, shared);
	}

	/** Names of nodes and weights within `make` begin with `scope`, as a module's do. */
	within<T>(scope: string, make: () => T): T {
		const outer = this.#scope;
		this.#scope = [...outer, scope];
		try {
			return make();
		} finally {
			this.#scope = outer;
		}
	}

	node(
		opType: string,
		input: readonly string[],
		attributes: Readonly<Record<string, Attribute>> = {},
	): string {
		const plain = `/${[...this.#scope, opType].join('/')}`;
		const serial = this.#names.get(plain) ?? 0;
		this.#names.set(plain, serial + 1);
		const name = serial === 0 ? plain : `${plain}_${serial}`;
		const output = `${name}_output_0`;
		this.#nodes.push({
			opType,
			name,
			input: [...input],
			output: [output],
			attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
		});
		return output;
	}

	/** A weight in the file beside the graph. */
	weight(name: string, dims: readonly number[], kind: WeightKind = 'noise'): string {
		const full = [...this.#scope, name].join('.');
		const { offset, length } = this.weights.place(
			dims.reduce((product, side) => product * side, 1),
			kind,
		);
		this.#initializers.push({
			name: full,
			dims: [...dims],
			dataType: this.#number,
			dataLocation: EXTERNAL,
			externalData: [
				{ key: 'location', value: 'model.onnx_data' },
				{ key: 'offset', value: String(offset) },
				{ key: 'length', value: String(length) },
			],
		});
		return full;
	}

	get #number(): number {
		return this.precision === 'float16' ? FLOAT16 : FLOAT;
	}

	#constant(dims: readonly number[], dataType: number, bytes: ArrayBufferLike): string {
		const rawData = new Uint8Array(bytes);
		const key = `${dataType} ${dims.join()} ${Buffer.from(rawData).toString('base64')}`;
		const known = this.#constants.get(key);
		if (known !== undefined) return known;
		const name = `constant_${this.#constants.size}`;
		this.#initializers.push({ name, dims: [...dims], dataType, rawData });
		this.#constants.set(key, name);
		return name;
	}

	/** Constants of the graph's own precision: a scalar unless `dims` are given. */
	numbers(values: readonly number[], dims: readonly number[] = []): string {
		const array = this.precision === 'float16' ? Float16Array.from(values) : Float32Array.from(values);
		return this.#constant(dims, this.#number, array.buffer);
	}

	float32s(values: readonly number[]): string {
		return this.#constant([values.length], FLOAT, Float32Array.from(values).buffer);
	}

	int64s(...values: readonly number[]): string {
		return this.#constant([values.length], INT64, BigInt64Array.from(values, BigInt).buffer);
	}

	/** Casts to the graph's own precision, or to another type. */
	cast(value: string, to: PortType | 'float32' = 'number'): string {
		return this.node('Cast', [value], { to: this.#element(to) });
	}

	#element(type: PortType | 'float32'): number {
		return { number: this.#number, float32: FLOAT, int32: INT32, int64: INT64 }[type];
	}

	#port(name: string, type: PortType, shape: readonly (number | string)[]): onnx.IValueInfoProto {
		const dim = shape.map((side) => (typeof side === 'number' ? { dimValue: side } : { dimParam: side }));
		return { name, type: { tensorType: { elemType: this.#element(type), shape: { dim } } } };
	}

	input(name: string, shape: readonly (number | string)[], type: PortType = 'number'): string {
		this.#inputs.push(this.#port(name, type, shape));
		return name;
	}

	output(name: string, value: string, shape: readonly (number | string)[]): void {
		this.#nodes.push({ opType: 'Identity', name: `/${name}`, input: [value], output: [name] });
		this.#outputs.push(this.#port(name, 'number', shape));
	}

	/** Writes `model.onnx`, and its weights beside it unless only the graph is wanted. */
	write(path: string, withWeights: boolean): void {
		const model = ModelProto.encode({
			irVersion: 8,
			opsetImport: [{ domain: '', version: 17 }],
			graph: {
				name: this.#name,
				node: this.#nodes,
				initializer: this.#initializers,
				input: this.#inputs,
				output: this.#outputs,
			},
		});
		writeFileSync(path, model.finish());
		if (withWeights) this.weights.write(join(dirname(path), 'model.onnx_data'));
	}
}
