import { closeSync, openSync, writeSync } from 'node:fs';
import { randn } from '../../src/diffusion/random.ts';

/** Element types that real exports have. */
export type Precision = 'float16' | 'float32';

/** What a weight is like: noise of a layer's usual size, or the scale of a norm. */
export type WeightKind = 'noise' | 'ones';

/** Where a weight's bytes lie in the file of its graph. */
export interface WeightPlace {
	readonly offset: number;
	readonly length: number;
}

/** Numbers of the pattern that repeats. No power of two, so that the rows of a matrix differ. */
const PATTERN = 1_000_003;
/** Standard deviation of weights: between what 300 and what 10,000 inputs ask for. */
const DEVIATION = 0.02;
/** Weights of one file begin at different places of its pattern, so far apart. */
const STRIDE = 257 * 4096;
const MOST_ONES = 1 << 14;

/**
 * The numbers of all weights of a graph in one file: norms' scales first, then noise that repeats. Shared, every
 * weight is a piece of the same noise and the file is as long as the largest of them; apart, each has its own bytes,
 * as a real export has them.
 */
export class WeightFile {
	readonly bytesPerElement: number;
	readonly #shared: boolean;
	readonly #ones: number;
	#largest = 0;
	#end = 0;
	#serial = 0;
	/** Bytes that the weights have together, as the graph declares them. */
	declaredBytes = 0;
	elements = 0;

	constructor(precision: Precision, shared: boolean) {
		this.bytesPerElement = precision === 'float16' ? 2 : 4;
		this.#shared = shared;
		this.#ones = MOST_ONES * this.bytesPerElement;
	}

	place(elements: number, kind: WeightKind): WeightPlace {
		const length = elements * this.bytesPerElement;
		this.elements += elements;
		this.declaredBytes += length;
		if (kind === 'ones') {
			if (elements > MOST_ONES) throw new RangeError(`a norm has at most ${MOST_ONES} channels`);
			return { offset: 0, length };
		}
		if (this.#shared) {
			this.#largest = Math.max(this.#largest, length);
			return { offset: this.#ones + (this.#serial++ % 16) * STRIDE, length };
		}
		const offset = this.#ones + this.#end;
		this.#end += Math.ceil(length / 4096) * 4096;
		return { offset, length };
	}

	/** Bytes of the file. */
	get bytes(): number {
		return this.#ones + (this.#shared ? this.#largest + 16 * STRIDE : this.#end);
	}

	/** Writes the file. Call it when all weights have their places. */
	write(path: string): void {
		const noise = Float32Array.from(randn(1, 1, PATTERN), (value) => value * DEVIATION);
		const numbers = (values: Float32Array): Uint8Array =>
			new Uint8Array(this.bytesPerElement === 2 ? Float16Array.from(values).buffer : values.slice().buffer);
		const pattern = numbers(noise);
		const file = openSync(path, 'w');
		try {
			writeSync(file, numbers(new Float32Array(MOST_ONES).fill(1)));
			for (let left = this.bytes - this.#ones; left > 0; left -= pattern.length) {
				writeSync(file, pattern, 0, Math.min(left, pattern.length));
			}
		} finally {
			closeSync(file);
		}
	}
}
