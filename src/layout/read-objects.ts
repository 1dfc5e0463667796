// Longer than others: one reader over one line; what it decides by are tables and functions in files of their own.
import { type Attributes, withAttribute } from './attributes.ts';
import { besideWords } from './beside-words.ts';
import { isBox } from './box.ts';
import { countOfWords, oneOf } from './counts.ts';
import { inARow } from './in-a-row.ts';
import type { LayoutObject, Relation } from './layout.ts';
import type { LayoutError } from './layout-error.ts';
import { type Described, described, namedIn } from './names.ts';
import {
	belongsToNext,
	closing,
	continuation,
	forgottenSign,
	isNoScene,
	lastAnd,
	leadingConnector,
	leadingPreposition,
	leadingTie,
	listMark,
} from './phrases.ts';
import type { PlaceTable } from './places.ts';
import { attributesBefore, PlaceReader, type ReadPlace } from './read-place.ts';
import type { FoundRelation } from './read-relation.ts';
import { type Beside, type Standing, standingBoxes } from './relations.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { trimmed } from './source.ts';
import type { SyntaxReader } from './syntax-reader.ts';
import type { DrawnWords, NotCounted, ReadObject } from './warnings.ts';
import { endsWithScene } from './with-others.ts';

/** Most objects of a picture. */
export const MOST_OBJECTS = 8;

/** What was read of one choice of a line, but for its flags. */
export interface ReadObjects {
	readonly objects: readonly ReadObject[];
	readonly background: string | null;
	readonly preposition: string | undefined;
	readonly words: readonly DrawnWords[];
	readonly notCounted: readonly NotCounted[];
}

/** Several of the same thing at one place. */
interface Group {
	text: string;
	readonly count: number;
	readonly place: ReadPlace;
	readonly attributes: Attributes;
	/** Index of its first object. */
	readonly first: number;
}

const isRelation = (where: ReadPlace['where']): where is FoundRelation =>
	where !== 'auto' && 'names' in where;

/** Reads objects, places and background of a line whose flags are blanked. */
export class ObjectsReader {
	readonly #reader: SyntaxReader;
	readonly #syntax: string;
	readonly #places: PlaceReader;
	readonly #groups: Group[] = [];
	readonly #background: string[] = [];
	#preposition: string | undefined;
	readonly #words: DrawnWords[] = [];
	readonly #notCounted: NotCounted[] = [];

	constructor(reader: SyntaxReader, places: PlaceTable) {
		this.#reader = reader;
		this.#syntax = reader.syntax;
		this.#places = new PlaceReader(reader, places);
	}

	/**
	 * @param leftOut - something that was left out, which may have been all that was typed
	 * @throws LayoutError
	 */
	read(leftOut: string | undefined): ReadObjects {
		if (this.#syntax.includes('@')) this.#readPlaced(leftOut);
		else this.#readPrompt(leftOut);
		return {
			objects: this.#objects(),
			background: this.#background.length === 0 ? null : this.#background.join(', '),
			preposition: this.#preposition,
			words: this.#words,
			notCounted: this.#notCounted,
		};
	}

	/** A line without places is one description; `cat | oil painting` says it in two phrases, as other programs do. */
	#readPrompt(leftOut: string | undefined): void {
		for (const [start, end] of phrasesOf(this.#syntax, 0)) {
			const prompt = this.#reader.text(start, end);
			if (prompt.trim() === '') continue;
			this.#background.push(prompt);
			this.#words.push({ start, end });
			this.#reader.span('background', start, end);
		}
		if (this.#background.length > 0) return;
		throw this.#reader.fail(
			leftOut === undefined ? { kind: 'nothing-to-draw' } : { kind: 'only-left-out', given: leftOut },
			0,
		);
	}

	#readPlaced(leftOut: string | undefined): void {
		const bar = this.#syntax.indexOf('|');
		const end = bar === -1 ? this.#syntax.length : bar;
		const segments = segmentsOf(this.#syntax, end, this.#places, MOST_OBJECTS + 1);
		const last = segments.findLastIndex((segment) => segment.place !== undefined);
		let waiting: Segment[] = [];
		for (const segment of segments.slice(0, last + 1)) {
			if (segment.place === undefined) waiting.push(segment);
			else {
				this.#placeObject(segment, segment.place, waiting, leftOut);
				waiting = [];
			}
		}
		const trailing = segments.slice(last + 1);
		if (trailing.length > 0) {
			const [{ start }] = trailing;
			const { end: trailingEnd } = trailing[trailing.length - 1];
			// `cat@left and a dog` forgot where the dog stands.
			const tie = leadingTie(this.#syntax.slice(start, trailingEnd));
			const tied = this.#syntax.slice(start + tie, trailingEnd);
			if (tie > 0 && !endsWithScene(tied)) throw this.#noPlace(start + tie, trailingEnd);
			// `cat@left, dog right` forgot the sign.
			const whole = this.#syntax.slice(start, trailingEnd);
			if (forgottenSign(whole) && !leadingPreposition(whole)) throw this.#noPlace(start, trailingEnd);
			const told =
				tie > 0 ? start + tie : trailing[0].separator === 'none' ? this.#tellMore(trailing[0], false) : start;
			this.#addBackground(told, trailingEnd);
		}
		if (bar !== -1) this.#readAfterBar(bar);
	}

	#readAfterBar(bar: number): void {
		const misplaced = this.#syntax.indexOf('@', bar);
		if (misplaced !== -1) throw this.#reader.fail({ kind: 'after-background' }, misplaced);
		for (const [start, end] of phrasesOf(this.#syntax, bar + 1)) this.#addBackground(start, end);
	}

	#placeObject(
		segment: Segment,
		place: ReadPlace,
		waiting: readonly Segment[],
		leftOut: string | undefined,
	): void {
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
		if (this.#groups.length > 0) start = this.#afterTie(start, end, next.separator === 'none');
		start += listMark(this.#syntax.slice(start, end));
		this.#addObject(start, end, place, leftOut);
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
		if (loose[0].separator === 'none' && this.#groups.length > 0) start = this.#tellMore(loose[0], true);
		if (/^[\s,;]*$/.test(this.#syntax.slice(start, end))) return;
		// `cat left, dog@right` forgot the sign.
		const first = this.#syntax.slice(start, end);
		if (this.#groups.length === 0 && forgottenSign(first) && !leadingPreposition(first))
			throw this.#noPlace(start, end);
		if (this.#groups.length === 0 || leadingPreposition(this.#syntax.slice(start, end))) {
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
		const group = this.#groups.at(-1);
		if (length === 0 || group === undefined) return start;
		group.text = `${group.text} ${this.#reader.text(start, start + length)}`;
		this.#words.push({ start, end: start + length });
		this.#reader.span('object', start, start + length, group.first);
		return start + length;
	}

	#noPlace(start: number, end: number): LayoutError {
		const text = this.#reader.text(start, end);
		const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
		const [from, to] = withoutSeparators(this.#syntax, start, end);
		const words = this.#syntax.slice(from, to);
		const plain = text.length <= 40 && !/[@,;|{}"\\:\n]/.test(words);
		// `dog right` forgot the sign, `a dog` the place.
		const place = forgottenSign(text);
		const put = place ? `${place[1].trim()}@${place[2].replace(/ +/g, '-')}` : `${text}@auto`;
		return this.#reader.fail(
			{ kind: 'without-place', given: shown },
			from,
			plain ? { start: from, end: to, put } : undefined,
		);
	}

	/** Where an object's own words begin, after what ties it to the line before. */
	#afterTie(start: number, end: number, direct: boolean): number {
		const words = this.#syntax.slice(start, end);
		const connector = leadingConnector(words);
		if (connector > 0) return start + connector;
		const tie = leadingPreposition(words);
		if (!direct || tie === undefined) return start;
		// `cat@left on a beach and a dog@right`: the background first, then the object.
		const and = lastAnd(words);
		if (and === undefined || and.index <= tie.length) return start + tie.length;
		this.#addBackground(start, start + and.index);
		return start + and.index + and.length;
	}

	#addObject(start: number, end: number, place: ReadPlace, leftOut: string | undefined): void {
		const described = attributesBefore(this.#reader, start, end);
		let { attributes } = place;
		for (const attribute of described.attributes) {
			const more = withAttribute(attributes, attribute);
			if (more === undefined) throw this.#reader.fail({ kind: 'two-sizes' }, described.end + 1);
			attributes = more;
		}
		const words = this.#syntax.slice(start, described.end).trimEnd();
		const counting = countOfWords(words);
		const counted = counting && 'count' in counting ? counting : undefined;
		const from = start + (counted?.before ?? 0);
		const to = start + words.length - (counted?.behind ?? 0);
		const text = this.#reader.text(from, to);
		if (text.trim() === '') throw this.#unnamed(place, leftOut);
		if (counting && 'many' in counting)
			this.#notCounted.push({ text, many: counting.many, offset: this.#reader.offset(start) });
		const count = counted?.count ?? 1;
		const first = this.#groups.reduce((sum, group) => sum + group.count, 0);
		if (count === 0) throw this.#reader.fail({ kind: 'none-of-it' }, start);
		if (first + count > MOST_OBJECTS) {
			throw this.#reader.fail({ kind: 'too-many-objects', count: first + count, most: MOST_OBJECTS }, start);
		}
		this.#words.push({ start: from, end: to });
		this.#reader.span('object', start, described.end, first);
		if (described.end < end) this.#reader.span('size', described.end, end, first);
		this.#reader.span('place', place.start, place.end, first);
		this.#groups.push({
			text: counted && !counted.abroad ? oneOf(text) : text,
			count,
			place,
			attributes,
			first,
		});
	}

	/** `@left cat` for `cat@left`: what stands behind the place was to stand before it. */
	#unnamed(place: ReadPlace, leftOut: string | undefined): LayoutError {
		if (leftOut !== undefined && this.#syntax.indexOf('@') === this.#syntax.lastIndexOf('@')) {
			return this.#reader.fail({ kind: 'only-left-out', given: leftOut }, place.start);
		}
		const begin = place.end + (/^ *:/.exec(this.#syntax.slice(place.end))?.[0].length ?? 0);
		const rest = this.#syntax.slice(begin);
		const segment = rest.slice(0, rest.search(/[,;|@\n]|$/));
		// `@left a cat and @right a dog`, `@left a cat on a beach`: what ties the next one, and the scene, stay.
		const words = segment.replace(
			/\s+(?:(?:and|und|et|y)\s*|(?:on|in|at|under|against|near|with)\s.*)$/i,
			'',
		);
		const [from, to] = trimmed(this.#syntax, begin, begin + words.length);
		const named = this.#reader.text(from, to);
		const written = this.#reader.text(place.start, place.end);
		const plain = /^[\p{L}\p{M}\p{N} '’-]{1,60}(?::[\p{L}\d%]{1,10})?$/u.test(named);
		return this.#reader.fail(
			{ kind: 'nothing-named' },
			place.start,
			plain ? { start: place.start, end: to, put: `${named}${written}` } : undefined,
		);
	}

	#addBackground(start: number, end: number): void {
		const [separated, last] = withoutSeparators(this.#syntax, start, end);
		// `cat@left - on a beach`, `cat@left / beach`.
		const signs = /^[-–—:/\\+=.>→]+\s+(?=\S)/.exec(this.#syntax.slice(separated, last))?.[0].length ?? 0;
		const from = separated + (signs || listMark(this.#syntax.slice(separated, last)));
		const to = last - closing(this.#syntax.slice(from, last));
		// `cat@left right`: a side alone is no scene.
		if (/^(?:left|right)$/i.test(this.#syntax.slice(from, to)))
			throw this.#reader.fail({ kind: 'without-place', given: this.#reader.text(from, to) }, from);
		// What is left of a sentence is no scene.
		if (isNoScene(this.#syntax.slice(from, to))) return;
		const tie = leadingPreposition(this.#syntax.slice(from, to));
		const first = this.#background.length === 0;
		const text = this.#reader.text(first && tie ? from + tie.length : from, to);
		if (text.trim() === '') return;
		if (first) this.#preposition = tie?.preposition;
		this.#background.push(text);
		this.#words.push({ start: from, end: to });
		this.#reader.span('background', from, to);
	}

	/** All objects with their boxes, once everything is known that a place may be beside. */
	#objects(): readonly ReadObject[] {
		const names = this.#groups.map(({ text }) => described(text));
		const relations = this.#groups.map(({ place }, index) => this.#besides(place, index, names));
		const shared = inARow(
			this.#groups.map(({ place: { where }, attributes }) =>
				where === 'auto' || isRelation(where) || attributes.size ? undefined : where,
			),
		);
		const standings = this.#groups.map(({ place, attributes, count }, index): Standing => {
			const beside = relations[index];
			const where = beside ?? shared[index] ?? (isRelation(place.where) ? 'auto' : place.where);
			return { where, size: attributes.size, count };
		});
		const boxes = standingBoxes(standings);
		if (typeof boxes === 'number') {
			const { text, place } = this.#groups[boxes];
			throw this.#reader.fail({ kind: 'place-circle', given: text }, place.start);
		}
		const objects = this.#groups.flatMap((group, index): readonly ReadObject[] => {
			const offset = this.#reader.offset(group.place.start);
			const marks = marksOf(group.attributes, relations[index]);
			return boxes[index].map((box) => {
				if (box !== 'auto' && !isBox(box))
					throw this.#reader.fail({ kind: 'box-too-small' }, group.place.start);
				return { text: group.text, box, ...marks, offset };
			});
		});
		return this.#withRelations(objects, relations);
	}

	#besides({ where, start }: ReadPlace, self: number, names: readonly Described[]): Beside | undefined {
		if (!isRelation(where)) return undefined;
		// `between them`: the last two.
		const them =
			where.kind === 'between' && where.names.length === 1 && /^(?:them|it|both)$/i.test(where.names[0]);
		const called = them ? ['it', 'the one before'] : where.names;
		const to = called.map((name) => {
			if (name === 'the one before') return self > 1 ? self - 2 : undefined;
			return namedIn(names, name, self);
		});
		// `between the cats`: the first and the last of them.
		const known = to.filter((index) => index !== undefined);
		if (known.length < to.length) {
			// Its only namesake is itself.
			if (namedIn(names, where.names[0], -1) === self)
				throw this.#reader.fail({ kind: 'place-circle', given: names[self].text }, start);
			const given = where.names.join(', ');
			throw this.#reader.fail(
				{
					kind: 'unknown-object',
					given,
					known: names.filter((_, index) => index !== self).map(({ text }) => text),
				},
				start,
			);
		}
		return { kind: where.kind, to: known };
	}

	/** Relations stay beside their boxes where a line can say them again. */
	#withRelations(
		objects: readonly ReadObject[],
		relations: readonly (Beside | undefined)[],
	): readonly ReadObject[] {
		if (relations.every((relation) => relation === undefined)) return objects;
		const related = objects.map((object): LayoutObject & ReadObject => object);
		for (const [index, beside] of relations.entries()) {
			const group = this.#groups[index];
			const single = beside && group.count === 1 && beside.to.every((to) => this.#groups[to].count === 1);
			if (!single) continue;
			const relation: Relation = { kind: beside.kind, to: beside.to.map((to) => this.#groups[to].first) };
			const object = { ...related[group.first], beside: relation };
			const tried = related.with(group.first, object);
			if (besideWords(tried, group.first) !== undefined) related[group.first] = object;
		}
		return related;
	}
}

/** `behind` and `in front of` say what covers what, unless the person says it. */
function marksOf(
	{ flip, depth }: Attributes,
	beside: Beside | undefined,
): Pick<LayoutObject, 'flip' | 'depth'> {
	const own =
		depth ?? (beside?.kind === 'behind' ? 'back' : beside?.kind === 'in-front-of' ? 'front' : undefined);
	return { ...(flip && { flip }), ...(own && { depth: own }) };
}

/** Without spaces and separators at either end. */
/** What stands between the bars from here on, with what is around it taken off; empty phrases are none. */
function phrasesOf(syntax: string, from: number): readonly (readonly [start: number, end: number])[] {
	const phrases: (readonly [number, number])[] = [];
	for (let start = from; start <= syntax.length; ) {
		const bar = syntax.indexOf('|', start);
		const end = bar === -1 ? syntax.length : bar;
		const [first, last] = withoutSeparators(syntax, start, end);
		if (first < last) phrases.push([first, last]);
		start = end + 1;
	}
	return phrases;
}

function withoutSeparators(
	syntax: string,
	start: number,
	end: number,
): readonly [start: number, end: number] {
	let to = end;
	while (to > start && /[\s,;]/.test(syntax[to - 1])) to--;
	let from = start;
	while (from < to && /[\s,;]/.test(syntax[from])) from++;
	return [from, to];
}
