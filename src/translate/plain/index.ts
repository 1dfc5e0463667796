import type { ParsedLine } from '../../layout/layout.ts';
import { parseLine } from '../../layout/parse.ts';
import type { KnownWords } from '../known-words.ts';
import { english } from './en.ts';
import { japanese } from './ja.ts';
import type { Ground, PlainGrammar, Scene, Thing } from './sentence.ts';
import { chinese } from './zh.ts';

const GRAMMARS: readonly PlainGrammar[] = [chinese, japanese, english];
/** Longer texts are talk; patterns backtrack. */
const LONGEST = 240;
const MOST_THINGS = 8;

interface Guess {
	readonly line: string;
	/** All of the sentence is about a picture: drawing it is what was asked. */
	readonly sure: boolean;
	/** It says where a thing is. */
	readonly namesPlaces: boolean;
}

/** The line that a plain sentence probably means. */
export interface Meant extends Omit<Guess, 'line'> {
	readonly read: ParsedLine;
}

/** A text with something else for each of its emoji, by its name. */
export type EmojiReader = (text: string, put: (name: string) => string) => string;

function asTheyAre(text: string): string {
	return text;
}

/** A bar without places: between things, as in other programs, or before the background. */
const BAR = /\s*(?:\|+|｜+)\s*/u;

/**
 * `a cat and a dog on the beach` as `a cat@left, a dog@right on the beach`; a forgotten `@` as well: `dog right`.
 * `a cat | a dog` names two things, `a cat | oil painting` a thing and what is around it.
 *
 * @param emoji - how emoji are read; a reader without their names, as the room's page is, leaves them as they are
 * @returns null where nothing in it is something that the model draws, and where it is a line already
 */
export function meantBy(sentence: string, known: KnownWords, emoji: EmojiReader = asTheyAre): Meant | null {
	const phrases = spelled(sentence, known, emoji)
		.split(BAR)
		.filter((phrase) => phrase.trim() !== '');
	const whole = read(phrases.join(', '), known);
	const meant = phrases.length < 2 || whole?.sure === true ? whole : (withGround(phrases, known) ?? whole);
	return meant && readable(meant);
}

/** What stands behind the last bar is the background, whatever it says. */
function withGround(phrases: readonly string[], known: KnownWords): Guess | null {
	const ground = phrases.at(-1) ?? '';
	const meant = /[@＠{]|--/.test(ground) ? null : read(phrases.slice(0, -1).join(', '), known);
	return meant && { ...meant, line: `${meant.line} | ${ground.trim()}` };
}

/** Odd letters in a sentence, such as a quotation mark, may mean something else in a line. */
function readable({ line, ...how }: Guess): Meant | null {
	try {
		return { read: parseLine(line), ...how };
	} catch {
		return null;
	}
}

function read(sentence: string, known: KnownWords): Guess | null {
	const text = sentence.normalize('NFC').replace(/\s+/g, ' ').trim();
	if (text === '' || text.length > LONGEST || /[@＠{|]|--/.test(text)) return null;
	for (const grammar of GRAMMARS) {
		if (!grammar.script.test(text)) continue;
		const bare = turned(withoutCourtesies(text.replace(/[.。!！?？~〜…\s]+$/u, ''), grammar), grammar);
		const beside = relatedIn(bare, grammar, known);
		if (beside !== null) return beside;
		const scene = sceneIn(bare, grammar, known);
		if (scene?.things.some(({ text: thing }) => known.isNoun(thing))) {
			const calm = !/[!！?？]\s*$/u.test(text) || grammar.asks.test(text);
			const namesPlaces = scene.things.some(({ place }) => place !== null);
			return { line: lineOf(scene, grammar), sure: calm && isSure(scene), namesPlaces };
		}
		const named = namedIn(bare, grammar, known);
		if (named.length > 0)
			return { line: lineOf({ things: named, ground: null }, grammar), sure: false, namesPlaces: false };
	}
	return null;
}

/** Each emoji is a thing or a ground of its own; faces and what else nobody draws say nothing. */
function spelled(text: string, known: KnownWords, emoji: EmojiReader): string {
	const isScene = (name: string) => /^(?:an?|the) /.test(name);
	// Words behind the first of them, such as places, belong to it: `🐱 left 🐶 right`.
	const first = /^\s*\p{Extended_Pictographic}/u.test(text);
	return emoji(text, (name) =>
		known.isNoun(name) || isScene(name) ? (first ? `, ${name}` : `${name},`) : '',
	)
		.replace(/,(?:\s*[,.])+/g, ',')
		.replace(/\b(on|in|at|by|under|over|above|below|behind|between|near|with|and|of|to)\s*,\s*/gi, '$1 ')
		.replace(/^\s*,\s*|\s*,\s*$/g, '');
}

/** `a bird above a house on a meadow`: the house first, and the bird beside it. */
function relatedIn(text: string, grammar: PlainGrammar, known: KnownWords): Guess | null {
	const groups = grammar.related.exec(text)?.groups;
	const what = groups === undefined ? null : grammar.thing(groups.what ?? '', known);
	const scene = groups === undefined ? null : sceneIn(groups.rest ?? '', grammar, known);
	if (groups === undefined || what === null || scene === null) return null;
	const how = groups.how ?? '';
	const others = grammar.betweens.test(how)
		? twoOf(scene.things, grammar)
		: scene.things
				.slice(0, 1)
				.map((thing) => ({ ...thing, place: thing.place ?? grammar.rows[0]?.[0] ?? 'auto' }));
	if (others.length === 0) return null;
	if (![what, ...others].every((thing) => known.isNoun(thing.text.replace(/^(?:an?|the|one)\s+/i, ''))))
		return null;
	const place = grammar.besideOf(
		how,
		others.map((other) => other.text),
	);
	const things = [...others, { ...what, place }, ...scene.things.slice(others.length)];
	return {
		line: lineOf({ things, ground: scene.ground }, grammar),
		sure: isSure({ things, ground: scene.ground }),
		namesPlaces: true,
	};
}

/** The two things that another stands between, each at its side; none where there is no second. */
function twoOf(things: readonly Thing[], grammar: PlainGrammar): readonly Thing[] {
	const [first, second] = things;
	if (first === undefined) return [];
	const at = (thing: Thing, side: 0 | 1): Thing => ({ ...thing, place: thing.place ?? grammar.apart[side] });
	if (second !== undefined) return [at(first, 0), at(second, 1)];
	const one = grammar.oneOfTwo(first.text);
	return one === null ? [] : [at({ ...first, text: one }, 0), at({ ...first, text: one }, 1)];
}

const isSure = ({ things, ground }: Scene) =>
	things.every(({ sure }) => sure) && (ground === null || ground.sure);

/** The same in the usual order, where it was said in another. */
function turned(text: string, grammar: PlainGrammar): string {
	const order = grammar.turned.find(([pattern]) => pattern.test(text));
	return order === undefined ? text : text.replace(...order);
}

function withoutCourtesies(text: string, { courtesies }: PlainGrammar): string {
	let bare = text;
	for (let round = 0; round < 3; round++) for (const pattern of courtesies) bare = bare.replace(pattern, '');
	return bare.trim();
}

/** All of a sentence as things and a background, or null where any part of it is neither. */
function sceneIn(text: string, grammar: PlainGrammar, known: KnownWords): Scene | null {
	const things: Thing[] = [];
	let ground: Ground | null = null;
	const parts = text
		.split(grammar.between)
		.map((part) => part.trim())
		.filter((part) => part !== '');
	if (parts.length > MOST_THINGS + 1) return null;
	for (const part of parts) {
		const scene = partOf(part, grammar, known);
		if (scene === null || (scene.ground !== null && ground !== null)) return null;
		things.push(...scene.things);
		ground ??= scene.ground;
	}
	return things.length <= MOST_THINGS ? { things, ground } : null;
}

function partOf(part: string, grammar: PlainGrammar, known: KnownWords): Scene | null {
	const first = grammar.groundFirst?.exec(part)?.groups;
	if (first !== undefined) {
		const ground = grammar.ground(first.ground ?? '', known);
		const thing = placedThing(first.what ?? '', grammar, known);
		if (ground !== null && thing !== null) return { things: [thing], ground };
	}
	const thing = placedThing(part, grammar, known);
	if (thing !== null) return { things: [thing], ground: null };
	for (const pattern of grammar.grounded) {
		for (const { index } of part.matchAll(pattern)) {
			const ground = grammar.ground(part.slice(index), known);
			if (ground === null) continue;
			const before = part.slice(0, index).trim();
			if (before === '') return { things: [], ground };
			const left = placedThing(before, grammar, known);
			if (left !== null) return { things: [left], ground };
		}
	}
	return runTogether(part, grammar, known) ?? inARow(part, grammar, known);
}

/** `cat dog`: nothing but names, which may be one thing or several. */
function inARow(part: string, grammar: PlainGrammar, known: KnownWords): Scene | null {
	const words = part.split(' ');
	const things: Thing[] = [];
	let from = 0;
	for (const [index, word] of words.entries()) {
		const named = words.slice(from, index + 1).join(' ');
		if (!known.isNoun(named) || known.names(`${word} ${words[index + 1] ?? ''}`)) continue;
		const thing = grammar.thing(named, known);
		if (thing === null) return null;
		things.push({ text: thing.text, sure: false, place: null });
		from = index + 1;
	}
	if (things.length < 2) return null;
	if (from === words.length) return { things, ground: null };
	const ground = grammar.ground(words.slice(from).join(' '), known);
	return ground && { things, ground };
}

/** `cat left dog right on a beach`: nothing stands between, but a place ends the first thing. */
function runTogether(part: string, grammar: PlainGrammar, known: KnownWords): Scene | null {
	for (let end = part.indexOf(' '); end > 0; end = part.indexOf(' ', end + 1)) {
		const first = placedThing(part.slice(0, end), grammar, known);
		if (first === null || first.place === null) continue;
		const rest = partOf(part.slice(end + 1), grammar, known);
		if (rest !== null) return { things: [first, ...rest.things], ground: rest.ground };
	}
	return null;
}

function placedThing(words: string, grammar: PlainGrammar, known: KnownWords): Thing | null {
	for (const pattern of grammar.placed) {
		const groups = pattern.exec(words.trim())?.groups;
		if (groups === undefined) continue;
		const thing = grammar.thing(groups.what ?? '', known);
		if (thing !== null) return { ...thing, place: grammar.placeOf(groups.place ?? '') };
	}
	const thing = grammar.thing(words, known);
	return thing === null ? null : { ...thing, place: null };
}

/** Whatever the sentence names that can be drawn, in the order of naming. */
function namedIn(text: string, grammar: PlainGrammar, known: KnownWords): readonly Thing[] {
	const things: Thing[] = [];
	for (const word of text.split(/[^\p{L}\p{N}-]+/u)) {
		const thing = word === '' || !known.isNoun(word) ? null : grammar.thing(word, known);
		if (thing !== null && !things.some(({ text: named }) => named === thing.text))
			things.push({ ...thing, place: null });
	}
	return things.slice(0, 3);
}

function lineOf({ things, ground }: Scene, grammar: PlainGrammar): string {
	const free = things.filter(({ place }) => place === null);
	const [taken] = things.flatMap(({ place }) => (place === null ? [] : [place]));
	const opposite = things.length === 2 && taken !== undefined ? grammar.across[taken] : undefined;
	const row = free.length === things.length ? (grammar.rows[free.length - 1] ?? []) : [opposite ?? 'auto'];
	let next = 0;
	const objects = things.map(({ text, place }) => `${text}@${place ?? row[next++] ?? 'auto'}`);
	return objects.join(grammar.join) + (ground?.tied ?? '');
}
