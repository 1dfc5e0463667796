import { correctedLine } from '../../../layout/correct.ts';
import { type Layout, LayoutError, type ParsedLine } from '../../../layout/index.ts';
import { parseLine } from '../../../layout/parse.ts';
import { type ModelWords, type Vocabulary, vocabularyOfModel } from '../../../layout/vocabulary.ts';
import { withLanguages } from '../../../translate/vocabulary.ts';

/** What the line in the composer means right now. */
export type Reading =
	| { readonly kind: 'empty' }
	| { readonly kind: 'layout'; readonly parsed: ParsedLine; readonly layout: Layout }
	| { readonly kind: 'error'; readonly error: LayoutError; readonly corrected: string | null };

/** Reads a line with the very parser that the server uses. Never throws. */
export function readLine(line: string, vocabulary?: Vocabulary): Reading {
	if (line.trim() === '') return { kind: 'empty' };
	try {
		const parsed = parseLine(line, vocabulary === undefined ? {} : { vocabulary });
		const [layout] = parsed.layouts;
		return layout === undefined ? { kind: 'empty' } : { kind: 'layout', parsed, layout };
	} catch (error) {
		if (error instanceof LayoutError) return { kind: 'error', error, corrected: correctedLine(error) };
		throw error;
	}
}

export function vocabularyFrom(words: ModelWords | null): Vocabulary | undefined {
	return words === null ? undefined : withLanguages(vocabularyOfModel(words));
}
