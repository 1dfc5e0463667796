import sharp from 'sharp';
import type { Raster } from '../diffusion/index.ts';
import { bounds, coverage, dilate } from './mask.ts';
import { type Cells, type Plane, plane } from './plane.ts';

/** Part of a picture on a transparent ground: RGBA with straight alpha, its corner in the picture's pixels. */
export interface Cutout {
	readonly raster: Raster;
	readonly left: number;
	readonly top: number;
}

/** A pixel's colour is compared with the bed's: Euclidean distance, RGB of 255. Nothing of an object is nearer than this. */
const LEAST_DISTANCE = 60;
/** Pixels around a pixel in which its object's own colour is looked for. */
const REACH_PX = 4;
/** Distances, as shares of the largest one within reach, from which a pixel is an edge, and the object itself. */
const EDGE_SHARE = 0.3;
const OBJECT_SHARE = 0.85;
/** Every how many pixels the bed's colour is sampled. */
const BED_SAMPLING_PX = 3;
/** Alpha from which a pixel counts for the object's extent. */
const VISIBLE = 96;
/** Where less than this share of the mask is unlike the bed, the key has failed and the mask itself is cut out. */
const LEAST_KEYED = 0.3;

/**
 * Cuts a seedling out of its decoded picture, pixel by pixel, as a chroma key does: what is far from the bed's
 * colour is the object, what lies between is its edge, and the bed's share is taken out of an edge's colour
 * (so no fringe of the key colour comes along). The latent's mask says which of several objects is meant.
 *
 * @param picture - the seedling on its bed
 * @param mask - 1 on the object, 0 on the bed, one number a latent cell
 * @param keyed - false where the mask is no more than the box's ellipse, which is then cut out as it is
 */
export function cutFromBed(picture: Raster, mask: Plane, keyed: boolean): Cutout {
	const bed = bedColourOf(picture, mask);
	const alpha = (keyed ? keyAlpha(picture, mask, bed) : null) ?? maskAlpha(picture, mask);
	return crop(picture, alpha, bed, windowOf(dilate(mask, 1), picture.width, picture.height));
}

/** The alpha that a mask means: all of each of its cells. */
function maskAlpha({ width, height }: Raster, mask: Plane): Uint8ClampedArray {
	const cell = cellsOfPixels(mask, width, height);
	return Uint8ClampedArray.from(
		{ length: width * height },
		(_, i) => 255 * mask.data[cell(i % width, Math.floor(i / width))],
	);
}

/**
 * The alpha that the distance from the bed's colour means, in and next to the mask. An edge's pixel is as much
 * object as it is far from the bed, compared with the farthest pixel near it.
 *
 * @returns null where most of the mask is like the bed: the key has failed
 */
function keyAlpha(
	{ width, height, rgba }: Raster,
	mask: Plane,
	bed: readonly number[],
): Uint8ClampedArray | null {
	const near = dilate(mask, 1);
	const cell = cellsOfPixels(mask, width, height);
	const { x0, y0, x1, y1 } = windowOf(near, width, height);
	const [red, green, blue] = bed;
	const across = x1 - x0;
	const distance = new Float32Array(across * (y1 - y0));
	for (let y = y0, to = 0; y < y1; y++) {
		for (let from = 4 * (y * width + x0); to < across * (y + 1 - y0); from += 4, to++) {
			const dr = rgba[from] - red;
			const dg = rgba[from + 1] - green;
			const db = rgba[from + 2] - blue;
			distance[to] = Math.sqrt(dr * dr + dg * dg + db * db);
		}
	}
	const largest = largestWithin(distance, across, y1 - y0, REACH_PX);
	const alpha = new Uint8ClampedArray(width * height);
	let unlike = 0;
	for (let y = y0, k = 0; y < y1; y++) {
		for (let x = x0; x < x1; x++, k++) {
			if (distance[k] < LEAST_DISTANCE * EDGE_SHARE) continue;
			const at = cell(x, y);
			if (near.data[at] === 0) continue;
			const share = distance[k] / Math.max(LEAST_DISTANCE, largest[k]);
			const value = (255 * (share - EDGE_SHARE)) / (OBJECT_SHARE - EDGE_SHARE);
			alpha[y * width + x] = value;
			if (mask.data[at] > 0 && value > VISIBLE) unlike++;
		}
	}
	const inMask = coverage(mask) * width * height;
	return unlike < LEAST_KEYED * inMask ? null : alpha;
}

/** Which cell of a mask a pixel lies in. */
function cellsOfPixels(mask: Plane, width: number, height: number): (x: number, y: number) => number {
	const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * mask.width) / width));
	const rows = Int32Array.from(
		{ length: height },
		(_, y) => Math.floor((y * mask.height) / height) * mask.width,
	);
	return (x, y) => rows[y] + columns[x];
}

/** The pixels of a mask's bounding rectangle, and as many around it as an edge's pixel looks at. */
function windowOf(mask: Plane, width: number, height: number): Cells {
	const { x0, y0, x1, y1 } = bounds(mask) ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
	const [across, down] = [width / mask.width, height / mask.height];
	return {
		x0: Math.max(0, x0 * across - REACH_PX),
		y0: Math.max(0, y0 * down - REACH_PX),
		x1: Math.min(width, x1 * across + REACH_PX),
		y1: Math.min(height, y1 * down + REACH_PX),
	};
}

/** The largest value in a square of `reach` around each pixel; values are not negative. */
function largestWithin(values: Float32Array, width: number, height: number, reach: number): Float32Array {
	return largestAlong(largestAlong(values, width, 1, height, width, reach), height, width, width, 1, reach);
}

/** The same along one direction: `lines` lines of `length` values that are `stride` apart. */
function largestAlong(
	values: Float32Array,
	length: number,
	stride: number,
	lines: number,
	lineStride: number,
	reach: number,
): Float32Array {
	const out = new Float32Array(values.length);
	const line = new Float32Array(length + 2 * reach);
	const span = 2 * reach + 1;
	for (let start = 0; start < lines * lineStride; start += lineStride) {
		for (let k = 0; k < length; k++) line[reach + k] = values[start + k * stride];
		line.fill(0, 0, reach).fill(0, reach + length);
		// The largest of 1, 2, 4 ... values from each on.
		let covered = 1;
		for (; 2 * covered <= span; covered *= 2) {
			for (let k = 0; k + covered < line.length; k++)
				if (line[k + covered] > line[k]) line[k] = line[k + covered];
		}
		for (let k = 0; k < length; k++) out[start + k * stride] = Math.max(line[k], line[k + span - covered]);
	}
	return out;
}

/** The median colour of the pixels that are a cell or more away from the object. */
function bedColourOf({ width, height, rgba }: Raster, mask: Plane): readonly number[] {
	const near = dilate(mask, 2);
	const cell = cellsOfPixels(mask, width, height);
	const most = Math.ceil(width / BED_SAMPLING_PX) * Math.ceil(height / BED_SAMPLING_PX);
	const samples = [0, 1, 2].map(() => new Uint8Array(most));
	let count = 0;
	for (let y = 0; y < height; y += BED_SAMPLING_PX) {
		for (let x = 0; x < width; x += BED_SAMPLING_PX) {
			if (near.data[cell(x, y)] > 0) continue;
			for (let c = 0; c < 3; c++) samples[c][count] = rgba[4 * (y * width + x) + c];
			count++;
		}
	}
	return samples.map((values) => values.subarray(0, count).sort()[count >> 1] ?? 0);
}

/** The visible part, its edge's colours freed from the bed's. */
function crop(
	{ width, rgba }: Raster,
	alpha: Uint8ClampedArray,
	bed: readonly number[],
	within: Cells,
): Cutout {
	let [x0, y0, x1, y1] = [within.x1, within.y1, 0, 0];
	for (let y = within.y0; y < within.y1; y++) {
		for (let x = within.x0; x < within.x1; x++) {
			if (alpha[y * width + x] < VISIBLE) continue;
			if (x < x0) x0 = x;
			if (y < y0) y0 = y;
			if (x >= x1) x1 = x + 1;
			y1 = y + 1;
		}
	}
	const [red, green, blue] = bed;
	const out = new Uint8ClampedArray((x1 - x0) * (y1 - y0) * 4);
	for (let y = y0, to = 0; y < y1; y++) {
		for (let from = y * width + x0; from < y * width + x1; from++, to += 4) {
			const visible = alpha[from];
			out[to + 3] = visible;
			if (visible === 0) continue;
			const share = visible / 255;
			const rest = 1 - share;
			out[to] = (rgba[4 * from] - rest * red) / share;
			out[to + 1] = (rgba[4 * from + 1] - rest * green) / share;
			out[to + 2] = (rgba[4 * from + 2] - rest * blue) / share;
		}
	}
	const raster = { width: x1 - x0, height: y1 - y0, rgba: new Uint8Array(out.buffer) };
	return { raster, left: x0, top: y0 };
}

/** A cutout stretched onto a rectangle of pixels (rounded to whole ones), premultiplied and without aliasing. */
export async function scaleCutout({ raster }: Cutout, to: Cells): Promise<Cutout> {
	const [left, top] = [Math.round(to.x0), Math.round(to.y0)];
	const width = Math.max(1, Math.round(to.x1) - left);
	const height = Math.max(1, Math.round(to.y1) - top);
	const { width: from, height: rows, rgba } = raster;
	if (width === from && height === rows) return { raster, left, top };
	const data = await sharp(rgba, { raw: { width: from, height: rows, channels: 4 } })
		.resize(width, height, { fit: 'fill', kernel: 'mitchell' })
		.raw()
		.toBuffer();
	return { raster: { width, height, rgba: new Uint8Array(data) }, left, top };
}

/** Lays cutouts over a picture, the first one undermost; what lies outside is cut off. Changes the picture. */
export function layOver(picture: Raster, cutouts: readonly Cutout[]): void {
	for (const { raster, left, top } of cutouts) {
		for (let y = Math.max(0, -top); y < Math.min(raster.height, picture.height - top); y++) {
			for (let x = Math.max(0, -left); x < Math.min(raster.width, picture.width - left); x++) {
				const from = 4 * (y * raster.width + x);
				const at = 4 * ((y + top) * picture.width + x + left);
				const share = raster.rgba[from + 3] / 255;
				for (let c = 0; c < 3; c++) {
					const below = picture.rgba[at + c];
					picture.rgba[at + c] = Math.round(below + share * (raster.rgba[from + c] - below));
				}
			}
		}
	}
}

/** How much of each latent cell a cutout covers: the mean of its alpha, 0..1. */
export function coverageOf(
	{ raster, left, top }: Cutout,
	width: number,
	height: number,
	scale: number,
): Plane {
	const covered = plane(width, height);
	for (let y = 0; y < raster.height; y++) {
		const row = Math.floor((y + top) / scale);
		if (row < 0 || row >= height) continue;
		for (let x = 0; x < raster.width; x++) {
			const column = Math.floor((x + left) / scale);
			if (column < 0 || column >= width) continue;
			covered.data[row * width + column] += raster.rgba[4 * (y * raster.width + x) + 3] / (255 * scale ** 2);
		}
	}
	return covered;
}
