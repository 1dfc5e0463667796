import type { LatentToRgb } from './diffusion-model.ts';
import { createLatent, type Latent, type PixelPlanes, type Raster } from './latent.ts';
import { uniform } from './random.ts';

/** A square picture of one colour (0..255 each). */
export function flatPlanes(rgb: readonly [number, number, number], side: number): PixelPlanes {
	const plane = side * side;
	const data = new Float32Array(plane * 3);
	for (let c = 0; c < 3; c++) data.fill(rgb[c] / 127.5 - 1, c * plane, (c + 1) * plane);
	return { data, width: side, height: side };
}

/** The mean of each channel over the inner half, where the encoder's padding cannot be seen. */
export function interiorMean({ data, channels, width, height }: Latent): Float32Array {
	const [x0, x1] = [Math.floor(width / 4), Math.ceil((3 * width) / 4)];
	const [y0, y1] = [Math.floor(height / 4), Math.ceil((3 * height) / 4)];
	const mean = new Float32Array(channels);
	for (let c = 0; c < channels; c++) {
		let sum = 0;
		for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += data[(c * height + y) * width + x];
		mean[c] = sum / ((x1 - x0) * (y1 - y0));
	}
	return mean;
}

/** What the fit needs of a model. */
export interface Autoencoder {
	readonly channels: number;
	/** Cells per side of a test picture. */
	readonly side: number;
	readonly latentScale: number;
	readonly encode: ((planes: PixelPlanes) => Promise<Latent>) | null;
	readonly decode: (latent: Latent) => Promise<PixelPlanes>;
}

/** Test pictures are made of blocks of this many cells, so that most cells see one colour. */
const BLOCK = 4;

/** A picture of random blocks, `channels` values per block in [0, 1), at `scale` pixels per cell. */
function blocks(values: Float32Array, channels: number, side: number, scale: number): Float32Array {
	const across = Math.ceil(side / BLOCK);
	const wide = side * scale;
	const picture = new Float32Array(channels * wide * wide);
	for (let c = 0; c < channels; c++) {
		for (let y = 0; y < wide; y++) {
			for (let x = 0; x < wide; x++) {
				const block = Math.floor(y / (BLOCK * scale)) * across + Math.floor(x / (BLOCK * scale));
				picture[(c * wide + y) * wide + x] = values[block * channels + c];
			}
		}
	}
	return picture;
}

/** Mean colour of each cell of a `[3, height, width]` picture, in 0..1. */
function cellColours(pixels: Float32Array, side: number, scale: number): Float32Array {
	const colours = new Float32Array(3 * side * side);
	const wide = side * scale;
	for (let c = 0; c < 3; c++) {
		for (let y = 0; y < wide; y++) {
			for (let x = 0; x < wide; x++) {
				const cell = (c * side + Math.floor(y / scale)) * side + Math.floor(x / scale);
				colours[cell] += (pixels[(c * wide + y) * wide + x] / 2 + 0.5) / (scale * scale);
			}
		}
	}
	return colours;
}

/**
 * Fits `rgb = matrix * latent + offset` by least squares on pictures of random blocks: encoded ones, or, for
 * a model without an encoder, decoded latents.
 */
export async function fitLatentToRgb(model: Autoencoder): Promise<LatentToRgb> {
	const { channels, side, latentScale } = model;
	const count = Math.ceil(side / BLOCK) ** 2;
	let latent: Latent;
	let pixels: Float32Array;
	if (model.encode) {
		pixels = blocks(uniform(1, 0, count * 3), 3, side, latentScale).map((value) => value * 2 - 1);
		const wide = side * latentScale;
		latent = await model.encode({ data: pixels, width: wide, height: wide });
	} else {
		const data = blocks(uniform(1, 0, count * channels), channels, side, 1).map((value) => value * 4 - 2);
		latent = createLatent(channels, side, side, data);
		pixels = (await model.decode(latent)).data;
	}
	return leastSquares(latent, cellColours(pixels, side, latentScale));
}

/** Solves the normal equations of one channel's worth of rows for all three colours. */
function leastSquares(latent: Latent, colours: Float32Array): LatentToRgb {
	const cells = latent.width * latent.height;
	const n = latent.channels + 1;
	const value = (cell: number, k: number) => (k < latent.channels ? latent.data[k * cells + cell] : 1);
	const normal = Array.from({ length: n }, () => new Float64Array(n + 3));
	for (let cell = 0; cell < cells; cell++) {
		for (let row = 0; row < n; row++) {
			const own = value(cell, row);
			for (let k = 0; k < n; k++) normal[row][k] += own * value(cell, k);
			for (let c = 0; c < 3; c++) normal[row][n + c] += own * colours[c * cells + cell];
		}
	}
	// A little ridge keeps channels that never vary from blowing up.
	for (let row = 0; row < n; row++) normal[row][row] += 1e-4 * cells;
	eliminate(normal);
	const matrix = new Float32Array(3 * latent.channels);
	for (let c = 0; c < 3; c++) {
		for (let k = 0; k < latent.channels; k++) matrix[c * latent.channels + k] = normal[k][n + c];
	}
	return { matrix, offset: Float32Array.from({ length: 3 }, (_, c) => normal[n - 1][n + c]) };
}

/** Gauss-Jordan with pivoting, in place: the left square becomes the identity. */
function eliminate(rows: Float64Array[]): void {
	for (let k = 0; k < rows.length; k++) {
		let pivot = k;
		for (let row = k + 1; row < rows.length; row++) {
			if (Math.abs(rows[row][k]) > Math.abs(rows[pivot][k])) pivot = row;
		}
		[rows[k], rows[pivot]] = [rows[pivot], rows[k]];
		const lead = rows[k][k];
		for (let column = k; column < rows[k].length; column++) rows[k][column] /= lead;
		for (let row = 0; row < rows.length; row++) {
			const factor = rows[row][k];
			if (row === k || factor === 0) continue;
			for (let column = k; column < rows[row].length; column++) rows[row][column] -= factor * rows[k][column];
		}
	}
}

/** The smallest latent whose preview is this colour (0..255 each): for models without an encoder. */
export function latentOfColour(
	{ matrix, offset }: LatentToRgb,
	rgb: readonly [number, number, number],
): Float32Array {
	const channels = matrix.length / 3;
	// latent = Mᵀ (M Mᵀ)⁻¹ (rgb - offset)
	const gram = Array.from({ length: 3 }, (_, a) => {
		const row = new Float64Array(4);
		for (let b = 0; b < 3; b++) {
			for (let k = 0; k < channels; k++) row[b] += matrix[a * channels + k] * matrix[b * channels + k];
		}
		row[a] += 1e-6;
		row[3] = rgb[a] / 255 - offset[a];
		return row;
	});
	eliminate(gram);
	return Float32Array.from({ length: channels }, (_, k) => {
		let sum = 0;
		for (let c = 0; c < 3; c++) sum += matrix[c * channels + k] * gram[c][3];
		return sum;
	});
}

/** A raster of one pixel per latent cell. */
export function projectToRgb(
	{ data, channels, width, height }: Latent,
	{ matrix, offset }: LatentToRgb,
): Raster {
	const cells = width * height;
	const rgba = new Uint8ClampedArray(cells * 4).fill(255);
	for (let cell = 0; cell < cells; cell++) {
		for (let c = 0; c < 3; c++) {
			let sum = offset[c];
			for (let k = 0; k < channels; k++) sum += matrix[c * channels + k] * data[k * cells + cell];
			rgba[cell * 4 + c] = sum * 255;
		}
	}
	return { width, height, rgba: new Uint8Array(rgba.buffer) };
}
