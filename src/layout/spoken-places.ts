import type { PlaceTable } from './places.ts';
import { placeWords } from './read-place-words.ts';
import { type Edit, edited, type Source } from './source.ts';

/** Words that may stand for the sign where a place follows: `cat at left`, `a dog on the right`. */
const SPOKEN = /(?<=[^\s,;|@])[ ]+(?:at(?: the)?|(?:on|in|to) the) +(?=\S)/gi;
const SIDE = /left|right|top|bottom|upper|lower|middle|cent(?:er|re)|corner/i;
/** `a lake with an island in the middle`, `a cake with a cherry on the top`: parts of a picture of one thing. */
const VAGUE = /^(?:the +)?(?:middle|cent(?:er|re)|top|bottom|background|foreground)\b(?! +(?:left|right))/i;

/**
 * Places in plain words become signs: people dictate `cat at left`, or write as they speak. Only in parts of
 * the line that have no sign, and where nothing but a place can be meant.
 */
export function withSpokenPlaces(source: Source, table: PlaceTable): Source {
	const { syntax } = source;
	if (!SIDE.test(syntax)) return source;
	const bar = syntax.indexOf('|');
	const end = bar === -1 ? syntax.length : bar;
	const edits: Edit[] = [];
	const vague: Edit[] = [];
	for (const match of syntax.matchAll(SPOKEN)) {
		const start = match.index;
		const from = start + match[0].length;
		if (from >= end || /[@]/.test(partAround(syntax, start))) continue;
		const found = placeWords(syntax, from, end, table);
		if (found === undefined || !found.sure || !SIDE.test(syntax.slice(from, found.end))) continue;
		const isVague = VAGUE.test(syntax.slice(from, found.end)) && !/^ +at +$/i.test(match[0]);
		(isVague ? vague : edits).push({ start, end: from, put: '@' });
	}
	if (edits.length === 0 && !syntax.includes('@')) return withLabels(source, end, table);
	return edited(
		source,
		[...edits, ...vague].sort((a, b) => a.start - b.start),
	);
}

/** `left: a cat, right: a dog`: places as the names of what stands there. */
function withLabels(source: Source, end: number, table: PlaceTable): Source {
	const edits: Edit[] = [];
	for (const match of source.syntax
		.slice(0, end)
		.matchAll(/(?<=^|[,;\n])([^,;:\n]{1,40}): *([^,;:\n]*[^\s,;:\n])/g)) {
		const from = match.index + (match[0].length - match[0].trimStart().length);
		const found = placeWords(source.syntax, from, match.index + match[1].length, table);
		if (found === undefined || found.end < match.index + match[1].trimEnd().length) continue;
		const words = match.index + match[0].length;
		const place = source.syntax.slice(from, found.end);
		edits.push(
			{ start: match.index, end: words - match[2].length, put: '' },
			{ start: words, end: words, put: `@${place}` },
		);
	}
	return edited(source, edits);
}

/** The part of the line between separators, or the words `and`, that holds this unit. */
function partAround(syntax: string, index: number): string {
	const before = /(?:[,;|\n]|\band\b)(?:(?!\band\b)[^,;|\n])*$/i.exec(
		syntax.slice(Math.max(0, index - 120), index),
	);
	const start = before ? Math.max(0, index - 120) + before.index : Math.max(0, index - 120);
	const length = syntax.slice(index, index + 120).search(/[,;|\n]|\band\b|$/i);
	return syntax.slice(start, index + length);
}
