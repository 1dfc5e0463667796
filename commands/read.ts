import { StudioError } from '../src/studio/errors.ts';
import { say } from '../src/studio/sentences/index.ts';
import type { Said } from '../src/taue-error.ts';
import type { Command, CommandOption, OptionValues } from './command.ts';

/** A picture's id, or the beginning of a recipe's; a leading `#` is allowed. */
const PICTURE_ID = /^#?(?:[0-9a-hjkmnp-tv-z]{12}|[0-9a-f]{16,64})$/;
const SIZE = /^:?(?:small|medium|large|huge|\d+(?:\.\d+)?%(?:x\d+(?:\.\d+)?%)?)$/i;
const BOX = /\([^)]*\)/;
const YES = new Set(['yes', 'on', 'true', '1']);
const NO = new Set(['no', 'off', 'false', '0']);

type Values = Record<string, string | number | boolean>;

/**
 * Reads what was typed after a command's name. `name=value` goes anywhere; the rest is read by kind: ids,
 * sizes, choices and numbers where they stand, a place at the end, words to the options that take words.
 *
 * @throws StudioError `bad-value` that names the option and what was given
 */
export function readWords(command: Command, text: string): OptionValues {
	const line = command.options.find(({ kind }) => kind === 'line');
	if (line !== undefined) return readLine(command, line, text);
	const values: Values = {};
	let rest = takeNamed(command, text, values);
	for (const option of command.options) {
		if (values[option.name] === undefined) rest = takeMatching(option, rest, values);
	}
	const open = command.options.filter(
		({ kind, name }) =>
			(kind === 'object' || kind === 'text' || kind === 'name') && values[name] === undefined,
	);
	for (const [i, option] of open.entries()) {
		const last = i === open.length - 1;
		const taken = last ? rest : (/^\S+/.exec(rest)?.[0] ?? '');
		if (taken === '') continue;
		values[option.name] = checkValue(option, taken);
		rest = rest.slice(taken.length).trim();
	}
	if (rest !== '') {
		throw new StudioError(
			'bad-value',
			say('meansNothing', rest, command.name, command.examples.join('; '), `${command.name} ${text}`),
		);
	}
	return withRequired(command, values);
}

/** Everything that was typed belongs to the line, but for a picture's id and a name in front of it. */
function readLine(command: Command, line: CommandOption, text: string): OptionValues {
	const values: Values = {};
	let rest = text.trim();
	const first = /^\S+/.exec(rest)?.[0] ?? '';
	if (command.options.some(({ kind }) => kind === 'picture') && PICTURE_ID.test(first)) {
		values.picture = first.replace('#', '');
		rest = rest.slice(first.length).trim();
	}
	const name = command.options.find(({ kind }) => kind === 'name');
	const word = /^\S+/.exec(rest)?.[0] ?? '';
	if (name !== undefined && word !== '') {
		values[name.name] = checkValue(name, word);
		rest = rest.slice(word.length).trim();
	}
	if (rest !== '') values[line.name] = checkValue(line, rest);
	return withRequired(command, values);
}

function takeNamed(command: Command, text: string, values: Values): string {
	let rest = ` ${text.trim()} `;
	for (const option of command.options) {
		const named = new RegExp(`\\s${option.name}=(?:"([^"]*)"|(\\S+))(?=\\s)`).exec(rest);
		if (named === null) continue;
		values[option.name] = checkValue(option, named[1] ?? named[2]);
		rest = rest.replace(named[0], ' ');
	}
	return rest.trim();
}

/** Takes the word (or box) that can only be this option. */
function takeMatching(option: CommandOption, rest: string, values: Values): string {
	const taken = findMatching(option, rest);
	if (taken === null) return rest;
	values[option.name] = checkValue(option, taken.value);
	return (rest.slice(0, taken.at) + rest.slice(taken.at + taken.length)).replace(/\s+/g, ' ').trim();
}

interface Found {
	readonly value: string;
	readonly at: number;
	readonly length: number;
}

function findMatching(option: CommandOption, rest: string): Found | null {
	const words = [...rest.matchAll(/\S+/g)].map((match) => ({
		value: match[0],
		at: match.index,
		length: match[0].length,
	}));
	switch (option.kind) {
		case 'picture':
			return words.find(({ value }) => PICTURE_ID.test(value)) ?? null;
		case 'size':
			return words.find(({ value }) => SIZE.test(value)) ?? null;
		case 'choice':
			return (
				words.find(({ value }) => option.choices.some((choice) => choice.value === value.toLowerCase())) ??
				null
			);
		case 'boolean':
			return words.find(({ value }) => YES.has(value.toLowerCase()) || NO.has(value.toLowerCase())) ?? null;
		case 'integer':
		case 'number':
			return words.find(({ value }) => value !== '' && Number.isFinite(Number(value))) ?? null;
		case 'place':
			return findPlace(rest, words);
		default:
			return null;
	}
}

/** A box in parentheses, a word with `@`, or the last of several words; a size may stand behind it. */
function findPlace(rest: string, words: readonly Found[]): Found | null {
	const box = BOX.exec(rest);
	if (box !== null) return { value: box[0], at: box.index, length: box[0].length };
	const marked = words.find(({ value }) => value.startsWith('@'));
	if (marked !== undefined) return marked;
	const plain = words.filter(({ value }) => !SIZE.test(value) && !PICTURE_ID.test(value));
	const last = plain.at(-1);
	if (last === undefined || plain.length < 2) return null;
	const before = plain.at(-2);
	// `move dog to left`: the small word goes with the place.
	if (before?.value === 'to' && plain.length > 2) {
		return { value: last.value, at: before.at, length: last.at + last.length - before.at };
	}
	return last;
}

/** Values of a form: strings, numbers or booleans by option name; unknown names are refused. */
export function readForm(command: Command, given: Readonly<Record<string, unknown>>): OptionValues {
	const values: Values = {};
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined || value === null || value === '') continue;
		const option = command.options.find((known) => known.name === name);
		if (option === undefined) {
			const names = command.options.map((known) => known.name).join(', ');
			throw new StudioError('bad-value', say('noOption', command.name, name, names));
		}
		values[name] = checkValue(option, String(value));
	}
	return withRequired(command, values);
}

function withRequired(command: Command, values: Values): OptionValues {
	for (const { name, required, description } of command.options) {
		if (required === true && values[name] === undefined) {
			throw new StudioError('bad-value', say('needs', command.name, name, description, command.examples[0]));
		}
	}
	return values;
}

function checkValue(option: CommandOption, text: string): string | number | boolean {
	const wrong = (expected: Said) => new StudioError('bad-value', expected);
	switch (option.kind) {
		case 'picture':
			if (!PICTURE_ID.test(text.trim())) throw wrong(say('takesPicture', option.name, text));
			return text.trim().replace('#', '');
		case 'integer':
		case 'number': {
			const number = Number(text);
			const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
			const whole = option.kind === 'integer';
			if (text.trim() === '' || !(number >= min && number <= max) || (whole && !Number.isInteger(number))) {
				throw wrong(say('takesNumber', option.name, whole, min, max, text));
			}
			return number;
		}
		case 'choice': {
			const value = text.trim().toLowerCase();
			if (!option.choices.some((choice) => choice.value === value)) {
				throw wrong(
					say('takesChoice', option.name, option.choices.map((choice) => choice.value).join(', '), text),
				);
			}
			return value;
		}
		case 'boolean': {
			const value = text.trim().toLowerCase();
			if (YES.has(value)) return true;
			if (NO.has(value)) return false;
			throw wrong(say('takesYesOrNo', option.name, text));
		}
		case 'text':
		case 'name':
		case 'line':
			if (text.length > option.maxLength) throw wrong(say('takesText', option.name, option.maxLength, text));
			return text;
		default:
			return text.trim();
	}
}
