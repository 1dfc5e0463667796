import { bounds, boxMask, coverage, dilate, gaussianWindow, mainComponent, otsu } from './mask.ts';
import type { Method } from './method.ts';
import { blur, type Cells, mapPlane, type Plane, plane } from './plane.ts';

/** A detached part near the object is its own, unless it is a speck, or a second object. */
const BELONGING = { least: 0.03, most: 0.35 };
/** How near that is, as a share of the canvas. */
const NEAR = 1 / 16;
/** Masks that cover less or more than this of the canvas are not an object. */
const LEAST_COVERAGE = 0.006;
const MOST_COVERAGE = 0.85;
/** Level at which the box's Gaussian stands in for a mask: an ellipse that touches the box's sides. */
const FALLBACK_SIGMA = 0.85;

export interface ObjectMask {
	/** 1 on the object, 0 on the bed. */
	readonly mask: Plane;
	/** How much of each cell is the object: the mask with soft edges. */
	readonly share: Plane;
	/** The colour of what lies between: one number a channel. */
	readonly bed: Float32Array;
	/** What the object reaches to, in cells and parts of cells. */
	readonly extent: Cells;
	/** The response was useless and the box's Gaussian stands in: nothing is lost, only less exact. */
	readonly fallback: boolean;
}

/** Distance of each cell from the bed's colour: root mean square over channels. */
function keyDistance(original: Float32Array, colour: Float32Array, width: number, height: number): Plane {
	const cells = width * height;
	const distance = plane(width, height);
	for (let i = 0; i < cells; i++) {
		let sum = 0;
		for (let c = 0; c < colour.length; c++) sum += (original[c * cells + i] - colour[c]) ** 2;
		distance.data[i] = Math.sqrt(sum / colour.length);
	}
	return distance;
}

/**
 * The colour that the bed really has: the median of the canvas's border cells, channel by channel. A model
 * renders "its" green, not exactly the one that was asked for.
 */
export function bedColour(
	original: Float32Array,
	channels: number,
	width: number,
	height: number,
): Float32Array {
	const cells = width * height;
	const border: number[] = [];
	for (let y = 0, i = 0; y < height; y++) {
		for (let x = 0; x < width; x++, i++) {
			if (x < 2 || y < 2 || x >= width - 2 || y >= height - 2) border.push(i);
		}
	}
	const values = new Float32Array(border.length);
	return Float32Array.from({ length: channels }, (_, c) => {
		for (let k = 0; k < border.length; k++) values[k] = original[c * cells + border[k]];
		return values.sort()[values.length >> 1];
	});
}

/**
 * The object on its bed: cells far from the bed's colour (Otsu's threshold) that the object's words attend
 * to, holes filled, largest component kept. An empty or absurd answer is replaced by the box's ellipse.
 *
 * @param original - the noiseless latent, `[channels, height, width]`
 * @param box - where the object was meant to grow, in cells
 * @param attention - the object's cross-attention, any scale; null where the model shows none
 */
export function objectMask(
	original: Float32Array,
	channels: number,
	box: Cells,
	size: { readonly width: number; readonly height: number },
	options: Method['mask'],
	attention: Plane | null,
): ObjectMask {
	const { width, height } = size;
	const bed = bedColour(original, channels, width, height);
	const sharp = keyDistance(original, bed, width, height);
	const distance = blur(sharp, options.blurCells);
	const threshold = otsu(distance.data) * options.tau;
	const near = gaussianWindow(width, height, box, 1.5);
	let mask = mapPlane(distance, (value) => (value > threshold ? 1 : 0));
	if (attention !== null && options.tauAttention > 0) {
		const least = options.tauAttention * attention.data.reduce((a, b) => Math.max(a, b), 0);
		mask = mapPlane(mask, (value, i) => (attention.data[i] > least ? value : 0));
	}
	const withinCells = Math.max(1, Math.round(NEAR * width));
	mask = mainComponent(mask, { ...BELONGING, withinCells }, near);
	const covered = coverage(mask);
	if (covered < LEAST_COVERAGE || covered > MOST_COVERAGE) {
		const ellipse = fallbackMask(width, height, box);
		return { mask: ellipse, share: ellipse, bed, extent: reach(ellipse), fallback: true };
	}
	const share = softened(mask, sharp, options);
	return { mask, share, bed, extent: reach(share), fallback: false };
}

/**
 * How much of each cell in or next to the mask is the object: as a chroma key does, by the cell's distance from
 * the bed, compared with the median within the mask.
 */
function softened(mask: Plane, distance: Plane, { clear, solid }: Method['mask']): Plane {
	const near = dilate(mask, 1);
	const inside = distance.data.filter((_, i) => mask.data[i] > 0).sort();
	const own = inside[inside.length >> 1];
	return mapPlane(near, (value, i) =>
		value > 0 ? Math.min(1, Math.max(0, (distance.data[i] / own - clear) / (solid - clear))) : 0,
	);
}

/** What shares reach to: their outermost columns and rows count by their largest share. */
function reach(share: Plane): Cells {
	const { data, width, height } = share;
	const columns = new Float32Array(width);
	const rows = new Float32Array(height);
	for (let y = 0, i = 0; y < height; y++) {
		for (let x = 0; x < width; x++, i++) {
			columns[x] = Math.max(columns[x], data[i]);
			rows[y] = Math.max(rows[y], data[i]);
		}
	}
	const ends = (line: Float32Array) => {
		const first = line.findIndex((value) => value >= 0.5);
		if (first < 0) return [0, line.length] as const;
		const last = line.findLastIndex((value) => value >= 0.5);
		return [first - (line[first - 1] ?? 0), last + 1 + (line[last + 1] ?? 0)] as const;
	};
	const [[x0, x1], [y0, y1]] = [ends(columns), ends(rows)];
	return { x0, y0, x1, y1 };
}

/** The box's Gaussian, cut where it is as high as in the middle of the box's sides. */
export function fallbackMask(width: number, height: number, box: Cells): Plane {
	const window = gaussianWindow(width, height, box, FALLBACK_SIGMA);
	const level = Math.exp(-1 / (2 * FALLBACK_SIGMA ** 2));
	const mask = mapPlane(window, (value) => (value >= level ? 1 : 0));
	if (bounds(mask) !== null) return mask;
	return mapPlane(boxMask(width, height, box), (value) => (value > 0 ? 1 : 0));
}
