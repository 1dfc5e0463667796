import { nearest } from './nearest.ts';
import { ENGLISH_SIDES, SUGGESTED_WORDS } from './place-words.ts';
import { DEFAULT_PLACES, PLACE_NAMES, type PlaceTable } from './places.ts';
import type { Meant } from './syntax-reader.ts';

/** Side of the box around a point, in percent. */
const POINT_SIDE = 40;
const POINT =
	/[([]? *(?:x *[:=] *)?(\d{1,3}(?:\.\d+)?|\.\d+)(%?) *[, ] *(?:y *[:=] *)?(\d{1,3}(?:\.\d+)?|\.\d+)%? *[)\]]?(?! *[\d.%e]|, *[\d.])/iy;

/** `cat@50,50`, `cat@(0.5, 0.5)`: a point in percent or fractions, and a box around it. */
export function pointAt(syntax: string, start: number, end: number): Meant | undefined {
	POINT.lastIndex = start;
	const match = POINT.exec(syntax);
	if (match === null || start + match[0].length > end) return undefined;
	const numbers = [Number(match[1]), Number(match[3])];
	const scale = match[2] === '' && numbers.every((number) => number <= 1) ? 100 : 1;
	if (numbers.some((number) => number * scale > 100)) return undefined;
	const [x, y] = numbers.map((number) =>
		Math.min(Math.max(number * scale, POINT_SIDE / 2), 100 - POINT_SIDE / 2),
	);
	const corners = [x - POINT_SIDE / 2, y - POINT_SIDE / 2, x + POINT_SIDE / 2, y + POINT_SIDE / 2];
	return { start, end: start + match[0].length, put: boxWords(corners) };
}

const boxWords = (sides: readonly number[]) => `(${sides.map((side) => Number(side.toFixed(2))).join(' ')})`;

const NUMBER = '([+-]?\\d{1,4}(?:\\.\\d{1,6})?|\\.\\d{1,6})%?';
const FOUR = new RegExp(
	`[([] *${[NUMBER, NUMBER, NUMBER, NUMBER].join('(?: *[,;] *| +)')} *(?:[)\\]]|(?=$|[,;|\\n]))`,
	'y',
);

/**
 * What four numbers that are no box were probably meant to be: never closed, one corner for the other, in thousandths
 * of the picture, or over its edge.
 */
export function boxMeant(syntax: string, start: number, end: number): Meant | undefined {
	FOUR.lastIndex = start;
	const match = FOUR.exec(syntax.slice(0, end));
	if (match === null) return undefined;
	const typed = match.slice(1, 5).map(Number);
	const scale = scaleOf(typed);
	const [x0, y0, x1, y1] = typed.map((side) => Math.min(100, Math.max(0, side * scale)));
	const corners = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
	if (corners[0] === corners[2] || corners[1] === corners[3]) return undefined;
	return { start, end: start + match[0].length, put: boxWords(corners) };
}

/** What makes percent of the numbers: fractions, percent, or thousandths where two are beyond the picture. */
function scaleOf(typed: readonly number[]): number {
	if (typed.every((side) => side <= 1)) return 100;
	return typed.every((side) => side >= 0 && side <= 1000) && typed.filter((side) => side > 100).length >= 2
		? 0.1
		: 1;
}

/** Words that say where in another way. */
const MEANT: Readonly<Record<string, string>> = {
	sky: 'top',
	air: 'top',
	ceiling: 'top',
	ground: 'bottom',
	floor: 'bottom',
	corner: 'bottom-right',
	side: 'right',
	edge: 'far-right',
	border: 'far-right',
	background: 'center:back',
	here: 'auto',
	there: 'auto',
	whole: 'full',
	entire: 'full',
	all: 'full',
};

/** Words of their own that look like a side, and are no slip of it. */
const NO_SLIPS: ReadonlySet<string> = new Set(
	'night light lights bright sight fight might flight knight height weight lift gift loft toy cup mop bottle button riddle flower sloth tower power mouth youth'.split(
		' ',
	),
);
/** Shorter words of other languages are near to anything. */
const SHORTEST_ABROAD = 5;

/** From so many letters on two may be wrong: `toplfet`. `crown` is not `down`. */
const LONG = 7;

const isAscii = (word: string) => !/[^ -~]/.test(word);
const TYPED_NAMES: readonly string[] = [...PLACE_NAMES, ...ENGLISH_SIDES];
const TYPED_ABROAD: readonly string[] = SUGGESTED_WORDS.filter(
	(name) => name.length >= SHORTEST_ABROAD && isAscii(name),
);

/** The place that a word was probably meant to be. */
export function suggestedPlace(word: string, table: PlaceTable): string | undefined {
	if (Object.hasOwn(MEANT, word)) return MEANT[word];
	const own = table === DEFAULT_PLACES ? [] : Object.keys(table);
	if (/^[\d%x.]+$/.test(word) || NO_SLIPS.has(word)) return undefined;
	if (isAscii(word))
		return nearest(
			word,
			[...TYPED_NAMES, ...own, ...(word.length < SHORTEST_ABROAD ? [] : TYPED_ABROAD)],
			word.length < LONG ? 1 : 2,
		);
	// One sign of two in 上側 is half of its meaning: only words that begin alike are near.
	const alike = [...own, ...SUGGESTED_WORDS].filter((name) => name[0] === word[0]);
	const [longest] = alike
		.filter((name) => word.startsWith(name) || name.startsWith(word))
		.sort((a, b) => b.length - a.length);
	return (
		longest ??
		nearest(
			word,
			alike.filter((name) => name.length > 2),
		)
	);
}
