import type { Recipe } from '../../src/recipe/recipe.ts';

/** A recipe for the simulated engine; `background` may name a fault. */
export function recipe(
	changes: Partial<Recipe> & { readonly background?: Recipe['background'] } = {},
): Recipe {
	return {
		version: 1,
		model: 'sim',
		size: [64, 64],
		prompt: 'a cat on a meadow',
		negative: '',
		background: { text: 'a meadow', seed: 1 },
		objects: [{ text: 'a cat', box: [0, 0.2, 0.5, 0.9], seed: 2 }],
		arm: 'cultivate',
		scheduler: 'euler',
		steps: 8,
		guidance: 5,
		guidanceUntil: 1,
		crop: 4,
		transplant: 2,
		...changes,
	};
}

export function faulty(
	fault: 'crash' | 'hang' | 'grow' | 'swell' | 'throw' | 'refuse',
	changes: Partial<Recipe> = {},
): Recipe {
	return recipe({ background: { text: `simulated:${fault}`, seed: 1 }, ...changes });
}
