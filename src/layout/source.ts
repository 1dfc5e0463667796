import { fold, isBroken, onlyCloses, quoteFamily } from './characters.ts';
import { LayoutError } from './layout-error.ts';

/** Stands for a character that was quoted or escaped: a letter to the grammar, whatever it really is. */
export const LITERAL = '\ue000';

/**
 * A line in two aligned views, and the way back: `text` is what was written without quotes and escapes,
 * `syntax` the same with signs of all scripts folded, quoted characters hidden behind `LITERAL` and control
 * characters as spaces, so that the grammar only sees what may have a meaning. `at[i]` is the offset of
 * unit `i` in the line, with one more entry for its end.
 */
export interface Source {
	/** As it was given; errors point into it. */
	readonly line: string;
	readonly text: string;
	readonly syntax: string;
	readonly at: Int32Array;
}

/** A stretch of a source that something else takes the place of. */
export interface Edit {
	readonly start: number;
	readonly end: number;
	readonly put: string;
	/** What is put means nothing to the grammar. */
	readonly hidden?: boolean;
	/** Where in the source it stood before, if it is moved. */
	readonly from?: number;
}

/** A line before quotes are read: what it says, and where its units came from. */
export interface Written {
	readonly text: string;
	/** Identity where absent. */
	readonly at?: Int32Array;
}

/** The source with stretches replaced. Edits are in order and do not overlap; what is put is read by the grammar. */
export function edited(source: Source, edits: readonly Edit[]): Source {
	if (edits.length === 0) return source;
	const growth = edits.reduce((sum, { start, end, put }) => sum + put.length - (end - start), 0);
	const at = new Int32Array(source.at.length + growth);
	let text = '';
	let syntax = '';
	let kept = 0;
	let length = 0;
	for (const { start, end, put, hidden, from } of edits) {
		text += source.text.slice(kept, start) + put;
		syntax += source.syntax.slice(kept, start) + (hidden ? LITERAL.repeat(put.length) : put);
		at.set(source.at.subarray(kept, start), length);
		length += start - kept;
		const first = from ?? start;
		const last = from === undefined ? Math.max(start, end - 1) : from + put.length - 1;
		for (let index = 0; index < put.length; index++) at[length++] = source.at[Math.min(first + index, last)];
		kept = end;
	}
	at.set(source.at.subarray(kept), length);
	return {
		line: source.line,
		text: text + source.text.slice(kept),
		syntax: syntax + source.syntax.slice(kept),
		at,
	};
}

/** The stretch `[start, end)` of the source as a stretch of the line. */
export function inLine(
	{ at, line }: Source,
	start: number,
	end: number,
): readonly [start: number, end: number] {
	const from = at[Math.min(start, at.length - 1)];
	if (end <= start) return [from, from];
	const last = at[Math.min(end, at.length - 1) - 1];
	// A character of two units is never cut in half.
	const unit = line.charCodeAt(last);
	const to = last + (unit >= 0xd800 && unit < 0xdc00 ? 2 : 1);
	return [from, Math.max(from, Math.min(to, line.length))];
}

/**
 * Takes quotes and backslashes away, and what is no whole character.
 * @throws LayoutError `unclosed-quote`
 */
export function readSource(line: string, written: Written = { text: line }): Source {
	const whole = isBroken(written.text) ? withoutBroken(written) : written;
	const expanded = whole.text;
	const folded = fold(expanded);
	const { at: origin } = whole;
	const place = (index: number) => (origin ? origin[index] : index);
	const at = new Int32Array(expanded.length + 1);
	let text = '';
	let syntax = '';
	let length = 0;
	let quote = -1;
	let family = 0;
	let kept = 0;
	const keep = (end: number) => {
		if (end <= kept) return;
		text += expanded.slice(kept, end);
		syntax += quote === -1 ? folded.slice(kept, end) : LITERAL.repeat(end - kept);
		for (let index = kept; index < end; index++) at[length++] = place(index);
	};
	for (let index = 0; index < folded.length; index++) {
		const unit = expanded.charCodeAt(index);
		if ((unit === 92 || unit === 0xff3c) && index + 1 < folded.length) {
			keep(index);
			text += expanded[index + 1];
			syntax += LITERAL;
			at[length++] = place(index);
			index++;
			kept = index + 1;
			continue;
		}
		if (unit < 0x22 || (unit > 0x22 && unit < 0xab)) continue;
		const mark = quoteFamily(unit);
		if (mark === 0 || (quote !== -1 && mark !== family)) continue;
		if (quote === -1 && (onlyCloses(unit) || isInches(expanded, index))) continue;
		keep(index);
		family = mark;
		quote = quote === -1 ? index : -1;
		kept = index + 1;
	}
	if (quote !== -1) {
		const start = place(quote);
		const beside =
			/^\S{1,40}/.exec(line.slice(start + 1))?.[0] ?? /\S{1,40}$/.exec(line.slice(0, start))?.[0] ?? '';
		throw new LayoutError({
			line,
			offset: start,
			mistake: { kind: 'quote-open' },
			...(beside !== '' && { fix: { start, end: start + 1, put: '', shown: beside } }),
		});
	}
	keep(folded.length);
	at[length] = origin ? origin[expanded.length] : line.length;
	return { line, text, syntax, at: at.subarray(0, length + 1) };
}

/** A mark straight behind a number means inches, where nothing is quoted: `a 12" pizza`. */
function isInches(text: string, index: number): boolean {
	return /[\d½¼¾]/.test(text[index - 1] ?? '');
}

function withoutBroken({ text, at }: Written): Written {
	const kept: number[] = [];
	let whole = '';
	for (let index = 0; index < text.length; ) {
		const typed = String.fromCodePoint(text.codePointAt(index) ?? 0);
		// Word processors end rows with other characters.
		const character = /[\v\f\u0085]/.test(typed) ? '\n' : typed;
		const stays = character === '\n' || character === '\t' || !isBroken(character);
		if (stays) {
			whole += character;
			for (let unit = 0; unit < character.length; unit++) kept.push(at ? at[index + unit] : index + unit);
		}
		index += character.length;
	}
	kept.push(at ? at[text.length] : text.length);
	return { text: whole, at: Int32Array.from(kept) };
}

/** Longest gap between words that stays as it is. */
const WIDEST_GAP = 8;
const GAP = new RegExp(`[\\s\\p{Cc}\\p{Cf}]{${WIDEST_GAP + 1},}`, 'gu');

/**
 * The source with its wide gaps as one space, or one new line. Columns, drawn-out pastes and what was taken out
 * mean nothing more than that, and patterns that look for what stands between spaces try every one of them.
 */
export function drawnTogether(source: Source): Source {
	const gaps = [...source.syntax.matchAll(GAP)];
	return edited(
		source,
		gaps.map(({ 0: gap, index }) => ({
			start: index,
			end: index + gap.length,
			put: gap.includes('\n') ? '\n' : ' ',
		})),
	);
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
