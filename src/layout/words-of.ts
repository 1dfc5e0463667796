const WORD = /\p{L}[\p{L}\p{M}'’\-]*|\p{RGI_Emoji}|\p{Extended_Pictographic}/gv;

/** The words of a stretch of text; an emoji is a word, too. */
export function wordsOf(text: string): readonly { readonly word: string; readonly index: number }[] {
	return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word: word.toLowerCase(), index }));
}
