import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeText } from '../decode-text.ts';
import { MOST_TEXT_BYTES, regularFile } from '../diffusion/regular-file.ts';
import { type ModelWords, type TaughtWords, type Vocabulary, vocabularyOfModel } from '../layout/index.ts';
import { emojiAsWords } from '../translate/index.ts';
import { withLanguages } from '../translate/vocabulary.ts';

/** Where a model is, whose words are wanted. */
interface ModelPlace {
	readonly folder: string;
	readonly name: string;
}

const Words = z.array(z.string());
const TaughtFile: z.ZodType<TaughtWords> = z.object({
	nouns: Words,
	synonyms: z.record(z.string(), Words),
	colours: Words,
	scenes: z.record(z.string(), Words),
	others: Words.default([]),
});

/** The words that a model was taught: its `words.json`. `undefined` where it has none: it takes any words. */
export function modelWords({ folder, name }: ModelPlace): ModelWords | undefined {
	try {
		return { model: name, taught: taughtWords(join(folder, name)) };
	} catch {
		return undefined;
	}
}

function taughtWords(model: string): TaughtWords {
	return TaughtFile.parse(
		JSON.parse(decodeText(readFileSync(regularFile(model, 'words.json', MOST_TEXT_BYTES)))),
	);
}

/** Why a model's `words.json` is passed over; null where it is read, or where there is none. */
export function wordsProblem(model: string): string | null {
	if (!existsSync(join(model, 'words.json'))) return null;
	try {
		taughtWords(model);
		return null;
	} catch (error) {
		const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\s+/g, ' ') : String(error);
		return `Its words.json is passed over, so words that it does not know get no warning: ${why}.`;
	}
}

/** The vocabulary of a model, where its words are known. */
export function modelVocabulary(model: ModelPlace): Vocabulary | undefined {
	return vocabularyOf(modelWords(model));
}

/** The words of a model in every language, as the parser takes them. */
export function vocabularyOf(words: ModelWords | undefined): Vocabulary | undefined {
	return words && { ...withLanguages(vocabularyOfModel(words)), emojiName: emojiAsWords };
}

/** What completion offers while a line is typed; empty lists where a model takes any words. */
export interface OfferedWords {
	readonly nouns: readonly string[];
	/** As they stand behind `on` or `in`. */
	readonly backgrounds: readonly string[];
}

/** Nouns and backgrounds that a model was taught. */
export function offeredWords({ taught }: Partial<ModelWords> = {}): OfferedWords {
	if (taught === undefined) return { nouns: [], backgrounds: [] };
	const { nouns, synonyms, scenes } = taught;
	return {
		// Other words for them come behind: a list is cut at its end.
		nouns: [...nouns.toSorted(), ...Object.values(synonyms).flat().toSorted()],
		backgrounds: Object.values(scenes).flatMap(([usual]) => usual ?? []),
	};
}
