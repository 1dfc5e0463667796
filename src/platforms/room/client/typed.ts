import type { CommandHelp } from '../wire.ts';

/** What someone means by what stands in the composer. */
export type Typed =
	| { readonly kind: 'nothing' }
	/** A layout line; it begins at `from` in what was typed. */
	| { readonly kind: 'line'; readonly line: string; readonly from: number }
	/** Another command, without `/taue`. */
	| { readonly kind: 'command'; readonly text: string; readonly name: string }
	| { readonly kind: 'talk'; readonly text: string };

/** `/taue cat@left` and anything with a place is drawn, `/taue gallery` is run, `/taue` alone asks for help, the rest is talk. */
export function readTyped(text: string, commands: readonly CommandHelp[]): Typed {
	if (text.trim() === '') return { kind: 'nothing' };
	if (/^\s*\/taue\s*$/i.test(text)) return { kind: 'command', text: 'help', name: 'help' };
	const slash = /^\s*\/(?:taue(?![a-z-]))?\s*/i.exec(text);
	if (slash !== null) {
		const rest = text.slice(slash[0].length);
		const name = /^[a-z-]+/i.exec(rest)?.[0].toLowerCase() ?? '';
		const known = commands.some((command) => command.name === name);
		if (known && name !== 'draw') return { kind: 'command', text: rest, name };
		if (known) {
			const from = slash[0].length + (/^draw\s*/i.exec(rest)?.[0].length ?? 0);
			return { kind: 'line', line: text.slice(from), from };
		}
		return { kind: 'line', line: rest, from: slash[0].length };
	}
	return /(?<!\\)[@＠]/.test(text)
		? { kind: 'line', line: text, from: 0 }
		: { kind: 'talk', text: text.trim() };
}
