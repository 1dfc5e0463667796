import { createLatent, noiseStream, randn } from '../diffusion/index.ts';
import { arrange } from '../layout/arrange.ts';
import type { Box } from '../layout/layout.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { wordAttention } from './attention-words.ts';
import { searchEvaluations } from './cost.ts';
import type { TaueEvent } from './events.ts';
import { type Plane, plane } from './plane.ts';
import { autoSide, searchRegion } from './region-search.ts';
import type { DrawingSession } from './session.ts';
import { headNoun } from './words.ts';

/** Whether a recipe has boxes still to be found. */
function hasAutoBoxes(recipe: Recipe): boolean {
	return recipe.objects.some(({ box }) => box === 'auto');
}

/**
 * Finds a place for every `auto` box. Where the model shows its attention, the full prompt is drawn for the
 * first steps and each object goes where its word's attention fits its box best; else a tidy arrangement.
 * The result depends on the recipe alone, and drawing it again gives the same picture.
 */
export async function* resolveAuto(session: DrawingSession): AsyncGenerator<TaueEvent, Recipe> {
	const { recipe, model } = session;
	if (!hasAutoBoxes(recipe)) return recipe;
	const tidy = arrange({ objects: recipe.objects, background: null, flags: {} });
	if (model.info.attention === 'none') return withBoxes(recipe, tidy);
	const maps = yield* watchWords(session);
	const side = autoSide(recipe.objects.length);
	const taken: Box[] = recipe.objects.flatMap(({ box }) => (box === 'auto' ? [] : [box]));
	const boxes = recipe.objects.map(({ box }, index) => {
		if (box !== 'auto') return box;
		const map = maps[index];
		const found = map === null ? tidy[index] : searchRegion(map, [side, side], taken);
		taken.push(found);
		return found;
	});
	return withBoxes(recipe, boxes);
}

function withBoxes(recipe: Recipe, boxes: readonly Box[]): Recipe {
	return {
		...recipe,
		objects: recipe.objects.map((object, index) => ({ ...object, box: [...boxes[index]] })),
	};
}

/** Draws the full prompt for a while and sums what each object's noun is looked at by. */
async function* watchWords(session: DrawingSession): AsyncGenerator<TaueEvent, (Plane | null)[]> {
	const { recipe, model, schedule } = session;
	const { channels, width, height, data } = model.createLatent(...recipe.size);
	const noise = randn(recipe.background.seed, noiseStream.initial, data.length);
	const sample = createLatent(
		channels,
		width,
		height,
		noise.map((value) => value * schedule.initNoiseSigma),
	);
	const conditioning = await model.encodePrompt(recipe.prompt);
	const seen = new Map<string, number>();
	const tokens = recipe.objects.map(({ text }) => {
		const noun = headNoun(text);
		const occurrence = seen.get(noun) ?? 0;
		seen.set(noun, occurrence + 1);
		return model.wordTokens(recipe.prompt, noun, occurrence);
	});
	const sums = tokens.map((found) => (found.length === 0 ? null : plane(width, height)));
	const run = schedule.begin();
	for (let i = 0; i < searchEvaluations(recipe.steps); i++) {
		const prediction = await session.predict({ latent: sample, conditioning }, i, true);
		sums.forEach((sum, index) => {
			const map = wordAttention(prediction.attention, tokens[index], width, height);
			if (sum !== null && map !== null) for (let k = 0; k < sum.data.length; k++) sum.data[k] += map.data[k];
		});
		const told = session.stepEvent('search', i, sample, prediction.noise);
		const fresh = schedule.stochastic
			? randn(recipe.background.seed, noiseStream.step(i), sample.data.length)
			: undefined;
		run.step(prediction.noise, i, sample.data, sample.data, fresh);
		// Nothing of the model's is held here: another picture may be drawn in between.
		yield told;
	}
	return sums;
}
