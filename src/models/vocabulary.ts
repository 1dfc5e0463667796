import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Vocabulary, vocabularyOfTokens } from '../layout/index.ts';

/** Folder of the model that comes with the project, under the models' folder. */
const BUILT_IN = 'nae';

/** A tokenizer's words as they travel to a page, which makes its vocabulary with `vocabularyOfTokens`. */
export interface TokenizerWords {
	readonly model: string;
	readonly tokens: readonly string[];
	readonly merges: readonly string[];
}

/**
 * The words of the built-in model, read from its tokenizer; `undefined` where it is not there, or where
 * another model draws unless a line says otherwise.
 */
export async function builtInWords(models: {
	readonly folder: string;
	readonly name: string;
}): Promise<TokenizerWords | undefined> {
	if (models.name !== BUILT_IN) return undefined;
	const tokenizer = join(models.folder, BUILT_IN, 'tokenizer');
	try {
		const [vocab, merges] = await Promise.all([
			readFile(join(tokenizer, 'vocab.json'), 'utf8'),
			readFile(join(tokenizer, 'merges.txt'), 'utf8'),
		]);
		return { model: BUILT_IN, tokens: Object.keys(JSON.parse(vocab)), merges: merges.split('\n') };
	} catch {
		// Drawing tells what is wrong with the model; reading a line works without it.
		return undefined;
	}
}

/** The vocabulary of the built-in model, under the same conditions. */
export async function builtInVocabulary(models: {
	readonly folder: string;
	readonly name: string;
}): Promise<Vocabulary | undefined> {
	const words = await builtInWords(models);
	return words && vocabularyOfTokens(words.tokens, words.merges, words.model);
}

/**
 * Words that the built-in model was taught, for completion: the whole words of its tokenizer, adjectives
 * among them. Empty for other models.
 */
export async function builtInNouns(models: {
	readonly folder: string;
	readonly name: string;
}): Promise<readonly string[]> {
	const words = await builtInWords(models);
	const ends = new Set(words?.merges.flatMap((line) => line.split(' ')[1] ?? []));
	return (words?.tokens ?? [])
		.filter((token) => /^[a-z]{3,}<\/w>$/.test(token) && !ends.has(token))
		.map((token) => token.slice(0, -'</w>'.length))
		.toSorted();
}
