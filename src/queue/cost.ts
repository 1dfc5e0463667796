import type { Recipe } from '../recipe/recipe.ts';
import { planPasses } from '../taue/cost.ts';

/**
 * One unit of cost is what a UNet evaluation costs for this many pixels: an evaluation of the built-in model, which
 * draws 512 x 512, is four. Only ratios matter; the unit stays, since jobs that wait are charged in it.
 */
const UNIT_PX = 256 * 256;
/**
 * What so many pixels cost to resample and encode. Against the built-in model on one core it was 0.38 from 512 to
 * 1024 pixels a side, and 0.25 to 2048.
 */
const ENLARGED_UNIT = 0.4;

/** What a look costs, in evaluations of the picture's size: the built-in model took 5.4 to 6.5 on one core. */
const LOOK_EVALUATIONS = 6;

/** A finished picture that is to get more pixels. */
export interface Enlargement {
	/** How many times its sides. */
	readonly factor: 2 | 4;
	/** Of the result, in pixels. */
	readonly size: readonly [width: number, height: number];
}

/** A finished picture that is to be looked at. */
export interface LookedAt {
	/** Of the sheet that comes of it, in pixels. */
	readonly size: readonly [width: number, height: number];
}

export interface JobCost {
	/** Steps x pixels x passes, in units. */
	readonly cost: number;
	/** UNet evaluations, no seedling being cached; an enlargement counts as one, and so does a look. */
	readonly evaluations: number;
	/** Key of the timing table: `512x512`. */
	readonly size: string;
}

/** What a recipe is charged in the fair order, and what its duration is estimated from. */
export function jobCost(
	recipe: Recipe,
	options: {
		readonly layers: boolean;
		readonly enlarge?: Enlargement | undefined;
		readonly look?: LookedAt | undefined;
	},
): JobCost {
	if (options.enlarge !== undefined) {
		const [width, height] = options.enlarge.size;
		return {
			cost: (ENLARGED_UNIT * width * height) / UNIT_PX,
			evaluations: 1,
			size: `enlarged to ${width}x${height}`,
		};
	}
	if (options.look !== undefined) {
		const [width, height] = recipe.size;
		// The encoder, the judge and an evaluation without guidance, and the sheet.
		return {
			cost: (LOOK_EVALUATIONS * width * height) / UNIT_PX,
			evaluations: 1,
			size: `look at ${width}x${height}`,
		};
	}
	const { evaluations } = planPasses(recipe, options);
	const [width, height] = recipe.size;
	return { cost: (evaluations * width * height) / UNIT_PX, evaluations, size: `${width}x${height}` };
}
