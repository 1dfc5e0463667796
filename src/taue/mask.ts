import { blur, type Cells, mapPlane, type Plane, plane } from './plane.ts';

/** Values fall into this many bins when a threshold is sought. */
const OTSU_BINS = 64;

/**
 * Otsu's threshold: the value that splits `values` into two classes with the largest variance between them.
 * A flat histogram's ties go to the middle of the best bins. All values equal: that value (nothing is above it).
 *
 * @see Otsu 1979, "A threshold selection method from gray-level histograms"
 */
export function otsu(values: ArrayLike<number>): number {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < values.length; i++) {
		low = Math.min(low, values[i]);
		high = Math.max(high, values[i]);
	}
	if (!(high > low)) return low;
	const width = (high - low) / OTSU_BINS;
	const counts = new Float64Array(OTSU_BINS);
	let weighted = 0;
	for (let i = 0; i < values.length; i++) {
		const bin = Math.min(OTSU_BINS - 1, Math.floor((values[i] - low) / width));
		counts[bin]++;
		weighted += bin;
	}
	let below = 0;
	let belowWeighted = 0;
	let best = -1;
	let first = 0;
	let last = 0;
	for (let bin = 0; bin < OTSU_BINS - 1; bin++) {
		below += counts[bin];
		belowWeighted += bin * counts[bin];
		const above = values.length - below;
		if (below === 0 || above === 0) continue;
		const between = below * above * (belowWeighted / below - (weighted - belowWeighted) / above) ** 2;
		if (between > best * (1 + 1e-12)) {
			best = between;
			first = bin;
			last = bin;
		} else if (between >= best * (1 - 1e-12)) last = bin;
	}
	return low + ((first + last) / 2 + 1) * width;
}

/** Cells of `mask` above 0.5, labelled by 4-connected component: 0 is ground, components count from 1. */
export function components(mask: Plane): { readonly labels: Int32Array; readonly sizes: readonly number[] } {
	const { data, width, height } = mask;
	const labels = new Int32Array(width * height);
	const sizes: number[] = [0];
	const stack: number[] = [];
	const visit = (cell: number, label: number) => {
		if (data[cell] <= 0.5 || labels[cell] !== 0) return;
		labels[cell] = label;
		stack.push(cell);
	};
	for (let start = 0; start < labels.length; start++) {
		if (data[start] <= 0.5 || labels[start] !== 0) continue;
		const label = sizes.length;
		sizes.push(0);
		visit(start, label);
		for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
			sizes[label]++;
			const x = cell % width;
			if (x > 0) visit(cell - 1, label);
			if (x < width - 1) visit(cell + 1, label);
			if (cell >= width) visit(cell - width, label);
			if (cell < (height - 1) * width) visit(cell + width, label);
		}
	}
	return { labels, sizes };
}

/** Which components belong to the main one: shares of its sum, and cells from it. */
export interface Belonging {
	readonly least: number;
	readonly most: number;
	readonly withinCells: number;
}

/**
 * Keeps the component with the largest sum of `weight` (its area where no weight is given). Of the others only
 * those that belong to it, if any may: an animal's detached tail does, a second animal does not, nor what
 * lies far off.
 */
export function mainComponent(mask: Plane, belonging?: Belonging, weight?: Plane): Plane {
	const { labels, sizes } = components(mask);
	const sums = sizes.map(() => 0);
	for (let i = 0; i < labels.length; i++) sums[labels[i]] += weight === undefined ? 1 : weight.data[i];
	sums[0] = 0;
	const main = sums.indexOf(Math.max(...sums));
	const core = mapPlane(mask, (_, i) => (labels[i] === main && main > 0 ? 1 : 0));
	if (belonging === undefined) return core;
	const near = dilate(core, belonging.withinCells);
	const kept = sums.map(() => false);
	labels.forEach((label, i) => {
		const share = sums[label] / sums[main];
		if (near.data[i] > 0 && share >= belonging.least && share < belonging.most) kept[label] = true;
	});
	return mapPlane(core, (value, i) => (kept[labels[i]] && labels[i] > 0 ? 1 : value));
}

/** Grows (`cells > 0`) a binary mask by whole cells, diamond-shaped. */
export function dilate(mask: Plane, cells: number): Plane {
	let current = mask;
	for (let round = 0; round < cells; round++) {
		const { data, width, height } = current;
		const grown = plane(width, height);
		for (let y = 0, i = 0; y < height; y++) {
			for (let x = 0; x < width; x++, i++) {
				if (data[i] <= 0.5) continue;
				grown.data[i] = 1;
				if (x > 0) grown.data[i - 1] = 1;
				if (x < width - 1) grown.data[i + 1] = 1;
				if (y > 0) grown.data[i - width] = 1;
				if (y < height - 1) grown.data[i + width] = 1;
			}
		}
		current = grown;
	}
	return current;
}

/** Softens a binary mask's edge over about `cells` latent cells, inside and outside alike. */
export function feather(mask: Plane, cells: number): Plane {
	return cells <= 0 ? mask : blur(mask, cells / 2);
}

/** The smallest rectangle around cells above `level`, or null where there are none. */
export function bounds(mask: Plane, level = 0.5): Cells | null {
	const { data, width, height } = mask;
	let [x0, y0, x1, y1] = [width, height, 0, 0];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			if (data[y * width + x] <= level) continue;
			x0 = Math.min(x0, x);
			y0 = Math.min(y0, y);
			x1 = Math.max(x1, x + 1);
			y1 = Math.max(y1, y + 1);
		}
	}
	return x1 > x0 ? { x0, y0, x1, y1 } : null;
}

/** Share of the plane's cells above 0.5. */
export function coverage(mask: Plane): number {
	let count = 0;
	for (const value of mask.data) if (value > 0.5) count++;
	return count / mask.data.length;
}

/**
 * A box-shaped Gaussian, 1 at the centre of `cells`, `exp(-1/(2 sigma^2))` in the middle of each side
 * (TKG-DM's soft window, with the box's half width and half height as the unit of x and y).
 */
export function gaussianWindow(width: number, height: number, cells: Cells, sigma: number): Plane {
	const window = plane(width, height);
	const centreX = (cells.x0 + cells.x1) / 2;
	const centreY = (cells.y0 + cells.y1) / 2;
	for (let y = 0; y < height; y++) {
		const dy = ((y + 0.5 - centreY) * 2) / (cells.y1 - cells.y0);
		for (let x = 0; x < width; x++) {
			const dx = ((x + 0.5 - centreX) * 2) / (cells.x1 - cells.x0);
			window.data[y * width + x] = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
		}
	}
	return window;
}

/** 1 inside `cells`, 0 outside; border cells by the share that lies inside. */
export function boxMask(width: number, height: number, cells: Cells): Plane {
	const mask = plane(width, height);
	for (let y = 0; y < height; y++) {
		const inY = Math.max(0, Math.min(y + 1, cells.y1) - Math.max(y, cells.y0));
		for (let x = 0; x < width; x++) {
			mask.data[y * width + x] = inY * Math.max(0, Math.min(x + 1, cells.x1) - Math.max(x, cells.x0));
		}
	}
	return mask;
}
