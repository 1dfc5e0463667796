import type { Layout } from './layout.ts';
import { leadingPreposition } from './phrases.ts';

/**
 * The layout with another background, as given in an option of its own: `on a beach`, or `a beach`.
 * Blank words take the background away where there are objects, and change nothing where there are none.
 */
export function withBackground(layout: Layout, words: string): Layout {
	const { objects, flags } = layout;
	const text = words.trim();
	if (text === '') return objects.length === 0 ? layout : { objects, background: null, flags };
	const tie = objects.length === 0 ? undefined : leadingPreposition(text);
	if (tie === undefined) return { objects, background: text, flags };
	return { objects, background: text.slice(tie.length), preposition: tie.preposition, flags };
}
