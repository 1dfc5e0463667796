import { ATTRIBUTE_NAMES, begunFlag, PLACE_NAMES, SUGGESTED_WORDS } from '../layout/index.ts';
import type { SavedLayout } from '../studio/layout-shelf.ts';

export interface CompletionSource {
	/** Nouns that the model was taught; empty where it takes any. */
	readonly nouns: readonly string[];
	readonly backgrounds: readonly string[];
	/** Lines that are kept under names here. */
	readonly saved: readonly Pick<SavedLayout, 'name' | 'line'>[];
	/** Lines of starred pictures. */
	readonly starred: readonly string[];
	/** Words that begin a command instead of a line. */
	readonly commands: readonly string[];
	readonly examples: readonly string[];
}

export interface Completion {
	readonly name: string;
	readonly value: string;
}

const MOST = 25;
/** Characters of a completion's value that Discord takes. */
const LONGEST_VALUE = 100;
const PLACES: readonly string[] = [
	...PLACE_NAMES,
	...SUGGESTED_WORDS.filter((word) => /\P{ASCII}/u.test(word)),
];
/** Places beside something that is in the line already. */
const BESIDE = ['above', 'below', 'left of', 'right of', 'on', 'in front of', 'behind', 'next to'];
/** Objects of a line that a place may be beside, the nearest first. */
const MOST_NEIGHBOURS = 2;

const unique = (completions: readonly Completion[]): readonly Completion[] => {
	const seen = new Set<string>();
	return completions
		.filter(({ name, value }) => {
			const fresh = !seen.has(value) && value.length <= LONGEST_VALUE;
			seen.add(value);
			return fresh && name.length > 0;
		})
		.slice(0, MOST)
		.map(({ name, value }) => ({ name: name.slice(0, 100), value }));
};

const starting = (words: readonly string[], start: string) => {
	const low = start.toLowerCase();
	const first = words.filter((word) => word.toLowerCase().startsWith(low));
	const within = low === '' ? [] : words.filter((word) => word.toLowerCase().indexOf(low) > 0);
	return [...first, ...within];
};

/**
 * What may follow what was typed into the line, as whole lines. Pure and fast: it runs at every key press.
 * Behind `@` places, behind `--` flags and behind a flag its choices, at the beginning of a description nouns, at the
 * very beginning also saved layouts, commands and examples.
 */
export function completeLine(typed: string, source: CompletionSource): readonly Completion[] {
	const whole = (value: string): Completion => ({ name: value, value });
	const saved = [...savedLayouts(typed, source), ...starredLines(typed, source)];
	// What is typed is part of every other completion, and they have a length.
	if (typed.length > LONGEST_VALUE) return unique(saved);
	const place = /^(.*[@＠])([^\s,;|@:：]*)$/su.exec(typed);
	if (place !== null) {
		const [, before, start] = place;
		const places = start === '' ? PLACES : [...PLACES, ...besides(before)];
		return unique(starting(places, start).map((name) => whole(before + name)));
	}
	const attribute = /^(.*[@＠][^,;|@＠]*[:：])(\p{L}*)$/su.exec(typed);
	if (attribute !== null) {
		const [, before, start] = attribute;
		return unique(starting(ATTRIBUTE_NAMES, start).map((name) => whole(before + name)));
	}
	const flag = begunFlag(typed);
	if (flag !== null) {
		const before = typed.slice(0, typed.length - flag.typed.length);
		return unique(starting(flag.words, flag.typed).map((word) => whole(before + word)));
	}
	const [before, start] = begun(typed, source.nouns);
	const opening = before.trim() === '';
	const commands = opening ? starting(source.commands, start).map(whole) : [];
	const ground = /\b(on|in|at|under)\s+(an?\s+)?$/i.test(before) || /\|\s*$/.test(before);
	const pool = ground ? source.backgrounds : source.nouns;
	const words = start === '' && !opening && !ground ? [] : starting(pool, start);
	const suffix = ground ? '' : '@';
	const nouns = words.map((noun) => whole(`${before}${noun}${suffix}`));
	const examples = typed.trim() === '' ? source.examples.map(whole) : [];
	const asTyped = typed.trim() === '' ? [] : [whole(typed)];
	return unique([...asTyped, ...saved, ...examples, ...commands, ...nouns]);
}

/**
 * What stands before the words that are being typed, and these: the last word, or the beginning of a noun of
 * several (`a blue hot d`).
 */
function begun(typed: string, nouns: readonly string[]): readonly [before: string, start: string] {
	for (const { index } of typed.matchAll(/(?<![\p{L}-])[\p{L}-]/gu)) {
		const rest = typed.slice(index);
		if (/\s/.test(rest) && nouns.some((noun) => noun.toLowerCase().startsWith(rest.toLowerCase()))) {
			return [typed.slice(0, index), rest];
		}
	}
	const [, before = '', start = ''] = /^(.*?)([\p{L}-]*)$/su.exec(typed) ?? [];
	return [before, start];
}

/** `above the house`, for what the line has before this place. */
function besides(before: string): readonly string[] {
	const things = [...before.matchAll(/([^,;|@＠:：]+)[:：]?\w*[@＠]/gu)]
		.slice(0, -1)
		.map(([, words]) => words.trim());
	const names = things
		.filter((words) => /^[\p{L} ]{1,30}$/u.test(words))
		.map((words) => words.replace(/^(?:an?|the) /i, ''))
		.slice(-MOST_NEIGHBOURS);
	return names.flatMap((name) => BESIDE.map((words) => `${words} the ${name}`));
}

/** By their names, also behind `saved`. A line that is too long for a completion is asked for by its name. */
function savedLayouts(typed: string, { saved }: CompletionSource): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	const asked = /^saved\s+(\S*)$/.exec(typed.trimStart().toLowerCase())?.[1];
	return saved
		.filter(({ name }) => name.startsWith(asked ?? start))
		.map(({ name, line }) => ({
			name: `💾 ${name}: ${line}`,
			value: asked === undefined && line.length <= LONGEST_VALUE ? line : `saved ${name}`,
		}));
}

function starredLines(typed: string, { starred }: CompletionSource): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	return starred
		.filter((line) => line.toLowerCase().startsWith(start))
		.map((line) => ({ name: `★ ${line}`, value: line }));
}

/** Names of saved layouts. */
export function completeName(typed: string, { saved }: CompletionSource): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	const named = saved
		.filter(({ name }) => name.includes(start))
		.map(({ name, line }) => ({ name: `${name}: ${line}`, value: name }));
	return unique([...(start === '' ? [] : [{ name: typed.trim(), value: typed.trim() }]), ...named]);
}

/** Words for a field of the form. */
export function completeField(
	field: 'object' | 'place' | 'background' | 'size',
	typed: string,
	source: CompletionSource,
): readonly Completion[] {
	const words = {
		object: source.nouns,
		place: PLACES,
		background: source.backgrounds,
		size: ['square', 'portrait', 'landscape', '16:9', '9:16', '4:3', '3:4'],
	}[field];
	const asTyped = typed.trim() === '' ? [] : [typed];
	return unique([...asTyped, ...starting(words, typed.trim())].map((word) => ({ name: word, value: word })));
}
