import { nearest } from './nearest.ts';

/** The words that a model was taught. */
export interface Vocabulary {
	/** Whether the model knows the word (lower case). */
	known(word: string): boolean;
	/** The known word that looks most like it, if one is near. */
	nearest(word: string): string | undefined;
}

/**
 * The vocabulary of a list of words. Synonyms (`kitten` -> `cat`) count as known.
 */
export function vocabularyOf(
	words: Iterable<string>,
	synonyms: Readonly<Record<string, string>> = {},
): Vocabulary {
	const known = new Set<string>();
	for (const word of words) known.add(word.toLowerCase());
	for (const word of Object.keys(synonyms)) known.add(word.toLowerCase());
	const candidates = [...known];
	const found = new Map<string, string | undefined>();
	return {
		known: (word) => known.has(word),
		nearest(word) {
			if (!found.has(word)) {
				if (found.size >= 1000) found.clear();
				found.set(word, nearest(word, candidates));
			}
			return found.get(word);
		},
	};
}
