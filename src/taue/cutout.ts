import sharp from 'sharp';
import { type PixelPlanes, type Raster, toByte } from '../diffusion/index.ts';
import { bounds, coverage, dilate } from './mask.ts';
import { type Cells, type Plane, plane } from './plane.ts';

/** Part of a picture on a transparent ground: RGBA with straight alpha, its corner in the picture's pixels. */
export interface Cutout {
	readonly raster: Raster;
	readonly left: number;
	readonly top: number;
}

/** Red, green and blue in planes' values. */
type Colour = readonly [number, number, number];

/**
 * A pixel's colour is compared with the bed's by their Euclidean distance in planes' values (-1..1). Nothing of
 * an object is nearer than this.
 */
const LEAST_DISTANCE = 0.47;
/** Squares of two by two pixels around a pixel's own, in which its object's colour is looked for. */
const REACH_SQUARES = 2;
/** Distances, as shares of the largest one within reach, from which a pixel is an edge, and the object itself. */
const EDGE_SHARE = 0.3;
const OBJECT_SHARE = 0.85;
/** Every how many cells the bed's colour is sampled. */
const BED_SAMPLING_CELLS = 2;
/** Alpha from which a pixel counts for the object's extent. */
const VISIBLE = 96;
/** Where less than this share of the mask is unlike the bed, the key has failed and the mask itself is cut out. */
const LEAST_KEYED = 0.3;

/**
 * Cuts a seedling out of its decoded picture, pixel by pixel, as a chroma key does: what is far from the bed's
 * colour is the object, what lies between is its edge, and the bed's share is taken out of an edge's colour
 * (so no fringe of the key colour comes along). The latent's mask says which of several objects is meant.
 *
 * @param picture - the seedling on its bed, whole pixels to a latent cell
 * @param mask - 1 on the object, 0 on the bed, one number a latent cell
 * @param keyed - false where the mask is no more than the box's ellipse, which is then cut out as it is
 */
export function cutFromBed(picture: PixelPlanes, mask: Plane, keyed: boolean): Cutout {
	const bed = bedColourOf(picture, mask);
	return (keyed ? cutByKey(picture, mask, bed) : null) ?? cutByMask(picture, mask, bed);
}

/** All of each of the mask's cells. */
function cutByMask(picture: PixelPlanes, mask: Plane, bed: Colour): Cutout {
	const scale = picture.width / mask.width;
	const { x0, y0, x1, y1 } = bounds(mask) ?? { x0: 0, y0: 0, x1: 1, y1: 1 };
	const part = emptyPart((x1 - x0) * scale, (y1 - y0) * scale);
	for (let y = 0; y < part.height; y++) {
		const row = (y0 + Math.floor(y / scale)) * mask.width + x0;
		for (let x = 0; x < part.width; x++) {
			if (mask.data[row + Math.floor(x / scale)] === 0) continue;
			const from = (y0 * scale + y) * picture.width + x0 * scale + x;
			paint(part.rgba, y * part.width + x, picture, from, 255, bed);
		}
	}
	return { raster: part, left: x0 * scale, top: y0 * scale };
}

/**
 * By the distance from the bed's colour, in and next to the mask. An edge's pixel is as much object as it is
 * far from the bed, compared with the farthest pixel near it.
 *
 * @returns null where most of the mask is like the bed: the key has failed
 */
function cutByKey(picture: PixelPlanes, mask: Plane, bed: Colour): Cutout | null {
	const near = dilate(mask, 1);
	const cells = bounds(near);
	if (cells === null) return null;
	const scale = picture.width / mask.width;
	const [left, top] = [cells.x0 * scale, cells.y0 * scale];
	const { distance, largest } = distancesFromBed(picture, bed, near, cells);
	const part = emptyPart(distance.width, distance.height);
	const seen = { x0: part.width, y0: part.height, x1: 0, y1: 0 };
	const clear = (LEAST_DISTANCE * EDGE_SHARE) ** 2;
	const gain = 255 / (OBJECT_SHARE - EDGE_SHARE);
	let unlike = 0;
	for (let y = 0, k = 0; y < part.height; y++) {
		const squares = (y >> 1) * largest.width;
		const row = (cells.y0 + Math.floor(y / scale)) * mask.width + cells.x0;
		for (let x = 0; x < part.width; x++, k++) {
			const squared = distance.data[k];
			if (squared < clear) continue;
			const most = Math.max(LEAST_DISTANCE * LEAST_DISTANCE, largest.data[squares + (x >> 1)]);
			// Most pixels are all object: no root is needed for those.
			const whole = squared >= most * OBJECT_SHARE * OBJECT_SHARE;
			const alpha = whole ? 255 : Math.round(gain * (Math.sqrt(squared / most) - EDGE_SHARE));
			if (alpha <= 0) continue;
			const from = (top + y) * picture.width + left + x;
			paint(part.rgba, k, picture, from, alpha, bed);
			if (alpha < VISIBLE) continue;
			if (x < seen.x0) seen.x0 = x;
			if (y < seen.y0) seen.y0 = y;
			if (x >= seen.x1) seen.x1 = x + 1;
			seen.y1 = y + 1;
			if (mask.data[row + Math.floor(x / scale)] > 0) unlike++;
		}
	}
	if (unlike < Math.max(1, LEAST_KEYED * coverage(mask) * picture.width * picture.height)) return null;
	return { raster: cropped(part, seen), left: left + seen.x0, top: top + seen.y0 };
}

/** What is seen of a value that a decoder may overshoot with. */
function shown(value: number): number {
	return value > 1 ? 1 : Math.max(-1, value);
}

/**
 * Of each pixel in cells that the mask is near to, the square of its colour's distance from the bed's; else 0.
 * And the largest of them within reach of each square of two by two pixels.
 */
function distancesFromBed(picture: PixelPlanes, bed: Colour, near: Plane, cells: Cells) {
	const { data, width, height } = picture;
	const size = width * height;
	const scale = width / near.width;
	const [red, green, blue] = bed;
	const distance = plane((cells.x1 - cells.x0) * scale, (cells.y1 - cells.y0) * scale);
	const squares = plane(Math.ceil(distance.width / 2), Math.ceil(distance.height / 2));
	for (let y = 0; y < distance.height; y++) {
		const row = (cells.y0 + Math.floor(y / scale)) * near.width;
		for (let column = cells.x0; column < cells.x1; column++) {
			if (near.data[row + column] === 0) continue;
			let x = (column - cells.x0) * scale;
			let from = (cells.y0 * scale + y) * width + column * scale;
			for (const end = from + scale; from < end; from++, x++) {
				const dr = shown(data[from]) - red;
				const dg = shown(data[size + from]) - green;
				const db = shown(data[2 * size + from]) - blue;
				const squared = dr * dr + dg * dg + db * db;
				distance.data[y * distance.width + x] = squared;
				const square = (y >> 1) * squares.width + (x >> 1);
				if (squared > squares.data[square]) squares.data[square] = squared;
			}
		}
	}
	const rows = largestAlong(squares.data, squares.width, 1, squares.height, squares.width);
	const largest = { ...squares, data: largestAlong(rows, squares.height, squares.width, squares.width, 1) };
	return { distance, largest };
}

/** The largest value within reach along one direction: `lines` lines of `length` values that are `stride` apart. */
function largestAlong(
	values: Float32Array,
	length: number,
	stride: number,
	lines: number,
	lineStride: number,
): Float32Array {
	const out = new Float32Array(values.length);
	for (let line = 0; line < lines; line++) {
		const start = line * lineStride;
		for (let k = 0; k < length; k++) {
			let largest = 0;
			const last = Math.min(length - 1, k + REACH_SQUARES);
			for (let j = Math.max(0, k - REACH_SQUARES); j <= last; j++) {
				const value = values[start + j * stride];
				if (value > largest) largest = value;
			}
			out[start + k * stride] = largest;
		}
	}
	return out;
}

/** The median colour in the middle of cells that are not next to the object. */
function bedColourOf({ data, width, height }: PixelPlanes, mask: Plane): Colour {
	const near = dilate(mask, 2);
	const scale = width / mask.width;
	const places: number[] = [];
	for (let row = 0; row < mask.height; row += BED_SAMPLING_CELLS) {
		const y = Math.floor((row + 0.5) * scale);
		for (let column = 0; column < mask.width; column += BED_SAMPLING_CELLS) {
			if (near.data[row * mask.width + column] === 0)
				places.push(y * width + Math.floor((column + 0.5) * scale));
		}
	}
	const median = (channel: number) => {
		const values = Float32Array.from(places, (place) => data[channel * width * height + place]);
		return shown(values.sort()[places.length >> 1] ?? 0);
	};
	return [median(0), median(1), median(2)];
}

function emptyPart(width: number, height: number): Raster {
	return { width, height, rgba: new Uint8Array(4 * width * height) };
}

/** Writes a pixel with its alpha, its colour freed from the share of it that is the bed's. */
function paint(
	rgba: Uint8Array,
	pixel: number,
	{ data, width, height }: PixelPlanes,
	from: number,
	alpha: number,
	bed: Colour,
): void {
	const size = width * height;
	const to = 4 * pixel;
	for (let c = 0, k = from; c < 3; c++, k += size) {
		let value = shown(data[k]);
		if (alpha < 255) value = bed[c] + ((value - bed[c]) * 255) / alpha;
		rgba[to + c] = toByte(value);
	}
	rgba[to + 3] = alpha;
}

/** A rectangle of a picture. */
function cropped({ rgba, width }: Raster, { x0, y0, x1, y1 }: Cells): Raster {
	const part = emptyPart(x1 - x0, y1 - y0);
	for (let y = y0; y < y1; y++) {
		part.rgba.set(rgba.subarray(4 * (y * width + x0), 4 * (y * width + x1)), 4 * (y - y0) * part.width);
	}
	return part;
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
export function layOver({ data, width, height }: PixelPlanes, cutouts: readonly Cutout[]): void {
	const size = width * height;
	for (const { raster, left, top } of cutouts) {
		const { rgba } = raster;
		const [first, last] = [Math.max(0, -left), Math.min(raster.width, width - left)];
		for (let y = Math.max(0, -top); y < Math.min(raster.height, height - top); y++) {
			for (let x = first; x < last; x++) {
				const from = 4 * (y * raster.width + x);
				if (rgba[from + 3] === 0) continue;
				const share = rgba[from + 3] / 255;
				const at = (y + top) * width + x + left;
				for (let c = 0; c < 3; c++) {
					const below = data[c * size + at];
					data[c * size + at] = below + share * (rgba[from + c] / 127.5 - 1 - below);
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
