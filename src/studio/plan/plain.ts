import { parseLine } from '../../layout/index.ts';
import { withEmoji } from '../../translate/emoji.ts';
import type { KnownWords } from '../../translate/known-words.ts';
import { type Meant, meantBy } from '../../translate/plain/index.ts';
import { isWholeLine } from './edit.ts';

/**
 * The line that a plain sentence of a chat means: drawn where the reader is sure, as in the room, else worth
 * offering. Null for lines that say places or flags themselves, and for prompts with one thing at
 * most of which nothing says where it is.
 *
 * @throws LayoutError
 */
export function plainlyMeant(written: string, known: KnownWords): Meant | null {
	// A bar alone says no place: `a cat and a dog | beach`.
	if (
		isWholeLine(written.replace(/[|｜]/g, ',')) ||
		parseLine(written).layouts.some(({ objects }) => objects.length > 0)
	)
		return null;
	const meant = meantBy(written, known, withEmoji);
	if (meant === null || meant.sure || meant.namesPlaces) return meant;
	return parseLine(meant.line).layouts.some(({ objects }) => objects.length > 1) ? meant : null;
}
