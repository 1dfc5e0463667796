import { noiseStream, randn, uniform } from '../../diffusion/index.ts';
import { ARM_TRAITS } from '../../recipe/arms.ts';
import { boxMask } from '../mask.ts';
import { cellsOf } from '../place.ts';
import { mapPlane, type Plane } from '../plane.ts';
import type { Arm, Field, Growth } from './arm.ts';

/** MultiDiffusion bootstraps for 20 of its 50 steps. */
const BOOTSTRAP_SHARE = 0.4;
/** How many flat grounds bootstrapping draws from. */
const GROUNDS = 16;

/**
 * MultiDiffusion with bootstrapping, the standard layout pipeline: one prediction per box with the object's
 * prompt and one for the rest with the background's, averaged where boxes overlap. In the first 40% of the
 * steps each object's view has a flat random colour, noised to the step's level, outside its box.
 */
export const regions: Arm = {
	...ARM_TRAITS.regions,
	make: async (field) => ({ views: viewsOf(field, await bootstrapColours(field.session)) }),
};

function viewsOf(field: Field, colours: readonly Float32Array[]): Growth['views'] {
	const { sample, session } = field;
	const { schedule, recipe } = session;
	const boxes = field.objects.map(({ box }) =>
		mapPlane(boxMask(sample.width, sample.height, cellsOf(box, sample.width, sample.height)), (v) =>
			v >= 0.5 ? 1 : 0,
		),
	);
	const rest: Plane = mapPlane(
		boxMask(sample.width, sample.height, { x0: 0, y0: 0, x1: sample.width, y1: sample.height }),
		(_, i) => (boxes.some(({ data }) => data[i] > 0) ? 0 : 1),
	);
	const noise = randn(recipe.background.seed, noiseStream.method(1), sample.data.length);
	const choices = uniform(
		recipe.background.seed,
		noiseStream.method(2),
		schedule.evaluations * (boxes.length + 1),
	);
	const bootstrapped = (i: number, index: number) => {
		if (i >= BOOTSTRAP_SHARE * schedule.evaluations) return sample;
		const colour = colours[Math.floor(choices[i * (boxes.length + 1) + index] * colours.length)];
		const cells = sample.width * sample.height;
		const flat = Float32Array.from(noise, (_, k) => colour[Math.floor(k / cells)]);
		const ground = schedule.addNoise(flat, noise, i);
		return {
			...sample,
			data: sample.data.map((value, k) => (boxes[index].data[k % cells] > 0 ? value : ground[k])),
		};
	};
	return (i) => [
		{ latent: sample, conditioning: field.background, weight: rest },
		...boxes.map((weight, index) => ({
			latent: bootstrapped(i, index),
			conditioning: field.objectPrompts[index],
			weight,
		})),
	];
}

/** Latents of flat random colours, drawn from the background's seed. */
async function bootstrapColours(session: Field['session']): Promise<Float32Array[]> {
	const { model, recipe } = session;
	const random = uniform(recipe.background.seed, noiseStream.method(3), 3 * GROUNDS);
	const colours: Float32Array[] = [];
	for (let k = 0; k < GROUNDS; k++) {
		const [r, g, b] = random.subarray(3 * k, 3 * k + 3).map((value) => Math.floor(value * 256));
		colours.push(await model.keyColourLatent([r, g, b]));
	}
	return colours;
}
