import type { PlaceTable } from './places.ts';
import { placeWords } from './read-place-words.ts';
import { type Edit, edited, type Source } from './source.ts';

/** Words that may stand for the sign where a place follows: `cat at left`, `a dog on the right`. */
const SPOKEN = /(?<=[^\s,;|@])[ ]+(?:at(?: the)?|(?:on|in) the) +(?=\S)/gi;
const SIDE = /left|right|top|bottom|upper|lower|middle|cent(?:er|re)|corner/i;
/** `a lake with an island in the middle`, `a cake with a cherry on the top`: parts of a picture of one thing. */
const VAGUE = /^(?:the +)?(?:middle|cent(?:er|re)|top|bottom|background|foreground)\b(?! +(?:left|right))/i;

/**
 * Places in plain words become signs: people dictate `cat at left`, or write as they speak. Only in parts of
 * the line that have no sign, and where nothing but a place can be meant.
 */
export function withSpokenPlaces(source: Source, table: PlaceTable): Source {
	const { syntax } = source;
	const bar = syntax.indexOf('|');
	const end = bar === -1 ? syntax.length : bar;
	const signs = syntax.includes('@');
	if (!SIDE.test(syntax))
		return signs || !/\P{ASCII}/u.test(syntax) ? source : withLabels(source, end, table);
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
	if (edits.length === 0 && !signs) return withLabels(source, end, table);
	return edited(
		source,
		[...edits, ...vague].sort((a, b) => a.start - b.start),
	);
}

/** A part of the line between separators. */
const PART = /[^,;\n]+/g;
/** `left: a cat`, `左边是猫`, `左に犬`: the place first. */
const PLACE_FIRST = /^(\s*)(.{1,40}?)(?: *[:=] *|(?:には|に|是|有))(?=\S)(.+)$/u;
/** `cat: left`, `cat = left`, `cat - left`, `猫は左`, `狗在右边`: the place behind a sign that is not ours. */
const PLACE_LAST = /^(\s*)(.+?)( *(?:[:=]|->|=>|→) *| +- *| *- +|[はをが在])(.{1,40}?)((?:に|へ|側)*\s*)$/u;

/** Places that are tied to their words by another sign than ours, in a line that has none of ours. */
function withLabels(source: Source, end: number, table: PlaceTable): Source {
	const edits: Edit[] = [];
	for (const part of source.syntax.slice(0, end).matchAll(PART)) {
		const last = PLACE_LAST.exec(part[0]);
		if (last && isPlace(last[4], table) && !isPlace(last[2].trim(), table)) {
			const sign = part.index + last[1].length + last[2].length;
			const place = sign + last[3].length + last[4].length;
			edits.push(
				{ start: sign, end: sign + last[3].length, put: '@' },
				{ start: place, end: place + last[5].trimEnd().length, put: '' },
			);
			continue;
		}
		const first = PLACE_FIRST.exec(part[0]);
		if (!first || !isPlace(first[2], table)) continue;
		const words = part.index + part[0].length - first[3].length;
		const wordsEnd = words + first[3].trimEnd().length;
		edits.push(
			{ start: part.index, end: words, put: '' },
			{ start: wordsEnd, end: wordsEnd, put: `@${first[2].trim()}` },
		);
	}
	return edited(source, edits);
}

/** Whether all of these words are one place. */
function isPlace(words: string, table: PlaceTable): boolean {
	const bare = words.trim();
	const found = bare === '' ? undefined : placeWords(bare, 0, bare.length, table);
	return (
		found !== undefined && found.end === bare.length && /^(?:\P{ASCII}|[a-z]{3}|[abc][123]$)/iu.test(bare)
	);
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
