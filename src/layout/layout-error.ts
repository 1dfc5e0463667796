import { TaueError } from '../taue-error.ts';
import { pointAt } from './caret.ts';
import { CODES, type LayoutErrorCode, type LayoutMistake } from './mistakes.ts';
import { expectedInEnglish, mistakeInEnglish } from './sentences-en.ts';

/** What a person probably meant: `put` in place of the line's units `[start, end)`. */
export interface Fix {
	readonly start: number;
	readonly end: number;
	readonly put: string;
	/** How it is told: `--steps 200` for a `200` that takes the place of `500`. */
	readonly shown: string;
}

export interface LayoutErrorDetails {
	readonly mistake: LayoutMistake;
	/** The whole line. */
	readonly line: string;
	/** UTF-16 units from the line's start, at most the line's length. */
	readonly offset: number;
	/** Absent where nothing is near to what was typed. */
	readonly fix?: Fix | undefined;
}

/** A line that cannot be read: what happened, where, what was expected, and what was probably meant. */
export class LayoutError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'LayoutError';
	readonly code: LayoutErrorCode;
	readonly mistake: LayoutMistake;
	readonly line: string;
	readonly offset: number;
	/** What could stand there instead. */
	readonly expected: string;
	/** What the person probably meant, ready to be typed. */
	readonly suggestion: string | null;
	/** The suggestion and the words that it takes the place of; see `correctedLine`. */
	readonly fix: Fix | null;

	constructor({ mistake, line, offset, fix }: LayoutErrorDetails) {
		super(mistakeInEnglish(mistake));
		this.code = CODES[mistake.kind];
		this.mistake = mistake;
		this.line = line;
		this.offset = Math.min(Math.max(offset, 0), line.length);
		this.expected = expectedInEnglish(mistake);
		this.suggestion = fix?.shown ?? null;
		this.fix = fix ?? null;
	}

	/** Two rows for a fixed-width font: the line around the mistake, and a caret under its character. */
	pointer(columns = 72): string {
		return pointAt(this.line, this.offset, columns);
	}

	/** All of it, for a terminal or a code block in a chat. */
	explain(columns = 72): string {
		const rows = [this.message, this.pointer(columns), `Expected: ${this.expected}`];
		if (this.suggestion !== null) rows.push(`Did you mean ${this.suggestion}?`);
		return rows.join('\n');
	}
}
