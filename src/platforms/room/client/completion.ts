import { type BegunFlag, begunFlag } from '../../../layout/begun-flag.ts';
import type { KnownWords } from '../../../translate/known-words.ts';
import { LANGUAGES as WORDS } from '../../../translate/languages/index.ts';
import type { CommandHelp, WireLayout } from '../wire.ts';
import { language, t } from './language.ts';
import { LANGUAGES, TABLES, type Texts } from './texts/index.ts';

/** One thing that the composer offers to write. */
export interface Offer {
	/** What stands in the list. */
	readonly label: string;
	readonly hint: string;
	/** Stretch of the text that it takes the place of, and what comes there. */
	readonly start: number;
	readonly end: number;
	readonly insert: string;
	/** It is highlighted from the beginning, so that Enter takes it: what stands there is surely not finished. */
	readonly eager: boolean;
}

type Table = readonly (readonly [word: string, hint: keyof Texts['offers']])[];

const SIZES: Table = [
	['small', 'small'],
	['medium', 'medium'],
	['large', 'large'],
	['huge', 'huge'],
	['flip', 'flip'],
	['front', 'front'],
	['back', 'back'],
];
const FLAGS: Table = [
	['--seed', 'seed'],
	['--steps', 'steps'],
	['--guidance', 'guidance'],
	['--no', 'no'],
	['--size', 'size'],
	['--arm', 'arm'],
	['--scheduler', 'scheduler'],
	['-n', 'count'],
	['--model', 'model'],
	['--transplant', 'transplant'],
	['--crop', 'crop'],
	['--key', 'key'],
];
/** Flags, or the choices of one with its hint beside each. */
function flagOffers({ flag, words }: BegunFlag): Table {
	if (flag === null) return FLAGS;
	const hint = FLAGS.find(([name]) => name === flag)?.[1];
	return hint === undefined ? [] : words.map((word) => [word, hint] as const);
}

const MOST_OFFERS = 8;
/** Words in talk that nouns are still offered for: more is a sentence to somebody. */
const TALK_WORDS = 6;

export interface Known {
	readonly commands: readonly CommandHelp[];
	readonly layouts?: readonly WireLayout[] | undefined;
	readonly words?: KnownWords | undefined;
}

/**
 * What could be written at the caret: a command after `/`, a place after `@`, a size after `:`, a flag after `--`, its choices after it,
 * saved layouts by their names, and else what the model can draw.
 */
export function offers(text: string, caret: number, known: Known): readonly Offer[] {
	const { commands, layouts = [], words } = known;
	const before = text.slice(0, caret);
	const named = /^\/taue\s+(saved|unsave)\s+(\S*)$/i.exec(before);
	if (named !== null) return layoutOffers(named[2] ?? '', caret, layouts, /^unsave$/i.test(named[1] ?? ''));
	const command = /^\/(?:taue\s+)?([a-z-]*)$/i.exec(before);
	if (command !== null) {
		const inside = /^\/taue\s/i.test(before);
		const typed = command[1] ?? '';
		const saved = inside && typed !== '' ? layoutOffers(typed, caret, layouts, false) : [];
		const things = inside ? wordOffers(before, caret, words) : [];
		return [...commandOffers(typed, caret, inside, commands), ...saved, ...things];
	}
	const place = /[@＠]([\p{L}0-9/-]*)$/u.exec(before);
	if (place !== null) return fromTable(placesFor(place[1] ?? ''), place[1] ?? '', caret);
	const size = /[@＠][^,;|@]{0,80}:([a-z]*)$/iu.exec(before);
	if (size !== null) return fromTable(SIZES, size[1] ?? '', caret);
	const begun = begunFlag(before);
	if (begun !== null) return fromTable(flagOffers(begun), begun.typed, caret, ' ');
	return wordOffers(before, caret, words);
}

/** Where nothing is typed yet, the places of the page's language; else those of every language that begin so. */
function placesFor(typed: string): Table {
	return typed === '' ? placesOf(t()) : LANGUAGES.flatMap((code) => placesOf(TABLES[code]));
}

const PLACE_HINTS = Object.keys(TABLES.en.places) as readonly (keyof Texts['places'])[];

export function placesOf({ places }: Texts): Table {
	return PLACE_HINTS.flatMap((hint) =>
		places[hint]
			.split(' ')
			.filter((place) => place !== '')
			.map((place) => [place, hint] as const),
	);
}

/** Saved layouts whose names begin so: their lines come into the field, to be changed or drawn. */
function layoutOffers(
	typed: string,
	caret: number,
	layouts: readonly WireLayout[],
	nameOnly: boolean,
): readonly Offer[] {
	const start = typed.toLowerCase();
	return layouts
		.filter(({ name }) => name.startsWith(start))
		.slice(0, MOST_OFFERS)
		.map(({ name, line }) => ({
			label: name,
			hint: line,
			start: nameOnly ? caret - typed.length : 0,
			end: caret,
			insert: nameOnly ? name : `/taue ${line}`,
			eager: !nameOnly || name !== start,
		}));
}

function fromTable(table: Table, typed: string, caret: number, after = ''): readonly Offer[] {
	const start = caret - typed.length;
	const wanted = typed.toLowerCase();
	// A word that is whole may be all that was wanted.
	const eager = !table.some(([word]) => word === wanted);
	return table
		.filter(([word]) => word.startsWith(wanted) && word !== wanted)
		.slice(0, MOST_OFFERS)
		.map(([word, hint]) => ({
			label: word,
			hint: t().offers[hint],
			start,
			end: caret,
			insert: word + after,
			eager,
		}));
}

/** Things and colours that begin as the last word does, in the language in which it is written. */
function wordOffers(before: string, caret: number, words: KnownWords | undefined): readonly Offer[] {
	const isTalk = !/^\/taue\s/i.test(before) && !/[@＠]/.test(before);
	if (words === undefined || /^\/(?!taue\s)/i.test(before)) return [];
	if (isTalk && before.trim().split(/\s+/).length > TALK_WORDS) return [];
	const typed = /(?:^|[\s,、,;(と])(\p{L}+)$/u.exec(before)?.[1] ?? '';
	const foreign = WORDS.find(({ script }) => script.test(typed));
	if (typed.length < (foreign !== undefined ? 1 : isTalk ? 3 : 2)) return [];
	const start = caret - typed.length;
	const offer = (label: string, hint: string): Offer => ({
		label,
		hint,
		start,
		end: caret,
		insert: label,
		eager: false,
	});
	if (foreign !== undefined) {
		return words.nouns
			.flatMap((noun) => {
				const ways = (foreign.nouns[noun] ?? '').split(' ').filter((way) => way !== '');
				const found = ways.includes(typed) ? undefined : ways.find((way) => way.startsWith(typed));
				return found === undefined ? [] : [offer(found, noun)];
			})
			.slice(0, MOST_OFFERS);
	}
	const wanted = typed.toLowerCase();
	return [...words.nouns, ...words.colours]
		.filter((word) => word.startsWith(wanted) && word !== wanted)
		.slice(0, MOST_OFFERS)
		.map((word) => offer(word, words.nouns.includes(word) ? t().offers.noun : ''));
}

function commandOffers(
	typed: string,
	caret: number,
	inside: boolean,
	commands: readonly CommandHelp[],
): readonly Offer[] {
	const place = { start: 0, end: caret };
	const wanted = typed.toLowerCase();
	const eager = !commands.some(({ name }) => name === wanted);
	const draw: Offer = { label: '/taue', hint: t().offers.exampleLine, ...place, insert: '/taue ', eager };
	const others = commands
		.filter(({ name }) => name !== 'draw')
		.map((command) => ({
			name: command.name,
			offer: {
				label: `/taue ${command.name}`,
				hint: command.description[language()] ?? command.description.en,
				...place,
				insert: `/taue ${command.name}${command.options.length > 0 ? ' ' : ''}`,
				eager,
			},
		}));
	const near = others.filter(
		({ name }) => name.startsWith(wanted) && (inside ? wanted !== '' && name !== wanted : true),
	);
	if (inside || !'taue'.startsWith(wanted)) return near.map(({ offer }) => offer);
	// `/taue` itself is whole as well: Enter asks for help.
	if (wanted === 'taue') return [{ ...draw, eager: false }];
	const all = wanted === '' ? near : others;
	return [draw, ...all.map(({ offer }) => offer)];
}
