import { attributeOf } from './attributes.ts';
import type { PlaceTable } from './places.ts';
import { placeWords } from './read-place-words.ts';
import { type Edit, edited, type Source, trimmed, written } from './source.ts';

/** A box behind a sign, or up to four words, and sizes that touch them. */
const BOX = /[([][^()[\]@\n]{3,40}[)\]]/y;
const ATTRIBUTE = /:([\p{L}\d%-]{1,16})/uy;
/** `above the house` is said by another thing. */
const RELATION = /^(?:above|below|beneath|under|over|beside|behind|between|inside|near|next|in front)\b/i;
/** What ties the next thing, or is its number in a list. */
const TIE = /\s+(?:and|und|et|y|e|と|&|\+|\d{1,2}[.)])\s*$/i;
/** A scene behind the words of the last thing. */
const SCENE = /\s(?:on|in|at|under|against|near)\s/i;
const MOST_PLACE_WORDS = 4;

/** A sign at the beginning of a part, with its place and the words that follow it. */
interface Turned {
	readonly sign: number;
	/** Behind the place and its sizes. */
	readonly placeEnd: number;
	readonly words: readonly [start: number, end: number];
	/** Behind the words, and behind `and` before the next sign. */
	readonly end: number;
}

/** A line whose places all stood before their words, and a thing of it as we write it. */
export interface TurnedLine {
	readonly source: Source;
	readonly example: string;
}

/**
 * `@left cat, @right dog` as `cat@left, dog@right`: where every sign of a line, at least two, begins a part, nothing
 * else can be meant.
 */
export function withSignsFirst(source: Source, table: PlaceTable): TurnedLine | undefined {
	const { syntax } = source;
	if (!/^\s*@/.test(syntax)) return undefined;
	const bar = syntax.indexOf('|');
	const lineEnd = bar === -1 ? syntax.length : bar;
	const signs = [...syntax.matchAll(/@/g)].map(({ index }) => index);
	if (signs.length < 2) return undefined;
	const turned: Turned[] = [];
	for (const [index, sign] of signs.entries()) {
		const one = turnedAt(syntax, sign, signs[index + 1] ?? lineEnd, index === signs.length - 1, table);
		if (one === undefined) return undefined;
		turned.push(one);
	}
	const edits = turned.flatMap(({ sign, placeEnd, words: [from, to], end }, index): readonly Edit[] => [
		{ start: sign, end: from, put: '' },
		{ start: to, end: to, put: syntax.slice(sign, placeEnd), from: sign },
		...(index < turned.length - 1 ? [{ start: to, end, put: ', ' }] : []),
	]);
	const [{ sign, placeEnd, words }] = turned;
	const example = `${written(source, words[0], words[1])}${written(source, sign, placeEnd)}`;
	return { source: edited(source, edits), example };
}

/** @param until - where the next sign is, or the line ends */
function turnedAt(
	syntax: string,
	sign: number,
	until: number,
	last: boolean,
	table: PlaceTable,
): Turned | undefined {
	const start = sign + (/^@ */.exec(syntax.slice(sign, until))?.[0].length ?? 1);
	if (RELATION.test(syntax.slice(start, start + 12))) return undefined;
	const placeEnd = placeEndAt(syntax, start, until, table);
	if (placeEnd === undefined) return undefined;
	const gap = /^ *(?:[:=-] *)?/.exec(syntax.slice(placeEnd, until))?.[0].length ?? 0;
	const from = placeEnd + gap;
	const part = /^[^,;\n]*/.exec(syntax.slice(from, until))?.[0] ?? '';
	const rest = syntax.slice(from + part.length, until);
	// Whatever stands between two of them belongs to neither: `@left cat, dog, @right owl`.
	if (!last && rest.replace(/[\s,;]|\band\b/gi, '') !== '') return undefined;
	const scene = last ? part.search(SCENE) : -1;
	const cut = [scene, last ? -1 : part.search(TIE)].find((index) => index !== -1) ?? part.length;
	const words = trimmed(syntax, from, from + cut);
	return words[0] === words[1] ? undefined : { sign, placeEnd, words, end: until };
}

function placeEndAt(syntax: string, start: number, until: number, table: PlaceTable): number | undefined {
	let end = boxEnd(syntax, start) ?? wordsEnd(syntax, start, until, table);
	while (end !== undefined) {
		ATTRIBUTE.lastIndex = end;
		const [all = '', word = ''] = ATTRIBUTE.exec(syntax) ?? [];
		if (attributeOf(word) === undefined) break;
		end += all.length;
	}
	return end;
}

function boxEnd(syntax: string, start: number): number | undefined {
	BOX.lastIndex = start;
	const box = BOX.exec(syntax);
	return box === null ? undefined : start + box[0].length;
}

/** Behind the most words that are one place: `top left`, but not `left cat`. */
function wordsEnd(syntax: string, start: number, until: number, table: PlaceTable): number | undefined {
	const words = [...syntax.slice(start, Math.min(until, start + 60)).matchAll(/[^\s,;:|()=]+/g)];
	for (let count = Math.min(words.length, MOST_PLACE_WORDS); count >= 1; count--) {
		const word = words[count - 1];
		const place = syntax.slice(start, start + word.index + word[0].length);
		if (placeWords(place, 0, place.length, table)?.end === place.length) return start + place.length;
	}
	return undefined;
}
