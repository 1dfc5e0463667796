import { editLimit, nearest } from './nearest.ts';

/** The words that a model was taught. */
export interface Vocabulary {
	/** The model they belong to: a line that names another one is not checked. */
	readonly model?: string;
	/** Whether the model knows the word (lower case). */
	known(word: string): boolean;
	/** The known word that looks most like it, if one is near. */
	nearest(word: string): string | undefined;
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
	return vocabularyFrom(known, [...known], model);
}

/**
 * The vocabulary of a tokenizer in CLIP's format whose merges make whole words.
 * @param tokens - of `vocab.json`; `</w>` ends a word
 * @param merges - lines of `merges.txt`
 */
export function vocabularyOfTokens(
	tokens: Iterable<string>,
	merges: Iterable<string>,
	model?: string,
): Vocabulary {
	const known = new Set<string>();
	for (const token of tokens) if (/^\p{L}{2,}<\/w>$/u.test(token)) known.add(token.slice(0, -'</w>'.length));
	// The end of a longer word may be a fragment (`unny` of `sunny`): never suggested.
	const ends = new Set<string>();
	for (const line of merges) {
		const [, right = ''] = line.split(' ');
		if (right.endsWith('</w>')) ends.add(right.slice(0, -'</w>'.length));
	}
	return vocabularyFrom(
		known,
		[...known].filter((word) => !ends.has(word)),
		model,
	);
}

function vocabularyFrom(
	known: ReadonlySet<string>,
	candidates: readonly string[],
	model?: string,
): Vocabulary {
	const lettered = candidates.map((word) => ({ word, letters: lettersOf(word) }));
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
