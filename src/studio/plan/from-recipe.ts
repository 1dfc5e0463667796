import { describe, type Flags, type Layout, promptOf } from '../../layout/index.ts';
import { PREPOSITIONS } from '../../layout/phrases.ts';
import { ComposeError, composeRecipe, type ModelDefaults } from '../../recipe/compose.ts';
import { layoutObjects } from '../../recipe/layout-objects.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { type Plan, planned } from './plan.ts';

/**
 * A plan from a recipe alone: the layout and the line that mean it as nearly as a line can. The recipe stays
 * as it is, so what is drawn is exact.
 *
 * @param model - the recipe's model, where it is installed: its defaults need no flags
 * @param usual - the model that a line without `--model` gets
 */
export function planOf(
	recipe: Recipe,
	model: ModelDefaults | null,
	usual: string | null,
	note: string,
): Plan {
	const layout = layoutFrom(recipe);
	const named: Flags = recipe.model === usual ? {} : { model: recipe.model };
	const flags = model === null ? named : { ...flagsFrom(recipe, layout, model), ...named };
	return planned(recipe, { ...layout, flags }, note);
}

/** Objects and background; the preposition is the one that gives the recipe's own prompt. */
function layoutFrom(recipe: Recipe): Layout {
	const { objects, background, prompt } = recipe;
	const ground = background.text === '' ? null : background.text;
	const layout: Layout = {
		objects: layoutObjects(recipe),
		background: objects.length === 0 ? (ground ?? prompt) : ground,
		flags: {},
	};
	if (objects.length === 0 || ground === null) return layout;
	// The prompts of older recipes count what is there several times.
	const preposition = PREPOSITIONS.find((word) =>
		[promptOf, describe].some((words) => words({ ...layout, preposition: word }) === prompt),
	);
	return preposition === undefined ? layout : { ...layout, preposition };
}

/** The flags that tell the recipe from what the model draws without any. */
function flagsFrom(recipe: Recipe, layout: Layout, model: ModelDefaults): Flags {
	const usual = composeRecipe(layout, model, { seed: 0 });
	const [key] = recipe.objects.map((object) => object.key);
	const same = <K extends keyof Recipe>(name: K) =>
		JSON.stringify(recipe[name]) === JSON.stringify(usual[name]);
	const flags: Flags = {
		...(!same('steps') && { steps: recipe.steps }),
		...(!same('guidance') && { guidance: recipe.guidance }),
		...(!same('guidanceUntil') && { guidanceUntil: recipe.guidanceUntil }),
		...(!same('scheduler') && { scheduler: recipe.scheduler }),
		...(!same('arm') && { arm: recipe.arm }),
		...(!same('size') && { size: recipe.size }),
		...(recipe.negative !== '' && { no: recipe.negative }),
		...(key !== undefined && { key }),
	};
	try {
		const { crop, transplant } = composeRecipe({ ...layout, flags }, model, { seed: 0 });
		return {
			...flags,
			...(crop !== recipe.crop && recipe.crop > 0 && { crop: recipe.crop / recipe.steps }),
			...(transplant !== recipe.transplant && { transplant: recipe.transplant }),
		};
	} catch (error) {
		// Flags that do not fit together in a line; the recipe itself is drawn all the same.
		if (error instanceof ComposeError) return flags;
		throw error;
	}
}
