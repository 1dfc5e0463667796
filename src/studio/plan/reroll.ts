import {
	layoutOf,
	type Origin,
	objectIndex,
	objectName,
	type Plan,
	planned,
	type SeedSource,
	withObject,
} from './plan.ts';

/** The same layout with new seeds for everything. */
export function reroll(origin: Origin, seed: SeedSource): Plan {
	const { recipe } = origin;
	return planned(
		{
			...recipe,
			background: { ...recipe.background, seed: seed() },
			objects: recipe.objects.map((object) => ({ ...object, seed: seed() })),
		},
		layoutOf(origin),
		'rerolled',
	);
}

/** A new seed for one object, counted from 1; 0 is the background. Everything else stays as it is. */
export function rerollObject(origin: Origin, object: number, seed: SeedSource): Plan {
	const { recipe } = origin;
	if (object === 0) {
		return planned(
			{ ...recipe, background: { ...recipe.background, seed: seed() } },
			layoutOf(origin),
			'rerolled the background',
		);
	}
	const index = objectIndex(origin, object);
	const changed = withObject(origin, index, { seed: seed() });
	// The prompt is the origin's: words did not change.
	return planned(
		{ ...changed.recipe, prompt: recipe.prompt },
		changed.layout,
		`rerolled ${objectName(origin, index)}`,
	);
}
