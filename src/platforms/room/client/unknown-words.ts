import type { KnownWords } from '../../../translate/known-words.ts';
import type { WirePicture } from '../wire.ts';
import { readLine } from './read-line.ts';

/** Words of a picture's line that its model was not taught: something else may have come out. */
export function unknownWords(
	picture: Pick<WirePicture, 'line' | 'recipe'>,
	words: KnownWords,
): readonly string[] {
	const { vocabulary } = words;
	if (vocabulary === undefined || picture.line === '') return [];
	if (vocabulary.model !== undefined && picture.recipe !== null && picture.recipe.model !== vocabulary.model)
		return [];
	const reading = readLine(picture.line, words);
	if (reading.kind !== 'layout') return [];
	return reading.parsed.warnings.flatMap(({ remark }) =>
		remark.kind === 'unknown-word' ? [remark.word] : [],
	);
}
