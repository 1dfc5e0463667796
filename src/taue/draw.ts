import {
	type Conditioning,
	createLatent,
	type DiffusionModel,
	type Latent,
	noiseStream,
	randn,
} from '../diffusion/index.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Field, Growth } from './arms/arm.ts';
import { ARMS } from './arms/index.ts';
import { backgroundOnly } from './arms/plain.ts';
import { layBed } from './bed.ts';
import { checkRecipe } from './check-recipe.ts';
import { evaluationsAlone, planPasses } from './cost.ts';
import type { Layer, TaueEvent, TaueResult } from './events.ts';
import { groundColour, groundText } from './ground.ts';
import { grow } from './grow.ts';
import { separate } from './layers.ts';
import { type Method, type MethodOptions, methodWith } from './method.ts';
import { mirrored } from './mirror.ts';
import { farToNear } from './place.ts';
import { plane } from './plane.ts';
import { resolveAuto } from './resolve-auto.ts';
import { type PlacedObject, raiseSeedling, type Seedling, seedlingKey } from './seedling.ts';
import type { SeedlingCache } from './seedling-cache.ts';
import { DrawingSession } from './session.ts';
import { maskShares } from './shear.ts';

/** How to draw; nothing here but `method` changes the picture. */
export interface DrawOptions {
	/** Heard before every UNet evaluation; the generator then throws the signal's reason. */
	readonly signal?: AbortSignal | undefined;
	/** Seedlings of earlier pictures; without one, every seedling is raised anew. */
	readonly cache?: SeedlingCache<Seedling> | undefined;
	/** Also cut out each object and draw the background on without them, which costs what is left of a pass. */
	readonly layers?: boolean | undefined;
	/** Every how many evaluations a `step` event carries a preview latent; 0, the default: never. */
	readonly previewEvery?: number | undefined;
	/** Other constants than the measured ones: for benches and tests. */
	readonly method?: MethodOptions | undefined;
}

/**
 * Draws a recipe: raises its seedlings (or finds them in the cache), plants them, grows everything together.
 * Tells what it does as it goes and returns the picture. Bit for bit the same for the same recipe on the
 * same kind of device, whatever the cache held.
 *
 * @throws {RecipeError} a recipe that its arm cannot draw
 * @throws {ModelError} a size that the model cannot make
 */
export async function* cultivate(
	model: DiffusionModel,
	recipe: Recipe,
	options: DrawOptions = {},
): AsyncGenerator<TaueEvent, TaueResult> {
	const started = performance.now();
	const before = { ...model.stats };
	const method = methodWith(options.method);
	options.signal?.throwIfAborted();
	checkRecipe(recipe, model.info);
	const negative = await model.encodeNegative(recipe.negative === '' ? null : recipe.negative);
	const searching = new DrawingSession(model, recipe, negative, options);
	searching.planned = plannedEvaluations(searching, options);
	const resolved = ARMS[recipe.arm].hasPlaces ? yield* resolveAuto(searching) : recipe;
	const session = new DrawingSession(model, resolved, negative, options);
	session.done = searching.done;
	session.planned = searching.planned;
	const seedlings = yield* raiseAll(session, method, options.cache);
	const field = await prepare(session, method, seedlings);
	const alone = evaluationsAlone(resolved);
	yield* grow(field, backgroundOnly(field), 'background', 0, alone);
	// Layers show the background as it would have gone on without the objects.
	const behind = options.layers ? branchOf(field) : null;
	const arm = ARMS[field.objects.length === 0 ? 'plain' : resolved.arm];
	const growth = await arm.make(field);
	yield* grow(field, growth, 'joint', alone, session.schedule.evaluations);
	yield { kind: 'decode', step: session.done, steps: session.planned };
	const picture = await model.decode(field.sample);
	const layers = behind === null ? [] : yield* drawLayers(behind, growth, picture, alone);
	return {
		recipe: resolved,
		picture,
		layers,
		seconds: {
			total: (performance.now() - started) / 1000,
			session: model.stats.sessionSeconds - before.sessionSeconds,
		},
		// Of this picture alone: another one may have been drawn between two steps.
		passes: session.done / recipe.steps,
	};
}

/** {@link cultivate} for callers that only want the picture. */
export async function draw(
	model: DiffusionModel,
	recipe: Recipe,
	options: DrawOptions & { readonly onEvent?: (event: TaueEvent) => void } = {},
): Promise<TaueResult> {
	const run = cultivate(model, recipe, options);
	for (;;) {
		const { done, value } = await run.next();
		if (done) return value;
		options.onEvent?.(value);
	}
}

/** Evaluations of the whole run as far as they are known before it; cached seedlings are taken off as they show. */
function plannedEvaluations({ recipe, schedule, model }: DrawingSession, options: DrawOptions): number {
	const plan = planPasses(recipe, { layers: options.layers ?? false });
	const extra = schedule.evaluations - recipe.steps;
	const search = model.info.attention === 'none' ? plan.search : 0;
	return plan.evaluations - search + extra * (plan.layers > 0 ? 2 : 1);
}

/** The seedlings of a recipe in its order; none where the arm raises none. */
async function* raiseAll(
	session: DrawingSession,
	method: Method,
	cache: SeedlingCache<Seedling> | undefined,
): AsyncGenerator<TaueEvent, Seedling[]> {
	const { model, recipe } = session;
	if (!ARMS[recipe.arm].raisesSeedlings) return [];
	const hash = await model.hash();
	const seedlings: Seedling[] = [];
	for (const [index, object] of placed(recipe).entries()) {
		const key = seedlingKey(hash, recipe, object, method);
		const known = cache?.get(key);
		const cached = known !== undefined;
		if (cached) session.planned -= recipe.crop;
		yield { kind: 'seedling', object: index, step: session.done, steps: session.planned, cached };
		const grown = known ?? (yield* raiseSeedling(session, object, method));
		if (!cached) cache?.set(key, grown);
		seedlings.push(object.flip ? mirrored(grown) : grown);
	}
	return seedlings;
}

/** Objects of a recipe whose places are all known; the plain arm has no use for places. */
function placed(recipe: Recipe): PlacedObject[] {
	return recipe.objects.flatMap((object) => (object.box === 'auto' ? [] : [{ ...object, box: object.box }]));
}

/** Everything that the arms work on. */
async function prepare(
	session: DrawingSession,
	method: Method,
	seedlings: readonly Seedling[],
): Promise<Field> {
	const { model, recipe } = session;
	const sample = await initialSample(session, method);
	const objects = placed(recipe);
	const objectPrompts: Conditioning[] = [];
	for (const { text } of objects) objectPrompts.push(await model.encodePrompt(text));
	const full = await model.encodePrompt(recipe.prompt);
	return {
		session,
		method,
		sample,
		run: session.schedule.begin(),
		foreseen: new Float32Array(sample.data.length),
		objects,
		order: farToNear(objects),
		full,
		background: await model.encodePrompt(groundText(recipe)),
		objectPrompts,
		seedlings,
	};
}

/** The background seed's noise at the first evaluation's level, in some arms with the colour of a plain ground. */
async function initialSample(session: DrawingSession, method: Method): Promise<Latent> {
	const { model, recipe, schedule } = session;
	const { channels, width, height, data } = model.createLatent(...recipe.size);
	const { seed } = recipe.background;
	let noise = randn(seed, noiseStream.initial, data.length);
	const ground = ARMS[recipe.arm].coloursGround ? groundColour(groundText(recipe)) : null;
	if (ground !== null) {
		// A bed without a window: nothing is left out.
		const bed = { ...method.bed, kind: 'shift', strength: method.bed.ground } as const;
		noise = layBed(noise, plane(width, height), await model.keyColourLatent(ground), bed, seed);
	}
	for (let i = 0; i < noise.length; i++) noise[i] *= schedule.initNoiseSigma;
	return createLatent(channels, width, height, noise);
}

/** A field that goes its own way from here: its own sample, its own solver. */
function branchOf(field: Field): Field {
	const { sample, run } = field;
	return { ...field, sample: { ...sample, data: sample.data.slice() }, run: run.clone() };
}

/** Each object on a transparent ground, then the background as it goes on without them. */
async function* drawLayers(
	behind: Field,
	{ planted = [] }: Growth,
	picture: TaueResult['picture'],
	from: number,
): AsyncGenerator<TaueEvent, Layer[]> {
	const { session, objects, order, sample } = behind;
	if (planted.length === 0) return [];
	yield* grow(behind, backgroundOnly(behind), 'layer', from, session.schedule.evaluations);
	const background = await session.model.decode(sample);
	const [, ...shares] = maskShares(planted, order);
	const farToNear = order.map((index) => ({ name: objects[index].text, share: shares[index] }));
	const separated = separate(picture, background, farToNear);
	const ground = separated[order.length];
	return [...objects.map((_, index) => separated[order.indexOf(index)]), ground];
}
