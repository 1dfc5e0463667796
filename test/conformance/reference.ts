import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of reference data; another set of the same form can be named by TAUE_CONFORMANCE. */
export const conformance =
	process.env.TAUE_CONFORMANCE ?? join(import.meta.dirname, '../fixtures/conformance');

/** An array of an index file: a name and the shape of its float32 values. */
export interface ArrayFile {
	readonly file: string;
	readonly shape: readonly number[];
}

/** Python writes infinities and NaN into JSON; they become null, which configurations read as "not set". */
export function readJson<T>(...path: string[]): T {
	const text = readFileSync(join(conformance, ...path), 'utf8');
	return JSON.parse(text.replace(/(?<=[:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, 'null')) as T;
}

/** Little-endian float32 values; checks that their number fits the shape. */
export function readArray(folder: string, { file, shape }: ArrayFile): Float32Array {
	const bytes = readFileSync(join(conformance, folder, file));
	const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
	const expected = shape.reduce((product, side) => product * side, 1);
	if (values.length !== expected) throw new Error(`${file} holds ${values.length} values, not ${expected}`);
	return values;
}

export function has(...path: string[]): boolean {
	return existsSync(join(conformance, ...path));
}

/** The largest absolute difference, relative to the largest reference value. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
	if (actual.length !== expected.length)
		throw new Error(`${actual.length} values against ${expected.length}`);
	let worst = 0;
	let largest = 0;
	for (let k = 0; k < expected.length; k++) {
		const difference = Math.abs(actual[k] - expected[k]);
		// A NaN must not pass as the smallest difference.
		if (!(difference <= worst)) worst = difference;
		largest = Math.max(largest, Math.abs(expected[k]));
	}
	return worst / (largest || 1);
}

/** The mean absolute difference. */
export function meanError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	if (actual.length !== expected.length)
		throw new Error(`${actual.length} values against ${expected.length}`);
	let sum = 0;
	for (let k = 0; k < expected.length; k++) sum += Math.abs(actual[k] - expected[k]);
	return sum / expected.length;
}
