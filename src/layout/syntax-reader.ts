import type { Span, SpanKind } from './layout.ts';
import { LayoutError } from './layout-error.ts';
import type { LayoutMistake } from './mistakes.ts';
import { inLine, type Source, written } from './source.ts';

/** What was probably meant, as units of the source. */
export interface Meant {
	readonly start: number;
	readonly end: number;
	readonly put: string;
	/** How it is told, where the bare words would say too little: `--steps 200` for `200`. */
	readonly shown?: string;
}

/** A source that is being read: parts that are done with are blanked, and what was found is marked in the line. */
export class SyntaxReader {
	#source: Source;
	readonly #spans: Span[] = [];

	constructor(source: Source) {
		this.#source = source;
	}

	get source(): Source {
		return this.#source;
	}

	get syntax(): string {
		return this.#source.syntax;
	}

	get spans(): readonly Span[] {
		return this.#spans;
	}

	/** The offset in the line of a unit of the source. */
	offset(index: number): number {
		const { at } = this.#source;
		return at[Math.min(index, at.length - 1)];
	}

	/** What was written there, without what was blanked. */
	text(start: number, end: number): string {
		return written(this.#source, start, end);
	}

	/** Takes a stretch out of the grammar's sight. */
	blank(start: number, end: number): void {
		const { syntax } = this.#source;
		this.#source = {
			...this.#source,
			syntax: `${syntax.slice(0, start)}${' '.repeat(end - start)}${syntax.slice(end)}`,
		};
	}

	/** Goes on with another source of the same line. */
	replace(source: Source): void {
		this.#source = source;
	}

	span(kind: SpanKind, start: number, end: number, object?: number): void {
		if (end <= start) return;
		const [from, to] = inLine(this.#source, start, end);
		// What was put in at the line's end stands nowhere in it.
		if (to > from) this.#spans.push({ kind, start: from, end: to, ...(object !== undefined && { object }) });
	}

	fail(mistake: LayoutMistake, index: number, meant?: Meant): LayoutError {
		const { line } = this.#source;
		const stretch = meant && inLine(this.#source, meant.start, meant.end);
		return new LayoutError({
			mistake,
			line,
			offset: this.offset(index),
			...(meant &&
				stretch && {
					fix: { start: stretch[0], end: stretch[1], put: meant.put, shown: meant.shown ?? meant.put },
				}),
		});
	}
}
