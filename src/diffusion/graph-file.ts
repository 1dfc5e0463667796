import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import proto from 'onnx-proto';
import { ModelError } from './model-error.ts';

/** A constant of a graph: a weight, mostly. */
export interface StoredTensor {
	/** `onnx.TensorProto.DataType`. */
	readonly dataType: number;
	readonly elements: number;
	/** Sides; weights of convolutions have three or more. */
	readonly rank: number;
	/** The file that holds its numbers, as the graph names it; null where the graph itself does. */
	readonly location: string | null;
}

/** An input or output as the graph declares it; sides that are open are names. */
interface DeclaredPort {
	readonly name: string;
	readonly dataType: number;
	readonly shape: readonly (number | string)[];
}

/** What a graph's file says without being loaded. */
export interface GraphContents {
	readonly tensors: readonly StoredTensor[];
	readonly inputs: readonly DeclaredPort[];
	readonly outputs: readonly DeclaredPort[];
	/** Operators that are used, with their domain where it is not the standard one: `com.microsoft.GroupNorm`. */
	readonly operators: ReadonlySet<string>;
	/** Bytes of the file. */
	readonly bytes: number;
}

/** Field numbers of `onnx.proto`. */
const MODEL = { graph: 7, functions: 25 } as const;
const FUNCTION = { node: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const;
const SPARSE = { values: 1, indices: 2 } as const;
const NODE = { opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 } as const;
const TENSOR = { dims: 1, dataType: 2, externalData: 13 } as const;
const LENGTH_DELIMITED = 2;

/** Texts and ports are short; what claims to be longer is no graph. */
const MOST_TEXT = 1 << 20;
const PAGE = 1 << 16;
/** Graphs inside of graphs inside of graphs: loops and branches of real models are two deep. */
const MOST_DEPTH = 16;

interface Span {
	readonly start: number;
	readonly end: number;
}

interface Field extends Span {
	readonly number: number;
	readonly wire: number;
}

/** A file that is read in pages, so that weights of gigabytes are stepped over. */
class Pages {
	readonly size: number;
	readonly #handle: number;
	readonly #page = Buffer.alloc(PAGE);
	#from = 0;
	#length = 0;

	constructor(handle: number) {
		this.#handle = handle;
		this.size = fstatSync(handle).size;
	}

	byte(at: number): number {
		if (at < this.#from || at >= this.#from + this.#length) {
			this.#from = at;
			this.#length = readSync(this.#handle, this.#page, 0, PAGE, at);
			if (this.#length === 0) throw new RangeError('the protobuf ends too soon');
		}
		return this.#page[at - this.#from];
	}

	bytes({ start, end }: Span): Buffer {
		if (end - start > MOST_TEXT) throw new RangeError('a text in the protobuf is too long');
		const bytes = Buffer.alloc(end - start);
		if (readSync(this.#handle, bytes, 0, bytes.length, start) !== bytes.length) {
			throw new RangeError('the protobuf ends too soon');
		}
		return bytes;
	}

	text(span: Span): string {
		return this.bytes(span).toString('utf8');
	}

	/** Value and end of a varint. */
	varint(start: number): readonly [number, number] {
		let value = 0;
		let scale = 1;
		for (let at = start; at < start + 10; at++) {
			const byte = this.byte(at);
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) return [value, at + 1];
			scale *= 128;
		}
		throw new RangeError('the protobuf has an endless number');
	}

	*fields({ start, end }: Span): Generator<Field> {
		let at = start;
		while (at < end) {
			const [tag, afterTag] = this.varint(at);
			const [number, wire] = [Math.floor(tag / 8), tag % 8];
			let from = afterTag;
			let to: number;
			if (wire === LENGTH_DELIMITED) {
				const [length, afterLength] = this.varint(afterTag);
				from = afterLength;
				to = from + length;
			} else if (wire === 0) to = this.varint(afterTag)[1];
			else if (wire === 1) to = from + 8;
			else if (wire === 5) to = from + 4;
			else throw new RangeError(`the protobuf has a field of wire type ${wire}`);
			if (number === 0 || to > end) throw new RangeError('the protobuf has a field that is none');
			yield { number, wire, start: from, end: to };
			at = to;
		}
	}
}

/** Gathers what a graph holds, with the graphs inside of it. */
class Reading {
	readonly tensors: StoredTensor[] = [];
	readonly inputs: DeclaredPort[] = [];
	readonly outputs: DeclaredPort[] = [];
	readonly operators = new Set<string>();
	readonly #pages: Pages;

	constructor(pages: Pages) {
		this.#pages = pages;
	}

	model(): void {
		let graphs = 0;
		for (const field of this.#pages.fields({ start: 0, end: this.#pages.size })) {
			if (field.number === MODEL.graph && field.wire === LENGTH_DELIMITED) {
				graphs++;
				this.#graph(field, 0);
			} else if (field.number === MODEL.functions && field.wire === LENGTH_DELIMITED) {
				for (const inner of this.#pages.fields(field)) {
					if (inner.number === FUNCTION.node) this.#node(inner, 1);
				}
			}
		}
		if (graphs === 0) throw new RangeError('the protobuf holds no graph');
	}

	#graph(span: Span, depth: number): void {
		if (depth > MOST_DEPTH) throw new RangeError('graphs lie too deep in one another');
		for (const field of this.#pages.fields(span)) {
			if (field.number === GRAPH.node) this.#node(field, depth);
			else if (field.number === GRAPH.initializer) this.#tensor(field);
			else if (field.number === GRAPH.sparse) this.#sparse(field);
			else if (depth === 0 && field.number === GRAPH.input) this.inputs.push(this.#port(field));
			else if (depth === 0 && field.number === GRAPH.output) this.outputs.push(this.#port(field));
		}
	}

	#node(span: Span, depth: number): void {
		let operator = '';
		let domain = '';
		for (const field of this.#pages.fields(span)) {
			if (field.number === NODE.opType) operator = this.#pages.text(field);
			else if (field.number === NODE.domain) domain = this.#pages.text(field);
			else if (field.number === NODE.attribute) this.#attribute(field, depth);
		}
		this.operators.add(domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`);
	}

	#attribute(span: Span, depth: number): void {
		for (const field of this.#pages.fields(span)) {
			if (field.number === ATTRIBUTE.tensor || field.number === ATTRIBUTE.tensors) this.#tensor(field);
			else if (field.number === ATTRIBUTE.sparse || field.number === ATTRIBUTE.sparses) this.#sparse(field);
			else if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs) {
				this.#graph(field, depth + 1);
			}
		}
	}

	#sparse(span: Span): void {
		for (const field of this.#pages.fields(span)) {
			if (field.number === SPARSE.values || field.number === SPARSE.indices) this.#tensor(field);
		}
	}

	#tensor(span: Span): void {
		let dataType = 0;
		let elements = 1;
		let rank = 0;
		let location: string | null = null;
		for (const field of this.#pages.fields(span)) {
			if (field.number === TENSOR.dataType) dataType = this.#pages.varint(field.start)[0];
			else if (field.number === TENSOR.dims) {
				// One by one, or packed.
				for (let at = field.start; at < field.end; ) {
					const [side, next] = this.#pages.varint(at);
					elements *= side;
					rank++;
					at = next;
				}
			} else if (field.number === TENSOR.externalData) {
				const { key, value } = proto.onnx.StringStringEntryProto.decode(this.#pages.bytes(field));
				if (key === 'location') location = value;
			}
		}
		this.tensors.push({ dataType, elements, rank, location });
	}

	#port(span: Span): DeclaredPort {
		const { name, type } = proto.onnx.ValueInfoProto.decode(this.#pages.bytes(span));
		const sides = type?.tensorType?.shape?.dim ?? [];
		return {
			name: name ?? '',
			dataType: type?.tensorType?.elemType ?? 0,
			shape: sides.map((side) => side.dimParam || Number(side.dimValue ?? 0) || '?'),
		};
	}
}

/**
 * Reads what a graph's file says, in milliseconds and without its weights.
 * @throws ModelError `graph-broken` where the file is no ONNX graph
 */
export function readGraphFile(path: string): GraphContents {
	const handle = openSync(path, 'r');
	try {
		const pages = new Pages(handle);
		const reading = new Reading(pages);
		reading.model();
		const { tensors, inputs, outputs, operators } = reading;
		return { tensors, inputs, outputs, operators, bytes: pages.size };
	} catch (error) {
		const where = `${basename(dirname(path))}/${basename(path)}`;
		throw new ModelError(
			'graph-broken',
			`${where} is not a graph that can be loaded: it is no ONNX file. Download the model again.`,
			error,
		);
	} finally {
		closeSync(handle);
	}
}

/** The files beside a graph that hold its weights, as it names them, each once. */
export function weightFiles({ tensors }: GraphContents): readonly string[] {
	return [...new Set(tensors.flatMap(({ location }) => location ?? []))];
}

const BYTES: Readonly<Record<number, number>> = (() => {
	const { DataType } = proto.onnx.TensorProto;
	return {
		[DataType.FLOAT]: 4,
		[DataType.UINT8]: 1,
		[DataType.INT8]: 1,
		[DataType.UINT16]: 2,
		[DataType.INT16]: 2,
		[DataType.INT32]: 4,
		[DataType.INT64]: 8,
		[DataType.BOOL]: 1,
		[DataType.FLOAT16]: 2,
		[DataType.DOUBLE]: 8,
		[DataType.UINT32]: 4,
		[DataType.UINT64]: 8,
		[DataType.BFLOAT16]: 2,
	};
})();

/** Bytes that a constant's numbers take. */
export function bytesOf({ dataType, elements }: StoredTensor): number {
	return elements * (BYTES[dataType] ?? 1);
}
