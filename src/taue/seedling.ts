import { createLatent, noiseStream, randn } from '../diffusion/index.ts';
import type { Box } from '../layout/layout.ts';
import { ARM_TRAITS } from '../recipe/arms.ts';
import { canonicalJson, type Recipe, type RecipeObject } from '../recipe/recipe.ts';
import { wordAttention } from './attention-words.ts';
import { bedWindow, layBed } from './bed.ts';
import { colourName } from './colour-names.ts';
import type { TaueEvent } from './events.ts';
import { chooseKeyColour, type KeyColour } from './key-colour.ts';
import type { Method } from './method.ts';
import { type ObjectMask, objectMask } from './object-mask.ts';
import { cellsOf, centred } from './place.ts';
import type { Plane } from './plane.ts';
import type { Sized } from './seedling-cache.ts';
import type { DrawingSession } from './session.ts';
import { headNoun } from './words.ts';

/** An object raised alone on a key-coloured bed until the crop step, in the middle of its own canvas. */
export interface Seedling extends Sized, ObjectMask {
	/** The sample that enters the crop evaluation, in the schedule's space. */
	readonly latent: Float32Array;
	/** The picture that the model foresees at the crop step. */
	readonly original: Float32Array;
	/** The samples that entered evaluations 0..crop; only where replay asked for them. */
	readonly trajectory: readonly Float32Array[];
	/** What the solver remembered before each evaluation of the trajectory, newest first. */
	readonly histories: readonly (readonly Float32Array[])[];
	/** Sizes of the model's cross-attention, for shearing; empty where it shows none. */
	readonly attentionSizes: readonly { readonly width: number; readonly height: number }[];
}

/** An object whose place is known. */
export type PlacedObject = RecipeObject & { readonly box: Exclude<RecipeObject['box'], 'auto'> };

/** The bed's colour: the recipe's own, or one that keeps away from the object's colour words. */
function keyColourOf(object: RecipeObject): KeyColour {
	if (object.key === undefined) return chooseKeyColour(object.text);
	const value = Number.parseInt(object.key.slice(1), 16);
	const rgb = [value >> 16, (value >> 8) & 255, value & 255] as const;
	return { hex: object.key, name: colourName(...rgb), rgb };
}

/**
 * Everything that a seedling depends on, and nothing else: neither its place nor the other objects, so that a
 * move, a reroll of a neighbour or another background finds it again.
 */
export function seedlingKey(modelHash: string, recipe: Recipe, object: PlacedObject, method: Method): string {
	const [x0, y0, x1, y1] = object.box;
	const { size, negative, scheduler, steps, crop, guidance, guidanceUntil, arm } = recipe;
	// A box keeps its size when it is moved, but x1 - x0 does not keep its last bits.
	const side = (from: number, to: number) => Math.round((to - from) * 1e6) / 1e6;
	return canonicalJson({
		model: modelHash,
		text: object.text,
		negative,
		seed: object.seed,
		box: [side(x0, x1), side(y0, y1)],
		canvas: size,
		scheduler,
		steps,
		crop,
		guidance,
		guidanceUntil,
		key: keyColourOf(object).hex,
		method: { bed: method.bed, mask: method.mask },
		raisedLarger: ARM_TRAITS[arm].scalesSeedlings && method.bed.leastSide > 0,
		path: ARM_TRAITS[arm].keepsPath,
	});
}

/** Raises one seedling: `recipe.crop` UNet evaluations. */
export async function* raiseSeedling(
	session: DrawingSession,
	object: PlacedObject,
	method: Method,
): AsyncGenerator<TaueEvent, Seedling> {
	const { model, recipe, schedule } = session;
	const key = keyColourOf(object);
	const { latent: sample, box } = await sowSeed(session, object, key, method);
	const conditioning = await model.encodePrompt(object.text);
	const keep = ARM_TRAITS[recipe.arm].keepsPath;
	const run = schedule.begin();
	const trajectory: Float32Array[] = [];
	const histories: Float32Array[][] = [];
	const remember = () => {
		if (!keep) return;
		trajectory.push(sample.data.slice());
		histories.push(run.history.map((past) => past.slice()));
	};
	let eps: Float32Array = new Float32Array(sample.data.length);
	let attention: Plane | null = null;
	let attentionSizes: Seedling['attentionSizes'] = [];
	const readsAttention = model.info.attention !== 'none';
	for (let i = 0; i < recipe.crop; i++) {
		remember();
		const last = i === recipe.crop - 1;
		const prediction = await session.predict({ latent: sample, conditioning }, i, last && readsAttention);
		const noise = prediction.noise;
		const told = session.stepEvent('seedling', i, sample, noise);
		if (last) {
			eps = schedule.predictNoise(noise, i, sample.data, eps);
			if (method.mask.tauAttention > 0) {
				const tokens = model.wordTokens(object.text, headNoun(object.text));
				attention = wordAttention(prediction.attention, tokens, sample.width, sample.height);
			}
			attentionSizes = prediction.attention.map(({ width, height }) => ({ width, height }));
		}
		const fresh = schedule.stochastic
			? randn(object.seed, noiseStream.step(i), sample.data.length)
			: undefined;
		run.step(noise, i, sample.data, sample.data, fresh);
		// Nothing of the model's is held here: another picture may be drawn in between.
		yield told;
	}
	remember();
	const original = schedule.withoutNoise(sample.data, eps, recipe.crop);
	const found = objectMask(original, sample.channels, box, sample, method.mask, attention);
	const arrays = 2 + trajectory.length + histories.reduce((sum, past) => sum + past.length, 0);
	return {
		...found,
		latent: sample.data,
		original,
		trajectory,
		histories,
		attentionSizes,
		bytes: 4 * (arrays * sample.data.length + 2 * found.mask.data.length) + 512,
	};
}

function longerSide([x0, y0, x1, y1]: Box): number {
	return Math.max(x1 - x0, y1 - y0);
}

/** The box that a seedling is raised in: its own, centred, or a larger one where planting scales it. */
function bedBox(object: PlacedObject, method: Method, arm: Recipe['arm']): Box {
	const scale = ARM_TRAITS[arm].scalesSeedlings
		? Math.max(1, method.bed.leastSide / longerSide(object.box))
		: 1;
	const grow = (value: number) => 0.5 + (value - 0.5) * scale;
	const [x0, y0, x1, y1] = centred(object.box);
	return [grow(x0), grow(y0), grow(x1), grow(y1)];
}

/** The noise of an object's seed with its bed, at the first evaluation's noise level. */
async function sowSeed(session: DrawingSession, object: PlacedObject, key: KeyColour, method: Method) {
	const { model, recipe, schedule } = session;
	const empty = model.createLatent(...recipe.size);
	const box = cellsOf(bedBox(object, method, recipe.arm), empty.width, empty.height);
	const noise = randn(object.seed, noiseStream.initial, empty.data.length);
	const window = bedWindow(empty.width, empty.height, box, method.bed);
	const colour = await model.keyColourLatent(key.rgb);
	const data = layBed(noise, window, colour, method.bed, object.seed);
	for (let c = 0; c < data.length; c++) data[c] *= schedule.initNoiseSigma;
	return { latent: createLatent(empty.channels, empty.width, empty.height, data), box };
}
