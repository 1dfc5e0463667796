import type { Raster } from '../diffusion/index.ts';
import type { Cells } from './plane.ts';

/** The source pixels that one output pixel is made of. */
interface Taps {
	readonly first: Int32Array;
	readonly weights: readonly Float32Array[];
}

/**
 * Stretches a picture so that the rectangle `from` lands on `to`, both in pixels; what lies outside `from` is
 * carried along, and past the border the border repeats. A triangle filter as wide as an output pixel, so
 * that shrinking does not alias. The size stays; alpha is 255.
 */
export function scaleRaster({ rgba, width, height }: Raster, from: Cells, to: Cells): Raster {
	const across = tapsOf(width, from.x0, from.x1, to.x0, to.x1);
	const down = tapsOf(height, from.y0, from.y1, to.y0, to.y1);
	const rows = new Float32Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const weights = across.weights[x];
			for (let c = 0; c < 3; c++) {
				let sum = 0;
				for (let k = 0; k < weights.length; k++) {
					sum += weights[k] * rgba[(y * width + clamp(across.first[x] + k, width)) * 4 + c];
				}
				rows[(y * width + x) * 3 + c] = sum;
			}
		}
	}
	const out = new Uint8ClampedArray(rgba.length).fill(255);
	for (let y = 0; y < height; y++) {
		const weights = down.weights[y];
		for (let x = 0; x < width; x++) {
			for (let c = 0; c < 3; c++) {
				let sum = 0;
				for (let k = 0; k < weights.length; k++) {
					sum += weights[k] * rows[(clamp(down.first[y] + k, height) * width + x) * 3 + c];
				}
				out[(y * width + x) * 4 + c] = sum;
			}
		}
	}
	return { width, height, rgba: new Uint8Array(out.buffer) };
}

function clamp(index: number, length: number): number {
	return Math.min(Math.max(index, 0), length - 1);
}

function tapsOf(length: number, from0: number, from1: number, to0: number, to1: number): Taps {
	const ratio = (from1 - from0) / (to1 - to0);
	const reach = Math.max(1, ratio);
	const first = new Int32Array(length);
	const weights = Array.from({ length }, (_, position) => {
		const centre = from0 + (position + 0.5 - to0) * ratio;
		first[position] = Math.ceil(centre - reach - 0.5);
		const count = Math.floor(centre + reach - 0.5) - first[position] + 1;
		const raw = Float32Array.from({ length: count }, (_, k) =>
			Math.max(0, 1 - Math.abs(first[position] + k + 0.5 - centre) / reach),
		);
		const total = raw.reduce((sum, weight) => sum + weight, 0);
		return raw.map((weight) => weight / total);
	});
	return { first, weights };
}
