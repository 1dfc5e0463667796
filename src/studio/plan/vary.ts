import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';
import { croppedAt, layoutOf, type Origin, type Plan, planned, type SeedSource } from './plan.ts';
import { reroll } from './reroll.ts';

export const MOST_VARIATIONS = 4;

/** How far subtle variations stray: guidance by a share, the crop by a share of the steps. */
const STRAYS = [
	{ guidance: 1.15, crop: -0.05 },
	{ guidance: 0.85, crop: 0.05 },
	{ guidance: 1.3, crop: -0.1 },
	{ guidance: 0.7, crop: 0.1 },
] as const;

/**
 * Variations of a picture. `new`: the same layout with other seeds. `subtle`: the same seeds, so the same
 * things in the same places, drawn a little more or less strictly.
 */
export function vary(origin: Origin, strength: 'subtle' | 'new', count: number, seed: SeedSource): Plan[] {
	if (!Number.isInteger(count) || count < 1 || count > MOST_VARIATIONS) {
		throw new StudioError('bad-value', say('variations', count, MOST_VARIATIONS));
	}
	const numbers = Array.from({ length: count }, (_, i) => i);
	if (strength === 'new') return numbers.map(() => ({ ...reroll(origin, seed), note: 'a variation' }));
	return numbers.map((i) => subtle(origin, STRAYS[i]));
}

function subtle(origin: Origin, stray: (typeof STRAYS)[number]): Plan {
	const { recipe } = origin;
	const shift = Math.sign(stray.crop) * Math.max(1, Math.round(Math.abs(stray.crop) * recipe.steps));
	const earliest = recipe.transplant === recipe.crop ? 0 : recipe.transplant;
	const crop =
		recipe.objects.length === 0
			? recipe.crop
			: Math.min(recipe.steps - 1, Math.max(earliest, Math.min(recipe.crop, 1), recipe.crop + shift));
	const guidance = Math.min(50, Math.round(recipe.guidance * stray.guidance * 100) / 100);
	return planned({ ...croppedAt(recipe, crop), guidance }, layoutOf(origin), 'a subtle variation');
}
