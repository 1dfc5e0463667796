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

/** The first cells that fit into `columns`. */
function take(cells: readonly Cell[], columns: number): readonly Cell[] {
	let used = 0;
	const end = cells.findIndex((cell) => {
		used += cell.columns;
		return used > columns;
	});
	return end === -1 ? cells : cells.slice(0, end);
}

const textOf = (cells: readonly Cell[]) => cells.map((cell) => cell.text).join('');
const columnsOf = (cells: readonly Cell[]) => cells.reduce((sum, cell) => sum + cell.columns, 0);

/**
 * The row of the line that holds `offset`, shortened to `columns` around it, and below it a caret under
 * that character. Right for wide characters, emoji and combining marks in a fixed-width font.
 */
export function pointAt(line: string, offset: number, columns = 72): string {
	const at = wholeCharacter(line, Math.min(Math.max(offset, 0), line.length));
	const rowStart = at === 0 ? 0 : line.lastIndexOf('\n', at - 1) + 1;
	const newline = line.indexOf('\n', at);
	const rowEnd = newline === -1 ? line.length : newline;
	const from = wholeCharacter(line, Math.max(rowStart, at - REACH));
	const to = wholeCharacter(line, Math.min(rowEnd, at + REACH));
	const room = Math.max(columns, 16) - 2;
	const cellsBefore = cellsOf(line.slice(from, at));
	const cellsAfter = cellsOf(line.slice(at, to));
	const before = [...take(cellsBefore.toReversed(), Math.floor(room * 0.6))].reverse();
	const after = take(cellsAfter, room - columnsOf(before));
	const cutBefore = from > rowStart || before.length < cellsBefore.length;
	const cutAfter = to < rowEnd || after.length < cellsAfter.length;
	const row = `${cutBefore ? '…' : ''}${textOf(before)}${textOf(after)}${cutAfter ? '…' : ''}`;
	return `${row}\n${' '.repeat(columnsOf(before) + (cutBefore ? 1 : 0))}^`;
}
