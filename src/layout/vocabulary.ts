import { editLimit, nearest } from './nearest.ts';

/** The words that a model was taught. */
export interface Vocabulary {
	/** The model they belong to: a line that names another one is not checked. */
	readonly model?: string;
	/** Whether the model knows the word (lower case). */
	known(word: string): boolean;
	/** What an emoji is called, where emoji have names. */
	emojiName?(emoji: string): string;
	/** The known word that looks most like it, if one is near. */
	nearest(word: string): string | undefined;
}

/** The words that a model was taught, by what they are good for. */
export interface TaughtWords {
	readonly nouns: readonly string[];
	/** Other words for a noun: `cat` -> `kitten`. */
	readonly synonyms: Readonly<Record<string, readonly string[]>>;
	readonly colours: readonly string[];
	/** Phrases for each kind of background, the usual one first. */
	readonly scenes: Readonly<Record<string, readonly string[]>>;
	/** Whatever else it was told: `cute`, `drawing`. */
	readonly others: readonly string[];
}

/** A model's words as they travel to a page, which makes its vocabulary with `vocabularyOfModel`. */
export interface ModelWords {
	readonly model: string;
	readonly taught: TaughtWords;
}

/** The vocabulary of a model that was taught only some words. */
export function vocabularyOfModel({ model, taught }: ModelWords): Vocabulary {
	const { nouns, synonyms, colours, scenes, others } = taught;
	// Nouns come first: of two words that are as near, one is meant more often.
	const phrases = [nouns, Object.values(synonyms), colours, Object.values(scenes), others].flat(2);
	return vocabularyOf(
		phrases.flatMap((phrase) => phrase.split(' ')).filter((word) => /^\p{L}{2,}$/u.test(word)),
		{},
		model,
	);
}

/** Answers that are kept; people repeat their words. */
const KEPT = 1000;

/**
 * The vocabulary of a list of words. Synonyms (`kitten` -> `cat`) count as known.
 */
export function vocabularyOf(
	words: Iterable<string>,
	synonyms: Readonly<Record<string, string>> = {},
	model?: string,
): Vocabulary {
	const known = new Set([...words, ...Object.keys(synonyms)].map((word) => word.toLowerCase()));
	const lettered = [...known].map((word) => ({ word, letters: lettersOf(word) }));
	const found = new Map<string, string | undefined>();
	const search = (word: string) => {
		// An edit changes at most two letters of the set, so that most candidates need no comparison.
		const letters = lettersOf(word);
		const most = 2 * editLimit(word);
		const near = lettered.filter((candidate) => bits(candidate.letters ^ letters) <= most);
		return nearest(
			word,
			near.map((candidate) => candidate.word),
		);
	};
	return {
		...(model !== undefined && { model }),
		known: (word) => known.has(word),
		nearest(word) {
			if (!found.has(word)) {
				if (found.size >= KEPT) found.clear();
				found.set(word, search(word));
			}
			return found.get(word);
		},
	};
}

/** The set of letters of a word as bits: a to z, and one bit for all others. */
function lettersOf(word: string): number {
	let letters = 0;
	for (let index = 0; index < word.length; index++) {
		const letter = word.charCodeAt(index) - 97;
		letters |= 1 << (letter >= 0 && letter < 26 ? letter : 26);
	}
	return letters;
}

function bits(set: number): number {
	let count = 0;
	for (let rest = set; rest !== 0; rest &= rest - 1) count++;
	return count;
}
