import { boxAround } from '../layout/box.ts';
import {
	type Box,
	type Layout,
	LayoutError,
	type LayoutObject,
	MOST_OBJECTS,
	parseLine,
} from '../layout/index.ts';
import { kept, movedBeside, putBeside } from './beside.ts';
import type { Direction, Draft, Grammar } from './draft.ts';
import { withBackgroundWords, withCircumstance } from './ground.ts';
import type { EditProblem } from './problem.ts';
import { findObjects } from './reference.ts';
import { describedAs, replacedBy } from './reword.ts';
import type { Told } from './tell.ts';

/** A layout changed and what was understood, or why nothing was. */
export type Applied = { readonly layout: Layout; readonly told: Told } | { readonly problem: EditProblem };

/** How far `a bit to the left` goes, as a share of the picture. */
const NUDGE = 0.1;
/** No side becomes smaller than this share of the picture. */
const SMALLEST_SIDE = 0.08;

const TOWARDS: Readonly<Record<Direction, readonly [x: number, y: number]>> = {
	left: [-1, 0],
	right: [1, 0],
	up: [0, -1],
	down: [0, 1],
};

/**
 * The layout as a draft wants it. Objects keep their order and so their seeds; only what was asked for
 * changes.
 */
export function apply(layout: Layout, draft: Draft, grammar: Grammar): Applied {
	switch (draft.kind) {
		case 'add':
			return added(layout, draft.line, grammar);
		case 'add-beside':
			return addedBeside(layout, draft, grammar);
		case 'background': {
			const changed = withBackgroundWords(layout, draft.words);
			return { layout: changed, told: { kind: 'background', words: changed.background ?? '' } };
		}
		case 'circumstance': {
			const changed = withCircumstance(layout, draft.words);
			return { layout: changed, told: { kind: 'background', words: changed.background ?? '' } };
		}
		default:
	}
	const found = findObjects(layout, draft.object, grammar);
	if ('problem' in found) return found;
	const { indices } = found;
	const texts = indices.map((index) => layout.objects[index].text);
	const each = (change: (object: LayoutObject) => LayoutObject): Layout => ({
		...layout,
		objects: layout.objects.map((object, index) => (indices.includes(index) ? change(object) : object)),
	});
	switch (draft.kind) {
		case 'describe':
		case 'replace': {
			const reword = draft.kind === 'describe' ? describedAs : replacedBy;
			const words = draft.kind === 'describe' ? draft.words : draft.by;
			const changed = each((object) => ({ ...object, text: reword(object.text, words) }));
			const after = indices.map((index) => changed.objects[index].text);
			return { layout: changed, told: { kind: 'reworded', before: texts, after } };
		}
		case 'remove':
		case 'only': {
			const goes = (index: number) => indices.includes(index) === (draft.kind === 'remove');
			const objects = kept(layout.objects, (index) => !goes(index));
			if (objects.length === 0 && layout.background === null) return { problem: { kind: 'nothing-left' } };
			const gone = layout.objects.filter((_, index) => goes(index)).map(({ text }) => text);
			return { layout: withoutTie({ ...layout, objects }), told: { kind: 'removed', objects: gone } };
		}
		case 'move':
			return moved(layout, draft.place, indices);
		case 'move-beside': {
			const others = findObjects(layout, draft.others, grammar);
			if ('problem' in others) return others;
			const objects = movedBeside(layout.objects, indices, { kind: draft.how, to: others.indices });
			if (objects === undefined) return { problem: { kind: 'unknown-place', asked: draft.others } };
			return {
				layout: { ...layout, objects },
				told: {
					kind: 'beside',
					objects: texts,
					how: draft.how,
					others: others.indices.map((at) => layout.objects[at].text),
				},
			};
		}
		case 'nudge': {
			const [dx, dy] = TOWARDS[draft.to];
			return {
				layout: each((object) => shifted(object, dx * NUDGE, dy * NUDGE)),
				told: { kind: 'moved', objects: texts, to: draft.to },
			};
		}
		case 'scale':
			return {
				layout: each((object) => scaled(object, draft.factor)),
				told: { kind: 'resized', objects: texts, larger: draft.factor > 1 },
			};
		case 'size':
			return sized(layout, draft.size, indices);
		case 'swap':
			return swapped(layout, indices, findObjects(layout, draft.other, grammar));
		case 'flip':
			return { layout: each(flipped), told: { kind: 'flipped', objects: texts } };
		case 'layer':
			return {
				layout: each((object) => ({ ...object, depth: draft.to })),
				told: { kind: 'layered', objects: texts, to: draft.to },
			};
	}
}

/** A background without objects is the whole prompt and has no preposition. */
function withoutTie(layout: Layout): Layout {
	if (layout.objects.length > 0 || layout.preposition === undefined) return layout;
	const { preposition: _, ...rest } = layout;
	return rest;
}

/** A box inside the picture; boxes that a line can hold have sides. */
function around(x: number, y: number, width: number, height: number): Box {
	return boxAround(x, y, Math.max(width, 0.01), Math.max(height, 0.01));
}

function centreOf([x0, y0, x1, y1]: Box): readonly [number, number] {
	return [(x0 + x1) / 2, (y0 + y1) / 2];
}

function shifted(object: LayoutObject, dx: number, dy: number): LayoutObject {
	const { box } = object;
	if (box === 'auto') return object;
	const [x, y] = centreOf(box);
	return { ...object, box: around(x + dx, y + dy, box[2] - box[0], box[3] - box[1]) };
}

function scaled(object: LayoutObject, factor: number): LayoutObject {
	const { box } = object;
	if (box === 'auto') return object;
	const [x, y] = centreOf(box);
	const side = (length: number) => Math.max(Math.min(SMALLEST_SIDE, length), length * factor);
	return { ...object, box: around(x, y, side(box[2] - box[0]), side(box[3] - box[1])) };
}

/** The box that `@place` means, `auto`, or undefined where nothing is a place. */
function placeMeant(place: string): Box | 'auto' | undefined {
	try {
		const { layouts } = parseLine(`x@${place.trim().replace(/^@\s*/, '')}`);
		const [{ objects, background }] = layouts;
		return layouts.length === 1 && objects.length === 1 && background === null ? objects[0].box : undefined;
	} catch (error) {
		if (error instanceof LayoutError) return undefined;
		throw error;
	}
}

function moved(layout: Layout, place: string, indices: readonly number[]): Applied {
	const bare = place
		.replace(/^the /i, '')
		.replace(/ side$/i, '')
		.trim();
	const target = placeMeant(bare);
	if (target === undefined) return { problem: { kind: 'unknown-place', asked: place } };
	const exact = /[:(]/.test(bare);
	const objects = layout.objects.map((object, index): LayoutObject => {
		if (!indices.includes(index)) return object;
		if (target === 'auto' || exact || object.box === 'auto') return { ...object, box: target };
		const [x0, y0, x1, y1] = object.box;
		const [x, y] = centreOf(target);
		return { ...object, box: around(x, y, x1 - x0, y1 - y0) };
	});
	const texts = indices.map((index) => layout.objects[index].text);
	return { layout: { ...layout, objects }, told: { kind: 'moved', objects: texts, to: bare } };
}

function sized(layout: Layout, size: string, indices: readonly number[]): Applied {
	const target = placeMeant(`center:${size}`);
	if (target === undefined || target === 'auto') return { problem: { kind: 'unknown-place', asked: size } };
	const objects = layout.objects.map((object, index): LayoutObject => {
		if (!indices.includes(index)) return object;
		const [x, y] = object.box === 'auto' ? [0.5, 0.5] : centreOf(object.box);
		return { ...object, box: around(x, y, target[2] - target[0], target[3] - target[1]) };
	});
	const texts = indices.map((index) => layout.objects[index].text);
	return { layout: { ...layout, objects }, told: { kind: 'sized', objects: texts, size } };
}

function swapped(layout: Layout, indices: readonly number[], other: ReturnType<typeof findObjects>): Applied {
	if ('problem' in other) return other;
	const [a] = indices;
	const [b] = other.indices;
	const objects = layout.objects.map((object, index) =>
		index === a
			? { ...object, box: layout.objects[b].box }
			: index === b
				? { ...object, box: layout.objects[a].box }
				: object,
	);
	return {
		layout: { ...layout, objects },
		told: { kind: 'swapped', objects: [layout.objects[a].text, layout.objects[b].text] },
	};
}

/** `a moon at the top right`: what is added, and where. */
const PLACED =
	/^(.+?) (?:at|on|in|to|@) (?:the )?(sky|(?:far |top |bottom |upper |lower )?(?:left|right|top|bottom|middle|center|centre)(?: side| corner)?)$/i;

function added(layout: Layout, line: string, grammar: Grammar): Applied {
	const things = line.includes('@') ? [line] : line.split(grammar.things).filter((thing) => thing !== '');
	const parts = things.map(thingAdded);
	const objects = parts.flatMap((part) => part?.objects ?? []);
	if (parts.includes(undefined)) return { problem: { kind: 'not-understood', asked: line } };
	return withMore(layout, objects, parts[0]?.background ?? null, grammar);
}

/** The objects of a piece of a line, with or without its place. */
function thingAdded(line: string): Layout | undefined {
	const whole = parsed(line);
	if (whole !== undefined && whole.objects.length > 0) return whole;
	if (line.trim() === '' || /[@{}|;]/.test(line)) return undefined;
	const [, text = '', place = ''] = PLACED.exec(line) ?? [];
	const bare = place.replace(/ (?:side|corner)$/i, '').replace(/^sky$/i, 'top');
	const placed = placeMeant(bare) === undefined ? undefined : parsed(`${text}@${bare}`);
	return placed ?? parsed(`${line}@auto`);
}

function withMore(
	layout: Layout,
	more: readonly LayoutObject[],
	ground: string | null,
	grammar: Grammar,
): Applied {
	const objects = [...layout.objects, ...more];
	if (objects.length > MOST_OBJECTS) return { problem: { kind: 'too-many', most: MOST_OBJECTS } };
	const texts = more.map(({ text }) => text);
	return {
		layout: { ...layout, objects, background: layout.background ?? ground },
		told: { kind: 'added', objects: texts, language: grammar.language },
	};
}

function addedBeside(
	layout: Layout,
	{ line, how, others }: Extract<Draft, { kind: 'add-beside' }>,
	grammar: Grammar,
): Applied {
	const found = findObjects(layout, others, grammar);
	if ('problem' in found) return found;
	const more = /[@{}|;]/.test(line) ? undefined : parsed(`${line}@auto`);
	if (more === undefined || more.objects.length === 0)
		return { problem: { kind: 'not-understood', asked: line } };
	const beside = { kind: how, to: found.indices };
	const objects = putBeside(layout.objects, more.objects, beside);
	if (objects === undefined) return { problem: { kind: 'unknown-place', asked: others } };
	return withMore(
		{ ...layout, objects: objects.slice(0, layout.objects.length) },
		objects.slice(layout.objects.length),
		null,
		grammar,
	);
}

function parsed(line: string): Layout | undefined {
	try {
		const { layouts } = parseLine(line);
		return layouts.length === 1 ? layouts[0] : undefined;
	} catch (error) {
		if (error instanceof LayoutError) return undefined;
		throw error;
	}
}

/** Turned round again, an object looks as it did. */
function flipped({ flip, ...object }: LayoutObject): LayoutObject {
	return flip ? object : { ...object, flip: true };
}
