import { Tensor } from 'onnxruntime-node';
import { ModelError } from './model-error.ts';

/** Number arrays that tensors of floats and token ids are made of. */
type Numbers = Float32Array | Float16Array | Float64Array | Int32Array | BigInt64Array;

/** Element types that the graphs of a diffusion model use. */
const ARRAYS: Readonly<Record<string, new (length: number) => Numbers>> = {
	float32: Float32Array,
	float16: Float16Array,
	float64: Float64Array,
	int32: Int32Array,
	int64: BigInt64Array,
};

/**
 * A tensor whose buffer is filled again and again, in whatever element type the graph wants. Writers take
 * plain numbers; the conversion to float16 or to 64-bit integers happens here and nowhere else.
 */
export class TensorBuffer {
	readonly tensor: Tensor;
	readonly #data: Numbers;

	constructor(type: string, dims: readonly number[]) {
		if (!Object.hasOwn(ARRAYS, type)) {
			throw new ModelError(
				'unsupported-model',
				`Element type ${type} is not supported; ${Object.keys(ARRAYS).join(', ')} are.`,
			);
		}
		const length = dims.reduce((product, side) => product * side, 1);
		this.#data = new ARRAYS[type](length);
		// The typings tie each type name to one array class; the table above does the same at run time.
		this.tensor = new Tensor(type as 'float32', this.#data as Float32Array, dims);
		if (this.#data instanceof Float16Array) showAsBits(this.tensor, this.#data);
	}

	/** Copies values to `offset`. */
	write(values: Float32Array, offset = 0): void {
		const data = this.#data;
		if (data instanceof BigInt64Array) {
			for (let k = 0; k < values.length; k++) data[offset + k] = BigInt(Math.round(values[k]));
		} else {
			data.set(values, offset);
		}
	}

	/** Copies values times `scale` to `offset`. */
	writeScaled(values: Float32Array, scale: number, offset: number): void {
		const data = this.#data;
		if (data instanceof BigInt64Array) throw new TypeError('integers are not scaled');
		if (scale === 1) {
			this.write(values, offset);
			return;
		}
		for (let k = 0; k < values.length; k++) data[offset + k] = values[k] * scale;
	}

	/** Sets every element. */
	fill(value: number): void {
		const data = this.#data;
		if (data instanceof BigInt64Array) data.fill(BigInt(Math.round(value)));
		else data.fill(value);
	}
}

/**
 * onnxruntime-node 1.30 turns every float16 tensor into a Float16Array where there is one (Node 24), but its
 * native side reads such an array as empty. It does read the same bytes as 16-bit integers.
 */
function showAsBits(tensor: Tensor, data: Float16Array): void {
	Object.defineProperty(tensor, 'data', {
		value: new Uint16Array(data.buffer, data.byteOffset, data.length),
	});
}

/** The values of a float tensor: its own buffer where it is float32, else a converted copy. */
export function floats(tensor: Tensor): Float32Array {
	const data = tensor.data as unknown;
	if (data instanceof Float32Array) return data;
	if (data instanceof Float16Array || data instanceof Float64Array) return Float32Array.from(data);
	if (tensor.type === 'float16' && data instanceof Uint16Array) {
		return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
	}
	throw new ModelError('unsupported-model', `A float tensor was expected, not ${tensor.type}.`);
}
