import { intersectionOverUnion } from './box.ts';
import { singular } from './counts.ts';
import type { Box, LayoutWarning } from './layout.ts';
import type { Source } from './source.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An object as read, with where its place stands in the line. */
export interface ReadObject {
	readonly text: string;
	readonly box: Box | 'auto';
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
	/** Its syntax has flags blanked out. */
	readonly source: Source;
	/** The model that the line names. */
	readonly model: string | undefined;
}

/** Boxes that share more than this (intersection over union) hide one another. */
const MOST_OVERLAP = 0.5;
/** Shorter sides, or smaller areas, in fractions of the picture, are too small to draw something in. */
const SHORTEST_SIDE = 0.08;
const SMALLEST_AREA = 0.012;
/** More words are a text in a language that the model does not speak. */
const MOST_UNKNOWN_WORDS = 8;

/** What is worth telling about all choices of a line, each thing once, by offset. */
export function layoutWarnings(
	readings: readonly Reading[],
	vocabulary: Vocabulary | undefined,
): readonly LayoutWarning[] {
	const warnings = new Map<string, LayoutWarning>();
	const add = (warning: LayoutWarning) => {
		const key = `${warning.code} ${warning.offset} ${warning.message}`;
		if (!warnings.has(key)) warnings.set(key, warning);
	};
	for (const { objects } of readings) boxWarnings(objects).forEach(add);
	if (vocabulary) {
		for (const reading of readings) {
			const another = reading.model !== undefined && reading.model !== vocabulary.model;
			if (!another) unknownWords(reading, vocabulary).forEach(add);
		}
	}
	return [...warnings.values()].sort((a, b) => a.offset - b.offset);
}

function boxWarnings(objects: readonly ReadObject[]): readonly LayoutWarning[] {
	const warnings: LayoutWarning[] = [];
	objects.forEach(({ text, box, offset }, index) => {
		if (box === 'auto') return;
		const width = box[2] - box[0];
		const height = box[3] - box[1];
		if (Math.min(width, height) < SHORTEST_SIDE || width * height < SMALLEST_AREA) {
			const message = `The box of “${text}” is tiny (${percent(width)} by ${percent(height)} of the picture); it may stay empty.`;
			const remark = { kind: 'tiny-box', text, width: percentOf(width), height: percentOf(height) } as const;
			warnings.push({ code: 'tiny-box', message, offset, remark });
		}
		for (const other of objects.slice(0, index)) {
			if (other.box === 'auto') continue;
			const overlap = intersectionOverUnion(box, other.box);
			if (overlap <= MOST_OVERLAP) continue;
			const message = `“${text}” and “${other.text}” share ${percent(overlap)} of their boxes; one may hide the other.`;
			const remark = { kind: 'overlap', text, other: other.text, percent: percentOf(overlap) } as const;
			warnings.push({ code: 'overlap', message, offset, remark });
		}
	});
	return warnings;
}

function percent(share: number): string {
	return `${percentOf(share)}%`;
}

function percentOf(share: number): number {
	return Math.max(1, Math.round(share * 100));
}

const WORD = /\p{L}[\p{L}\p{M}'’-]*/gu;
/** Words that carry no picture; every model copes with them. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
	(
		'a an the and or with without of on in at by to from for into over under above below near behind before beside ' +
		'against around between through front top next one two three four five six seven eight some very its his her ' +
		'their my your is are that this'
	).split(' '),
);

function unknownWords({ source, words }: Reading, vocabulary: Vocabulary): readonly LayoutWarning[] {
	const seen = new Set<string>();
	const warnings: LayoutWarning[] = [];
	for (const { start, end } of words) {
		for (const match of source.text.slice(start, end).matchAll(WORD)) {
			const index = start + match.index;
			const word = match[0].toLowerCase();
			// A flag between the words is blanked in the syntax only.
			if (seen.has(word) || source.syntax[index] === ' ' || knows(vocabulary, word)) continue;
			seen.add(word);
			if (seen.size > MOST_UNKNOWN_WORDS) return warnings;
			const near = vocabulary.nearest(word);
			const message = `The model does not know “${word}”${near === undefined ? '' : `; did you mean “${near}”?`}`;
			warnings.push({
				code: 'unknown-word',
				message: near === undefined ? `${message}.` : message,
				offset: source.at[index],
				remark: { kind: 'unknown-word', word, near: near ?? null },
			});
		}
	}
	return warnings;
}

function knows(vocabulary: Vocabulary, word: string): boolean {
	if (FUNCTION_WORDS.has(word) || vocabulary.known(word)) return true;
	const bare = word.replace(/['’]s?$/, '');
	if (vocabulary.known(bare) || vocabulary.known(singular(bare))) return true;
	return bare.includes('-') && bare.split('-').every((part) => part === '' || knows(vocabulary, part));
}
