import { ARMS, type Arm, promptOf } from '../../layout/index.ts';
import { objectSeed } from '../../recipe/compose.ts';
import { inModelWords, modelWords } from '../../recipe/model-words.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { SweepAxis } from '../actions.ts';
import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';
import {
	croppedAt,
	layoutOf,
	type Origin,
	objectIndex,
	objectName,
	type Plan,
	planned,
	withObject,
} from './plan.ts';

/** As many pictures as a line's own sweeps may make. */
export const MOST_SWEPT = 8;

/** One picture per value; they differ in what was swept and in nothing else. */
export function sweep(origin: Origin, over: SweepAxis, values: readonly string[]): Plan[] {
	const given = values.map((value) => value.trim()).filter((value) => value !== '');
	if (given.length === 0 || given.length > MOST_SWEPT) {
		throw new StudioError('bad-sweep', say('sweepCount', given.length, MOST_SWEPT));
	}
	return given.map((value) => sweepOne(origin, over, value));
}

function sweepOne(origin: Origin, over: SweepAxis, value: string): Plan {
	if (over.kind === 'object') {
		const index = objectIndex(origin, over.object);
		const { recipe, layout } = withObject(origin, index, { text: value });
		return planned(recipe, layout, `${objectName(origin, index)} as ${value}`);
	}
	if (over.kind === 'background') {
		const layout = { ...layoutOf(origin), background: value };
		const background = { ...origin.recipe.background, text: modelWords(value, 'background') };
		return planned(
			{ ...origin.recipe, background, prompt: promptOf(inModelWords(layout)) },
			layout,
			`background: ${value}`,
		);
	}
	const layout = layoutOf(origin);
	const [recipe, flags] = FLAGS[over.flag](origin.recipe, value);
	return planned(recipe, { ...layout, flags: { ...layout.flags, ...flags } }, `${over.flag} ${value}`);
}

type Flag = Extract<SweepAxis, { kind: 'flag' }>['flag'];

function numberIn(flag: Flag, value: string, min: number, max: number, whole: boolean): number {
	const number = Number(value);
	if (Number.isFinite(number) && number >= min && number <= max && (!whole || Number.isInteger(number)))
		return number;
	throw new StudioError('bad-sweep', say('sweepNumber', flag, whole, min, max, value));
}

const FLAGS: { readonly [flag in Flag]: (recipe: Recipe, value: string) => [Recipe, object] } = {
	steps(recipe, value) {
		const steps = numberIn('steps', value, 1, 200, true);
		// The stages keep their share of the run.
		const crop = Math.min(steps - 1, Math.round((recipe.crop / recipe.steps) * steps));
		const transplant = Math.min(crop, Math.round((recipe.transplant / recipe.steps) * steps));
		return [{ ...recipe, steps, crop, transplant }, { steps }];
	},
	guidance(recipe, value) {
		const guidance = numberIn('guidance', value, 0, 50, false);
		return [{ ...recipe, guidance }, { guidance }];
	},
	crop(recipe, value) {
		const share = numberIn('crop', value, 0, 1, false);
		const crop = Math.min(recipe.steps - 1, Math.round(share * recipe.steps));
		return [croppedAt(recipe, crop), { crop: share }];
	},
	transplant(recipe, value) {
		const transplant = numberIn('transplant', value, 0, recipe.crop, true);
		return [{ ...recipe, transplant }, { transplant }];
	},
	arm(recipe, value) {
		const arm = ARMS.find((name): name is Arm => name === value);
		if (arm === undefined) throw new StudioError('bad-sweep', say('sweepArm', value, ARMS.join(', ')));
		return [{ ...recipe, arm }, { arm }];
	},
	seed(recipe, value) {
		const seed = numberIn('seed', value, 0, 2 ** 32 - 1, true);
		const objects = recipe.objects.map((object, i) => ({ ...object, seed: objectSeed(seed, i) }));
		return [{ ...recipe, background: { ...recipe.background, seed }, objects }, {}];
	},
};
