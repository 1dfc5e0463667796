import { arrange } from './arrange.ts';
import { boxAround } from './box.ts';
import type { Box, RelationKind } from './layout.ts';
import type { Place } from './named-places.ts';
import { rowOf, type Size } from './sizes.ts';

/** One or several of the same thing with one place: where it stands, or what it stands beside. */
export interface Standing {
	readonly where: Place | 'auto' | Beside;
	readonly size: Size | undefined;
	readonly count: number;
}

/** A place beside other things, by their index in the list of standings. */
export interface Beside {
	readonly kind: RelationKind;
	readonly to: readonly number[];
}

const isBeside = (where: Standing['where']): where is Beside => where !== 'auto' && 'kind' in where;

/** Sides that a thing has beside another, in fractions of the picture. */
const USUAL_SIDE = 0.3;
const LEAST_SIDE = 0.16;
const GAP = 0.02;

/**
 * The boxes of all standings, `count` each. What others stand beside gets a tidy box where it had none.
 * @returns the index of a standing whose place depends on itself, where there is one
 */
export function standingBoxes(
	standings: readonly Standing[],
): readonly (readonly (Box | 'auto')[])[] | number {
	const boxes = standings.map(({ where, size, count }): readonly (Box | 'auto')[] | undefined => {
		if (where === 'auto') return Array.from({ length: count }, () => 'auto' as const);
		return isBeside(where) ? undefined : rowOf(where, size, count);
	});
	const leaned = new Set(standings.flatMap(({ where }) => (isBeside(where) ? where.to : [])));
	if ([...leaned].some((index) => standings[index].where === 'auto')) settle(standings, boxes, leaned);
	const onTheWay = new Set<number>();
	const boxesOf = (index: number): readonly (Box | 'auto')[] | number => {
		const known = boxes[index];
		if (known) return known;
		const { where, size, count } = standings[index];
		if (!isBeside(where) || onTheWay.has(index)) return index;
		onTheWay.add(index);
		const targets: Box[] = [];
		for (const to of where.to) {
			const found = boxesOf(to);
			if (typeof found === 'number') return found;
			targets.push(around(found));
		}
		const own = rowOf(placeBeside(where.kind, targets), size, count);
		boxes[index] = own;
		return own;
	};
	for (const index of standings.keys()) {
		const found = boxesOf(index);
		if (typeof found === 'number') return found;
	}
	return boxes.map((each) => each ?? []);
}

/** Gives things without a place that others stand beside the boxes of the tidy arrangement. */
function settle(
	standings: readonly Standing[],
	boxes: (readonly (Box | 'auto')[] | undefined)[],
	leaned: ReadonlySet<number>,
): void {
	const objects = boxes.flatMap((each) => (each ?? []).map((box) => ({ text: '', box })));
	const tidy = arrange({ objects, background: null, flags: {} });
	let from = 0;
	for (const [index, each] of boxes.entries()) {
		if (each === undefined) continue;
		if (leaned.has(index) && standings[index].where === 'auto')
			boxes[index] = tidy.slice(from, from + each.length);
		from += each.length;
	}
}

/** The box around all of them. */
function around(boxes: readonly (Box | 'auto')[]): Box {
	const known = boxes.filter((box): box is Box => box !== 'auto');
	return [
		Math.min(...known.map((box) => box[0])),
		Math.min(...known.map((box) => box[1])),
		Math.max(...known.map((box) => box[2])),
		Math.max(...known.map((box) => box[3])),
	];
}

const within = (room: number, usual = USUAL_SIDE) => Math.min(usual, Math.max(LEAST_SIDE, room - GAP));

/** Where something beside these boxes stands, as large as the room there allows. */
function placeBeside(kind: RelationKind, targets: readonly Box[]): Place {
	const [x0, y0, x1, y1] = targets[0];
	const [width, height] = [x1 - x0, y1 - y0];
	const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
	switch (kind) {
		case 'above': {
			const side = within(y0);
			return { box: boxAround(x, y0 - GAP - side / 2, USUAL_SIDE, side), anchor: [0.5, 1] };
		}
		case 'below': {
			const side = within(1 - y1);
			return { box: boxAround(x, y1 + GAP + side / 2, USUAL_SIDE, side), anchor: [0.5, 0] };
		}
		case 'left-of': {
			const side = within(x0);
			return { box: boxAround(x0 - GAP - side / 2, y, side, Math.max(USUAL_SIDE, side)), anchor: [1, 0.5] };
		}
		case 'right-of': {
			const side = within(1 - x1);
			return { box: boxAround(x1 + GAP + side / 2, y, side, Math.max(USUAL_SIDE, side)), anchor: [0, 0.5] };
		}
		case 'beside':
			return placeBeside(1 - x1 >= x0 ? 'right-of' : 'left-of', targets);
		case 'on': {
			// What stands on something reaches a little into it.
			const foot = y0 + Math.min(0.06, height * 0.15);
			const side = Math.min(USUAL_SIDE, Math.max(LEAST_SIDE, foot));
			return {
				box: boxAround(x, foot - side / 2, Math.min(USUAL_SIDE, Math.max(LEAST_SIDE, width)), side),
				anchor: [0.5, 1],
			};
		}
		case 'inside':
			return { box: boxAround(x, y, width * 0.55, height * 0.55), anchor: [0.5, 0.5] };
		case 'in-front-of':
			return {
				box: boxAround(x, Math.min(1 - GAP, y1 + 0.06) - height * 0.3, width * 0.6, height * 0.6),
				anchor: [0.5, 1],
			};
		case 'behind':
			return { box: boxAround(x, y0 + height * 0.25, width * 0.9, height * 0.9), anchor: [0.5, 0.5] };
		case 'between':
			return placeBetween(targets);
	}
}

/** In the gap between the first box and the last. */
function placeBetween(targets: readonly Box[]): Place {
	const [a, b] = [targets[0], targets[targets.length - 1]];
	const middle = (from: number, to: number) => (a[from] + a[to] + b[from] + b[to]) / 4;
	const gap = (from: number, to: number) => Math.max(a[from], b[from]) - Math.min(a[to], b[to]);
	const [across, down] = [gap(0, 2), gap(1, 3)];
	// Things side by side leave a narrow gap, things below each other a low one.
	const width = across >= down ? within(across + GAP) : USUAL_SIDE;
	const height = across >= down ? USUAL_SIDE : within(down + GAP);
	return { box: boxAround(middle(0, 2), middle(1, 3), width, height), anchor: [0.5, 0.5] };
}
