import { asNounPhrase, manyOf } from './counts.ts';
import type { Box, Layout, LayoutObject } from './layout.ts';

/**
 * A layout in plain words, for people: `three sheep on a green meadow`. One without objects is its background's
 * words.
 */
export function describe(layout: Layout): string {
	if (layout.objects.length === 0) return layout.background ?? '';
	const things = groupsOf(layout.objects).map(({ words }) => words);
	return `${listed(things)}${backgroundPhrase(layout)}`;
}

/**
 * The full prompt that a model is given: `a red cat and a blue dog on a green meadow`. Each thing is named by itself
 * (`a sheep, a sheep and a sheep`), as it was raised: small models know no plurals, and few count.
 */
export function promptOf(layout: Layout): string {
	if (layout.objects.length === 0) return layout.background ?? '';
	return `${listed(layout.objects.map(({ text }) => asNounPhrase(text)))}${backgroundPhrase(layout)}`;
}

/** What the picture shows and where, for people who do not see it: `a red cat on the left, …`. */
export function altText(layout: Layout): string {
	if (layout.objects.length === 0) return layout.background ?? '';
	const things = groupsOf(layout.objects).map(({ words, where }) => (where ? `${words} ${where}` : words));
	const background = backgroundPhrase(layout);
	return `${things.join(', ')}${background.startsWith(',') || background === '' ? background : `,${background}`}`;
}

interface Group {
	readonly words: string;
	readonly where: string;
}

/** Neighbours that are the same become `three sheep`, where their words have a plural. */
function groupsOf(objects: readonly LayoutObject[]): readonly Group[] {
	const groups: Group[] = [];
	for (let index = 0; index < objects.length; ) {
		const { text, box } = objects[index];
		const end = objects.findIndex((other, at) => at > index && other.text !== text);
		const same = objects.slice(index, end === -1 ? objects.length : end);
		const words = asNounPhrase(text);
		const many = same.length > 1 ? manyOf(words, same.length) : undefined;
		groups.push(many === undefined ? { words, where: whereIs(box) } : { words: many, where: whereAll(same) });
		index += many === undefined ? 1 : same.length;
	}
	return groups;
}

function listed(things: readonly string[]): string {
	if (things.length === 1) return things[0];
	return `${things.slice(0, -1).join(', ')} and ${things[things.length - 1]}`;
}

/** Grounds by their last word, for backgrounds without a preposition of their own. */
const GROUNDS: Readonly<Record<string, readonly string[]>> = {
	on: 'beach meadow field grass lawn road street table floor background ground screen hill island stage snow ice moon plate'.split(
		' ',
	),
	in: 'forest woods jungle room kitchen bedroom garden park city town village desert sea ocean lake river water sky night space mountains clouds fog rain landscape cave library'.split(
		' ',
	),
	at: 'sunset sunrise dawn dusk noon midnight'.split(' '),
};

function groundPreposition(background: string): string | undefined {
	const last = /([a-z]+)$/.exec(background.toLowerCase())?.[1];
	if (last === undefined || background.includes(',')) return undefined;
	return Object.keys(GROUNDS).find((preposition) => GROUNDS[preposition].includes(last));
}

function backgroundPhrase({ background, preposition }: Layout): string {
	if (background === null) return '';
	const word = preposition ?? groundPreposition(background);
	if (word === undefined) return `, ${background}`;
	return ` ${word} ${preposition === undefined && word !== 'at' ? asNounPhrase(background) : background}`;
}

/** A box whose centre is this far from the middle of the picture is on that side. */
const OFF_CENTRE = 0.1;

function whereIs(box: Box | 'auto'): string {
	return box === 'auto' ? '' : placePhrase(box);
}

/** Where several of the same stand: their common place, or how they stand to each other. */
function whereAll(objects: readonly LayoutObject[]): string {
	const boxes = objects.flatMap(({ box }) => (box === 'auto' ? [] : [box]));
	if (boxes.length === 0) return '';
	const places = new Set(boxes.map(placePhrase));
	if (places.size === 1) return [...places][0];
	const levels = new Set(boxes.map((box) => levelOf(box)));
	if (levels.size > 1) return '';
	const [level] = levels;
	return level ? `at the ${level}` : 'side by side';
}

function levelOf(box: Box): string {
	const y = (box[1] + box[3]) / 2 - 0.5;
	return y < -OFF_CENTRE ? 'top' : y > OFF_CENTRE ? 'bottom' : '';
}

/** Where a box lies, in words: `on the left`, `at the top right`. */
export function placePhrase(box: Box): string {
	const x = (box[0] + box[2]) / 2 - 0.5;
	const side = x < -OFF_CENTRE ? 'left' : x > OFF_CENTRE ? 'right' : '';
	const level = levelOf(box);
	if (level) return `at the ${level}${side && ` ${side}`}`;
	return side ? `on the ${side}` : 'in the middle';
}
