import { fold, lowered } from './characters.ts';
import { singular } from './counts.ts';

const SMALL: ReadonlySet<string> = new Set(
	'a an the one this that these those his her its my your our their some both two three four five six seven eight'.split(
		' ',
	),
);
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

/** The words of a description that tell it from others, each in the singular. */
export function tellingWords(text: string): readonly string[] {
	return (lowered(fold(text)).match(WORD) ?? []).filter((word) => !SMALL.has(word)).map(singular);
}

/** A description with the words that tell it from others, which are made once for all names that may mean it. */
export interface Described {
	readonly text: string;
	readonly words: readonly string[];
	/** All of them. */
	readonly said: string;
}

export function described(text: string): Described {
	const words = tellingWords(text);
	return { text, words, said: words.join(' ') };
}

/**
 * The description that a name means: the one that says just that (`house`), else one that ends with it (`a red
 * house`), else one that has all of its words (`a house with a garden`). The nearest before `self` among equals.
 */
export function namedIn(descriptions: readonly Described[], name: string, self: number): number | undefined {
	if (/^(?:it|him|her|them|this|that|the last one)$/i.test(name.trim()))
		return self > 0 ? self - 1 : undefined;
	const wanted = described(name);
	if (wanted.words.length === 0) return undefined;
	let best: number | undefined;
	let bestRank = 0;
	descriptions.forEach((description, index) => {
		if (index === self) return;
		const rank = rankOf(description, wanted);
		if (rank > bestRank || (rank === bestRank && rank > 0 && index < self)) {
			best = index;
			bestRank = rank;
		}
	});
	return best;
}

function rankOf({ words, said, text }: Described, wanted: Described): number {
	if (said === wanted.said) return 3;
	if (wanted.words.every((word) => words.includes(word))) return words.at(-1) === wanted.words.at(-1) ? 2 : 1;
	// Scripts that are written without spaces have no words to compare.
	const spaceless = /(?!\p{Script=Latin})\P{ASCII}/u.test(wanted.text) && !wanted.text.includes(' ');
	return spaceless && fold(text).includes(fold(wanted.text).trim()) ? 1 : 0;
}
