import type { DiffusionModel } from '../src/diffusion/index.ts';
import type { Judge } from '../src/metrics/judge.ts';
import type { Recipe } from '../src/recipe/recipe.ts';
import type { MethodOptions, Seedling, SeedlingCache } from '../src/taue/index.ts';
import { methodWith } from '../src/taue/method.ts';
import { raiseSeedling, seedlingKey } from '../src/taue/seedling.ts';
import { DrawingSession } from '../src/taue/session.ts';

/** Seeds of one object's candidates are this far apart. */
const SEEDS_APART = 0x1000193;

/**
 * Raises several seedlings of each object and keeps the one in which the judge is surest of its noun (RAISE's
 * idea, object by object). They wait in the cache for the picture.
 *
 * @returns the recipe with the seeds that were kept, and the UNet evaluations that the others cost
 */
export async function withBestSeedlings(
	model: DiffusionModel,
	judge: Judge,
	recipe: Recipe,
	candidates: number,
	method: MethodOptions,
	cache: SeedlingCache<Seedling>,
): Promise<{ readonly recipe: Recipe; readonly evaluations: number }> {
	const constants = methodWith(method);
	const negative = await model.encodeNegative(recipe.negative === '' ? null : recipe.negative);
	const session = new DrawingSession(model, recipe, negative, {});
	const hash = await model.hash();
	const before = model.stats.unetEvaluations;
	const objects: Recipe['objects'] = [];
	for (const object of recipe.objects) {
		if (object.box === 'auto') throw new Error('Candidates are raised for known places only.');
		const noun = judge.nounOf(object.text);
		let best = { seed: object.seed, score: -1 };
		for (let k = 0; k < candidates; k++) {
			const candidate = { ...object, box: object.box, seed: (object.seed + k * SEEDS_APART) % 2 ** 32 };
			const raising = raiseSeedling(session, candidate, constants);
			let grown = await raising.next();
			while (!grown.done) grown = await raising.next();
			const seedling = grown.value;
			cache.set(seedlingKey(hash, recipe, candidate, constants), seedling);
			const latent = { ...model.createLatent(...recipe.size), data: seedling.original };
			const found = await judge.detect(await model.decode(latent));
			const score = Math.max(0, ...found.filter((one) => one.noun === noun).map((one) => one.score));
			if (score > best.score) best = { seed: candidate.seed, score };
		}
		objects.push({ ...object, seed: best.seed });
	}
	return { recipe: { ...recipe, objects }, evaluations: model.stats.unetEvaluations - before };
}
