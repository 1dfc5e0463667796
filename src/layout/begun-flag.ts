import { FLAG_RULES } from './flags.ts';

/** The last word of a line, where it is a flag or a flag's value of which the choices are known. */
export interface BegunFlag {
	/** As it is typed: `--scheduler`; null where the word is the flag itself. */
	readonly flag: string | null;
	/** What is typed of the word so far; empty behind a flag and a space. */
	readonly typed: string;
	/** What may stand there, in the order in which it is offered. */
	readonly words: readonly string[];
}

/** What is being typed at the end of a line, for completion: `--sch`, `--scheduler eu`, `--arm=`. */
export function begunFlag(text: string): BegunFlag | null {
	const value = /(?:^|\s)(--[a-z-]+)(?:\s+|=)([\p{L}\d-]*)$/iu.exec(text);
	const rule = FLAG_RULES.find(({ name }) => name === value?.[1].toLowerCase());
	if (value !== null && rule?.choices !== undefined) {
		return { flag: rule.name, typed: value[2], words: rule.choices };
	}
	const flag = /(?:^|\s)(--?[a-z-]*)$/i.exec(text);
	if (flag === null) return null;
	return { flag: null, typed: flag[1], words: FLAG_RULES.map(({ name }) => name) };
}
