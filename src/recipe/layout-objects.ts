import type { LayoutObject } from '../layout/index.ts';
import { modelWords } from './model-words.ts';
import type { Recipe } from './recipe.ts';

/**
 * A recipe's objects as a layout has them: seeds and key colours are not for people.
 * @param written - what a person wrote, object by object: its words stay where they mean the recipe's
 */
export function layoutObjects(
	{ objects }: Pick<Recipe, 'objects'>,
	written: readonly LayoutObject[] = [],
): readonly LayoutObject[] {
	return objects.map(({ text, box, flip, depth }, index) => ({
		text: wordsOf(text, written[index]),
		box,
		...(flip && { flip }),
		...(depth && { depth }),
	}));
}

function wordsOf(text: string, written: LayoutObject | undefined): string {
	return written !== undefined && modelWords(written.text, 'object') === text ? written.text : text;
}
