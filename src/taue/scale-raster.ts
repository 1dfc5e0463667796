import type { Raster } from '../diffusion/index.ts';
import type { Cells } from './plane.ts';

/** Which source positions each output position is made of: `indices[starts[i] .. starts[i + 1]]`, weighted. */
interface Taps {
	readonly starts: Int32Array;
	readonly indices: Int32Array;
	readonly weights: Float32Array;
}

/**
 * Stretches a picture so that the rectangle `from` lands on `to`, both in pixels; what lies outside `from` is
 * carried along, and past the border the border repeats. A triangle filter as wide as an output pixel, so
 * that shrinking does not alias. The size stays; alpha is 255.
 */
export function scaleRaster({ rgba, width, height }: Raster, from: Cells, to: Cells): Raster {
	const across = tapsOf(width, from.x0, from.x1, to.x0, to.x1);
	const down = tapsOf(height, from.y0, from.y1, to.y0, to.y1);
	const line = width * 3;
	const rows = new Float32Array(line * height);
	for (let y = 0; y < height; y++) {
		const source = y * width;
		for (let x = 0; x < width; x++) {
			let [red, green, blue] = [0, 0, 0];
			for (let k = across.starts[x]; k < across.starts[x + 1]; k++) {
				const at = (source + across.indices[k]) * 4;
				const weight = across.weights[k];
				red += weight * rgba[at];
				green += weight * rgba[at + 1];
				blue += weight * rgba[at + 2];
			}
			const at = y * line + x * 3;
			rows[at] = red;
			rows[at + 1] = green;
			rows[at + 2] = blue;
		}
	}
	const out = new Uint8ClampedArray(rgba.length).fill(255);
	const sums = new Float64Array(line);
	for (let y = 0; y < height; y++) {
		sums.fill(0);
		for (let k = down.starts[y]; k < down.starts[y + 1]; k++) {
			const source = down.indices[k] * line;
			const weight = down.weights[k];
			for (let i = 0; i < line; i++) sums[i] += weight * rows[source + i];
		}
		for (let x = 0; x < width; x++) {
			const at = (y * width + x) * 4;
			for (let c = 0; c < 3; c++) out[at + c] = sums[x * 3 + c];
		}
	}
	return { width, height, rgba: new Uint8Array(out.buffer) };
}

function tapsOf(length: number, from0: number, from1: number, to0: number, to1: number): Taps {
	const ratio = (from1 - from0) / (to1 - to0);
	const reach = Math.max(1, ratio);
	const starts = new Int32Array(length + 1);
	const indices: number[] = [];
	const weights: number[] = [];
	for (let position = 0; position < length; position++) {
		const centre = from0 + (position + 0.5 - to0) * ratio;
		const first = Math.ceil(centre - reach - 0.5);
		const count = Math.floor(centre + reach - 0.5) - first + 1;
		const raw = Float32Array.from({ length: count }, (_, k) =>
			Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
		);
		const total = raw.reduce((sum, weight) => sum + weight, 0);
		raw.forEach((weight, k) => {
			indices.push(Math.min(Math.max(first + k, 0), length - 1));
			weights.push(weight / total);
		});
		starts[position + 1] = indices.length;
	}
	return { starts, indices: Int32Array.from(indices), weights: Float32Array.from(weights) };
}
