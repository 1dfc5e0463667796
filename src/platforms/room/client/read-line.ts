import { correctedLine } from '../../../layout/correct.ts';
import { type Layout, LayoutError, type ParsedLine, withUnknownWords } from '../../../layout/index.ts';
import { parseLine } from '../../../layout/parse.ts';
import type { KnownWords } from '../../../translate/known-words.ts';
import { meantBy } from '../../../translate/plain/index.ts';

/** What the line in the composer means right now. */
export type Reading =
	| { readonly kind: 'empty' }
	| {
			readonly kind: 'layout';
			readonly parsed: ParsedLine;
			readonly layout: Layout;
			/** The line that was probably meant, where an `@` seems to be missing. */
			readonly forgotten: string | null;
	  }
	| { readonly kind: 'error'; readonly error: LayoutError; readonly corrected: string | null };

/** Reads a line with the very parser that the server uses. Never throws. */
export function readLine(line: string, known?: KnownWords): Reading {
	if (line.trim() === '') return { kind: 'empty' };
	try {
		const parsed = withUnknownWords(parseLine(line), known?.vocabulary);
		const [layout] = parsed.layouts;
		if (layout === undefined) return { kind: 'empty' };
		return { kind: 'layout', parsed, layout, forgotten: withForgottenPlace(line, parsed, known) };
	} catch (error) {
		if (error instanceof LayoutError) return { kind: 'error', error, corrected: correctedLine(error) };
		throw error;
	}
}

/**
 * The line with the `@` that was forgotten: `dog right` reads as a background and is meant as `dog@right`. Beside
 * objects that have places, only words that name one count.
 */
function withForgottenPlace(
	line: string,
	{ spans, layouts }: ParsedLine,
	known: KnownWords | undefined,
): string | null {
	const grounds = spans.filter(({ kind }) => kind === 'background');
	const [span] = grounds;
	if (known === undefined || span === undefined) return null;
	const hasObjects = (layouts[0]?.objects.length ?? 0) > 0;
	// A line without places is read as one, bars and all.
	const end = hasObjects ? span.end : Math.max(...grounds.map((ground) => ground.end));
	const meant = meantBy(line.slice(span.start, end), known);
	if (meant === null || (hasObjects && !meant.namesPlaces)) return null;
	const better = line.slice(0, span.start) + meant.read.line + line.slice(end);
	try {
		parseLine(better);
		return better;
	} catch {
		return null;
	}
}
