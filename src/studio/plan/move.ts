import { type Box, LayoutError, mistakeInJapanese, parseLine, placePhrase } from '../../layout/index.ts';
import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';
import { type Origin, objectIndex, objectName, type Plan, planned, withObject } from './plan.ts';

export interface Move {
	readonly object: number;
	/** A place of the layout language, or a box. */
	readonly to?: string | Box;
	/** A size of the layout language: `small`, `40%`, `30%x50%`. */
	readonly size?: string;
}

/**
 * Moves and/or resizes one object: one box changes, no seed does. An object that is moved to a named place
 * keeps its size unless one is given; an explicit box is taken as it is.
 */
export function move(origin: Origin, { object, to, size }: Move): Plan {
	const index = objectIndex(origin, object);
	const { box } = origin.recipe.objects[index];
	if (to === undefined && size === undefined) {
		throw new StudioError('bad-place', say('sayWhere'));
	}
	const moved = targetBox(box, to, size);
	const changed = withObject(origin, index, { box: moved === 'auto' ? 'auto' : [...moved] });
	const where = moved === 'auto' ? 'to where it fits' : placeInWords(moved);
	const verb =
		to === undefined
			? `resized ${objectName(origin, index)} to ${size}`
			: `moved ${objectName(origin, index)} ${where}`;
	return planned({ ...changed.recipe, prompt: origin.recipe.prompt }, changed.layout, verb);
}

function placeInWords(box: Box): string {
	const phrase = placePhrase(box);
	return phrase === 'in the middle' ? 'to the middle' : phrase.replace(/^(on|at) /, 'to ');
}

function targetBox(
	current: Box | 'auto',
	to: string | Box | undefined,
	size: string | undefined,
): Box | 'auto' {
	if (Array.isArray(to)) return checkedBox(to as unknown as Box);
	if (typeof to === 'string') {
		const named = readPlace(to, size);
		const explicit = to.trim().startsWith('(');
		if (named === 'auto' || explicit || size !== undefined || current === 'auto') return named;
		return centred(centreOf(named), [current[2] - current[0], current[3] - current[1]]);
	}
	const sized = readPlace('center', size);
	if (sized === 'auto') return sized;
	const centre = current === 'auto' ? ([0.5, 0.5] as const) : centreOf(current);
	return centred(centre, [sized[2] - sized[0], sized[3] - sized[1]]);
}

function checkedBox(box: Box): Box {
	const [x0, y0, x1, y1] = box;
	if (box.every((edge) => edge >= 0 && edge <= 1) && x0 < x1 && y0 < y1) return box;
	throw new StudioError('bad-place', say('noBox', box));
}

/** Reads a place as the layout language does, by writing the shortest line that has it. */
function readPlace(place: string, size: string | undefined): Box | 'auto' {
	const bare = place.trim().replace(/^@/, '');
	const at = size === undefined ? bare : `${bare}:${size.trim().replace(/^:/, '')}`;
	try {
		const { layouts } = parseLine(`x@${at}`);
		const [object, ...others] = layouts[0].objects;
		if (layouts.length === 1 && others.length === 0 && object !== undefined && layouts[0].background === null)
			return object.box;
	} catch (error) {
		if (!(error instanceof LayoutError)) throw error;
		const code = error.code === 'bad-size' ? 'bad-size' : 'bad-place';
		const meant = error.suggestion === null ? '' : ` Did you mean ${error.suggestion}?`;
		const en = `${error.message} Expected: ${error.expected}.${meant}`;
		throw new StudioError(code, { en, ja: mistakeInJapanese(error.mistake) }, { cause: error });
	}
	throw new StudioError('bad-place', say('noPlace', place));
}

function centreOf([x0, y0, x1, y1]: Box): readonly [number, number] {
	return [(x0 + x1) / 2, (y0 + y1) / 2];
}

/** A box of this size around a centre, pushed inside the picture where it would stick out. */
function centred([x, y]: readonly [number, number], [width, height]: readonly [number, number]): Box {
	const left = Math.min(Math.max(x - width / 2, 0), 1 - width);
	const top = Math.min(Math.max(y - height / 2, 0), 1 - height);
	return [rounded(left), rounded(top), rounded(left + width), rounded(top + height)];
}

/** Boxes are read by people: no digits that nobody meant. */
function rounded(value: number): number {
	return Math.min(1, Math.max(0, Math.round(value * 10_000) / 10_000));
}
