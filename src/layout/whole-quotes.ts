import { PLACE_SIGN, quoteFamily } from './characters.ts';
import type { Written } from './source.ts';

const SINGLE = /^(['‘’‚‛′❛]{1,3})([\s\S]+?)(['‘’‛′❜]{1,3})$/;
/** What may stand before quotes that hold a whole line: formatting, or a command's name. */
const BEFORE =
	/^[\s`*>_~([]*(?:\$\s+)?(?:(?:<@[!&]?\w+(?:\|[^<>]*)?>|(?:hey |hi |ok )?taue\b)[\s,:]*)*(?:(?:[/!.$]\s?\w+|draw|imagine|layout|(?:npx\s+|npm run (?:-s\s+)?)?taue\s+(?:--\s+)?\w+)\s+(?:\w+\s*[:=]\s*)?|\w+\s*[:=]\s*|(?:(?:please|pls|can|could|would|you|me|us|let|let's|i|want|need|like|to|see|show|try|draw|paint|make|create|generate|imagine|sketch|a|picture|image|of|the|this|line|prompt)[,:]?\s+){1,10})?$/i;

/** Whoever is spoken to at the beginning; its sign is no place's. */
const MENTION = /^\s*(?:<@[!&]?\w{2,40}(?:\|[^<>\n]{0,80})?>[\s,:]*)+/;

interface Quote {
	readonly start: number;
	readonly end: number;
	/** Whether an unescaped @ stands in it. */
	readonly holdsSign: boolean;
}

/**
 * People copy lines with the quotes that stand around them: `"cat@left, dog@right" on a beach`. Where every
 * place stands within quotes, and the quotes are no object's own, they are taken off.
 */
export function withoutWholeQuotes(line: string): Written {
	if (!PLACE_SIGN.test(line)) return { text: line };
	const single = commanded(line) ?? singleQuoted(line);
	if (single) return single;
	const quotes = quotesOf(line);
	if (quotes === undefined) return { text: line };
	const [first] = quotes;
	if (first === undefined || !first.holdsSign || !BEFORE.test(line.slice(0, first.start)))
		return { text: line };
	const takenOff = quotes.filter(({ holdsSign }) => holdsSign);
	if (takenOff.some(({ end }) => /^\s*[@＠﹫]/.test(line.slice(end + 1, end + 12)))) return { text: line };
	return without(
		line,
		takenOff.flatMap(({ start, end }) => [start, end]),
	);
}

/** A shell's command before quotes that hold a line, and where the picture was to go. */
const SHELL =
	/^\s*(?:[$>#%]\s*)?(?:npx|npm|node|docker|podman|pnpm|yarn|bunx?|taue|\.\/\S+)\b[^"'“”‘’\n]*?\b(?:draw|layout)\s+(?=["'“‘])/;
const QUOTED = /(?:"([^"]*)"|'([^']*)'|“([^”]*)”|‘([^’]*)’)/y;

/** `npx taue draw 'cat@left' --seed 7 -o cat.png`, as a terminal shows it. */
function commanded(line: string): Written | undefined {
	const command = SHELL.exec(line)?.[0];
	if (command === undefined) return undefined;
	QUOTED.lastIndex = command.length;
	const quoted = QUOTED.exec(line);
	const end = command.length + (quoted?.[0].length ?? 0);
	if (quoted === null || !/^(?:\s|$)/.test(line.slice(end))) return undefined;
	const out = /\s-o\s+\S+/.exec(line.slice(end));
	const gone = (index: number) =>
		index <= command.length ||
		index === end - 1 ||
		(out !== null && index >= end + out.index && index < end + out.index + out[0].length);
	return without(line, Array.from({ length: line.length }, (_, index) => index).filter(gone));
}

function singleQuoted(line: string): Written | undefined {
	const trimmed = line.trim();
	const found = SINGLE.exec(trimmed);
	// `'cat'@left, 'dog'`: quotes around words, not around the line.
	if (!found || /['‘’‛′❜]\s*[@＠﹫]/.test(found[2])) return undefined;
	const start = line.indexOf(trimmed);
	const inside = start + found[1].length;
	const end = inside + found[2].length;
	const last = start + trimmed.length;
	return without(
		line,
		Array.from({ length: trimmed.length }, (_, index) => start + index).filter(
			(index) => index < inside || (index >= end && index < last),
		),
	);
}

/** The quotes of a line; `undefined` where a place stands outside of them, or one is never closed. */
function quotesOf(line: string): readonly Quote[] | undefined {
	const quotes: Quote[] = [];
	let open = -1;
	let family = 0;
	let holdsSign = false;
	for (let index = MENTION.exec(line)?.[0].length ?? 0; index < line.length; index++) {
		const unit = line.charCodeAt(index);
		if (unit === 92 || unit === 0xff3c) {
			index++;
			continue;
		}
		if (PLACE_SIGN.test(line[index])) {
			if (open === -1) return undefined;
			holdsSign = true;
		}
		const mark = quoteFamily(unit);
		if (mark === 0 || (open !== -1 && mark !== family)) continue;
		if (open === -1) {
			open = index;
			family = mark;
			holdsSign = false;
		} else {
			quotes.push({ start: open, end: index, holdsSign });
			open = -1;
		}
	}
	return open === -1 ? quotes : undefined;
}

/** The line without the units at these offsets. */
function without(line: string, offsets: readonly number[]): Written {
	const at: number[] = [];
	let text = '';
	for (let index = 0; index < line.length; index++) {
		if (offsets.includes(index)) continue;
		text += line[index];
		at.push(index);
	}
	at.push(line.length);
	return { text, at: Int32Array.from(at) };
}
