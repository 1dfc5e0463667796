import { type ParsedLine, parseLine } from '../src/layout/index.ts';
import { say } from '../src/studio/sentences/index.ts';
import type { Command, Invocation, OptionValues } from './command.ts';
import { readForm, readWords } from './read.ts';
import { errorReply, replyToError } from './reply.ts';

/** The command that a text begins with, and what follows it. A text that begins with none is a line to draw. */
function split(
	text: string,
	known: (name: string) => Command | undefined,
): { readonly name: string; readonly rest: string } {
	const trimmed = text.trim();
	if (trimmed === '') return { name: 'help', rest: '' };
	const first = /^[a-z-]+(?=\s|$)/i.exec(trimmed)?.[0].toLowerCase();
	const command = first === undefined ? undefined : known(first);
	if (command === undefined || first === undefined) return { name: 'draw', rest: trimmed };
	const rest = trimmed.slice(first.length).trim();
	// `queue of ducks@left` has a place, and no command but these has a use for one.
	const takesPlaces = command.options.some(({ kind }) => kind === 'line' || kind === 'place');
	const drawn = (!takesPlaces && /\S@\S/.test(rest)) || (command.name === 'save' && isSentence(rest));
	return drawn ? { name: 'draw', rest: trimmed } : { name: first, rest };
}

/** `save the whales poster` is a picture; `save beach-party cat@left` names one and has a place. */
function isSentence(rest: string): boolean {
	const named = /^(?:the|an?|my|our|your|this|that|these|those|some|all|me|us)\s/i.test(rest);
	return named || (/\s/.test(rest) && !/[@＠=]|(?:^|\s)--?\w/.test(rest));
}

/** Reads what was typed, with or without a command's name in front. Never throws for what a person did. */
export function readTyped(text: string, known: (name: string) => Command | undefined): Invocation {
	const { name, rest } = split(text, known);
	return invocation(known(name), name, (command) => readWords(command, rest));
}

/** Reads what a form, a menu or a button gives by the names of options. Never throws for what a person did. */
export function readFilled(
	name: string,
	given: Readonly<Record<string, unknown>>,
	known: (name: string) => Command | undefined,
): Invocation {
	return invocation(known(name), name, (command) => readForm(command, given));
}

function invocation(
	command: Command | undefined,
	name: string,
	read: (command: Command) => OptionValues,
): Invocation {
	if (command === undefined) {
		const mistake = errorReply('unknown-command', say('unknownCommand', name));
		return { command: null, values: {}, answers: 'private', mistake };
	}
	try {
		const values = read(command);
		const line = lineIn(command, values);
		const { answers } = command;
		return {
			command,
			values,
			...(line && { read: line }),
			answers: typeof answers === 'function' ? answers(values) : answers,
			mistake: null,
		};
	} catch (error) {
		return { command, values: {}, answers: 'private', mistake: replyToError(error) };
	}
}

/** The whole line that was given, if one was. @throws LayoutError */
function lineIn({ options }: Command, values: OptionValues): ParsedLine | undefined {
	const option = options.find(({ kind }) => kind === 'line');
	const line = option && values[option.name];
	if (option?.kind !== 'line' || typeof line !== 'string') return undefined;
	return (option.isWhole?.(line) ?? true) ? parseLine(line) : undefined;
}
