import { type DiffusionModel, noiseStream, randn } from '../diffusion/index.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { wordAttention } from '../taue/attention-words.ts';
import type { Raster } from '../taue/index.ts';
import type { Plane } from '../taue/plane.ts';
import { describingWords, headNoun } from '../taue/words.ts';
import { type AssignmentScore, assignmentScore } from './attention-assignment.ts';

/** The timestep at which finished pictures are looked at again. */
const PROBE_TIMESTEP = 481;
/** A schedule whose timesteps hold the probe's where training has 1000 and the offset is 1, as SD's. */
const PROBE_STEPS = 25;
const PROBE_SEED = 481;

/** What a model looks at in a finished picture. */
export interface Probe {
	/** Where each object's noun looks, on the latent's grid; null where the prompt has no room for it. */
	readonly nouns: readonly (Plane | null)[];
	/** Null where there are no two objects with describing words. */
	readonly assignment: AssignmentScore | null;
}

/** Each object's tokens in the prompt: of its noun, and of what describes it. */
function tokensOf(model: DiffusionModel, { objects, prompt }: Recipe): (readonly [number[], number[]])[] {
	const seen = new Map<string, number>();
	/** The tokens of a word's next appearance in the prompt: twins share their noun. */
	const next = (words: string) => {
		const occurrence = seen.get(words) ?? 0;
		seen.set(words, occurrence + 1);
		return words === '' ? [] : [...model.wordTokens(prompt, words, occurrence)];
	};
	return objects.map(({ text }) => [next(headNoun(text)), next(describingWords(text))] as const);
}

/**
 * Looks at a finished picture: it is encoded, noised to a fixed timestep, and shown to the unmodified UNet with the
 * full prompt. Blind to how the picture was made, so that arms which mask attention are not scored by their own masks.
 *
 * @returns null where the model shows no attention, or encodes no pictures
 */
export async function probePicture(
	model: DiffusionModel,
	recipe: Recipe,
	picture: Raster,
): Promise<Probe | null> {
	if (model.info.attention === 'none' || !model.info.encodes) return null;
	const tokens = tokensOf(model, recipe);
	const config = {
		...model.info.schedulerConfig,
		_class_name: 'DDIMScheduler',
		timestep_spacing: 'leading',
	} as const;
	const schedule = model.schedule({ ...config, steps_offset: 1 }, PROBE_STEPS);
	const distances = Array.from(schedule.timesteps, (t) => Math.abs(t - PROBE_TIMESTEP));
	const i = distances.indexOf(Math.min(...distances));
	const clean = await model.encodeImage(picture);
	const noise = randn(PROBE_SEED, noiseStream.initial, clean.data.length);
	const latent = { ...clean, data: schedule.addNoise(clean.data, noise, i) };
	const conditioning = await model.encodePrompt(recipe.prompt);
	const [{ attention }] = await model.predict([{ latent, conditioning, guidance: 1 }], i, schedule, {
		attention: true,
	});
	const maps = tokens.map((pair) =>
		pair.map((found) => wordAttention(attention, found, clean.width, clean.height)),
	);
	const data = (k: number) => maps.flatMap((pair) => pair[k]?.data ?? []);
	const [objects, attributes] = [data(0), data(1)];
	const comparable = objects.length === maps.length && attributes.length === maps.length;
	return {
		nouns: maps.map(([noun]) => noun),
		assignment: comparable ? assignmentScore(objects, attributes) : null,
	};
}

/**
 * The attention assignment score of a finished picture. Each object needs a describing word and the model its maps.
 *
 * @returns null where there is nothing to compare
 */
export async function probeAssignment(
	model: DiffusionModel,
	recipe: Recipe,
	picture: Raster,
): Promise<AssignmentScore | null> {
	const tokens = tokensOf(model, recipe);
	if (tokens.length < 2 || tokens.flat().some((found) => found.length === 0)) return null;
	return (await probePicture(model, recipe, picture))?.assignment ?? null;
}
