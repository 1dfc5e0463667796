/**
 * Refuses lines by words. A listed word matches whole words only, whatever their case, accents, width or
 * look-alike letters; a listed phrase matches words in a row; a trailing `*` matches any ending. In scripts
 * that are written without spaces a listed word matches anywhere.
 */
export interface WordList {
	/** The first listed word that the text contains, as it is listed; null if there is none. */
	find(text: string): string | null;
}

/** Letters of other scripts and digits that are used to spell around a list. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
	а: 'a',
	е: 'e',
	о: 'o',
	р: 'p',
	с: 'c',
	у: 'y',
	х: 'x',
	і: 'i',
	ј: 'j',
	ѕ: 's',
	ԁ: 'd',
	ɡ: 'g',
	α: 'a',
	ε: 'e',
	ο: 'o',
	ι: 'i',
	κ: 'k',
	ν: 'v',
	ρ: 'p',
	τ: 't',
	υ: 'u',
	'0': 'o',
	'1': 'i',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'7': 't',
	'@': 'a',
	$: 's',
	'!': 'i',
};

const SPACELESS =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Case, accents, width, invisible characters: gone. */
function plain(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{Cf}/gu, '')
		.replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
		.normalize('NFC')
		.toLowerCase();
}

/** The words of a text, twice: as they are, and with look-alikes read as the letters they stand for. */
function wordsOf(text: string): { readonly literal: string; readonly seen: string } {
	const literal = plain(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
	const seen =
		plain(text)
			.match(/[\p{L}\p{M}\p{N}@$!]+/gu)
			?.map(readLookAlikes) ?? [];
	return { literal: ` ${literal.join(' ')} `, seen: ` ${seen.join(' ')} ` };
}

function readLookAlikes(word: string): string {
	// A number is a number: only words that have letters are read anew.
	if (!/\p{L}/u.test(word)) return word;
	return [...word]
		.map((letter) => LOOK_ALIKES[letter] ?? letter)
		.join('')
		.replace(/[@$!]/g, '');
}

export function wordList(words: readonly string[]): WordList {
	const entries = words
		.map((listed) => {
			const open = listed.endsWith('*');
			const { literal } = wordsOf(listed);
			const bare = literal.trim();
			return { listed, spaceless: SPACELESS.test(bare), needle: open ? ` ${bare}` : ` ${bare} `, bare };
		})
		.filter(({ bare }) => bare !== '');
	return {
		find(text) {
			const { literal, seen } = wordsOf(text);
			const joined = literal.replaceAll(' ', '');
			const hit = entries.find(({ needle, spaceless, bare }) =>
				spaceless
					? joined.includes(bare.replaceAll(' ', ''))
					: literal.includes(needle) || seen.includes(needle),
			);
			return hit?.listed ?? null;
		},
	};
}
