import proto from 'onnx-proto';

/**
 * Edits an ONNX graph without touching its weights. A model is a tree of protobuf fields; only nodes and the
 * names of ports are read, and what is not changed is passed on as views of the original bytes, so that a
 * model of gigabytes costs one copy and no decoding.
 *
 * Field numbers are those of `onnx.proto`.
 */
const MODEL = { opsetImport: 8, graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4 } as const;
const TENSOR = { dataType: 2, name: 8, externalData: 13 } as const;
const VALUE = { name: 1 } as const;
const OPSET = { domain: 1, version: 2 } as const;

const LENGTH_DELIMITED = 2;

interface Field {
	readonly number: number;
	readonly wire: number;
	/** With its tag. */
	readonly whole: Uint8Array;
	/** Without tag and length; for numbers their bytes. */
	readonly payload: Uint8Array;
}

/** A varint at `at`: its value and where it ends. Values are lengths and tags, well below 2^53. */
function varint(bytes: Uint8Array, at: number): readonly [number, number] {
	let value = 0;
	let scale = 1;
	for (let k = at; k < bytes.length; k++) {
		value += (bytes[k] & 0x7f) * scale;
		if (bytes[k] < 0x80) return [value, k + 1];
		scale *= 128;
	}
	throw new RangeError('the protobuf ends inside a number');
}

function encodeVarint(value: number): Uint8Array {
	const bytes: number[] = [];
	let rest = value;
	while (rest >= 0x80) {
		bytes.push((rest % 128) | 0x80);
		rest = Math.floor(rest / 128);
	}
	return Uint8Array.from([...bytes, rest]);
}

function* fields(bytes: Uint8Array): Generator<Field> {
	let at = 0;
	while (at < bytes.length) {
		const [tag, afterTag] = varint(bytes, at);
		const [number, wire] = [Math.floor(tag / 8), tag % 8];
		let start = afterTag;
		let end: number;
		if (wire === LENGTH_DELIMITED) {
			const [length, afterLength] = varint(bytes, afterTag);
			start = afterLength;
			end = start + length;
		} else if (wire === 0) end = varint(bytes, afterTag)[1];
		else if (wire === 1) end = start + 8;
		else if (wire === 5) end = start + 4;
		else throw new RangeError(`the protobuf has a field of wire type ${wire}`);
		if (end > bytes.length) throw new RangeError('the protobuf ends inside a field');
		yield { number, wire, whole: bytes.subarray(at, end), payload: bytes.subarray(start, end) };
		at = end;
	}
}

/** Tag, length and payload of a message or string field, in pieces. */
function lengthDelimited(number: number, pieces: readonly Uint8Array[]): Uint8Array[] {
	const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
	return [encodeVarint(number * 8 + LENGTH_DELIMITED), encodeVarint(length), ...pieces];
}

const decoder = new TextDecoder();

function text(bytes: Uint8Array, number: number): string {
	for (const field of fields(bytes)) if (field.number === number) return decoder.decode(field.payload);
	return '';
}

/** The parts of a node that one finds one's way by. */
export interface GraphNode {
	readonly name: string;
	readonly opType: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly bytes: Uint8Array;
}

function readNode(bytes: Uint8Array): GraphNode {
	const inputs: string[] = [];
	const outputs: string[] = [];
	let name = '';
	let opType = '';
	for (const { number, payload } of fields(bytes)) {
		if (number === NODE.input) inputs.push(decoder.decode(payload));
		else if (number === NODE.output) outputs.push(decoder.decode(payload));
		else if (number === NODE.name) name = decoder.decode(payload);
		else if (number === NODE.opType) opType = decoder.decode(payload);
	}
	return { name, opType, inputs, outputs, bytes };
}

/** Attributes of a node to be made. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

const { AttributeProto, GraphProto, NodeProto, TensorProto } = proto.onnx;
export const ELEMENT = {
	float32: TensorProto.DataType.FLOAT,
	float16: TensorProto.DataType.FLOAT16,
} as const;

function attribute(name: string, value: Attributes[string]) {
	if (typeof value === 'number') return { name, type: AttributeProto.AttributeType.INT, i: value };
	if ('float' in value) return { name, type: AttributeProto.AttributeType.FLOAT, f: value.float };
	return { name, type: AttributeProto.AttributeType.INTS, ints: [...value] };
}

/** A graph whose nodes and ports can be changed. */
export class OnnxGraph {
	/** Version of the standard operators. */
	readonly opset: number;
	readonly #model: readonly Field[];
	readonly #rest: Field[];
	#nodes: GraphNode[];
	readonly #before = new Map<GraphNode, GraphNode[]>();
	readonly #added: Uint8Array[] = [];
	#serial = 0;

	/** @throws RangeError where the bytes are no protobuf */
	constructor(bytes: Uint8Array) {
		this.#model = [...fields(bytes)];
		const graph = this.#model
			.filter(({ number }) => number === MODEL.graph)
			.flatMap(({ payload }) => [...fields(payload)]);
		if (graph.length === 0) throw new RangeError('the protobuf holds no graph');
		this.#nodes = graph.filter(({ number }) => number === GRAPH.node).map(({ payload }) => readNode(payload));
		this.#rest = graph.filter(({ number }) => number !== GRAPH.node);
		this.opset = this.#readOpset();
	}

	#readOpset(): number {
		for (const { number, payload } of this.#model) {
			if (number !== MODEL.opsetImport) continue;
			const domain = text(payload, OPSET.domain);
			const version = [...fields(payload)].find((field) => field.number === OPSET.version);
			if ((domain === '' || domain === 'ai.onnx') && version) return varint(version.payload, 0)[0];
		}
		return 1;
	}

	get nodes(): readonly GraphNode[] {
		return this.#nodes;
	}

	/** Names of the graph's inputs, initializers aside. */
	get inputs(): readonly string[] {
		return this.#rest
			.filter(({ number }) => number === GRAPH.input)
			.map(({ payload }) => text(payload, VALUE.name));
	}

	/** The node that makes a value, if one does. */
	producer(value: string): GraphNode | undefined {
		return this.#nodes.find(({ outputs }) => outputs.includes(value));
	}

	/** An integer attribute of a node. */
	integer(node: GraphNode, name: string): number | undefined {
		const found = NodeProto.decode(node.bytes).attribute.find((one) => one.name === name);
		return found?.i === undefined || found.i === null ? undefined : Number(found.i);
	}

	/** A float attribute of a node. */
	float(node: GraphNode, name: string): number | undefined {
		const found = NodeProto.decode(node.bytes).attribute.find((one) => one.name === name);
		return found?.f ?? undefined;
	}

	/** A node that belongs to no graph yet; its result is called as itself unless `output` is given. */
	make(
		opType: string,
		inputs: readonly string[],
		attributes: Attributes,
		name: string,
		output = name,
	): GraphNode {
		const bytes = NodeProto.encode({
			opType,
			name,
			input: [...inputs],
			output: [output],
			attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
		}).finish();
		return { name, opType, inputs, outputs: [output], bytes };
	}

	/** The same node between other values. */
	withPorts(node: GraphNode, inputs: readonly string[], outputs: readonly string[]): GraphNode {
		const message = NodeProto.decode(node.bytes);
		message.input = [...inputs];
		message.output = [...outputs];
		return { ...node, inputs, outputs, bytes: NodeProto.encode(message).finish() };
	}

	/** Replaces every node by what `change` gives for it. */
	mapNodes(change: (node: GraphNode) => readonly GraphNode[]): void {
		this.#nodes = this.#nodes.flatMap((node) => [...change(node)]);
	}

	/** Puts nodes before all others. */
	addFirst(nodes: readonly GraphNode[]): void {
		this.#nodes = [...nodes, ...this.#nodes];
	}

	/** Names of the initializers of an element type. */
	initializersOf(dataType: number): ReadonlySet<string> {
		const all = this.#rest.filter(({ number }) => number === GRAPH.initializer);
		const wanted = all.filter(({ payload }) => {
			const type = [...fields(payload)].find(({ number }) => number === TENSOR.dataType);
			return type !== undefined && varint(type.payload, 0)[0] === dataType;
		});
		return new Set(wanted.map(({ payload }) => text(payload, TENSOR.name)));
	}

	#fresh(): string {
		return `taue_value_${this.#serial++}`;
	}

	/** Adds a node at the end, or before another one that will use it; gives the name of its result. */
	add(
		opType: string,
		inputs: readonly string[],
		attributes: Attributes = {},
		where: { before?: GraphNode; output?: string } = {},
	): string {
		const output = where.output ?? this.#fresh();
		const node = this.make(opType, inputs, attributes, `taue/${output}`, output);
		if (where.before) {
			const list = this.#before.get(where.before) ?? [];
			list.push(node);
			this.#before.set(where.before, list);
		} else {
			this.#nodes = [...this.#nodes, node];
		}
		return output;
	}

	/** Makes input `position` of a node read another value; missing optional inputs in between stay empty. */
	reconnect(node: GraphNode, position: number, value: string): void {
		const message = NodeProto.decode(node.bytes);
		while (message.input.length < position) message.input.push('');
		message.input[position] = value;
		const changed = readNode(NodeProto.encode(message).finish());
		this.#nodes = this.#nodes.map((each) => (each === node ? changed : each));
		const waiting = this.#before.get(node);
		if (waiting) this.#before.set(changed, waiting);
	}

	/** A constant vector of integers; gives its name. */
	integers(values: readonly number[]): string {
		const name = this.#fresh();
		const tensor = {
			name,
			dims: [values.length],
			dataType: TensorProto.DataType.INT64,
			int64Data: [...values],
		};
		this.#added.push(GraphProto.encode({ initializer: [tensor] }).finish());
		return name;
	}

	/** A constant float32 scalar; gives its name. */
	scalar(value: number): string {
		const name = this.#fresh();
		this.#added.push(
			GraphProto.encode({ initializer: [{ name, dataType: ELEMENT.float32, floatData: [value] }] }).finish(),
		);
		return name;
	}

	/** A constant integer scalar; gives its name. */
	integerScalar(value: number): string {
		const name = this.#fresh();
		const tensor = { name, dataType: TensorProto.DataType.INT64, int64Data: [value] };
		this.#added.push(GraphProto.encode({ initializer: [tensor] }).finish());
		return name;
	}

	/** Whether the input `sample` is float16. */
	get halfPrecision(): boolean {
		const sample = this.#rest.find(
			({ number, payload }) => number === GRAPH.input && text(payload, VALUE.name) === 'sample',
		);
		const type = sample && proto.onnx.ValueInfoProto.decode(sample.payload).type;
		return type?.tensorType?.elemType === ELEMENT.float16;
	}

	/** Declares a float32 input with these names of sides. */
	addInput(name: string, sides: readonly string[]): void {
		this.#added.push(GraphProto.encode({ input: [valueInfo(name, sides)] }).finish());
	}

	/** Declares a float32 output. */
	addOutput(name: string, sides: readonly string[]): void {
		this.#added.push(GraphProto.encode({ output: [valueInfo(name, sides)] }).finish());
	}

	/** Removes an initializer; whether it was there. */
	removeInitializer(name: string): boolean {
		const at = this.#rest.findIndex(
			({ number, payload }) => number === GRAPH.initializer && text(payload, TENSOR.name) === name,
		);
		if (at >= 0) this.#rest.splice(at, 1);
		return at >= 0;
	}

	/** Gives external weights other file names: `names` maps what the graph says to what it shall say. */
	renameWeights(names: ReadonlyMap<string, string>): void {
		for (const [at, field] of this.#rest.entries()) {
			if (field.number !== GRAPH.initializer) continue;
			// Only external tensors are decoded; they hold no numbers themselves.
			if (![...fields(field.payload)].some(({ number }) => number === TENSOR.externalData)) continue;
			const tensor = TensorProto.decode(field.payload);
			for (const entry of tensor.externalData) {
				if (entry.key === 'location') entry.value = names.get(entry.value ?? '') ?? entry.value ?? '';
			}
			const payload = TensorProto.encode(tensor).finish();
			const whole = Buffer.concat(lengthDelimited(GRAPH.initializer, [payload]));
			this.#rest[at] = { ...field, payload, whole };
		}
	}

	/** The changed model. */
	encode(): Uint8Array {
		const nodes = this.#nodes.flatMap((node) => [...(this.#before.get(node) ?? []), node]);
		const graph = [
			...nodes.flatMap(({ bytes }) => lengthDelimited(GRAPH.node, [bytes])),
			...this.#rest.map(({ whole }) => whole),
			...this.#added,
		];
		const others = this.#model.filter(({ number }) => number !== MODEL.graph).map(({ whole }) => whole);
		return Buffer.concat([...others, ...lengthDelimited(MODEL.graph, graph)]);
	}
}

function valueInfo(name: string, sides: readonly string[]) {
	const dim = sides.map((dimParam) => ({ dimParam }));
	return { name, type: { tensorType: { elemType: ELEMENT.float32, shape: { dim } } } };
}
