import { ARM_TRAITS } from '../recipe/arms.ts';
import { nearestSize, type SizedModel, sizeText } from '../recipe/picture-size.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { RecipeError } from './recipe-error.ts';

/** Refuses, with a reason, what a model or an arm cannot draw. */
export function checkRecipe(recipe: Recipe, model: SizedModel): void {
	const { arm, crop, transplant, steps, scheduler, objects, size } = recipe;
	if (size.some((side) => side % model.grid !== 0)) {
		throw new RecipeError(
			'size',
			`The model ${model.name} cannot draw ${sizeText(size)}: its sides are multiples of ${model.grid} pixels. ` +
				`The nearest is --size ${sizeText(nearestSize(size, model))}.`,
		);
	}
	if (objects.length === 0 || !ARM_TRAITS[arm].raisesSeedlings) return;
	if (crop < 1 || crop >= steps) {
		throw new RecipeError(
			'crop',
			`The arm ${arm} crops its seedlings at step ${crop}, but the picture has ${steps} steps: ` +
				`choose a crop between 1 and ${steps - 1}.`,
		);
	}
	if (transplant > crop) {
		throw new RecipeError(
			'transplant',
			`Seedlings are transplanted at step ${transplant}, after they are cropped at step ${crop}: ` +
				`choose a transplant of at most ${crop}.`,
		);
	}
	// PNDM evaluates its second timestep twice; a sample between the two has no place in the schedule.
	if (scheduler === 'pndm' && (crop === 1 || (transplant === 1 && ARM_TRAITS[arm].growsAlone))) {
		throw new RecipeError(
			'scheduler',
			`The scheduler pndm cannot be interrupted after its first step (crop ${crop}, transplant ${transplant}): ` +
				'choose 0 or at least 2, or another scheduler.',
		);
	}
}
