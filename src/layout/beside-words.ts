import type { Box, LayoutObject, RelationKind } from './layout.ts';
import { described, namedIn, tellingWords } from './names.ts';
import { standingBoxes } from './relations.ts';
import { SIZE_NAMES, type Size, sizeOf } from './sizes.ts';

const WORDS: Readonly<Record<RelationKind, string>> = {
	above: 'above',
	below: 'below',
	'left-of': 'left of',
	'right-of': 'right of',
	beside: 'beside',
	on: 'on top of',
	inside: 'inside',
	'in-front-of': 'in front of',
	behind: 'behind',
	between: 'between',
};

/** Words that a relation can name an object by: nothing in them means anything to the grammar. */
const NAMEABLE = /^\p{L}[\p{L}\p{M}\p{N}]*(?: \p{L}[\p{L}\p{M}\p{N}]*){0,4}$/u;

/**
 * An object's place in the words that put it beside others (`above the house`, with a size where it needs one).
 * `undefined` where they would not give its box again: it was moved, or its neighbours cannot be named.
 */
export function besideWords(objects: readonly LayoutObject[], index: number): string | undefined {
	const { beside, box } = objects[index];
	if (beside === undefined || box === 'auto') return undefined;
	const texts = objects.map(({ text }) => text);
	const names = beside.to.map((to) => nameOf(texts, to, index));
	const known = names.filter((name) => name !== undefined);
	if (known.length < names.length || known.length === 0) return undefined;
	const size = sizeBeside(objects, index, box);
	return size === undefined ? undefined : `${WORDS[beside.kind]} ${known.join(' and ')}${size}`;
}

function nameOf(texts: readonly string[], to: number, self: number): string | undefined {
	const text = texts[to];
	if (
		text === undefined ||
		!NAMEABLE.test(text) ||
		/(?:^| )(?:and|or|on|in|at|of|by|with)(?: |$)/i.test(text)
	)
		return undefined;
	const name = text.replace(/^(?:an?|the) /i, 'the ');
	const said = name === text && /^\p{ASCII}*$/u.test(text) && !/^the /i.test(text) ? `the ${text}` : name;
	// Its last word is where the grammar takes the name to end.
	const ends = tellingWords(said.split(' ').at(-1) ?? '').length > 0;
	return ends && namedIn(texts.map(described), said, self) === to ? said : undefined;
}

/** What stands behind the relation for the box to be this one; `undefined` where nothing does. */
function sizeBeside(objects: readonly LayoutObject[], index: number, box: Box): string | undefined {
	const { beside } = objects[index];
	const boxWith = (size: Size | undefined): string | undefined => {
		const boxes = standingBoxes(
			objects.map((object, at) => {
				if (at === index && beside) return { where: beside, size, count: 1 };
				return {
					where: object.box === 'auto' ? 'auto' : { box: object.box, anchor: [0.5, 0.5] },
					size: undefined,
					count: 1,
				};
			}),
		);
		return typeof boxes === 'number' ? undefined : boxes[index].join();
	};
	const wanted = box.join();
	if (boxWith(undefined) === wanted) return '';
	const percent = (from: number, to: number) => `${Number(((box[to] - box[from]) * 100).toFixed(2))}%`;
	const words = [...SIZE_NAMES, percent(0, 2), `${percent(0, 2)}x${percent(1, 3)}`];
	const word = words.find((each) => {
		const size = sizeOf(each);
		return size !== undefined && boxWith(size) === wanted;
	});
	return word && `:${word}`;
}
