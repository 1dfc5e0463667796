import type { Box } from '../layout/layout.ts';
import type { Cells } from './plane.ts';
import { coveredShare } from './region-search.ts';

/** A box in latent cells, not rounded. */
export function cellsOf(box: Box, width: number, height: number): Cells {
	return { x0: box[0] * width, y0: box[1] * height, x1: box[2] * width, y1: box[3] * height };
}

/** A box of the same size, moved to the middle of the canvas: where its seedling grows. */
export function centred(box: Box): Box {
	const halfWidth = (box[2] - box[0]) / 2;
	const halfHeight = (box[3] - box[1]) / 2;
	return [0.5 - halfWidth, 0.5 - halfHeight, 0.5 + halfWidth, 0.5 + halfHeight];
}

/** `cells` grown or shrunk about their centre. */
export function scaleCells(cells: Cells, factor: number): Cells {
	const centreX = (cells.x0 + cells.x1) / 2;
	const centreY = (cells.y0 + cells.y1) / 2;
	const halfWidth = ((cells.x1 - cells.x0) / 2) * factor;
	const halfHeight = ((cells.y1 - cells.y0) / 2) * factor;
	return cellsAround(centreX, centreY, halfWidth, halfHeight);
}

function cellsAround(x: number, y: number, halfWidth: number, halfHeight: number): Cells {
	return { x0: x - halfWidth, y0: y - halfHeight, x1: x + halfWidth, y1: y + halfHeight };
}

/** Whole latent cells by which a seedling moves so that its own extent sits in the middle of its box. */
export function shiftTo(extent: Cells, target: Cells, gridCells: number): readonly [dx: number, dy: number] {
	const snap = (distance: number) => Math.round(distance / gridCells) * gridCells + 0;
	return [
		snap((target.x0 + target.x1 - extent.x0 - extent.x1) / 2),
		snap((target.y0 + target.y1 - extent.y0 - extent.y1) / 2),
	];
}

/**
 * Where `extent` lands when it is scaled to fill `target`: as large as fits, its sides' scales differing by
 * at most `stretch`, in the middle of the box.
 */
export function fitTo(extent: Cells, target: Cells, stretch: number): Cells {
	const x = (target.x1 - target.x0) / (extent.x1 - extent.x0);
	const y = (target.y1 - target.y0) / (extent.y1 - extent.y0);
	const scaleX = Math.min(x, y * stretch);
	const scaleY = Math.min(y, x * stretch);
	const centreX = (target.x0 + target.x1) / 2;
	const centreY = (target.y0 + target.y1) / 2;
	const halfWidth = ((extent.x1 - extent.x0) / 2) * scaleX;
	const halfHeight = ((extent.y1 - extent.y0) / 2) * scaleY;
	return cellsAround(centreX, centreY, halfWidth, halfHeight);
}

/** What says how near an object is: its depth, if it has one, before its box. */
interface Standing {
	readonly box: Box;
	readonly depth?: 'front' | 'back' | undefined;
}

const NEARNESS = { back: 0, none: 1, front: 2 } as const;

/** An object of which a larger one would hide this share stands before it. */
const HIDDEN = 0.6;
/** How much larger that one is, as a ratio of areas. */
const LARGER = 1.3;

/**
 * Indices of objects, far to near: what is sent to the back is planted first, what is called to the front last;
 * else what stands lower in the picture is nearer and is planted later, but nothing is hidden behind something
 * larger (a cat before its house).
 */
export function farToNear(objects: readonly Standing[]): number[] {
	const nearness = ({ depth }: Standing) => NEARNESS[depth ?? 'none'];
	const feet = objects.map(({ box }) => standsAt(box, objects));
	return objects
		.map((_, index) => index)
		.sort((a, b) => nearness(objects[a]) - nearness(objects[b]) || feet[a] - feet[b] || a - b);
}

/** How low an object stands: at its box's lower side, or just before a larger one that would hide it. */
function standsAt(box: Box, objects: readonly Standing[]): number {
	const area = ([x0, y0, x1, y1]: Box) => (x1 - x0) * (y1 - y0);
	const hiding = objects.filter(
		(other) => area(other.box) > LARGER * area(box) && coveredShare(box, other.box) > HIDDEN,
	);
	return Math.max(box[3], ...hiding.map((other) => other.box[3] + 1e-6));
}
