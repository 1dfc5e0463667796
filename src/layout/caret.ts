/** Columns that a wide character takes in a fixed-width font. */
const WIDE =
	/[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\ufe0f/u;
const INVISIBLE = /^[\p{M}\p{Cf}]+$/u;
/** UTF-16 units looked at on each side of the mistake: enough for any width, and bounded on any line. */
const REACH = 400;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of one grapheme in a fixed-width font: 0, 1 or 2. */
export function graphemeColumns(grapheme: string): number {
	if (INVISIBLE.test(grapheme)) return 0;
	return WIDE.test(grapheme) ? 2 : 1;
}

interface Cell {
	readonly text: string;
	readonly columns: number;
}

function cellsOf(text: string): Cell[] {
	const cells: Cell[] = [];
	for (const { segment } of graphemes.segment(text)) {
		const shown = /^[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(segment) ? ' ' : segment;
		cells.push({ text: shown, columns: graphemeColumns(shown) });
	}
	return cells;
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** Moves an index off the middle of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
	return index > 0 && index < text.length && isLowSurrogate(text.charCodeAt(index)) ? index - 1 : index;
}

function take(
	cells: readonly Cell[],
	columns: number,
): { readonly text: string; readonly columns: number; readonly all: boolean } {
	let used = 0;
	let text = '';
	for (const cell of cells) {
		if (used + cell.columns > columns) return { text, columns: used, all: false };
		used += cell.columns;
		text += cell.text;
	}
	return { text, columns: used, all: true };
}

/**
 * The row of the line that holds `offset`, shortened to `columns` around it, and below it a caret under
 * that character. Right for wide characters, emoji and combining marks in a fixed-width font.
 */
export function pointAt(line: string, offset: number, columns = 72): string {
	const at = wholeCharacter(line, Math.min(Math.max(offset, 0), line.length));
	const rowStart = line.lastIndexOf('\n', at - 1) + 1;
	const newline = line.indexOf('\n', at);
	const rowEnd = newline === -1 ? line.length : newline;
	const from = wholeCharacter(line, Math.max(rowStart, at - REACH));
	const to = wholeCharacter(line, Math.min(rowEnd, at + REACH));
	const room = Math.max(columns, 16) - 2;
	const before = take(cellsOf(line.slice(from, at)).reverse(), Math.floor(room * 0.6));
	const after = take(cellsOf(line.slice(at, to)), room - before.columns);
	const left = [...graphemes.segment(before.text)]
		.map(({ segment }) => segment)
		.reverse()
		.join('');
	const cutLeft = from > rowStart || !before.all;
	const cutRight = to < rowEnd || !after.all;
	const row = `${cutLeft ? '…' : ''}${left}${after.text}${cutRight ? '…' : ''}`;
	return `${row}\n${' '.repeat(before.columns + (cutLeft ? 1 : 0))}^`;
}
