import { intersectionOverUnion } from './box.ts';
import { singular } from './counts.ts';
import type { DrawnWord, LayoutObject, LayoutWarning, ParsedLine } from './layout.ts';
import type { LayoutRemark } from './mistakes.ts';
import type { NamedScheduler } from './read-flags.ts';
import type { LeftOut } from './rewrite.ts';
import { remarkInEnglish } from './sentences-en.ts';
import { LITERAL, type Source } from './source.ts';
import type { Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words-of.ts';

/** An object as read, with where its place stands in the line. */
export interface ReadObject extends LayoutObject {
	readonly offset: number;
}

/** A number before a noun that is part of its name, and how several of it would be said. */
export interface NotCounted {
	readonly text: string;
	readonly many: string;
	readonly offset: number;
}

/** A stretch of the source whose words will be drawn. */
export interface DrawnWords {
	readonly start: number;
	readonly end: number;
}

/** What warnings are made from. */
export interface Reading {
	readonly objects: readonly ReadObject[];
	readonly words: readonly DrawnWords[];
	readonly notCounted: readonly NotCounted[];
	/** What it says in words that is not to be there. */
	readonly unwanted: readonly string[];
	/** A thing as we write it, where all places stood before their words. */
	readonly turned: string | undefined;
	/** Words of `--no`, which the model is told as well. */
	readonly noWords: readonly DrawnWord[];
	/** Flags that mean nothing here. */
	readonly left: readonly LeftOut[];
	/** Schedulers by other programs' names. */
	readonly named: readonly NamedScheduler[];
	/** Its syntax has flags blanked out. */
	readonly source: Source;
}

/** Boxes that share more than this (intersection over union) hide one another. */
const MOST_OVERLAP = 0.5;
/** Shorter sides, or smaller areas, in fractions of the picture, are too small to draw something in. */
const SHORTEST_SIDE = 0.08;
const SMALLEST_AREA = 0.012;
/** More words are a text in a language that the model does not speak. */
const MOST_UNKNOWN_WORDS = 8;
/** More things that were left out are not read by anybody. */
const MOST_LEFT_OUT = 12;

/** What is worth telling about all choices of a line, each thing once, by offset. */
export function layoutWarnings(
	readings: readonly Reading[],
	left: readonly LeftOut[],
): readonly LayoutWarning[] {
	const turned = readings.find((reading) => reading.turned !== undefined)?.turned;
	const unwanted = [...new Set(readings.flatMap((reading) => reading.unwanted))];
	return eachOnce([
		...leftOutWarnings([...left, ...readings.flatMap((reading) => reading.left)]),
		...(turned === undefined ? [] : [warning({ kind: 'places-first', example: turned }, 0)]),
		...(unwanted.length === 0 ? [] : [warning({ kind: 'unwanted', given: unwanted }, 0)]),
		...readings.flatMap(({ objects, notCounted, named }) => [
			...boxWarnings(objects),
			...named.map(({ given, name, offset }) => warning({ kind: 'scheduler-named', given, name }, offset)),
			...notCounted.map(({ text, many, offset }) => warning({ kind: 'not-counted', text, many }, offset)),
		]),
	]);
}

/** The line with warnings about words that a model was not taught; a line that names another model has none. */
export function withUnknownWords(parsed: ParsedLine, vocabulary: Vocabulary | undefined): ParsedLine {
	if (vocabulary === undefined) return parsed;
	const unknown = parsed.layouts.flatMap(({ flags }, index) =>
		flags.model === undefined || flags.model === vocabulary.model
			? unknownWords(parsed.words[index], vocabulary)
			: [],
	);
	return { ...parsed, warnings: eachOnce([...parsed.warnings, ...unknown]) };
}

/** Each thing once, by offset. */
function eachOnce(warnings: readonly LayoutWarning[]): readonly LayoutWarning[] {
	const byKey = new Map<string, LayoutWarning>();
	for (const warning of warnings) {
		const key = `${warning.code} ${warning.offset} ${warning.message}`;
		if (!byKey.has(key)) byKey.set(key, warning);
	}
	return [...byKey.values()].sort((a, b) => a.offset - b.offset);
}

function warning(remark: LayoutRemark, offset: number): LayoutWarning {
	return { code: remark.kind, message: remarkInEnglish(remark), offset, remark };
}

/** What was left out, each thing once, in one warning. */
function leftOutWarnings(left: readonly LeftOut[]): readonly LayoutWarning[] {
	if (left.length === 0) return [];
	const sorted = left.toSorted((a, b) => a.offset - b.offset);
	const given = [...new Set(sorted.map((one) => shortened(one.given.replaceAll(LITERAL, '…'))))];
	const shown = given.length > MOST_LEFT_OUT ? [...given.slice(0, MOST_LEFT_OUT), '…'] : given;
	return [warning({ kind: 'left-out', given: shown }, sorted[0].offset)];
}

const shortened = (given: string) => (given.length > 60 ? `${given.slice(0, 59)}…` : given);

function boxWarnings(objects: readonly ReadObject[]): readonly LayoutWarning[] {
	const warnings: LayoutWarning[] = [];
	objects.forEach(({ text, box, depth, offset }, index) => {
		if (box === 'auto') return;
		const width = box[2] - box[0];
		const height = box[3] - box[1];
		if (Math.min(width, height) < SHORTEST_SIDE || width * height < SMALLEST_AREA) {
			const remark = { kind: 'tiny-box', text, width: percentOf(width), height: percentOf(height) } as const;
			warnings.push(warning(remark, offset));
		}
		for (const other of objects.slice(0, index)) {
			// Who covers whom was said.
			if (other.box === 'auto' || depth !== undefined || other.depth !== undefined) continue;
			const overlap = intersectionOverUnion(box, other.box);
			if (overlap <= MOST_OVERLAP) continue;
			warnings.push(
				warning({ kind: 'overlap', text, other: other.text, percent: percentOf(overlap) }, offset),
			);
		}
	});
	return warnings;
}

function percentOf(share: number): number {
	return Math.max(1, Math.round(share * 100));
}

/** Words that carry no picture; every model copes with them. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
	(
		'a an the and or with without of on in at by to from for into over under above below near behind before beside ' +
		'against around between through front top next one two three four five six seven eight some very its his her ' +
		'their my your is are that this'
	).split(' '),
);

/** Each word once. */
export function drawnWords({ source, words, noWords }: Reading): readonly DrawnWord[] {
	const drawn = words.flatMap(({ start, end }) =>
		wordsOf(source.text.slice(start, end)).flatMap(({ word, index }) =>
			// A flag between the words is blanked in the syntax only.
			source.syntax[start + index] === ' ' ? [] : [{ word, offset: source.at[start + index] }],
		),
	);
	return [...firstOfEach(drawn), ...firstOfEach(noWords)];
}

function firstOfEach(words: readonly DrawnWord[]): readonly DrawnWord[] {
	const first = new Map<string, DrawnWord>();
	for (const one of words) if (!first.has(one.word)) first.set(one.word, one);
	return [...first.values()];
}

function unknownWords(words: readonly DrawnWord[], vocabulary: Vocabulary): readonly LayoutWarning[] {
	const unknown = words.flatMap(({ word, ...found }) => {
		const name = /^\p{L}/u.test(word) ? word : (vocabulary.emojiName?.(word) ?? '').trim();
		return wordsOf(name).every((part) => knows(vocabulary, part.word)) ? [] : [{ ...found, word: name }];
	});
	const wanted = unknown.filter((one) => !one.unwanted).slice(0, MOST_UNKNOWN_WORDS);
	const unwanted = unknown.filter((one) => one.unwanted).slice(0, MOST_UNKNOWN_WORDS);
	const [first] = unwanted;
	return [
		...wanted.map(({ word, offset }) =>
			warning({ kind: 'unknown-word', word, near: vocabulary.nearest(word) ?? null }, offset),
		),
		...(first === undefined
			? []
			: [warning({ kind: 'unknown-unwanted', words: unwanted.map(({ word }) => word) }, first.offset)]),
	];
}

function knows(vocabulary: Vocabulary, word: string): boolean {
	if (FUNCTION_WORDS.has(word) || vocabulary.known(word)) return true;
	const bare = word.replace(/['’]s?$/, '');
	if (vocabulary.known(bare) || vocabulary.known(singular(bare))) return true;
	return bare.includes('-') && bare.split('-').every((part) => part === '' || knows(vocabulary, part));
}
