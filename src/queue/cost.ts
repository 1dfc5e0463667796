import type { Recipe } from '../recipe/recipe.ts';
import { planPasses } from '../taue/cost.ts';

/** One unit of cost is one UNet evaluation of 256 x 256 pixels. */
const UNIT_PX = 256 * 256;

export interface JobCost {
	/** Steps x pixels x passes, in units. */
	readonly cost: number;
	/** UNet evaluations, no seedling being cached. */
	readonly evaluations: number;
	/** Key of the timing table: `512x512`. */
	readonly size: string;
}

/** What a recipe is charged in the fair order, and what its duration is estimated from. */
export function jobCost(recipe: Recipe, options: { readonly layers: boolean }): JobCost {
	const { evaluations } = planPasses(recipe, options);
	const [width, height] = recipe.size;
	return { cost: (evaluations * width * height) / UNIT_PX, evaluations, size: `${width}x${height}` };
}
