import { ARM_TRAITS } from '../recipe/arms.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** UNet evaluations that a recipe needs; a classifier-free pair counts once. */
export interface PassPlan {
	/** Of each object's seedling, where it is not in the cache. */
	readonly perSeedling: number;
	/** Finding places for `auto` boxes. */
	readonly search: number;
	/** Background alone until the transplant, then everything together. */
	readonly joint: number;
	/** The background's own layer, from where the objects came in, where layers are asked for. */
	readonly layers: number;
	/** All of them, no seedling being cached. */
	readonly evaluations: number;
	/** `evaluations` over the steps. */
	readonly passes: number;
}

/** Share of the steps of a plain run that region search watches. */
const SEARCH_SHARE = 0.3;

/** Evaluations of the region search at this many steps. */
export function searchEvaluations(steps: number): number {
	return Math.max(1, Math.round(steps * SEARCH_SHARE));
}

/** Evaluations for which the background is drawn by itself: up to the transplant, in arms that transplant. */
export function evaluationsAlone({
	arm,
	objects,
	transplant,
}: Pick<Recipe, 'arm' | 'objects' | 'transplant'>): number {
	return objects.length > 0 && ARM_TRAITS[arm].growsAlone ? transplant : 0;
}

/**
 * What a recipe costs before anything is known but its text; PNDM's extra evaluation is left out.
 *
 * @param seedlingsCached - how many of the recipe's seedlings are at hand
 */
export function planPasses(
	recipe: Pick<Recipe, 'arm' | 'steps' | 'crop' | 'transplant' | 'objects'>,
	options: { readonly layers?: boolean; readonly seedlingsCached?: number } = {},
): PassPlan {
	const { steps, objects, arm } = recipe;
	const count = objects.length;
	const traits = ARM_TRAITS[arm];
	const planted = count > 0 && traits.raisesSeedlings;
	const perSeedling = planted ? recipe.crop : 0;
	const search = traits.hasPlaces && objects.some(({ box }) => box === 'auto') ? searchEvaluations(steps) : 0;
	const joint = count > 0 && traits.asksEach ? steps * (count + 1) : steps;
	const layers = options.layers && planted ? steps - evaluationsAlone(recipe) : 0;
	const missing = Math.max(0, count - (options.seedlingsCached ?? 0));
	const evaluations = perSeedling * missing + search + joint + layers;
	return { perSeedling, search, joint, layers, evaluations, passes: evaluations / steps };
}
