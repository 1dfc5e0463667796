import { besideWords } from './beside-words.ts';
import { fold } from './characters.ts';
import { countOfWords } from './counts.ts';
import { ASPECTS } from './flag-values.ts';
import { inARow } from './in-a-row.ts';
import type { Box, Flags, Layout, LayoutObject } from './layout.ts';
import { LayoutError } from './layout-error.ts';
import type { Place } from './named-places.ts';
import { parseLine } from './parse.ts';
import { leadingConnector, leadingPreposition } from './phrases.ts';
import { columnNames, PLACE_NAMES, placeOf } from './places.ts';
import { boxOf, SIZE_NAMES, sizeOf } from './sizes.ts';

/** How words are written: as they are where they mean only themselves, or all in quotes. */
type Writing = 'plain' | 'quoted';

/**
 * A layout as a line that means it: `parseLine(printLayout(layout))` gives the layout back, for every
 * layout that a line can mean.
 */
export function printLayout(layout: Layout): string {
	const plain = printed(layout, 'plain');
	return meansItsWords(plain, layout) ? plain : printed(layout, 'quoted');
}

function printed(layout: Layout, writing: Writing): string {
	const flags = printFlags(layout.flags, writing);
	const { objects, background } = layout;
	const body = objects.length === 0 ? printPrompt(background ?? '', writing) : printObjects(layout, writing);
	return [body, ...flags].join(' ');
}

/** Whether the line reads back with the same words: people speak in more ways than rules of quoting know. */
function meansItsWords(line: string, layout: Layout): boolean {
	let words = readBacks.get(line);
	if (words === undefined) {
		words = readBack(line);
		const [oldest] = readBacks.keys();
		if (readBacks.size === MOST_READ_BACKS) readBacks.delete(oldest);
		readBacks.set(line, words);
	}
	return words === wordsIn(layout);
}

/** What printed lines read back with: the pictures of one request print the same line, and so does a reroll. */
const readBacks = new Map<string, string | null>();
const MOST_READ_BACKS = 100;

/** The words of a line; null where it is not one layout. */
function readBack(line: string): string | null {
	try {
		const { layouts } = parseLine(line);
		return layouts.length === 1 ? wordsIn(layouts[0]) : null;
	} catch (error) {
		if (error instanceof LayoutError) return null;
		throw error;
	}
}

function wordsIn({ objects, background, preposition, flags }: Layout): string {
	return JSON.stringify([objects.map(({ text }) => text), background, preposition, flags.no]);
}

function printObjects({ objects, background, preposition }: Layout, writing: Writing): string {
	const line = objects
		.map(({ text, flip, depth, beside }, index) => {
			const marks = printMarks({ flip, depth, beside });
			return `${printText(text, writing)}@${printPlace(objects, index)}${marks}`;
		})
		.join(', ');
	if (background === null) return line;
	if (preposition === undefined) return `${line} | ${printText(background, writing)}`;
	return `${line} ${printAfter(preposition, background, writing)}`;
}

function printPlace(objects: readonly LayoutObject[], index: number): string {
	return besideWords(objects, index) ?? printNamed(objects, index);
}

/** Names that would be narrowed beside each other (`left`, `center`) are written as boxes where they are not. */
function printNamed(objects: readonly LayoutObject[], index: number): string {
	const { box } = objects[index];
	if (box === 'auto') return 'auto';
	const places = objects.map((object) => (object.box === 'auto' ? undefined : placeNamed(object.box)));
	return inARow(places)[index] === places[index] ? printBox(box) : `(${printNumbers(box)})`;
}

/** The place whose medium box this is. */
function placeNamed(box: Box): Place | undefined {
	const place = placeOf(boxNames().get(box.join()) ?? '');
	return place === 'auto' ? undefined : place;
}

function printMarks({ flip, depth, beside }: Omit<LayoutObject, 'text' | 'box'>): string {
	const usual = beside?.kind === 'behind' ? 'back' : beside?.kind === 'in-front-of' ? 'front' : undefined;
	return `${flip ? ':flip' : ''}${depth === undefined || depth === usual ? '' : `:${depth}`}`;
}

/**
 * Words that come out of the grammar as they went in: letters and the signs that mean nothing, single spaces.
 * Anything else is quoted, so that no mark of a chat or another program is looked for in it.
 */
const PLAIN =
	/^(?!\d{1,2}[.)])(?:[\p{L}\p{N}]|\p{Emoji_Presentation})(?:[\p{L}\p{M}\p{N}]|\p{Emoji_Presentation}|['’](?=\p{L})|(?<=\p{L})-(?=\p{L})|[.!?%&](?= |$)| (?=[\p{L}\p{N}&]|\p{Emoji_Presentation}))*$/u;
function isPlain(text: string): boolean {
	const folded = fold(text);
	return (
		PLAIN.test(text) &&
		!/\p{Default_Ignorable_Code_Point}/u.test(text) &&
		// Signs of other scripts mean what ours mean.
		!/[@,;|{}"\\:()[\]*<>_~`+#-]/.test(folded.replace(/(?<=\p{L})-(?=\p{L})/gu, '')) &&
		!/^ | $| {2}|\n/.test(folded) &&
		folded.split(' ').length === text.split(' ').length
	);
}

function quoted(text: string): string {
	return `"${text.replace(/["\\“”„‟〝〞〟＂＼@＠﹫]/g, '\\$&')}"`;
}

/** The prompt of a line without places, where commas separate nothing. */
function printPrompt(text: string, writing: Writing): string {
	const parts = text.split(', ');
	return writing === 'plain' && parts.every(isPlain) ? text : quoted(text);
}

/** An object's or a background's text, or negative words. */
function printText(text: string, writing: Writing): string {
	const folded = fold(text);
	const counting = countOfWords(folded);
	const plain =
		writing === 'plain' &&
		isPlain(text) &&
		(counting === undefined || 'vague' in counting) &&
		leadingPreposition(folded) === undefined &&
		leadingConnector(folded) === 0;
	return plain ? text : quoted(text);
}

/** The background after its preposition, where commas between its parts stay. */
function printAfter(preposition: string, text: string, writing: Writing): string {
	const tie = leadingPreposition(fold(`${preposition} ${text}`));
	const plain = writing === 'plain' && text.split(', ').every(isPlain) && tie?.preposition === preposition;
	return `${preposition} ${plain ? text : quoted(text)}`;
}

let namesByBox: ReadonlyMap<string, string> | undefined;

/** Names of all boxes that have one, the shortest way to say each first. */
function boxNames(): ReadonlyMap<string, string> {
	if (namesByBox) return namesByBox;
	const names = new Map<string, string>();
	const add = (box: Box, name: string) => {
		if (!names.has(box.join())) names.set(box.join(), name);
	};
	const places = [...PLACE_NAMES, ...columnNames()];
	for (const sizeName of [undefined, ...SIZE_NAMES]) {
		for (const name of places) {
			const place = placeOf(name);
			if (place === undefined || place === 'auto') continue;
			const size = sizeName === undefined ? undefined : sizeOf(sizeName);
			add(boxOf(place, size), sizeName === undefined ? name : `${name}:${sizeName}`);
		}
	}
	namesByBox = names;
	return names;
}

/** A box as it is written after `@`: its name, or its four numbers. */
export function printBox(box: Box | 'auto'): string {
	if (box === 'auto') return 'auto';
	return boxNames().get(box.join()) ?? `(${printNumbers(box)})`;
}

function printNumbers(box: Box): string {
	const percents = box.map((side) => Number((side * 100).toFixed(2)));
	const exact = percents.every((value, index) => Math.round(value * 100) / 1e4 === box[index]);
	if (exact && percents.some((value) => value > 1)) return percents.join(' ');
	return box.join(' ');
}

function printFlags(flags: Flags, writing: Writing): readonly string[] {
	const printed: string[] = [];
	const add = (name: string, value: string | number | undefined) => {
		if (value !== undefined) printed.push(`${name} ${value}`);
	};
	add('--seed', flags.seed);
	add('--steps', flags.steps);
	add('--guidance', flags.guidance);
	add('--guidance-until', flags.guidanceUntil);
	add('--transplant', flags.transplant);
	add('--crop', flags.crop);
	add('--arm', flags.arm);
	add('--scheduler', flags.scheduler);
	add('--size', flags.size && `${flags.size[0]}x${flags.size[1]}`);
	add('--size', flags.aspect === undefined ? undefined : printAspect(flags.aspect));
	add('-n', flags.count);
	add('--model', flags.model !== undefined && /[ ()]/.test(flags.model) ? `"${flags.model}"` : flags.model);
	add('--key', flags.key);
	add('--no', flags.no === undefined ? undefined : printText(flags.no, writing));
	return printed;
}

/** Largest number of a ratio that is looked for. */
const LARGEST_RATIO = 32;

function printAspect(aspect: number): string {
	const name = Object.keys(ASPECTS).find((known) => ASPECTS[known] === aspect);
	if (name !== undefined) return name;
	for (let height = 1; height <= LARGEST_RATIO; height++) {
		const width = Math.round(aspect * height);
		if (width >= 1 && width / height === aspect) return `${width}:${height}`;
	}
	return `${aspect}:1`;
}
