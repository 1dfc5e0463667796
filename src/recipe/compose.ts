import { createHash, randomInt } from 'node:crypto';
import { type Arm, type Layout, promptOf } from '../layout/index.ts';
import { type Said, TaueError } from '../taue-error.ts';
import { ARM_TRAITS } from './arms.ts';
import { COMPOSE_SENTENCES } from './compose-sentences.ts';
import { inModelWords } from './model-words.ts';
import { pictureSize, type SizedModel } from './picture-size.ts';
import { type Recipe, recipeSchema } from './recipe.ts';

/** What a recipe needs to know of its model: plain data, so that no model has to be loaded to write one. `name` is its folder's under `models/`. */
export interface ModelDefaults extends SizedModel {
	readonly scheduler: Recipe['scheduler'];
	readonly steps: number;
	readonly guidance: number;
	/** Share of the steps after which `cultivate` crops its seedlings; a third unless given. */
	readonly crop?: number;
	/** Its network takes guidance as an input, and reads no negative words. */
	readonly embedsGuidance?: true;
	/** What measures best on this model; `cultivate` unless given. */
	readonly arm?: Arm;
}

export interface ComposeOptions {
	/** Base seed where the line names none; a random one unless given. */
	readonly seed?: number;
}

export type ComposeErrorCode = 'too-few-steps' | 'transplant-after-crop' | 'recipe-invalid';

/** A line whose parts do not fit together, or do not fit the model. */
export class ComposeError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'ComposeError';
	readonly code: ComposeErrorCode;

	override readonly said: Said;

	constructor(code: ComposeErrorCode, said: Said, cause?: unknown) {
		super(said.en, cause === undefined ? undefined : { cause });
		this.code = code;
		this.said = said;
	}
}

const SEEDS = 2 ** 32;

/** A seed that nobody chose. */
export function randomSeed(): number {
	return randomInt(SEEDS);
}

/**
 * The seed of one object: it depends on the base seed and the object's index alone, so changing one
 * object's words, box or number of neighbours leaves the others' noise as it was.
 */
export function objectSeed(base: number, index: number): number {
	return createHash('sha256').update(`${base}/${index}`).digest().readUInt32BE(0);
}

/** Step indices at which seedlings are cropped (K) and transplanted (j), with j <= K < steps. */
function stages(
	layout: Layout,
	arm: Arm,
	model: ModelDefaults,
	steps: number,
): { readonly crop: number; readonly transplant: number } {
	if (layout.objects.length === 0) return { crop: 0, transplant: 0 };
	// PNDM evaluates its second timestep twice and cannot be interrupted between the two.
	const earliest = (layout.flags.scheduler ?? model.scheduler) === 'pndm' ? 2 : 1;
	const { raisesSeedlings, usualTransplant, usualCrop } = ARM_TRAITS[arm];
	if (steps <= earliest && raisesSeedlings) {
		throw new ComposeError('too-few-steps', COMPOSE_SENTENCES.tooFewSteps(arm, earliest, steps));
	}
	const given = layout.flags.transplant;
	const wanted = given ?? Math.round(steps * usualTransplant);
	const share = layout.flags.crop ?? usualCrop(model.crop, wanted / steps);
	const crop = Math.max(0, Math.min(steps - 1, Math.max(earliest, Math.round(share * steps))));
	if (given !== undefined && given > crop) {
		throw new ComposeError(
			'transplant-after-crop',
			COMPOSE_SENTENCES.transplantAfterCrop(given, crop, steps),
		);
	}
	return { crop, transplant: Math.min(crop, wanted) };
}

/**
 * One layout and its model's defaults become a recipe. A line without places is a plain prompt.
 * @throws ComposeError when flags contradict each other or the picture's limits.
 */
export function composeRecipe(given: Layout, model: ModelDefaults, options: ComposeOptions = {}): Recipe {
	const layout = inModelWords(given);
	const { flags } = layout;
	const steps = flags.steps ?? model.steps;
	const arm = layout.objects.length === 0 ? 'plain' : (flags.arm ?? model.arm ?? 'cultivate');
	const seed = flags.seed ?? options.seed ?? randomSeed();
	const key = flags.key === undefined ? {} : { key: flags.key };
	const recipe = recipeSchema.safeParse({
		version: 1,
		model: flags.model ?? model.name,
		size: pictureSize(flags, model),
		prompt: promptOf(layout),
		negative: flags.no ?? '',
		background: { text: layout.background ?? '', seed },
		objects: layout.objects.map(({ text, box, flip, depth }, index) => ({
			text,
			box: box === 'auto' ? box : [...box],
			seed: objectSeed(seed, index),
			...key,
			...(flip && { flip }),
			...(depth && { depth }),
		})),
		arm,
		scheduler: flags.scheduler ?? model.scheduler,
		steps,
		guidance: flags.guidance ?? model.guidance,
		guidanceUntil: flags.guidanceUntil ?? 1,
		...stages(layout, arm, model, steps),
	} satisfies Recipe);
	if (recipe.success) return recipe.data;
	const [issue] = recipe.error.issues;
	throw new ComposeError(
		'recipe-invalid',
		COMPOSE_SENTENCES.cannotDraw(`${issue.path.join('.')}: ${issue.message}`),
		recipe.error,
	);
}

/**
 * All pictures of a line: every choice of its sweeps, each `-n` times with seeds that count up from the
 * base seed, so `--seed 7 -n 3` draws seeds 7, 8 and 9.
 */
export function composeRecipes(
	layouts: readonly Layout[],
	model: ModelDefaults,
	options: ComposeOptions = {},
): Recipe[] {
	// One base for the whole sweep: its pictures differ in what was swept and in nothing else.
	const shared = options.seed ?? randomSeed();
	return layouts.flatMap((layout) => {
		const base = layout.flags.seed ?? shared;
		return Array.from({ length: layout.flags.count ?? 1 }, (_, k) =>
			composeRecipe({ ...layout, flags: { ...layout.flags, seed: (base + k) % SEEDS } }, model),
		);
	});
}
