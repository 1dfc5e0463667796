import { type Layout, parseLine } from '../../layout/index.ts';
import { composeRecipe, type ModelDefaults } from '../../recipe/compose.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { type Origin, type Plan, planned, type SeedSource } from './plan.ts';

/**
 * The line written anew. Objects that stay keep their seeds: first those with the same words, then those in
 * the same place of the list; a `--seed` in the line overrules that.
 *
 * @throws LayoutError, ComposeError
 */
export function edit(
	origin: Origin,
	line: string,
	defaults: (model: string | undefined) => ModelDefaults,
	seed: SeedSource,
): Plan[] {
	return parseLine(line).layouts.flatMap((layout) =>
		Array.from({ length: layout.flags.count ?? 1 }, (_, k) => {
			const model = defaults(layout.flags.model ?? origin.recipe.model);
			if (layout.flags.seed !== undefined) {
				const flags = { ...layout.flags, seed: (layout.flags.seed + k) % 2 ** 32 };
				const recipe = composeRecipe({ ...layout, flags }, model);
				return planned(recipe, layout, editNote(origin, layout));
			}
			const fresh = composeRecipe(layout, model, { seed: seed() });
			return planned(k === 0 ? keepSeeds(origin.recipe, fresh) : fresh, layout, editNote(origin, layout));
		}),
	);
}

/** Gives a recipe's objects the seeds of those that they were. */
function keepSeeds(old: Recipe, fresh: Recipe): Recipe {
	const words = (text: string) => text.normalize('NFKC').toLowerCase();
	const unused = new Set(old.objects.keys());
	const seeds = new Map<number, number>();
	for (const [i, { text }] of fresh.objects.entries()) {
		const twin = [...unused].find((j) => words(old.objects[j].text) === words(text));
		if (twin === undefined) continue;
		unused.delete(twin);
		seeds.set(i, old.objects[twin].seed);
	}
	for (const i of fresh.objects.keys()) {
		if (seeds.has(i) || !unused.has(i)) continue;
		unused.delete(i);
		seeds.set(i, old.objects[i].seed);
	}
	return {
		...fresh,
		background: { ...fresh.background, seed: old.background.seed },
		objects: fresh.objects.map((object, i) => ({ ...object, seed: seeds.get(i) ?? object.seed })),
	};
}

function editNote({ recipe }: Origin, layout: Layout): string {
	const before = recipe.objects.map(({ text }) => text);
	const after = layout.objects.map(({ text }) => text);
	const gone = before.filter((text) => !after.includes(text));
	const come = after.filter((text) => !before.includes(text));
	if (gone.length === 1 && come.length === 1) return `changed ${gone[0]} to ${come[0]}`;
	if (gone.length === 0 && come.length > 0) return `added ${come.join(', ')}`;
	if (come.length === 0 && gone.length > 0) return `removed ${gone.join(', ')}`;
	return 'edited the line';
}
