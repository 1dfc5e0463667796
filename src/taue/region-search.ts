import type { Box } from '../layout/layout.ts';
import { type Plane, plane, resize } from './plane.ts';

/** Attention is searched on a grid of this many cells a side. */
const GRID = 32;
/** Share of the box's half side at which the kernel changes its sign. */
const POSITIVE_SHARE = 0.75;

/**
 * The draft's kernel: the box's shape, highest in the middle, falling linearly with the distance from the
 * centre (the larger of the two relative distances) to a negative border; its sum is zero, so that an even
 * map prefers no place.
 */
export function regionKernel(width: number, height: number): Plane {
	const kernel = plane(width, height);
	let positive = 0;
	let negative = 0;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const distance = Math.max(Math.abs((2 * x + 1) / width - 1), Math.abs((2 * y + 1) / height - 1));
			const value = 1 - distance / POSITIVE_SHARE;
			kernel.data[y * width + x] = value;
			if (value > 0) positive += value;
			else negative -= value;
		}
	}
	if (positive > 0 && negative > 0) {
		for (let i = 0; i < kernel.data.length; i++) {
			kernel.data[i] /= kernel.data[i] > 0 ? positive : negative;
		}
	}
	return kernel;
}

/**
 * Where a box of the given size fits an attention map best: the argmax of the correlation with
 * {@link regionKernel}. Places that overlap a box in `taken` lose in proportion to the share that is covered;
 * of equal places the one nearest the middle wins.
 *
 * @param attention - cross-attention map of the object's word, any scale
 * @param size - width and height of the box in fractions
 */
export function searchRegion(
	attention: Plane,
	size: readonly [number, number],
	taken: readonly Box[] = [],
): Box {
	const map = resize(attention, GRID, GRID);
	const highest = map.data.reduce((a, b) => Math.max(a, b), 0) || 1;
	const width = Math.min(GRID, Math.max(2, Math.round(size[0] * GRID)));
	const height = Math.min(GRID, Math.max(2, Math.round(size[1] * GRID)));
	const kernel = regionKernel(width, height);
	let best = Number.NEGATIVE_INFINITY;
	let found: Box = [0, 0, width / GRID, height / GRID];
	for (let top = 0; top + height <= GRID; top++) {
		for (let left = 0; left + width <= GRID; left++) {
			let value = 0;
			for (let y = 0; y < height; y++) {
				for (let x = 0; x < width; x++) {
					value += (kernel.data[y * width + x] * map.data[(top + y) * GRID + left + x]) / highest;
				}
			}
			const box: Box = [left / GRID, top / GRID, (left + width) / GRID, (top + height) / GRID];
			for (const other of taken) value -= 4 * coveredShare(box, other);
			value -= 1e-3 * Math.hypot(left + width / 2 - GRID / 2, top + height / 2 - GRID / 2);
			if (value > best + 1e-9) {
				best = value;
				found = box;
			}
		}
	}
	return found;
}

/** Share of the smaller box that the other covers. */
export function coveredShare(a: Box, b: Box): number {
	const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
	if (width <= 0 || height <= 0) return 0;
	const smaller = Math.min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]));
	return (width * height) / smaller;
}

/** Side of an `auto` box by the number of objects in the picture, in fractions. */
export function autoSide(objects: number): number {
	if (objects <= 1) return 0.6;
	if (objects === 2) return 0.45;
	return objects <= 4 ? 0.4 : 0.3;
}
