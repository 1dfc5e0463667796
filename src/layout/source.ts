import { LayoutError } from './layout-error.ts';

/** Stands for a character that was quoted or escaped: a letter to the grammar, whatever it really is. */
export const LITERAL = '\ue000';

/**
 * A line in two aligned views, and the way back: `text` is what was written without quotes and escapes,
 * `syntax` the same with full-width forms folded, quoted characters hidden behind `LITERAL` and control
 * characters as spaces, so that the grammar only sees what may have a meaning. `at[i]` is the offset of
 * unit `i` in the line, with one more entry for its end.
 */
export interface Source {
	readonly line: string;
	readonly text: string;
	readonly syntax: string;
	readonly at: Int32Array;
}

/** The half-width form of one UTF-16 unit; spaces and control characters as a space, new lines kept. */
function foldUnit(unit: number): number {
	if (unit === 10) return 10;
	if (unit <= 32 || (unit >= 0x7f && unit <= 0xa0)) return 32;
	if (unit < 0x2000) return unit;
	if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
	switch (unit) {
		case 0x3001: // ideographic comma
		case 0xff64:
			return 44;
		case 0x3000: // ideographic space
		case 0x2028:
		case 0x2029:
		case 0x200b:
		case 0x202f:
		case 0x205f:
		case 0xfeff:
			return 32;
		case 0x201c: // curly quotes, as telephones type them
		case 0x201d:
		case 0x201e:
			return 34;
		case 0xe000:
			return 0xe001;
		default:
			return unit <= 0x200a ? 32 : unit;
	}
}

/** The line as the grammar sees it before quotes and escapes are taken away; one unit for one unit. */
export function fold(line: string): string {
	let folded = '';
	let kept = 0;
	for (let index = 0; index < line.length; index++) {
		const unit = line.charCodeAt(index);
		const half = foldUnit(unit);
		if (half === unit) continue;
		folded += line.slice(kept, index) + String.fromCharCode(half);
		kept = index + 1;
	}
	return kept === 0 ? line : folded + line.slice(kept);
}

/**
 * Takes quotes and backslashes away.
 * @param origin - offset in `line` of each unit of `expanded`; identity where absent
 * @throws LayoutError `unclosed-quote`
 */
export function readSource(line: string, expanded: string, origin?: Int32Array): Source {
	const folded = fold(expanded);
	const place = (index: number) => (origin ? origin[index] : index);
	const at = new Int32Array(expanded.length + 1);
	let text = '';
	let syntax = '';
	let length = 0;
	let quote = -1;
	let kept = 0;
	const keep = (end: number) => {
		if (end <= kept) return;
		text += expanded.slice(kept, end);
		syntax += quote === -1 ? folded.slice(kept, end) : LITERAL.repeat(end - kept);
		for (let index = kept; index < end; index++) at[length++] = place(index);
	};
	for (let index = 0; index < folded.length; index++) {
		const unit = folded.charCodeAt(index);
		if (unit === 34) {
			keep(index);
			quote = quote === -1 ? index : -1;
			kept = index + 1;
		} else if (unit === 92 && index + 1 < folded.length) {
			keep(index);
			text += expanded[index + 1];
			syntax += LITERAL;
			at[length++] = place(index);
			index++;
			kept = index + 1;
		}
	}
	if (quote !== -1) {
		throw new LayoutError({
			code: 'unclosed-quote',
			message: 'This quotation mark is never closed.',
			mistake: { kind: 'quote-open' },
			line,
			offset: place(quote),
			expected: 'a second " after the quoted words, or \\" to draw the mark itself',
		});
	}
	keep(folded.length);
	at[length] = origin ? origin[expanded.length] : line.length;
	return { line, text, syntax, at: at.subarray(0, length + 1) };
}

/** Offsets `[start, end)` without spaces and new lines at either end. */
export function trimmed(syntax: string, start: number, end: number): readonly [start: number, end: number] {
	let from = start;
	let to = end;
	while (from < to && isSpace(syntax.charCodeAt(from))) from++;
	while (to > from && isSpace(syntax.charCodeAt(to - 1))) to--;
	return [from, to];
}

function isSpace(unit: number): boolean {
	return unit === 32 || unit === 10;
}

/** What was written between two offsets: trimmed, runs of unquoted space as one space. */
export function written(source: Source, start: number, end: number): string {
	const [from, to] = trimmed(source.syntax, start, end);
	let result = '';
	let kept = from;
	for (let index = from; index < to; index++) {
		if (!isSpace(source.syntax.charCodeAt(index))) continue;
		result += `${source.text.slice(kept, index)} `;
		while (isSpace(source.syntax.charCodeAt(index + 1))) index++;
		kept = index + 1;
	}
	return result + source.text.slice(kept, to);
}
