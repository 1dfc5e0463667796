import { leadingCount } from './counts.ts';
import { ASPECTS } from './flags.ts';
import type { Box, Flags, Layout } from './layout.ts';
import { leadingConnector, leadingPreposition } from './phrases.ts';
import { columnNames, PLACE_NAMES, placeOf } from './places.ts';
import { boxOf, SIZE_NAMES, sizeOf } from './sizes.ts';
import { fold } from './source.ts';

/**
 * A layout as a line that means it: `parseLine(printLayout(layout))` gives the layout back, for every
 * layout that a line can mean.
 */
export function printLayout(layout: Layout): string {
	const flags = printFlags(layout.flags);
	const body = layout.objects.length === 0 ? printPrompt(layout.background ?? '') : printObjects(layout);
	return [body, ...flags].join(' ');
}

function printObjects({ objects, background, preposition }: Layout): string {
	const line = objects.map(({ text, box }) => `${printText(text)}@${printBox(box)}`).join(', ');
	if (background === null) return line;
	if (preposition === undefined) return `${line} | ${printText(background)}`;
	return `${line} ${printAfter(preposition, background)}`;
}

/** A flag, or what would be read as one. */
const FLAG_LIKE = /(?:^|[\s,;|])(?:--?|[—–])[a-z]/i;

/** Whether unquoted text comes out of the grammar as it went in: no folded, doubled or outer spaces. */
function survives(text: string, folded: string): boolean {
	return text !== '' && !/^ | $| {2}|\n/.test(folded) && folded.split(' ').length === text.split(' ').length;
}

function quoted(text: string): string {
	return `"${text.replace(/["\\“”„＂＼]/g, '\\$&')}"`;
}

/** The prompt of a line without places, where only few characters mean something. */
function printPrompt(text: string): string {
	const folded = fold(text);
	return survives(text, folded) && !/[@{}"\\]/.test(folded) && !FLAG_LIKE.test(folded) ? text : quoted(text);
}

/** An object's or a background's text, or negative words. */
function printText(text: string): string {
	const folded = fold(text);
	const plain =
		survives(text, folded) &&
		!/[@,;|{}"\\:]/.test(folded) &&
		!FLAG_LIKE.test(folded) &&
		leadingCount(folded) === undefined &&
		leadingPreposition(folded) === undefined &&
		leadingConnector(folded) === 0;
	return plain ? text : quoted(text);
}

/** The background after its preposition, where commas between its parts stay. */
function printAfter(preposition: string, text: string): string {
	const tie = leadingPreposition(fold(`${preposition} ${text}`));
	const parts = printText(text.replaceAll(', ', ' '));
	const plain = !parts.startsWith('"') && !text.endsWith(',') && tie?.preposition === preposition;
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

function printFlags(flags: Flags): readonly string[] {
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
	add('--size', flags.size && `${flags.size[0]}x${flags.size[1]}`);
	add('--size', flags.aspect === undefined ? undefined : printAspect(flags.aspect));
	add('-n', flags.count);
	add('--model', flags.model);
	add('--key', flags.key);
	add('--no', flags.no === undefined ? undefined : printText(flags.no));
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
