import { isBox } from './box.ts';
import { leadingCount, oneOf } from './counts.ts';
import { FLAG_RULES, type FlagRule, flagRule, nearestFlag } from './flags.ts';
import type { Box, Flags, Layout, LayoutObject, ParsedLine, Span, SpanKind } from './layout.ts';
import { LayoutError, type LayoutErrorDetails } from './layout-error.ts';
import type { LayoutMistake } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { belongsToNext, continuation, leadingConnector, leadingPreposition, leadingTie } from './phrases.ts';
import { DEFAULT_PLACES, type Place, type PlaceTable, placeOf } from './places.ts';
import { rowOf, SIZE_NAMES, type Size, sizeOf } from './sizes.ts';
import { LITERAL, readSource, type Source, trimmed, written } from './source.ts';
import { expandSweeps, findSweeps } from './sweeps.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type DrawnWords, layoutWarnings, type Reading, type ReadObject } from './warnings.ts';

/** Longest line, in UTF-16 units. */
export const LONGEST_LINE = 2000;
/** Most objects of a picture. */
export const MOST_OBJECTS = 8;

export interface ParseOptions {
	/** The words of the model that will draw; words that it does not know are warned about. */
	readonly vocabulary?: Vocabulary;
	/** Further words for places, in any language; English and Japanese are always understood. */
	readonly places?: PlaceTable;
}

/**
 * Reads a layout line.
 * @throws LayoutError and nothing else, on any string
 */
export function parseLine(line: string, options: ParseOptions = {}): ParsedLine {
	if (line.length > LONGEST_LINE) {
		throw new LayoutError({
			code: 'too-long',
			message: `The line has ${line.length} characters; ${LONGEST_LINE} is the most.`,
			mistake: { kind: 'too-long', given: line.length, most: LONGEST_LINE },
			line,
			offset: LONGEST_LINE,
			expected: `at most ${LONGEST_LINE} characters`,
		});
	}
	const sweeps = findSweeps(line);
	const readings = expandSweeps(line, sweeps).map(({ text, origin }) =>
		new LayoutReader(readSource(line, text, origin), options.places ?? DEFAULT_PLACES).read(),
	);
	const [first] = readings;
	const spans = sweeps.map(({ start, end }): Span => ({ kind: 'sweep', start, end }));
	return {
		layouts: readings.map((reading) => reading.layout),
		warnings: layoutWarnings(readings, options.vocabulary),
		spans: [...first.spans, ...spans].sort((a, b) => a.start - b.start || b.end - a.end),
	};
}

/** What one choice of the line says, with what warnings and colouring need to know. */
interface LineReading extends Reading {
	readonly layout: Layout;
	readonly spans: readonly Span[];
}

/** A part of the line between separators: words, and a place where it has one. */
interface Segment {
	readonly start: number;
	readonly end: number;
	/** What stands before it: nothing (a place, or the start), a comma, or a semicolon or new line. */
	readonly separator: 'none' | 'soft' | 'hard';
	readonly place?: ReadPlace;
}

interface ReadPlace {
	readonly place: Place | 'auto';
	readonly size: Size | undefined;
	/** Units of the source, for messages and warnings. */
	readonly start: number;
	readonly end: number;
}

const SEPARATOR = /[,;\n]/;
/** Everything that ends a place's word. */
const PLACE_WORD = /[^\s,;|:@(){}[\]]*/y;
const SIZE_WORD = /[^\s,;|:@]*/y;
const BOX_LENGTH = 120;
const BOX_NUMBER = /^([+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?)(%?)$/;

class LayoutReader {
	readonly #source: Source;
	/** As the source's, with flags blanked out. */
	#syntax: string;
	readonly #places: PlaceTable;
	#flags: Flags = {};
	readonly #objects: ReadObject[] = [];
	/** How many of the last objects came from one place. */
	#lastCount = 0;
	readonly #spans: Span[] = [];
	readonly #background: string[] = [];
	#preposition: string | undefined;
	readonly #words: DrawnWords[] = [];

	constructor(source: Source, places: PlaceTable) {
		this.#source = source;
		this.#syntax = source.syntax;
		this.#places = places;
	}

	read(): LineReading {
		this.#readFlags();
		if (this.#syntax.includes('@')) this.#readObjects();
		else this.#readPlainPrompt();
		const objects = this.#objects.map(({ text, box }): LayoutObject => ({ text, box }));
		const background = this.#background.length === 0 ? null : this.#background.join(', ');
		const preposition = this.#preposition;
		return {
			layout: { objects, background, ...(preposition !== undefined && { preposition }), flags: this.#flags },
			objects: this.#objects,
			words: this.#words,
			source: { ...this.#source, syntax: this.#syntax },
			model: this.#flags.model,
			spans: this.#spans,
		};
	}

	#fail(details: Omit<LayoutErrorDetails, 'line' | 'offset'>, index: number): LayoutError {
		return new LayoutError({ ...details, line: this.#source.line, offset: this.#offset(index) });
	}

	#offset(index: number): number {
		return this.#source.at[Math.min(index, this.#source.at.length - 1)];
	}

	#span(kind: SpanKind, start: number, end: number, object?: number): void {
		if (end <= start) return;
		const from = this.#offset(start);
		const to = Math.max(from + 1, this.#offset(end - 1) + 1);
		this.#spans.push({ kind, start: from, end: to, ...(object !== undefined && { object }) });
	}

	#text(start: number, end: number): string {
		// Blanked flags must not come back: read the text through the blanked syntax.
		return written({ ...this.#source, syntax: this.#syntax }, start, end);
	}

	#readFlags(): void {
		const flag = /(?<![^\s,;|])(?:--([a-z][a-z-]*)|[—–]([a-z][a-z-]*)|-(n)(?=[\s=\d]|$))/gi;
		const seen = new Set<FlagRule>();
		let found = flag.exec(this.#syntax);
		while (found) {
			const name = `${found[3] === undefined ? '--' : '-'}${(found[1] ?? found[2] ?? found[3]).toLowerCase()}`;
			const rule = flagRule(name);
			// A dash that a telephone made of two is a flag only where it names one.
			if (rule || found[2] === undefined) {
				flag.lastIndex = this.#readFlag(rule, name, found.index, found.index + found[0].length, seen);
			}
			found = flag.exec(this.#syntax);
		}
	}

	/** @returns where to look on */
	#readFlag(
		rule: FlagRule | undefined,
		name: string,
		start: number,
		nameEnd: number,
		seen: Set<FlagRule>,
	): number {
		if (rule === undefined) {
			const near = nearestFlag(name);
			throw this.#fail(
				{
					code: 'unknown-flag',
					message: `There is no flag ${name.slice(0, 40)}.`,
					mistake: { kind: 'unknown-flag', flag: name.slice(0, 40) },
					expected: `one of ${FLAG_RULES.map((known) => known.name).join(', ')}; or quotes around words that are no flag`,
					suggestion: near,
				},
				start,
			);
		}
		if (seen.has(rule)) {
			throw this.#fail(
				{
					code: 'repeated-flag',
					message: `${rule.name} is given twice.`,
					mistake: { kind: 'repeated-flag', flag: rule.name },
					expected: `${rule.name} only once`,
				},
				start,
			);
		}
		seen.add(rule);
		const [valueStart, valueEnd] = this.#flagValue(rule, nameEnd);
		if (valueStart === valueEnd) {
			throw this.#fail(
				{
					code: 'missing-value',
					message: `${rule.name} has no value.`,
					mistake: { kind: 'flag-without-value', flag: rule.name },
					expected: `a value after ${rule.name} (${rule.value})`,
				},
				nameEnd,
			);
		}
		const given = this.#text(valueStart, valueEnd);
		const folded = given.normalize('NFKC').toLowerCase();
		const reading = rule.read(folded, given);
		if ('problem' in reading) {
			const { problem, mistake, expected, suggestion } = reading;
			throw this.#fail({ code: 'bad-value', message: problem, mistake, expected, suggestion }, valueStart);
		}
		this.#flags = { ...this.#flags, ...reading.flags };
		this.#span('flag', start, nameEnd);
		this.#span('value', valueStart, valueEnd);
		this.#blank(start, valueEnd);
		return valueEnd;
	}

	#flagValue(rule: FlagRule, nameEnd: number): readonly [start: number, end: number] {
		const syntax = this.#syntax;
		let start = nameEnd;
		while (syntax[start] === ' ') start++;
		if (syntax[start] === '=') start++;
		while (syntax[start] === ' ') start++;
		const rest = syntax.slice(start);
		if (/^(?:--[a-z]|-n(?![^\s=\d]))/i.test(rest)) return [start, start];
		if (!rule.words) return [start, start + rest.search(/[\s,;|]|$/)];
		const end = start + rest.search(/\n|\||\s(?:--[a-z]|[—–][a-z]|-n(?:[\s=\d]|$))|$/i);
		const place = syntax.indexOf('@', start);
		if (place !== -1 && place < end) {
			throw this.#fail(
				{
					code: 'bad-value',
					message: `${rule.name} takes all words after it, and there is a place among them.`,
					mistake: { kind: 'place-in-flag', flag: rule.name },
					expected: `${rule.name} and its words at the end of the line`,
				},
				place,
			);
		}
		let last = end;
		while (last > start && /[\s,;]/.test(syntax[last - 1])) last--;
		return trimmed(syntax, start, last);
	}

	#blank(start: number, end: number): void {
		this.#syntax = this.#syntax.slice(0, start) + ' '.repeat(end - start) + this.#syntax.slice(end);
	}

	#readPlainPrompt(): void {
		const prompt = this.#text(0, this.#syntax.length);
		if (prompt.trim() === '') {
			throw this.#fail(
				{
					code: 'empty',
					message: 'There is nothing to draw.',
					mistake: { kind: 'nothing-to-draw' },
					expected: 'a description, as in: a cat@left, a dog@right on a beach',
				},
				0,
			);
		}
		this.#background.push(prompt);
		const [start, end] = trimmed(this.#syntax, 0, this.#syntax.length);
		this.#words.push({ start, end });
		this.#span('background', start, end);
	}

	#readObjects(): void {
		const bar = this.#syntax.indexOf('|');
		const end = bar === -1 ? this.#syntax.length : bar;
		const segments = this.#segments(end);
		const last = segments.findLastIndex((segment) => segment.place !== undefined);
		let waiting: Segment[] = [];
		for (const segment of segments.slice(0, last + 1)) {
			if (segment.place === undefined) waiting.push(segment);
			else {
				this.#placeObject(segment, segment.place, waiting);
				waiting = [];
			}
		}
		const trailing = segments.slice(last + 1);
		if (trailing.length > 0) {
			const [{ start }] = trailing;
			const { end: trailingEnd } = trailing[trailing.length - 1];
			// `cat@left and a dog` forgot where the dog stands.
			const tie = leadingTie(this.#syntax.slice(start, trailingEnd));
			if (tie > 0) throw this.#noPlace(start + tie, trailingEnd);
			const told = trailing[0].separator === 'none' ? this.#tellMore(trailing[0], false) : start;
			this.#addBackground(told, trailingEnd);
		}
		if (bar !== -1) this.#readAfterBar(bar);
	}

	#readAfterBar(bar: number): void {
		const misplaced = this.#syntax.slice(bar + 1).search(/[@|]/);
		if (misplaced !== -1) {
			throw this.#fail(
				{
					code: 'object-after-background',
					message: 'After | comes only the background.',
					mistake: { kind: 'after-background' },
					expected: 'objects and places before the |, one background after it',
				},
				bar + 1 + misplaced,
			);
		}
		this.#addBackground(bar + 1, this.#syntax.length);
	}

	/** Cuts the line at separators and places; empty parts are dropped. */
	#segments(end: number): readonly Segment[] {
		const segments: Segment[] = [];
		let start = 0;
		let separator: Segment['separator'] = 'none';
		let index = 0;
		const close = (next: Segment['separator']) => {
			const [from, to] = trimmed(this.#syntax, start, index);
			if (from < to) segments.push({ start: from, end: to, separator });
			// Of several separators in a row, the strongest counts.
			if (from < to || separator === 'none' || next === 'hard') separator = next;
		};
		while (index < end) {
			const unit = this.#syntax[index];
			if (unit === '@') {
				const place = this.#readPlace(index, end);
				const [from, to] = trimmed(this.#syntax, start, index);
				segments.push({ start: from, end: to, separator, place });
				index = place.end;
				start = index;
				separator = 'none';
				continue;
			}
			if (SEPARATOR.test(unit)) {
				close(unit === ',' ? 'soft' : 'hard');
				start = index + 1;
			}
			index++;
		}
		close('none');
		return segments;
	}

	#readPlace(sign: number, end: number): ReadPlace {
		const syntax = this.#syntax;
		let start = sign + 1;
		while (start < end && syntax[start] === ' ') start++;
		if (syntax[start] === '(' || syntax[start] === '[') return this.#readBox(start, end);
		const wordEnd = this.#wordEnd(PLACE_WORD, start, end);
		let placeEnd = wordEnd;
		// A full stop ends the sentence, not the place's name.
		while (placeEnd > start && /[.!?\u3002]/.test(syntax[placeEnd - 1])) placeEnd--;
		const word = placeWord(syntax.slice(start, placeEnd));
		if (word === '') {
			throw this.#fail(
				{
					code: 'missing-place',
					message: 'There is no place after this @.',
					mistake: { kind: 'no-place-here' },
					expected:
						'a place such as left, top-right, 2/3, b2, auto or (10 20 60 90), or \\@ to draw the sign itself',
				},
				sign,
			);
		}
		const two = this.#secondWord(word, placeEnd, end);
		const place = two?.place ?? placeOf(word, this.#places);
		if (place === undefined) throw this.#unknownPlace(word, start, placeEnd);
		return this.#readSize(place, sign, two?.end ?? wordEnd, end);
	}

	/** `@top left` for `@top-left`: only where nothing but a separator or a background can follow. */
	#secondWord(
		word: string,
		placeEnd: number,
		end: number,
	): { readonly place: Place | 'auto'; readonly end: number } | undefined {
		let start = placeEnd;
		while (start < end && this.#syntax[start] === ' ') start++;
		if (start === placeEnd) return undefined;
		const secondEnd = this.#wordEnd(PLACE_WORD, start, end);
		if (secondEnd === start || secondEnd - start > 12) return undefined;
		const place = placeOf(`${word}-${placeWord(this.#syntax.slice(start, secondEnd))}`, this.#places);
		if (place === undefined) return undefined;
		const rest = this.#syntax.slice(secondEnd, Math.min(end, secondEnd + 40)).trimStart();
		return rest === '' || /^[,;|:]/.test(rest) || leadingPreposition(rest)
			? { place, end: secondEnd }
			: undefined;
	}

	#wordEnd(pattern: RegExp, start: number, end: number): number {
		pattern.lastIndex = start;
		return Math.min(end, start + (pattern.exec(this.#syntax)?.[0].length ?? 0));
	}

	#unknownPlace(word: string, start: number, end: number): LayoutError {
		const given = this.#source.text.slice(start, Math.min(end, start + 40));
		const shown = `“${given}”`;
		const address = /^[a-z0-9-]+\.[a-z]/.test(word);
		const near = nearest(
			word,
			Object.keys({ ...this.#places, ...DEFAULT_PLACES }).filter(
				(name) => name.length > 1 || /[^a-z]/.test(name),
			),
		);
		return this.#fail(
			{
				code: 'unknown-place',
				message: address ? `${shown} is no place; it looks like an address.` : `${shown} is no place.`,
				mistake: { kind: address ? 'address' : 'unknown-place', given },
				expected: address
					? '\\@ to draw the sign itself, or a place such as left, top-right or 2/3 after it'
					: 'left, right, top, bottom, center, a corner such as top-left, far-left, left-third, 2/3, a1 to c3, auto, or (10 20 60 90)',
				suggestion: near,
			},
			start,
		);
	}

	#readBox(open: number, end: number): ReadPlace {
		const closer = this.#syntax[open] === '(' ? ')' : ']';
		const close = this.#syntax.slice(0, Math.min(end, open + BOX_LENGTH)).indexOf(closer, open);
		const expected =
			'four numbers from left, top to right, bottom, in percent or fractions: (10 20 60 90) or (.1 .2 .6 .9)';
		const fail = (message: string, mistake: LayoutMistake) =>
			this.#fail({ code: 'bad-box', message, mistake, expected }, open);
		if (close === -1) throw fail('This box is never closed.', { kind: 'box-open' });
		const inside = this.#syntax
			.slice(open + 1, close)
			.trim()
			.toLowerCase();
		const numbers = inside === '' ? [] : inside.split(/\s*[,;\s]\s*/);
		if (numbers.length !== 4) {
			const count = numbers.length;
			throw fail(`A box has four numbers; this one has ${count}.`, { kind: 'box-numbers', count });
		}
		const read = numbers.map((number) => BOX_NUMBER.exec(number));
		const wrong = read.indexOf(null);
		if (wrong !== -1) {
			const given = numbers[wrong].replaceAll(LITERAL, '?');
			throw fail(`“${given}” is no number.`, { kind: 'box-word', given });
		}
		const values = read.map((match) => Number(match?.[1]));
		const percent = read.some((match) => match?.[2] === '%') || values.some((value) => value > 1);
		const box = percent ? values.map((value) => Math.round(value * 100) / 1e4) : values;
		if (box.some((value) => value < 0 || value > 1))
			throw fail('This box reaches outside the picture.', { kind: 'box-outside' });
		if (box[0] >= box[2] || box[1] >= box[3])
			throw fail('This box has no area: its right and bottom must lie beyond its left and top.', {
				kind: 'box-without-area',
			});
		if (!isBox(box)) throw fail('This is no box.', { kind: 'no-box' });
		// -0 would not survive being printed.
		const [x0, y0, x1, y1] = box;
		return this.#readSize({ box: [x0 + 0, y0 + 0, x1, y1], anchor: [0.5, 0.5] }, open - 1, close + 1, end);
	}

	#readSize(place: Place | 'auto', start: number, placeEnd: number, end: number): ReadPlace {
		const syntax = this.#syntax;
		let colon = placeEnd;
		while (colon < end && syntax[colon] === ' ') colon++;
		if (syntax[colon] === ':' && colon < end) {
			let from = colon + 1;
			while (from < end && syntax[from] === ' ') from++;
			const to = this.#wordEnd(SIZE_WORD, from, end);
			let last = to;
			while (last > from && /[.!?\u3002]/.test(syntax[last - 1])) last--;
			const size = sizeOf(syntax.slice(from, last));
			if (size === undefined) throw this.#badSize(syntax.slice(from, last), from);
			return { place, size, start, end: to };
		}
		// `@left small,` reads as a size; `@left small dogs` does not.
		const to = this.#wordEnd(SIZE_WORD, colon, end);
		const word = syntax.slice(colon, to).toLowerCase();
		const alone = /^\s*(?:$|[,;|\n])/.test(syntax.slice(to, end));
		const named = SIZE_NAMES.includes(word) || word.endsWith('%');
		const size = alone && named && colon > placeEnd ? sizeOf(word) : undefined;
		return size ? { place, size, start, end: to } : { place, size: undefined, start, end: placeEnd };
	}

	#badSize(word: string, index: number): LayoutError {
		const near =
			nearest(word, SIZE_NAMES) ??
			(/^\d+(?:x\d+)?$/.test(word) && sizeOf(`${word}%`) ? `${word}%` : undefined);
		const given = word.replaceAll(LITERAL, '?').slice(0, 40);
		const shown = `“${given}”`;
		return this.#fail(
			{
				code: 'bad-size',
				message: word === '' ? 'There is no size after this colon.' : `${shown} is no size.`,
				mistake: word === '' ? { kind: 'no-size-here' } : { kind: 'bad-size', given },
				expected:
					'small, medium, large, huge, a share of the picture such as 40%, or width and height such as 30%x50%',
				suggestion: near,
			},
			index,
		);
	}

	#placeObject(segment: Segment, place: ReadPlace, waiting: readonly Segment[]): void {
		let { start, end } = segment;
		let next = segment;
		let index = waiting.length - 1;
		while (index >= 0 && next.separator === 'soft' && this.#belongs(waiting[index], index, start, end)) {
			next = waiting[index];
			// `cat, @left`: the description is all before the comma.
			if (start === end) end = next.end;
			start = next.start;
			index--;
		}
		this.#readLoose(waiting.slice(0, index + 1));
		// Directly after a place, or after a comma, `and` only ties the object to the one before.
		if (this.#objects.length > 0) start = this.#afterTie(start, end, next.separator === 'none');
		this.#addObject(start, end, place);
	}

	#belongs(segment: Segment, index: number, nextStart: number, nextEnd: number): boolean {
		if (nextStart === nextEnd) return true;
		// `on a beach, sleeping dog@right`: the first words of their own are the background.
		if (index === 0 && leadingPreposition(this.#syntax.slice(segment.start, segment.end))) return false;
		return belongsToNext(
			this.#syntax.slice(segment.start, segment.end),
			this.#syntax.slice(nextStart, nextEnd),
		);
	}

	/** Words between separators that have no place: the background, or a forgotten place. */
	#readLoose(loose: readonly Segment[]): void {
		if (loose.length === 0) return;
		let { start } = loose[0];
		const { end } = loose[loose.length - 1];
		if (loose[0].separator === 'none' && this.#objects.length > 0) start = this.#tellMore(loose[0], true);
		if (/^[\s,;]*$/.test(this.#syntax.slice(start, end))) return;
		if (this.#objects.length === 0 || leadingPreposition(this.#syntax.slice(start, end))) {
			this.#addBackground(start, end);
			return;
		}
		throw this.#noPlace(start, end);
	}

	/**
	 * Words straight after a place may tell more about its object: `a cat@left wearing a hat`.
	 * @returns where the rest begins
	 */
	#tellMore(segment: Segment, between: boolean): number {
		const { start } = segment;
		const length = continuation(this.#syntax.slice(start, segment.end), between);
		if (length === 0) return start;
		const text = this.#text(start, start + length);
		const from = this.#objects.length - this.#lastCount;
		for (let index = from; index < this.#objects.length; index++) {
			const object = this.#objects[index];
			this.#objects[index] = { ...object, text: `${object.text} ${text}` };
		}
		this.#words.push({ start, end: start + length });
		this.#span('object', start, start + length, from);
		return start + length;
	}

	#noPlace(start: number, end: number): LayoutError {
		const text = this.#text(start, end);
		const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
		return this.#fail(
			{
				code: 'missing-place',
				message: `“${shown}” has no place.`,
				mistake: { kind: 'without-place', given: shown },
				expected: 'a place after it, as in cat@left; or | before it if it is the background',
				suggestion: /[@,;|{}"\\:]/.test(shown) || text.length > 40 ? undefined : `${shown}@auto`,
			},
			start,
		);
	}

	/** Where an object's own words begin, after what ties it to the line before. */
	#afterTie(start: number, end: number, direct: boolean): number {
		const connector = leadingConnector(this.#syntax.slice(start, end));
		if (connector > 0) return start + connector;
		const words = this.#syntax.slice(start, end);
		const tie = leadingPreposition(words);
		if (!direct || tie === undefined) return start;
		// `cat@left on a beach and a dog@right`: the background first, then the object.
		const and = words.toLowerCase().lastIndexOf(' and ');
		if (and <= tie.length) return start + tie.length;
		this.#addBackground(start, start + and);
		return start + and + ' and '.length;
	}

	#addObject(start: number, end: number, place: ReadPlace): void {
		const described = this.#sizeBefore(start, end, place);
		const counted = leadingCount(this.#syntax.slice(start, described.end));
		const from = counted ? start + counted.length : start;
		const text = this.#text(from, described.end);
		if (text.trim() === '') {
			throw this.#fail(
				{
					code: 'missing-description',
					message: 'Nothing is named before this @.',
					mistake: { kind: 'nothing-named' },
					expected: 'a description before the place, as in cat@left',
					suggestion: this.#turnedRound(place),
				},
				place.start,
			);
		}
		const count = counted?.count ?? 1;
		if (count === 0 || this.#objects.length + count > MOST_OBJECTS) {
			throw this.#fail(
				{
					code: 'too-many-objects',
					message:
						count === 0
							? 'Zero of something cannot be placed.'
							: `A picture has at most ${MOST_OBJECTS} objects; this makes ${this.#objects.length + count}.`,
					mistake:
						count === 0
							? { kind: 'none-of-it' }
							: { kind: 'too-many-objects', count: this.#objects.length + count, most: MOST_OBJECTS },
					expected: `at most ${MOST_OBJECTS} objects in all`,
				},
				start,
			);
		}
		const words = { start: from, end: described.end };
		this.#words.push(words);
		this.#span('object', start, described.end, this.#objects.length);
		this.#span('place', place.start, place.end, this.#objects.length);
		const boxes = this.#boxes(place, described.size, count);
		this.#lastCount = count;
		const one = counted ? oneOf(text) : text;
		for (const box of boxes) this.#objects.push({ text: one, box, offset: this.#offset(place.start) });
	}

	/** `@left cat` for `cat@left`. */
	#turnedRound(place: ReadPlace): string | undefined {
		const rest = this.#syntax.slice(place.end);
		const words = rest.slice(0, rest.search(/[,;|@\n]|$/)).trim();
		const written = this.#syntax.slice(place.start, place.end).trim();
		return /^[\p{L}\p{N} '-]{1,40}$/u.test(words) ? `${words}${written}` : undefined;
	}

	#boxes(place: ReadPlace, size: Size | undefined, count: number): readonly (Box | 'auto')[] {
		if (place.place === 'auto') return Array.from({ length: count }, () => 'auto' as const);
		const boxes = rowOf(place.place, size, count);
		if (boxes.every(isBox)) return boxes;
		throw this.#fail(
			{
				code: 'bad-box',
				message: 'This box is too small to hold what it should.',
				mistake: { kind: 'box-too-small' },
				expected: 'a larger box',
			},
			place.start,
		);
	}

	/** A size behind the description: `cat:small@left`. */
	#sizeBefore(
		start: number,
		end: number,
		place: ReadPlace,
	): { readonly end: number; readonly size: Size | undefined } {
		const colon = this.#syntax.lastIndexOf(':', end - 1);
		if (colon <= start) return { end, size: place.size };
		const word = this.#syntax.slice(colon + 1, end);
		const size = sizeOf(word);
		if (size === undefined) {
			if (/^[a-z]+$/i.test(word) && nearest(word, SIZE_NAMES)) throw this.#badSize(word, colon + 1);
			return { end, size: place.size };
		}
		if (place.size !== undefined) {
			throw this.#fail(
				{
					code: 'bad-size',
					message: 'This object has two sizes.',
					mistake: { kind: 'two-sizes' },
					expected: 'one size, before or after the place',
				},
				colon + 1,
			);
		}
		this.#span('size', colon, end, this.#objects.length);
		return { end: colon, size };
	}

	#addBackground(start: number, end: number): void {
		let to = end;
		while (to > start && /[\s,;]/.test(this.#syntax[to - 1])) to--;
		let from = start;
		while (from < to && /[\s,;]/.test(this.#syntax[from])) from++;
		if (from >= to) return;
		const tie = leadingPreposition(this.#syntax.slice(from, to));
		const first = this.#background.length === 0;
		const text = this.#text(first && tie ? from + tie.length : from, to);
		if (text.trim() === '') return;
		if (first) this.#preposition = tie?.preposition;
		this.#background.push(text);
		this.#words.push({ start: from, end: to });
		this.#span('background', from, to);
	}
}

/** A place's word as the tables have it. */
function placeWord(word: string): string {
	const lower = word.toLowerCase();
	return (/[^ -~]/.test(lower) ? lower.normalize('NFKC') : lower).replaceAll('_', '-');
}
