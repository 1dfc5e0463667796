import type { ParsedLine } from '../../layout/index.ts';
import { withEmoji } from '../../translate/emoji.ts';
import type { KnownWords } from '../../translate/known-words.ts';
import { type Meant, meantBy } from '../../translate/plain/index.ts';
import { isWholeLine } from './edit.ts';

/**
 * The line that a plain sentence of a chat means: drawn where the reader is sure, as in the room, else worth
 * offering. Null for lines that say places or flags themselves, and for prompts with one thing at
 * most of which nothing says where it is.
 */
export function plainlyMeant({ line, layouts }: ParsedLine, known: KnownWords): Meant | null {
	// A bar alone says no place: `a cat and a dog | beach`.
	if (isWholeLine(line.replace(/[|｜]/g, ',')) || layouts.some(({ objects }) => objects.length > 0))
		return null;
	const meant = meantBy(line, known, withEmoji);
	if (meant === null || meant.sure || meant.namesPlaces) return meant;
	return meant.read.layouts.some(({ objects }) => objects.length > 1) ? meant : null;
}
