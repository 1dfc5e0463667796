import {
	type Conditioning,
	createLatent,
	type DiffusionModel,
	type Latent,
	noiseStream,
	randn,
} from '../diffusion/index.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Arm, Field } from './arms/arm.ts';
import { cultivate as cultivateArm, keepsShapes } from './arms/cultivate.ts';
import { draft } from './arms/draft.ts';
import { backgroundOnly, plain } from './arms/plain.ts';
import { bootstrapColours, regions } from './arms/regions.ts';
import { replay } from './arms/replay.ts';
import { layBed } from './bed.ts';
import { checkRecipe } from './check-recipe.ts';
import { planPasses, raisesSeedlings } from './cost.ts';
import { coverageOf } from './cutout.ts';
import type { Layer, TaueEvent, TaueResult } from './events.ts';
import { groundColour, groundText } from './ground.ts';
import { grow } from './grow.ts';
import { cutOut } from './layers.ts';
import { type Method, type MethodOptions, methodWith } from './method.ts';
import { mirrored } from './mirror.ts';
import { farToNear } from './place.ts';
import { plane } from './plane.ts';
import { fitInto, type PlantedCutout, type Planting, plant } from './planting.ts';
import { resolveAuto } from './resolve-auto.ts';
import { cutsOut, type PlacedObject, raiseSeedling, type Seedling, seedlingKey } from './seedling.ts';
import type { SeedlingCache } from './seedling-cache.ts';
import { DrawingSession } from './session.ts';
import { maskShares } from './shear.ts';

/** How to draw; nothing here but `method` changes the picture. */
export interface DrawOptions {
	/** Heard before every UNet evaluation; the generator then throws the signal's reason. */
	readonly signal?: AbortSignal | undefined;
	/** Seedlings of earlier pictures; without one, every seedling is raised anew. */
	readonly cache?: SeedlingCache<Seedling> | undefined;
	/** Also cut out each object and draw the background alone, which costs one more pass. */
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
	checkRecipe(recipe);
	const negative = await model.encodeNegative(recipe.negative === '' ? null : recipe.negative);
	const searching = new DrawingSession(model, recipe, negative, options);
	searching.planned = plannedEvaluations(searching, options, method);
	const resolved = recipe.arm === 'plain' ? recipe : yield* resolveAuto(searching);
	const session = new DrawingSession(model, resolved, negative, options);
	session.done = searching.done;
	session.planned = searching.planned;
	const raised = yield* raiseAll(session, method, options.cache);
	const ground = await prepare(session, method, raised);
	const { evaluations } = session.schedule;
	// Cutouts of the last seedling are still being scaled while the background is drawn alone.
	const alone = growsAlone(resolved);
	yield* grow(ground, backgroundOnly(ground), 'background', 0, alone);
	const field = { ...ground, plantings: await plantAll(ground, raised) };
	yield* grow(field, await armOf(field), 'joint', alone, evaluations);
	yield { kind: 'decode', step: session.done, steps: session.planned };
	const picture = await model.decode(field.sample);
	const layers = options.layers ? yield* drawLayers(field, picture) : [];
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
function plannedEvaluations(session: DrawingSession, options: DrawOptions, method: Method): number {
	const { recipe, schedule, model } = session;
	const plan = planPasses(recipe, {
		layers: options.layers ?? false,
		conditioning: method.joint.conditioning,
	});
	const extra = schedule.evaluations - recipe.steps;
	const search = model.info.attention === 'none' ? plan.search : 0;
	return plan.evaluations - search + extra * (options.layers ? 2 : 1);
}

/** A seedling, and its cutout while that is scaled: the next seedling is raised meanwhile. */
interface Raised {
	readonly seedling: Seedling;
	readonly fitted: Promise<PlantedCutout | null>;
}

/** The seedlings of a recipe in its order; none where the arm raises none. */
async function* raiseAll(
	session: DrawingSession,
	method: Method,
	cache: SeedlingCache<Seedling> | undefined,
): AsyncGenerator<TaueEvent, Raised[]> {
	const { model, recipe } = session;
	if (!raisesSeedlings(recipe.arm)) return [];
	const hash = await model.hash();
	const cutOut = cutsOut(model, recipe, method);
	const canvas = model.createLatent(...recipe.size);
	const raised: Raised[] = [];
	for (const [index, object] of placed(recipe).entries()) {
		const key = seedlingKey(hash, recipe, object, method, cutOut);
		const cached = cache?.get(key);
		if (cached !== undefined) session.planned -= recipe.crop;
		yield {
			kind: 'seedling',
			object: index,
			step: session.done,
			steps: session.planned,
			cached: cached !== undefined,
		};
		const grown = cached ?? (yield* raiseSeedling(session, object, method));
		if (cached === undefined) cache?.set(key, grown);
		const seedling = object.flip ? mirrored(grown) : grown;
		const fitted = fitInto(seedling, object, canvas, model.info.latentScale, method);
		// It is awaited when all are raised; if that never comes, nobody is there to hear of a failure.
		fitted.catch(() => {});
		raised.push({ seedling, fitted });
	}
	return raised;
}

/** Objects of a recipe whose places are all known; the plain arm has no use for places. */
function placed(recipe: Recipe): PlacedObject[] {
	return recipe.objects.flatMap((object) => (object.box === 'auto' ? [] : [{ ...object, box: object.box }]));
}

/** Evaluations for which the background is drawn by itself: up to the transplant, in arms that transplant. */
function growsAlone({ arm, objects, transplant }: Recipe): number {
	return objects.length > 0 && (arm === 'cultivate' || arm === 'draft') ? transplant : 0;
}

/** Everything that the arms work on but the plantings, which need all cutouts. */
async function prepare(session: DrawingSession, method: Method, raised: readonly Raised[]): Promise<Field> {
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
		seedlings: raised.map(({ seedling }) => seedling),
		plantings: [],
	};
}

async function plantAll(ground: Field, raised: readonly Raised[]): Promise<Planting[]> {
	const { model, recipe } = ground.session;
	const cutouts = await Promise.all(raised.map(({ fitted }) => fitted));
	return plant(model, ground, cutouts, recipe.transplant < recipe.crop);
}

/** The background seed's noise at the first evaluation's level; in `cultivate` with the colour of a plain ground. */
async function initialSample(session: DrawingSession, method: Method): Promise<Latent> {
	const { model, recipe, schedule } = session;
	const { channels, width, height, data } = model.createLatent(...recipe.size);
	const { seed } = recipe.background;
	let noise = randn(seed, noiseStream.initial, data.length);
	const ground = recipe.arm === 'cultivate' ? groundColour(groundText(recipe)) : null;
	if (ground !== null) {
		// A bed without a window: nothing is left out.
		const bed = { ...method.bed, kind: 'shift', strength: method.bed.ground } as const;
		noise = layBed(noise, plane(width, height), await model.keyColourLatent(ground), bed, seed);
	}
	for (let i = 0; i < noise.length; i++) noise[i] *= schedule.initNoiseSigma;
	return createLatent(channels, width, height, noise);
}

async function armOf(field: Field): Promise<Arm> {
	const { recipe } = field.session;
	if (field.objects.length === 0) return plain(field);
	switch (recipe.arm) {
		case 'plain':
			return plain(field);
		case 'regions':
			return regions(field, await bootstrapColours(field.session));
		case 'draft':
			return draft(field);
		case 'replay':
			return replay(field);
		case 'cultivate':
			return cultivateArm(field);
	}
}

/** Each object on a transparent ground, then the background as it is without them. */
async function* drawLayers(field: Field, picture: TaueResult['picture']): AsyncGenerator<TaueEvent, Layer[]> {
	const { session, objects, order, plantings } = field;
	const { recipe } = session;
	if (objects.length === 0 || plantings.length === 0) return [];
	const exact = keepsShapes(field);
	const shares = maskShares(
		plantings.map(({ soft, cutout }) =>
			exact && cutout !== null ? coverageOf(cutout, ...recipe.size, 1) : soft,
		),
		order,
	);
	const layers = objects.map(({ text }, index) => cutOut(text, picture, shares[index + 1], exact));
	const alone: Field = {
		...field,
		sample: await initialSample(session, field.method),
		run: session.schedule.begin(),
	};
	yield* grow(alone, backgroundOnly(alone), 'layer', 0, session.schedule.evaluations);
	const raster = await session.model.decode(alone.sample);
	return [...layers, { name: 'background', raster }];
}
