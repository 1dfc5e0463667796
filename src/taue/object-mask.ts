import { bounds, boxMask, coverage, gaussianWindow, mainComponent, otsu } from './mask.ts';
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
	/** The mask's bounding rectangle. */
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
	const distance = blur(
		keyDistance(original, bedColour(original, channels, width, height), width, height),
		options.blurCells,
	);
	const threshold = otsu(distance.data) * options.tau;
	const near = gaussianWindow(width, height, box, 1.5);
	let mask = mapPlane(distance, (value) => (value > threshold ? 1 : 0));
	if (attention !== null && options.tauAttention > 0) {
		const least = options.tauAttention * attention.data.reduce((a, b) => Math.max(a, b), 0);
		mask = mapPlane(mask, (value, i) => (attention.data[i] > least ? value : 0));
	}
	const withinCells = Math.max(1, Math.round(NEAR * width));
	mask = mainComponent(mask, { ...BELONGING, withinCells }, near);
	const extent = bounds(mask);
	const share = coverage(mask);
	if (extent !== null && share >= LEAST_COVERAGE && share <= MOST_COVERAGE)
		return { mask, extent, fallback: false };
	return fallbackMask(width, height, box);
}

/** The box's Gaussian, cut where it is as high as in the middle of the box's sides. */
export function fallbackMask(width: number, height: number, box: Cells): ObjectMask {
	const window = gaussianWindow(width, height, box, FALLBACK_SIGMA);
	const level = Math.exp(-1 / (2 * FALLBACK_SIGMA ** 2));
	const mask = mapPlane(window, (value) => (value >= level ? 1 : 0));
	const extent = bounds(mask);
	if (extent !== null) return { mask, extent, fallback: true };
	const whole = mapPlane(boxMask(width, height, box), (value) => (value > 0 ? 1 : 0));
	return { mask: whole, extent: bounds(whole) ?? { x0: 0, y0: 0, x1: width, y1: height }, fallback: true };
}
