import type { Recipe } from '../../recipe/recipe.ts';
import type { Arm } from './arm.ts';
import { cultivate } from './cultivate.ts';
import { draft } from './draft.ts';
import { plain } from './plain.ts';
import { regions } from './regions.ts';
import { replay } from './replay.ts';

/** Every arm by its name in a recipe. */
export const ARMS: Readonly<Record<Recipe['arm'], Arm>> = { plain, regions, draft, replay, cultivate };
