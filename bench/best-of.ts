import type { AttentionMap, DiffusionModel } from '../src/diffusion/index.ts';
import type { Judge } from '../src/metrics/judge.ts';
import type { Recipe } from '../src/recipe/recipe.ts';
import { wordAttention } from '../src/taue/attention-words.ts';
import type { MethodOptions, Seedling, SeedlingCache } from '../src/taue/index.ts';
import { methodWith } from '../src/taue/method.ts';
import { raiseSeedling, seedlingKey } from '../src/taue/seedling.ts';
import { DrawingSession } from '../src/taue/session.ts';
import { headNoun } from '../src/taue/words.ts';

/** Seeds of one object's candidates are this far apart. */
const SEEDS_APART = 0x1000193;

/** Who says which seedling is best: the detector that finds its noun, or the model's own attention to that word. */
export type Chooser = 'judge' | 'attention';

/** A session that keeps the attention of its last evaluation. */
class WatchedSession extends DrawingSession {
	attention: readonly AttentionMap[] = [];

	override async predict(...given: Parameters<DrawingSession['predict']>) {
		const prediction = await super.predict(...given);
		this.attention = prediction.attention;
		return prediction;
	}
}

/** Share of the noun's attention that lies on the seedling, 0..1. */
function attended(
	model: DiffusionModel,
	text: string,
	maps: readonly AttentionMap[],
	{ mask }: Seedling,
): number {
	const map = wordAttention(maps, model.wordTokens(text, headNoun(text)), mask.width, mask.height);
	if (map === null) throw new Error(`${model.info.name} shows no attention to choose seedlings by.`);
	let [on, all] = [0, 0];
	map.data.forEach((value, i) => {
		on += value * mask.data[i];
		all += value;
	});
	return on / all;
}

/**
 * Raises several seedlings of each object and keeps the best one (RAISE's idea, object by object): the one in which
 * the judge is surest of its noun, or the one that takes the largest share of its noun's attention. They wait in the
 * cache for the picture.
 *
 * @returns the recipe with the seeds that were kept, and the UNet evaluations that the others cost
 */
export async function withBestSeedlings(
	model: DiffusionModel,
	judge: Judge,
	recipe: Recipe,
	candidates: number,
	chooser: Chooser,
	method: MethodOptions,
	cache: SeedlingCache<Seedling>,
): Promise<{ readonly recipe: Recipe; readonly evaluations: number }> {
	const constants = methodWith(method);
	const negative = await model.encodeNegative(recipe.negative === '' ? null : recipe.negative);
	const session = new WatchedSession(model, recipe, negative, {});
	const hash = await model.hash();
	const before = model.stats.unetEvaluations;
	const seen = async ({ original }: Seedling, noun: string) => {
		const latent = { ...model.createLatent(...recipe.size), data: original };
		const found = await judge.detect(await model.decode(latent));
		return Math.max(0, ...found.filter((one) => one.noun === noun).map((one) => one.score));
	};
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
			const score =
				chooser === 'judge'
					? await seen(seedling, noun)
					: attended(model, object.text, session.attention, seedling);
			if (score > best.score) best = { seed: candidate.seed, score };
		}
		objects.push({ ...object, seed: best.seed });
	}
	return { recipe: { ...recipe, objects }, evaluations: model.stats.unetEvaluations - before };
}
