import {
	ATTRIBUTE_NAMES,
	type Attribute,
	type Attributes,
	attributeOf,
	withAttribute,
} from './attributes.ts';
import { lowered } from './characters.ts';
import type { LayoutError } from './layout-error.ts';
import { NAMED, type Place } from './named-places.ts';
import { type Described, tellingWords } from './names.ts';
import { nearest } from './nearest.ts';
import { boxMeant, pointAt, suggestedPlace } from './place-suggestions.ts';
import type { PlaceTable } from './places.ts';
import { readBox } from './read-box.ts';
import { nothingFollows, placeWordAt, placeWords } from './read-place-words.ts';
import { descriptionsIn, type FoundRelation, readRelation } from './read-relation.ts';
import { OTHER_SIZE_NAMES, SIZE_NAMES, sizeOf } from './sizes.ts';
import { LITERAL, trimmed } from './source.ts';
import type { Meant, SyntaxReader } from './syntax-reader.ts';

/** A place as it was read, with what was said behind it. */
export interface ReadPlace {
	readonly where: Place | 'auto' | FoundRelation;
	readonly attributes: Attributes;
	/** Units of the source, from the sign to the last word. */
	readonly start: number;
	readonly end: number;
}

/** What a field's own sign, a label or an apostrophe leaves before a place: `@@left`, `@ :left`, `@position: left`. */
const BEFORE_PLACE =
	/(?:[ @:'‘’‚‛′❛]|(?:place|position|location|where|at|side) *[:=]|somewhere +(?=(?:(?:on|in|at|to|near) +)?(?:the +)?(?:left|right|top|bottom|upper|lower|cent(?:er|re)|middle)(?![\p{L}-]))|in +(?:the +)?(?=background(?![\p{L}-])))*/iuy;
const ATTRIBUTE_WORD = /[^\s,;|:@]*/y;
const SENTENCE_END = /[.!?…~'’"”)]+$/;

/** Reads places of one line. */
export class PlaceReader {
	readonly #reader: SyntaxReader;
	readonly #table: PlaceTable;
	#descriptions: readonly Described[] | undefined;

	constructor(reader: SyntaxReader, table: PlaceTable) {
		this.#reader = reader;
		this.#table = table;
	}

	/**
	 * The place behind the sign at `sign`.
	 * @throws LayoutError
	 */
	read(sign: number, end: number): ReadPlace {
		const { syntax } = this.#reader;
		let start = sign + 1;
		// `cat@@left`, `cat@ :left`: a field's own sign beside the person's.
		BEFORE_PLACE.lastIndex = start;
		start = Math.min(end, start + (BEFORE_PLACE.exec(syntax)?.[0].length ?? 0));
		if (syntax[start] === '(' || syntax[start] === '[') return this.#readBox(sign, start, end);
		if (syntax[start] === LITERAL) return this.#readQuoted(sign, start, end);
		const depth = depthAt(syntax, start, end);
		if (depth) return this.#readAttributes(depth.place, sign, depth.end, end, depth.attributes);
		const relation = this.#readRelation(start, end);
		if (relation) return this.#readAttributes(relation, sign, relation.end, end);
		const found = placeWords(syntax, start, end, this.#table);
		if (found) return this.#readAttributes(found.place, sign, found.end, end);
		const point = pointAt(syntax, start, end);
		if (point) throw this.#reader.fail({ kind: 'box-numbers', count: 2 }, start, point);
		const small = placeWordAt(syntax, start, end);
		// `cat@the sky`.
		const article = /^(?:the|a|an)$/.test(small.word) && syntax[small.wordEnd] === ' ';
		const { word, wordEnd } = article ? placeWordAt(syntax, small.wordEnd + 1, end) : small;
		if (word === '') throw this.#reader.fail({ kind: 'no-place-here' }, sign);
		throw this.#unknownPlace(word, start, wordEnd);
	}

	#readRelation(start: number, end: number): FoundRelation | undefined {
		const { source, syntax } = this.#reader;
		const descriptions = () => {
			this.#descriptions ??= descriptionsIn(source);
			return this.#descriptions;
		};
		const relation = readRelation(source, start, end, descriptions);
		if (relation === undefined || 'kind' in relation) return relation;
		// `@on the left`, `@left of the picture`: words of a place after all.
		if (placeWords(syntax, start, end, this.#table)?.sure) return undefined;
		const heads = descriptions()
			.map(({ words }) => words.at(-1) ?? '')
			.filter((word) => word !== '');
		const head = tellingWords(relation.given).at(-1) ?? '';
		const near = nearest(head, heads);
		const at = relation.start + lowered(relation.given).lastIndexOf(head);
		throw this.#reader.fail(
			{
				kind: 'unknown-object',
				given: relation.given.slice(0, 40),
				known: [...new Set(descriptions().map(({ text }) => text))].filter((text) => text !== '').slice(0, 8),
			},
			relation.start,
			near === undefined || head === '' ? undefined : { start: at, end: at + head.length, put: near },
		);
	}

	/** `cat@"left"`: quotes around a place say nothing. */
	#readQuoted(sign: number, start: number, end: number): ReadPlace {
		const { syntax, source } = this.#reader;
		let last = start;
		while (last < end && syntax[last] === LITERAL) last++;
		const words = source.text.slice(start, last);
		const found = placeWords(words, 0, words.length, this.#table);
		if (found === undefined || found.end < words.length) throw this.#unknownPlace(words, start, last);
		return this.#readAttributes(found.place, sign, last, end);
	}

	#readBox(sign: number, open: number, end: number): ReadPlace {
		const { syntax } = this.#reader;
		const close = syntax.slice(open, Math.min(end, open + 40)).search(/[)\]]/);
		if (close > 0 && /\p{L}/u.test(syntax[open + 1] ?? '')) {
			// `@(left)`: words in a box's signs.
			const words = placeWords(syntax, open + 1, open + close, this.#table);
			if (words && words.end >= open + close)
				return this.#readAttributes(words.place, sign, open + close + 1, end);
		}
		const reading = readBox(syntax, open, end);
		if ('mistake' in reading)
			throw this.#reader.fail(
				reading.mistake,
				open,
				pointAt(syntax, open, end) ?? boxMeant(syntax, open, end),
			);
		return this.#readAttributes({ box: reading.box, anchor: [0.5, 0.5] }, sign, reading.end, end);
	}

	/** Sizes and marks behind a place: `:small`, `:flip:front`, or `small` alone. */
	#readAttributes(
		where: ReadPlace['where'],
		start: number,
		placeEnd: number,
		end: number,
		said: Attributes = {},
	): ReadPlace {
		const { syntax } = this.#reader;
		let attributes = said;
		let last = placeEnd;
		for (;;) {
			let index = last;
			while (index < end && syntax[index] === ' ') index++;
			const colon = syntax[index] === ':' && index < end;
			let from = colon ? index + 1 : index;
			while (colon && from < end && syntax[from] === ' ') from++;
			ATTRIBUTE_WORD.lastIndex = from;
			const typed = (ATTRIBUTE_WORD.exec(syntax)?.[0] ?? '').slice(0, Math.max(0, end - from));
			const word = typed.replace(SENTENCE_END, '');
			const attribute = attributeOf(word);
			if (!colon && !(attribute && index > last && this.#standsAlone(word, from + typed.length, end))) break;
			// `@left: a cat` turns place and words round, `dog@right: beach` goes on with the scene.
			const goesOn =
				!this.#hasWordsBefore(start) ||
				(from > index + 1 && nearest(lowered(word), SIZE_NAMES) === undefined);
			if (attribute === undefined && word !== '' && goesOn) break;
			// `cat@left:`: nothing was added, so nothing is asked for.
			if (colon && word === '' && /^\s*(?:$|[,;|\n])/.test(syntax.slice(from + typed.length))) {
				last = from + typed.length;
				break;
			}
			if (attribute === undefined) throw badAttribute(this.#reader, word, from);
			const more = withAttribute(attributes, attribute);
			if (more === undefined) throw this.#reader.fail({ kind: 'two-sizes' }, from);
			attributes = more;
			last = from + typed.length;
		}
		return { where, attributes, start, end: last };
	}

	#hasWordsBefore(sign: number): boolean {
		const before = this.#reader.syntax.slice(0, sign).trimEnd();
		return before !== '' && !/[,;|\n]$/.test(before) && !this.#reader.syntax.slice(0, sign).endsWith('\n');
	}

	/** `@left small,` reads as a size; `@left small dogs` does not. */
	#standsAlone(word: string, index: number, end: number): boolean {
		const { syntax } = this.#reader;
		const named =
			SIZE_NAMES.includes(lowered(word)) || word.endsWith('%') || /^(?:flipped|mirrored)$/i.test(word);
		return named && /^\s*(?:$|[,;|\n:])/.test(syntax.slice(index, end));
	}

	/** `left@cat`: the place before the sign and the words behind it. */
	#turnedRound(start: number, end: number, words: string): Meant | undefined {
		const { syntax } = this.#reader;
		const sign = syntax.lastIndexOf('@', start);
		const from = syntax.slice(0, sign).search(/[^,;|\n@]*$/);
		const [first, last] = trimmed(syntax, from, sign);
		const place = syntax.slice(first, last);
		const found = place === '' ? undefined : placeWords(place, 0, place.length, this.#table);
		if (found?.end !== place.length || place.length < 3) return undefined;
		return { start: first, end, put: `${words}@${place}` };
	}

	#unknownPlace(word: string, start: number, end: number): LayoutError {
		const { source } = this.#reader;
		const given = source.text.slice(start, Math.min(end, start + 40));
		const address = /^[a-z0-9-]+\.[a-z]/.test(word);
		const turned = this.#turnedRound(start, end, given);
		if (turned) return this.#reader.fail({ kind: 'unknown-place', given }, start, turned);
		const put = suggestedPlace(word, this.#table);
		return this.#reader.fail(
			{ kind: address ? 'address' : 'unknown-place', given },
			start,
			put === undefined || address ? undefined : { start, end, put },
		);
	}
}

const DEPTH =
	/(?:(?:in|at) +)?(?:the +)?(foreground|front|back|手前|最前面|前面|前|奥|後ろ|后面|後面)(?![\p{L}\p{N}_-])/iuy;

/** `cat@the foreground`: low and before the others; `@back`: in the middle and behind them. `@background` may be the scene. */
function depthAt(
	syntax: string,
	start: number,
	end: number,
): { readonly place: Place; readonly attributes: Attributes; readonly end: number } | undefined {
	DEPTH.lastIndex = start;
	const match = DEPTH.exec(syntax);
	const attribute = match && attributeOf(match[1]);
	if (match === null || attribute?.kind !== 'depth') return undefined;
	const last = start + match[0].length;
	if (last > end || !nothingFollows(syntax, last, end)) return undefined;
	const { depth } = attribute;
	// A box of its own: what else stands at the bottom makes no row of them.
	return { place: { ...NAMED[depth === 'front' ? 'bottom' : 'center'] }, attributes: { depth }, end: last };
}

/** A word behind a colon that means nothing. */
function badAttribute(reader: SyntaxReader, word: string, index: number): LayoutError {
	const near =
		nearest(word, ATTRIBUTE_NAMES) ??
		nearest(word, OTHER_SIZE_NAMES) ??
		(/^\d+(?:x\d+)?$/.test(word) && sizeOf(`${word}%`) ? `${word}%` : undefined) ??
		(/^[1-9]\d{2,}%$/.test(word) ? '100%' : undefined);
	const given = word.replaceAll(LITERAL, '?').slice(0, 40);
	return reader.fail(
		word === '' ? { kind: 'no-size-here' } : { kind: 'bad-size', given },
		index,
		near === undefined ? undefined : { start: index, end: index + word.length, put: near },
	);
}

/**
 * Sizes and marks behind a description: `cat:small@left`.
 * @returns where the words before them end
 */
export function attributesBefore(
	reader: SyntaxReader,
	start: number,
	end: number,
): { readonly end: number; readonly attributes: readonly Attribute[] } {
	const attributes: Attribute[] = [];
	let last = end;
	for (;;) {
		const colon = reader.syntax.lastIndexOf(':', last - 1);
		if (colon <= start) break;
		const word = reader.syntax.slice(colon + 1, last).trim();
		const attribute = attributeOf(word);
		if (attribute === undefined) {
			const near = /^[a-z]+$/i.test(word) && nearest(word, ATTRIBUTE_NAMES);
			if (near) throw badAttribute(reader, word, colon + 1);
			break;
		}
		attributes.unshift(attribute);
		last = colon;
	}
	return { end: last, attributes };
}
