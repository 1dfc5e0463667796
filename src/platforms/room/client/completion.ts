import type { CommandHelp, WireLayout } from '../wire.ts';

/** One thing that the composer offers to write. */
export interface Offer {
	/** What stands in the list. */
	readonly label: string;
	readonly hint: string;
	/** Stretch of the text that it takes the place of, and what comes there. */
	readonly start: number;
	readonly end: number;
	readonly insert: string;
}

const PLACES: readonly (readonly [string, string])[] = [
	['left', 'left half'],
	['right', 'right half'],
	['top', 'upper half'],
	['bottom', 'lower half'],
	['center', 'in the middle'],
	['top-left', 'corner'],
	['top-right', 'corner'],
	['bottom-left', 'corner'],
	['bottom-right', 'corner'],
	['far-left', 'narrow, at the edge'],
	['far-right', 'narrow, at the edge'],
	['left-third', 'first of three columns'],
	['auto', 'finds its own place'],
	['above', 'above the …'],
	['below', 'below the …'],
	['behind', 'behind the …'],
	['between', 'between the … and the …'],
	['on', 'on top of the …'],
];
const SIZES: readonly (readonly [string, string])[] = [
	['small', 'a quarter'],
	['medium', 'as usual'],
	['large', 'most of the picture'],
	['huge', 'nearly all of it'],
	['flip', 'looks the other way'],
	['front', 'covers all others'],
	['back', 'behind all others'],
];
const FLAGS: readonly (readonly [string, string])[] = [
	['--seed', 'the same seed, the same picture'],
	['--steps', 'more steps, finer and slower'],
	['--guidance', 'how strictly the words count'],
	['--no', 'what must not be there'],
	['--size', 'square, portrait, landscape, 16:9'],
	['--arm', 'how objects are brought together'],
	['-n', 'how many pictures'],
	['--model', 'which model draws'],
	['--transplant', 'step of the transplant'],
	['--crop', 'how long seedlings grow alone'],
	['--key', 'colour of the seedling bed'],
];
const MOST_OFFERS = 8;

/**
 * What could be written at the caret: a command after `/`, a place after `@`, a size after `:`, a flag after `--`, and
 * saved layouts by their names. */
export function offers(
	text: string,
	caret: number,
	commands: readonly CommandHelp[],
	layouts: readonly WireLayout[] = [],
): readonly Offer[] {
	const before = text.slice(0, caret);
	const named = /^\/taue\s+(saved|unsave)\s+(\S*)$/i.exec(before);
	if (named !== null) return layoutOffers(named[2] ?? '', caret, layouts, /^unsave$/i.test(named[1] ?? ''));
	const command = /^\/(?:taue\s+)?([a-z-]*)$/i.exec(before);
	if (command !== null) {
		const inside = /^\/taue\s/i.test(before);
		const typed = command[1] ?? '';
		const saved = inside && typed !== '' ? layoutOffers(typed, caret, layouts, false) : [];
		return [...commandOffers(typed, caret, inside, commands), ...saved];
	}
	const place = /@([a-z0-9/-]*)$/i.exec(before);
	if (place !== null) return fromTable(PLACES, place[1] ?? '', caret);
	const size = /@[^,;|@]{0,80}:([a-z]*)$/i.exec(before);
	if (size !== null) return fromTable(SIZES, size[1] ?? '', caret);
	const flag = /(?:^|\s)(--?[a-z-]*)$/i.exec(before);
	if (flag !== null) return fromTable(FLAGS, flag[1] ?? '', caret, ' ');
	return [];
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
		}));
}

function fromTable(
	table: readonly (readonly [string, string])[],
	typed: string,
	caret: number,
	after = '',
): readonly Offer[] {
	const start = caret - typed.length;
	const near = table.filter(([word]) => word.startsWith(typed.toLowerCase()) && word !== typed.toLowerCase());
	return near
		.slice(0, MOST_OFFERS)
		.map(([word, hint]) => ({ label: word, hint, start, end: caret, insert: word + after }));
}

function commandOffers(
	typed: string,
	caret: number,
	inside: boolean,
	commands: readonly CommandHelp[],
): readonly Offer[] {
	const draw: Offer = {
		label: '/taue',
		hint: 'cat@left, dog@right on a beach',
		start: 0,
		end: caret,
		insert: '/taue ',
	};
	const others = commands
		.filter((command) => command.name !== 'draw')
		.map((command) => ({
			label: `/taue ${command.name}`,
			hint: command.description,
			start: 0,
			end: caret,
			insert: `/taue ${command.name}${command.options.length > 0 ? ' ' : ''}`,
			name: command.name,
		}));
	const wanted = typed.toLowerCase();
	const near = others.filter(
		({ name }) => name.startsWith(wanted) && (inside ? wanted !== '' && name !== wanted : true),
	);
	const first = !inside && 'taue'.startsWith(wanted) ? [draw] : [];
	const all = first.length > 0 && wanted !== '' ? [...first, ...others] : [...first, ...near];
	return all.map(({ label, hint, start, end, insert }) => ({ label, hint, start, end, insert }));
}
