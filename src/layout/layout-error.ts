import { TaueError } from '../taue-error.ts';
import { pointAt } from './caret.ts';
import type { LayoutMistake } from './mistakes.ts';

export type LayoutErrorCode =
	| 'empty'
	| 'too-long'
	| 'missing-description'
	| 'missing-place'
	| 'unknown-place'
	| 'bad-box'
	| 'bad-size'
	| 'too-many-objects'
	| 'unclosed-quote'
	| 'unclosed-sweep'
	| 'stray-brace'
	| 'nested-sweep'
	| 'empty-sweep'
	| 'too-many-pictures'
	| 'object-after-background'
	| 'unknown-flag'
	| 'missing-value'
	| 'bad-value'
	| 'repeated-flag';

export interface LayoutErrorDetails {
	readonly code: LayoutErrorCode;
	/** What happened and what was given, as a sentence. */
	readonly message: string;
	/** The same as data, for other languages. */
	readonly mistake: LayoutMistake;
	/** The whole line. */
	readonly line: string;
	/** UTF-16 units from the line's start, at most the line's length. */
	readonly offset: number;
	/** What could stand there instead. */
	readonly expected: string;
	/** What the person probably meant, ready to be typed. */
	readonly suggestion?: string | undefined;
}

/** A line that cannot be read: what happened, where, what was expected, and what was probably meant. */
export class LayoutError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'LayoutError';
	readonly code: LayoutErrorCode;
	readonly mistake: LayoutMistake;
	readonly line: string;
	readonly offset: number;
	readonly expected: string;
	readonly suggestion: string | null;

	constructor(details: LayoutErrorDetails) {
		super(details.message);
		this.code = details.code;
		this.mistake = details.mistake;
		this.line = details.line;
		this.offset = Math.min(Math.max(details.offset, 0), details.line.length);
		this.expected = details.expected;
		this.suggestion = details.suggestion ?? null;
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
