import type { Vocabulary } from '../layout/index.ts';
import { isTranslatable } from './words.ts';

/** A vocabulary that knows the words of other languages, too: they are translated before the model reads them. */
export function withLanguages(vocabulary: Vocabulary): Vocabulary {
	return { ...vocabulary, known: (word) => vocabulary.known(word) || isTranslatable(word) };
}
