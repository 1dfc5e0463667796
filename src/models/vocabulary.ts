import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeText } from '../decode-text.ts';
import { MOST_TEXT_BYTES, regularFile } from '../diffusion/regular-file.ts';
import { type ModelWords, type TaughtWords, type Vocabulary, vocabularyOfModel } from '../layout/index.ts';
import { withLanguages } from '../translate/vocabulary.ts';

/** Folder of the model that comes with the project, under the models' folder. */
const BUILT_IN = 'nae';

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

/**
 * The words that a model was taught: its `words.json`, or the built-in model's tokenizer, which was made for
 * its words alone. `undefined` where a model has neither: it takes any words.
 */
export async function modelWords({ folder, name }: ModelPlace): Promise<ModelWords | undefined> {
	try {
		return { model: name, words: { kind: 'taught', taught: taughtWords(join(folder, name)) } };
	} catch {
		return name === BUILT_IN ? tokenizerWords({ folder, name }) : undefined;
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

async function tokenizerWords({ folder, name }: ModelPlace): Promise<ModelWords | undefined> {
	const text = async (file: string) =>
		decodeText(await readFile(regularFile(join(folder, name), join('tokenizer', file), MOST_TEXT_BYTES)));
	try {
		const [vocab, merges] = await Promise.all([text('vocab.json'), text('merges.txt')]);
		const tokens = Object.keys(JSON.parse(vocab));
		return { model: name, words: { kind: 'tokens', tokens, merges: merges.split('\n') } };
	} catch {
		// Drawing tells what is wrong with the model; reading a line works without it.
		return undefined;
	}
}

/** The vocabulary of a model, where its words are known. */
export async function modelVocabulary(model: ModelPlace): Promise<Vocabulary | undefined> {
	return vocabularyOf(await modelWords(model));
}

/** The words of a model in every language, as the parser takes them. */
export function vocabularyOf(words: ModelWords | undefined): Vocabulary | undefined {
	return words && withLanguages(vocabularyOfModel(words));
}

/** What completion offers while a line is typed; empty lists where a model takes any words. */
export interface OfferedWords {
	readonly nouns: readonly string[];
	/** As they stand behind `on` or `in`. */
	readonly backgrounds: readonly string[];
}

/** Nouns and backgrounds that a model was taught. Of a tokenizer's words, adjectives are among the nouns. */
export function offeredWords({ words }: Partial<ModelWords> = {}): OfferedWords {
	if (words === undefined) return { nouns: [], backgrounds: [] };
	if (words.kind === 'taught') {
		const { nouns, synonyms, scenes } = words.taught;
		return {
			// Other words for them come behind: a list is cut at its end.
			nouns: [...nouns.toSorted(), ...Object.values(synonyms).flat().toSorted()],
			backgrounds: Object.values(scenes).flatMap(([usual]) => usual ?? []),
		};
	}
	const ends = new Set(words.merges.flatMap((line) => line.split(' ')[1] ?? []));
	const nouns = words.tokens
		.filter((token) => /^[a-z]{3,}<\/w>$/.test(token) && !ends.has(token))
		.map((token) => token.slice(0, -'</w>'.length));
	return { nouns: nouns.toSorted(), backgrounds: [] };
}
