import { lowered } from './characters.ts';
import type { Place } from './named-places.ts';
import { leadingPreposition, leadingTie } from './phrases.ts';
import { SMALL_WORDS, TAILS } from './place-words.ts';
import { type PlaceTable, placeOf } from './places.ts';

/** A place that was read in words, and where its words end. */
export interface FoundPlace {
	readonly place: Place | 'auto';
	readonly end: number;
	/** Nothing but a separator, a background or another object comes behind it. */
	readonly sure: boolean;
}

/** Everything that ends a place's word. */
const PLACE_WORD = /[^\s,;|:@(){}[\]&+・]*/y;
/** Full stops and their like end a sentence, not a place's name. */
const SENTENCE_END = /[.!?…~'’"”»]+$/;
const MOST_WORDS = 8;
const FRACTION = /(\d{1,2}) *(?:\/| +of +) *(\d{1,2})(?![\d/])/y;

interface Word {
	readonly word: string;
	readonly start: number;
	/** Behind its letters, and behind the full stop after them. */
	readonly wordEnd: number;
	readonly end: number;
}

/** The word at `start`, as it was typed and without the sentence's end. */
export function placeWordAt(syntax: string, start: number, end: number): Word {
	PLACE_WORD.lastIndex = start;
	const all = (PLACE_WORD.exec(syntax)?.[0] ?? '').slice(0, Math.max(0, end - start));
	// `cat@left🔥`: an emoji behind a word is no part of it.
	const typed = /^[\p{L}\p{M}-]+(?=\p{Emoji_Presentation})/u.exec(all)?.[0] ?? all;
	const bare = typed.replace(SENTENCE_END, '');
	return { word: plain(bare), start, wordEnd: start + bare.length, end: start + typed.length };
}

/** A place's word as the tables have it. */
function plain(word: string): string {
	const lower = lowered(word);
	const folded = /[^ -~]/.test(lower)
		? lower
				.normalize('NFKC')
				.replace(/[⁄∕]/g, '/')
				.replace(/[\ufe0e\ufe0f]/g, '')
		: lower;
	return folded.replaceAll('_', '-');
}

/** Whether only a separator, a background or another object may follow at `index`. */
export function nothingFollows(syntax: string, index: number, end: number): boolean {
	const rest = syntax.slice(index, Math.min(end, index + 40)).replace(/^ +/, '');
	return (
		rest === '' ||
		/^(?:[,;|:\n)]|[.!?…~]+(?:\s|$)|(?![👈👉👆👇⬅➡⬆⬇])\p{Extended_Pictographic})/u.test(rest) ||
		leadingPreposition(rest) !== undefined ||
		leadingTie(rest) > 0
	);
}

/**
 * The longest run of words from `start` that names a place: `left`, `top left`, `the bottom left corner`,
 * `2 / 3`. Several words are one place only where nothing else can be meant.
 */
export function placeWords(
	syntax: string,
	start: number,
	end: number,
	table: PlaceTable,
): FoundPlace | undefined {
	const alone = placeWordAt(syntax, start, end);
	if (syntax[alone.end] !== ' ' || alone.end >= end) {
		const place = placeOf(alone.word, table);
		if (place) return { place, end: alone.end, sure: true };
	}
	FRACTION.lastIndex = start;
	const fraction = /\d/.test(syntax[start] ?? '') ? FRACTION.exec(syntax) : null;
	if (fraction && start + fraction[0].length <= end) {
		const place = placeOf(`${Number(fraction[1])}/${Number(fraction[2])}`, table);
		const after = start + fraction[0].length;
		if (place) return { place, end: after, sure: nothingFollows(syntax, after, end) };
	}
	const words = wordsFrom(syntax, start, end);
	let first = 0;
	while (first < words.length - 1 && SMALL_WORDS.has(words[first].word)) first++;
	for (let count = Math.min(words.length - first, 4); count >= 1; count--) {
		const part = words.slice(first, first + count);
		const last = part[count - 1];
		if (count > 1 && SMALL_WORDS.has(last.word)) continue;
		const name = part
			.map(({ word }) => word)
			.filter((word) => !SMALL_WORDS.has(word) || count === 1)
			.join('-');
		const place =
			placeOf(name, table) ??
			placeOf(name.replace(/-(?:corner|side|edge|hand|hand-side|half|most)$/, ''), table);
		if (place === undefined) continue;
		const tail =
			last.end === last.wordEnd
				? (TAILS.exec(syntax.slice(last.end, Math.min(end, last.end + 80)))?.[0].length ?? 0)
				: 0;
		if (tail > 0 && nothingFollows(syntax, last.end + tail, end))
			return { place, end: last.end + tail, sure: true };
		const sure = last.end > last.wordEnd || nothingFollows(syntax, last.end, end);
		if (sure || (count === 1 && first === 0)) return { place, end: last.end, sure };
	}
	return undefined;
}

function wordsFrom(syntax: string, start: number, end: number): readonly Word[] {
	const words: Word[] = [];
	let from = start;
	while (words.length < MOST_WORDS && from < end) {
		const word = placeWordAt(syntax, from, end);
		if (word.wordEnd === word.start) break;
		words.push(word);
		// Behind a full stop another sentence begins.
		if (word.end > word.wordEnd) break;
		from = word.end;
		while (from < end && syntax[from] === ' ') from++;
		if (from === word.end) break;
	}
	return words;
}
