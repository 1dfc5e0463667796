import { intersectionOverUnion, rounded } from './box.ts';
import type { Box, Layout } from './layout.ts';
import { rowOf } from './sizes.ts';

/** Sides of the boxes that are tried for one object, the largest first. */
const SIDES = [0.44, 0.36, 0.3, 0.24];
/** Steps of a candidate's position across the picture. */
const STEPS = 8;
const MARGIN = 0.04;

const ROW = { box: [0.04, 0.2, 0.96, 0.8], anchor: [0.5, 0.5] } as const;

/**
 * Boxes for all objects, in order: given boxes stay, `auto` ones are set tidily. Where all are `auto`,
 * they stand in one row (two rows from five on); else each takes the largest free spot, the nearest to
 * the middle among equals.
 */
export function arrange({ objects }: Layout): readonly Box[] {
	if (objects.every(({ box }) => box === 'auto')) return rows(objects.length);
	const boxes: Box[] = [];
	const taken = objects.flatMap(({ box }) => (box === 'auto' ? [] : [box]));
	for (const { box } of objects) {
		const own = box === 'auto' ? freeSpot(taken) : box;
		if (box === 'auto') taken.push(own);
		boxes.push(own);
	}
	return boxes;
}

function rows(count: number): readonly Box[] {
	if (count === 0) return [];
	if (count === 1) return [[0.22, 0.22, 0.78, 0.78]];
	if (count <= 4) return rowOf(ROW, undefined, count);
	const upper = Math.ceil(count / 2);
	const row = (y0: number, y1: number, inRow: number) =>
		rowOf({ box: [0.04, y0, 0.96, y1], anchor: [0.5, 0.5] }, undefined, inRow);
	return [...row(0.04, 0.48, upper), ...row(0.52, 0.96, count - upper)];
}

function freeSpot(taken: readonly Box[]): Box {
	let best: Box = [0.28, 0.28, 0.72, 0.72];
	let leastCost = Number.POSITIVE_INFINITY;
	for (const side of SIDES) {
		for (const box of candidates(side)) {
			const overlap = Math.max(...taken.map((other) => intersectionOverUnion(box, other)));
			const x = (box[0] + box[2]) / 2 - 0.5;
			const y = (box[1] + box[3]) / 2 - 0.5;
			const cost = overlap + (x * x + y * y) / 100;
			if (cost < leastCost - 1e-9) {
				leastCost = cost;
				best = box;
			}
		}
		if (leastCost < 0.05) return best;
	}
	return best;
}

function candidates(side: number): readonly Box[] {
	const room = 1 - 2 * MARGIN - side;
	return Array.from({ length: (STEPS + 1) ** 2 }, (_, index): Box => {
		const x0 = MARGIN + (room * (index % (STEPS + 1))) / STEPS;
		const y0 = MARGIN + (room * Math.floor(index / (STEPS + 1))) / STEPS;
		return [rounded(x0), rounded(y0), rounded(x0 + side), rounded(y0 + side)];
	});
}
