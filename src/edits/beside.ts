import type { LayoutObject, Relation } from '../layout/index.ts';
import { standingBoxes } from '../layout/relations.ts';

const CENTRE = [0.5, 0.5] as const;

function depthBeside({ kind }: Relation): Pick<LayoutObject, 'depth'> {
	if (kind === 'in-front-of') return { depth: 'front' };
	return kind === 'behind' ? { depth: 'back' } : {};
}

/** A relation between two needs two; others take as many as there are. */
function holds({ kind, to }: Relation): boolean {
	return kind === 'between' ? to.length >= 2 : to.length >= 1;
}

/**
 * The objects and, behind them, more that stand beside some of them. What they stand beside gets a tidy box
 * where it had none. `undefined` where the relation says no place.
 */
export function putBeside(
	objects: readonly LayoutObject[],
	more: readonly LayoutObject[],
	beside: Relation,
): readonly LayoutObject[] | undefined {
	if (!holds(beside)) return undefined;
	const boxes = standingBoxes([
		...objects.map(({ box }) => ({
			where: box === 'auto' ? box : { box, anchor: CENTRE },
			size: undefined,
			count: 1,
		})),
		{ where: beside, size: undefined, count: more.length },
	]);
	if (typeof boxes === 'number') return undefined;
	const own = boxes[objects.length];
	return [
		...objects.map((object, index) =>
			object.box === 'auto' && beside.to.includes(index) ? { ...object, box: boxes[index][0] } : object,
		),
		...more.map((object, index) => ({
			...object,
			box: own[index],
			// Several share the room there, so that none can say it alone.
			...(more.length === 1 && { beside }),
			...depthBeside(beside),
		})),
	];
}

/** The objects with some of them beside others; `undefined` where something would stand beside itself. */
export function movedBeside(
	objects: readonly LayoutObject[],
	indices: readonly number[],
	beside: Relation,
): readonly LayoutObject[] | undefined {
	if (indices.some((index) => beside.to.includes(index))) return undefined;
	const movers = indices.map((index) => objects[index]);
	const rest = objects.filter((_, index) => !indices.includes(index));
	const inRest = (index: number) => rest.indexOf(objects[index]);
	const put = putBeside(rest, movers, { ...beside, to: beside.to.map(inRest) });
	if (put === undefined) return undefined;
	return objects.map((object, index) => {
		const at = indices.indexOf(index);
		return at === -1
			? put[rest.indexOf(object)]
			: { ...put[rest.length + at], ...(indices.length === 1 && { beside }) };
	});
}

/** The objects that stay; what was said to be beside one of them still is, beside one that goes no more. */
export function kept(
	objects: readonly LayoutObject[],
	stays: (index: number) => boolean,
): readonly LayoutObject[] {
	const places = objects.map((_, index) => objects.slice(0, index).filter((__, at) => stays(at)).length);
	return objects
		.filter((_, index) => stays(index))
		.map(({ beside, ...object }) =>
			beside?.to.every(stays)
				? { ...object, beside: { ...beside, to: beside.to.map((index) => places[index]) } }
				: object,
		);
}
