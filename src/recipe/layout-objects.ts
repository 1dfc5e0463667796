import type { LayoutObject } from '../layout/index.ts';
import type { Recipe } from './recipe.ts';

/** A recipe's objects as a layout has them: seeds and key colours are not for people. */
export function layoutObjects({ objects }: Pick<Recipe, 'objects'>): readonly LayoutObject[] {
	return objects.map(({ text, box, flip, depth }) => ({
		text,
		box,
		...(flip && { flip }),
		...(depth && { depth }),
	}));
}
