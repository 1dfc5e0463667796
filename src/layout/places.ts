import { rounded } from './box.ts';
import type { Box } from './layout.ts';
import { PLACE_WORDS } from './place-words.ts';

/** A place that can be named. */
export interface Place {
	/** Its medium box. */
	readonly box: Box;
	/** The point of the box that stays where it is when the size changes, in fractions of the box. */
	readonly anchor: readonly [x: number, y: number];
	/** The wider box in which several of the same thing stand side by side, where it is not `box`. */
	readonly row?: Box;
}

/** Names of places to their boxes; `left` and `right` together leave pleasing margins. */
const NAMED = {
	left: { box: [0.04, 0.2, 0.48, 0.8], anchor: [0.5, 0.5] },
	right: { box: [0.52, 0.2, 0.96, 0.8], anchor: [0.5, 0.5] },
	top: { box: [0.22, 0.04, 0.78, 0.48], anchor: [0.5, 0], row: [0.04, 0.04, 0.96, 0.48] },
	bottom: { box: [0.22, 0.52, 0.78, 0.96], anchor: [0.5, 1], row: [0.04, 0.52, 0.96, 0.96] },
	center: { box: [0.26, 0.22, 0.74, 0.78], anchor: [0.5, 0.5], row: [0.04, 0.22, 0.96, 0.78] },
	'top-left': { box: [0.04, 0.04, 0.46, 0.46], anchor: [0, 0] },
	'top-right': { box: [0.54, 0.04, 0.96, 0.46], anchor: [1, 0] },
	'bottom-left': { box: [0.04, 0.54, 0.46, 0.96], anchor: [0, 1] },
	'bottom-right': { box: [0.54, 0.54, 0.96, 0.96], anchor: [1, 1] },
	'far-left': { box: [0.02, 0.25, 0.3, 0.75], anchor: [0, 0.5] },
	'far-right': { box: [0.7, 0.25, 0.98, 0.75], anchor: [1, 0.5] },
	'left-third': { box: [0.02, 0.22, 0.32, 0.78], anchor: [0.5, 0.5] },
	'middle-third': { box: [0.35, 0.22, 0.65, 0.78], anchor: [0.5, 0.5] },
	'right-third': { box: [0.68, 0.22, 0.98, 0.78], anchor: [0.5, 0.5] },
	'top-third': { box: [0.2, 0.02, 0.8, 0.32], anchor: [0.5, 0.5], row: [0.02, 0.02, 0.98, 0.32] },
	'bottom-third': { box: [0.2, 0.68, 0.8, 0.98], anchor: [0.5, 0.5], row: [0.02, 0.68, 0.98, 0.98] },
} as const satisfies Readonly<Record<string, Place>>;

/** A place by its English name, a cell of the 3x3 grid (`a1`: column a, row 1), or `auto`. */
export type PlaceName = keyof typeof NAMED | `${'a' | 'b' | 'c'}${1 | 2 | 3}` | 'auto';

/** Words of a language to the places they mean; words are lower case, `-` between parts. */
export type PlaceTable = Readonly<Record<string, PlaceName>>;

/** Places for completion and help, in a sensible order. */
export const PLACE_NAMES: readonly PlaceName[] = [
	...(Object.keys(NAMED) as (keyof typeof NAMED)[]),
	...(['a', 'b', 'c'] as const).flatMap((column) =>
		([1, 2, 3] as const).map((row): PlaceName => `${column}${row}`),
	),
	'auto',
];

/** The words that are always understood, in many languages: `left`, `左上`, `top-center`, `gauche`. */
export const DEFAULT_PLACES: PlaceTable = {
	...PLACE_WORDS,
	...Object.fromEntries(PLACE_NAMES.map((name) => [name, name])),
};

/** Most columns of `@n/m`. */
const MOST_COLUMNS = 8;
const COLUMN = /^(\d{1,2})\/(\d{1,2})$/;
const CELL = /^[abc][123]$/;

/** One of `count` columns (1 is the leftmost); tall enough for one thing, never taller than .8. */
function column(index: number, count: number): Place {
	const margin = 0.04 / count;
	const height = Math.min(0.8, Math.max(0.3, 1.6 / count));
	const box: Box = [
		rounded((index - 1) / count + margin),
		rounded(0.5 - height / 2),
		rounded(index / count - margin),
		rounded(0.5 + height / 2),
	];
	return { box, anchor: [0.5, 0.5] };
}

function cell(name: string): Place {
	const x = name.charCodeAt(0) - 97;
	const y = name.charCodeAt(1) - 49;
	const margin = 0.02;
	const box: Box = [
		rounded(x / 3 + margin),
		rounded(y / 3 + margin),
		rounded((x + 1) / 3 - margin),
		rounded((y + 1) / 3 - margin),
	];
	return { box, anchor: [0.5, 0.5] };
}

/** Signs of a place's word that stand for its side with a small word around: `왼쪽에`, `左上に`, `左下角`. */
const ENDINGS = /(?:에서|에|으로|쪽|に|へ|で|の|角|隅|すみ|辺|边角|角落)$/;

/**
 * The place that a word means, `auto`, or `undefined` where no place has that name.
 * @param word - lower case, folded to half width, spaces and underscores as `-`
 */
export function placeOf(word: string, table: PlaceTable = DEFAULT_PLACES): Place | 'auto' | undefined {
	const columns = COLUMN.exec(word);
	if (columns) {
		const index = Number(columns[1]);
		const count = Number(columns[2]);
		return index >= 1 && index <= count && count <= MOST_COLUMNS ? column(index, count) : undefined;
	}
	const name = nameOf(word, table);
	if (name === undefined || name === 'auto') return name;
	return CELL.test(name) ? cell(name) : NAMED[name as keyof typeof NAMED];
}

function nameOf(word: string, table: PlaceTable): PlaceName | undefined {
	if (Object.hasOwn(table, word)) return table[word];
	if (Object.hasOwn(DEFAULT_PLACES, word)) return DEFAULT_PLACES[word];
	const bare = word.replace(ENDINGS, '');
	return bare !== word && bare !== '' ? nameOf(bare, table) : undefined;
}

/** Every column place by name, for the printer: `1/2` … `8/8`. */
export function columnNames(): readonly string[] {
	const names: string[] = [];
	for (let count = 1; count <= MOST_COLUMNS; count++) {
		for (let index = 1; index <= count; index++) names.push(`${index}/${count}`);
	}
	return names;
}
