import { rounded } from './box.ts';
import type { Box } from './layout.ts';
import { NAMED, type Place, type PlaceName } from './named-places.ts';
import { PLACE_WORDS } from './place-words.ts';

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

/** Nearly all of the picture: what fills it. */
const WHOLE: Place = { box: [0.02, 0.02, 0.98, 0.98], anchor: [0.5, 0.5] };
const IS_WHOLE =
	/^(?:full|everywhere|fullscreen|(?:full|whole|entire)-(?:frame|picture|image|screen|size|canvas|page|scene)|fill|全体|全面|全画面|画面全体|全屏|整个画面|全图|전체)$/;

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
const ENDINGS =
	/(?:에서|에|으로|쪽|に|へ|で|の|から|角|隅|すみ|辺|边角|角落|あたり|辺り|付近|のあたり|位置|部分|半分|半边|半邊|半部|半部分|区域|區域|地方|处|處|っかわ|っ側|寄り|よりの|(?<=端)っこ)$/;
/** `画面の左`, `正上方`, `图片左侧`: words before a side that change nothing. */
const BEGINNINGS = /^(?:(?:画面|絵|写真|图片|圖片|图|画)(?:の|的)?|ど|正)/;

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
	if (IS_WHOLE.test(word)) return WHOLE;
	const name = nameOf(word, table);
	if (name === undefined || name === 'auto') return name;
	return CELL.test(name) ? cell(name) : NAMED[name as keyof typeof NAMED];
}

function nameOf(word: string, table: PlaceTable): PlaceName | undefined {
	if (Object.hasOwn(table, word)) return table[word];
	if (Object.hasOwn(DEFAULT_PLACES, word)) return DEFAULT_PLACES[word];
	const bare = word.replace(ENDINGS, '').replace(BEGINNINGS, '');
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
