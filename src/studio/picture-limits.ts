import { jobCost } from '../queue/cost.ts';
import type { ModelDefaults } from '../recipe/compose.ts';
import { sizeText } from '../recipe/picture-size.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { checkRecipe } from '../taue/check-recipe.ts';
import { RecipeError } from '../taue/recipe-error.ts';
import { StudioError } from './errors.ts';
import { say } from './sentences/index.ts';

/** How large and how dear one picture may be, measured by its own model. */
export interface PictureLimits {
	/** Largest area, in areas that the model was trained at: 4 allows twice its sides. */
	readonly area: number;
	/** Most work: evaluations of the UNet at that native area; twice the area counts twice. */
	readonly work: number;
}

/** Four native areas fit the memory of whoever can run the model; 600 evaluations take the built-in one half a minute. */
export const DEFAULT_LIMITS: PictureLimits = { area: 4, work: 600 };

/** What a place allows: never more than the operator does. */
export function limitsHere(
	operator: PictureLimits,
	place: { readonly area: number | null; readonly work: number | null },
): PictureLimits {
	return {
		area: Math.min(operator.area, place.area ?? operator.area),
		work: Math.min(operator.work, place.work ?? operator.work),
	};
}

/**
 * Refuses what a device cannot draw, or should not, before it is in the line.
 * @throws StudioError `bad-value`, `too-large`, `too-much-work` that says what is possible instead
 */
export function checkPicture(
	recipe: Recipe,
	model: ModelDefaults,
	limits: PictureLimits,
	options: { readonly layers: boolean } = { layers: false },
): void {
	try {
		checkRecipe(recipe, model);
	} catch (error) {
		if (error instanceof RecipeError)
			throw new StudioError('bad-value', say('recipeRefused', error.message), { cause: error });
		throw error;
	}
	checkArea(recipe, model, limits);
	checkWork(recipe, model, limits, options);
}

function checkArea({ size }: Recipe, model: ModelDefaults, { area }: PictureLimits): void {
	if (areas(size, model) <= area) return;
	throw new StudioError(
		'too-large',
		say('tooLarge', sizeText(size), model.name, sizeText(largest(size, model, area))),
	);
}

function checkWork(
	recipe: Recipe,
	model: ModelDefaults,
	{ work }: PictureLimits,
	options: { readonly layers: boolean },
): void {
	const workOf = (changed: Recipe) => jobCost(changed, options).evaluations * areas(changed.size, model);
	const asked = workOf(recipe);
	if (asked <= work) return;
	const steps = fewerSteps(recipe, (changed) => workOf(changed) <= work);
	const size = largest(recipe.size, model, (areas(recipe.size, model) * work) / asked);
	const ways = [
		...(steps === null ? [] : [`--steps ${steps}`]),
		...(workOf({ ...recipe, size }) <= work ? [`--size ${sizeText(size)}`] : []),
		...(recipe.objects.length > 1 ? ['objects'] : []),
	];
	throw new StudioError('too-much-work', say('tooMuchWork', Math.ceil(asked), model.name, work, ways));
}

function areas([width, height]: Recipe['size'], { nativeSize }: ModelDefaults): number {
	return (width * height) / nativeSize ** 2;
}

/** The largest size on the model's grid, in about this shape, that has no more than so many native areas. */
function largest(size: Recipe['size'], model: ModelDefaults, most: number): [number, number] {
	const scale = Math.sqrt(most / areas(size, model));
	const side = (px: number) => Math.max(1, Math.floor((px * scale) / model.grid)) * model.grid;
	return [side(size[0]), side(size[1])];
}

/** The most steps that are few enough, cropped and transplanted at the same share of them; null where none are. */
function fewerSteps(recipe: Recipe, fits: (changed: Recipe) => boolean): number | null {
	for (let steps = recipe.steps - 1; steps > 1; steps--) {
		const share = steps / recipe.steps;
		// Rounded to what costs more: a line with these steps is never refused again.
		const crop = Math.ceil(recipe.crop * share);
		const transplant = Math.floor(recipe.transplant * share);
		if (crop >= steps) return null;
		if (fits({ ...recipe, steps, crop, transplant })) return steps;
	}
	return null;
}
