import { codeAsLine } from './code-lines.ts';
import { jsonAsLine } from './json-lines.ts';
import type { Flags, Layout, LayoutObject, ParsedLine, Span } from './layout.ts';
import { LayoutError } from './layout-error.ts';
import { MARKUP } from './markup.ts';
import { OTHER_PROGRAMS, withSettings } from './other-programs.ts';
import { PLACE_SPELLINGS } from './place-spellings.ts';
import { DEFAULT_PLACES, type PlaceTable } from './places.ts';
import { PLACES_FIRST } from './places-first.ts';
import { readFlags } from './read-flags.ts';
import { ObjectsReader } from './read-objects.ts';
import { withRegions } from './regional.ts';
import { type LeftOut, rewrite } from './rewrite.ts';
import { withSignsFirst } from './signs-first.ts';
import { drawnTogether, edited, inLine, readSource, type Source } from './source.ts';
import { withSpokenPlaces } from './spoken-places.ts';
import { expandSweeps, findSweeps } from './sweeps.ts';
import { SyntaxReader } from './syntax-reader.ts';
import { withTightTies } from './tight-ties.ts';
import { withoutUnwanted } from './unwanted.ts';
import { drawnWords, layoutWarnings, type Reading } from './warnings.ts';
import { WEIGHTS } from './weights.ts';
import { withoutWholeQuotes } from './whole-quotes.ts';

/** Longest line, in UTF-16 units. */
export const LONGEST_LINE = 2000;

export interface ParseOptions {
	/** Further words for places, in any language; those of many languages are always understood. */
	readonly places?: PlaceTable;
}

/** What one choice of the line says, with what warnings and colouring need to know. */
interface LineReading extends Reading {
	readonly layout: Layout;
	readonly spans: readonly Span[];
}

/**
 * Reads a layout line: quotes, then what chats and other programs put around words, then choices, then for
 * each choice flags, objects and background.
 * @throws LayoutError and nothing else, on any string
 */
export function parseLine(line: string, options: ParseOptions = {}): ParsedLine {
	if (line.length > LONGEST_LINE) {
		const mistake = { kind: 'too-long', given: line.length, most: LONGEST_LINE } as const;
		throw new LayoutError({ mistake, line, offset: LONGEST_LINE });
	}
	const left: LeftOut[] = [];
	const source = cleaned(line, left);
	const sweeps = findSweeps(source);
	const readings = expandSweeps(source, sweeps).map((choice) =>
		readChoice(choice, options.places ?? DEFAULT_PLACES, left),
	);
	const [first] = readings;
	const spans = sweeps.map(({ start, end }): Span => {
		const [from, to] = inLine(source, start, end);
		return { kind: 'sweep', start: from, end: to };
	});
	return {
		line,
		layouts: readings.map((reading) => reading.layout),
		words: readings.map(drawnWords),
		warnings: layoutWarnings(readings, left),
		spans: [...first.spans, ...spans].sort((a, b) => a.start - b.start || b.end - a.end),
	};
}

/** A line as it was written, or as it was read already. */
export type Line = string | ParsedLine;

/** What a line means; what was read already is not read again. @throws LayoutError */
export function readOnce(line: Line): ParsedLine {
	return typeof line === 'string' ? parseLine(line) : line;
}

export function asWritten(line: Line): string {
	return typeof line === 'string' ? line : line.line;
}

/** The line as it was meant: without formatting, weights, links, and in our words where others' say the same. */
function cleaned(line: string, left: LeftOut[]): Source {
	const written = jsonAsLine(line) ?? codeAsLine(line, left) ?? withoutWholeQuotes(line);
	const source = drawnTogether(readSource(line, written));
	const plain = drawnTogether(rewrite(source, MARKUP, left));
	const ours = drawnTogether(rewrite(withSettings(plain, left), OTHER_PROGRAMS, left));
	const placed = rewrite(rewrite(withRegions(ours), PLACES_FIRST, left), PLACE_SPELLINGS, left);
	return drawnTogether(rewrite(placed, WEIGHTS, left));
}

function readChoice(source: Source, places: PlaceTable, left: readonly LeftOut[]): LineReading {
	const reader = new SyntaxReader(source);
	const { flags, left: flagsLeft, named, noWords } = readFlags(reader);
	const wanted = withoutUnwanted(withoutEmptyParts(reader.source));
	reader.replace(wanted.source);
	const turned = withSignsFirst(reader.source, places);
	reader.replace(turned?.source ?? withSpokenPlaces(withTightTies(reader.source, places), places));
	const leftOut = left[0]?.given ?? flagsLeft[0]?.given;
	const read = new ObjectsReader(reader, places).read(leftOut);
	const objects = read.objects.map(({ offset: _offset, ...object }): LayoutObject => object);
	const { background, preposition } = read;
	return {
		layout: {
			objects,
			background,
			...(preposition !== undefined && { preposition }),
			flags: withUnwanted(flags, wanted.unwanted),
		},
		unwanted: wanted.unwanted,
		objects: read.objects,
		words: read.words,
		notCounted: read.notCounted,
		turned: turned?.example,
		left: flagsLeft,
		named,
		noWords,
		source: reader.source,
		spans: reader.spans,
	};
}

/** Where a flag stood between two commas, nothing is left of it. */
function withoutEmptyParts(source: Source): Source {
	const empty = [...source.syntax.matchAll(/(?<=,)(?:\s*,)+/g)];
	return edited(
		source,
		empty.map(({ 0: part, index }) => ({ start: index, end: index + part.length, put: '' })),
	);
}

function withUnwanted(flags: Flags, unwanted: readonly string[]): Flags {
	if (unwanted.length === 0) return flags;
	return { ...flags, no: [...(flags.no === undefined ? [] : [flags.no]), ...unwanted].join(', ') };
}
