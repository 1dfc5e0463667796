import type { Box } from './layout.ts';

/** Four decimals are finer than a pixel of any picture, and keep boxes readable. */
export function rounded(value: number): number {
	return Math.round(value * 1e4) / 1e4;
}

/** The box of that size around a centre, moved (and at most shrunk) so that it lies inside the picture. */
export function boxAround(centreX: number, centreY: number, width: number, height: number): Box {
	const w = Math.min(width, 1);
	const h = Math.min(height, 1);
	const x0 = Math.min(Math.max(centreX - w / 2, 0), 1 - w);
	const y0 = Math.min(Math.max(centreY - h / 2, 0), 1 - h);
	return [rounded(x0), rounded(y0), rounded(x0 + w), rounded(y0 + h)];
}

/** Whether it is a rectangle with an area, inside the picture. */
export function isBox(box: readonly number[]): box is Box {
	const [x0, y0, x1, y1] = box;
	return box.length === 4 && x0 >= 0 && y0 >= 0 && x1 <= 1 && y1 <= 1 && x0 < x1 && y0 < y1;
}

/** Shared area over joint area, 0 to 1. */
export function intersectionOverUnion(a: Box, b: Box): number {
	const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
	if (width <= 0 || height <= 0) return 0;
	const shared = width * height;
	return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
}
