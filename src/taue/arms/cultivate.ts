import type { AttentionBias } from '../../diffusion/index.ts';
import type { ConditioningMode } from '../method.ts';
import type { Plane } from '../plane.ts';
import { paste } from '../planting.ts';
import { type Settled, settle } from '../settle.ts';
import { maskShares, type PackedPrompts, packPrompts, shearBias } from '../shear.ts';
import { type Arm, everywhere, type Field, type WeightedView } from './arm.ts';

/**
 * Our reading of cultivation. A seedling is taken back to the transplant's noise level along its own predicted
 * noise, and that noise stays frozen inside its mask until the crop step, where the deterministic samplers then
 * land exactly on the seedling; meanwhile the background grows around it. At the crop step objects that were
 * cut out as pictures are set in, pixel by pixel (`settle.ts`). From there all grow together; objects that were
 * cropped when they were finished keep their shape, others are let go. Inside the masks the objects' prompts
 * speak, outside the background's (`ConditioningMode`).
 */
export function cultivate(field: Field): Arm {
	const { session, method, order, plantings, sample, run } = field;
	const { recipe, schedule, model } = session;
	const { transplant, crop } = recipe;
	const speak = speaker(field);
	const holdUntil = transplant + Math.round(method.joint.holdUntil * (crop - transplant));
	const conditionedUntil = Math.round(method.joint.conditioningUntil * schedule.evaluations);
	const cutouts = order.flatMap((index) => plantings[index].cutout ?? []);
	const keeps = keepsShapes(field);
	let settled: Settled | null = null;
	return {
		async before(i) {
			if (i === crop && cutouts.length > 0) {
				settled = await settle(model, sample, field.foreseen, cutouts, schedule.signal[i]);
				run.forget();
			} else if (i === transplant) {
				for (const index of order) {
					const { frozen, hard } = plantings[index];
					if (frozen !== null) paste(sample.data, schedule.addNoise(frozen.original, frozen.eps, i), hard);
				}
				if (i > 0) run.forget();
			}
		},
		views: (i) => (i < conditionedUntil ? speak() : everywhere(field, field.full)),
		adjust(prediction, i) {
			if (i < holdUntil) {
				for (const index of order) {
					const { frozen, soft } = plantings[index];
					if (frozen === null) continue;
					// Stochastic samplers add noise of their own, so there it is the noiseless picture that stays
					// frozen; along a deterministic path both are the same.
					const noise = schedule.stochastic ? schedule.noiseIn(sample.data, frozen.original, i) : frozen.eps;
					hold(field, prediction, i, soft, noise);
				}
			}
			if (settled !== null && keeps)
				hold(field, prediction, i, settled.touched, schedule.noiseIn(sample.data, settled.original, i));
		},
	};
}

/** Whether objects keep their shape after the crop step: cut out as pictures, and finished by then. */
export function keepsShapes({ session, method, plantings }: Field): boolean {
	const { schedule, recipe } = session;
	const finished = schedule.sigmas[recipe.crop] <= method.joint.keepBelow;
	return finished && plantings.some(({ cutout }) => cutout !== null);
}

/** Makes the prediction say, as far as the mask goes, that the sample's noise is `noise`. */
function hold(
	{ session, sample }: Field,
	prediction: Float32Array,
	i: number,
	mask: Plane,
	noise: Float32Array,
): void {
	const cells = mask.data.length;
	const frozen = session.schedule.predictionFromNoise(noise, i, sample.data);
	for (let cell = 0; cell < cells; cell++) {
		const share = mask.data[cell];
		if (share === 0) continue;
		for (let k = cell; k < prediction.length; k += cells) {
			prediction[k] += share * (frozen[k] - prediction[k]);
		}
	}
}

/** What to predict while the prompts are kept apart. */
function speaker(field: Field): () => readonly WeightedView[] {
	const { method, plantings, order, sample, seedlings, objectPrompts, background, session } = field;
	const mode: ConditioningMode = method.joint.conditioning;
	if (mode === 'full' || plantings.length === 0) return () => everywhere(field, field.full);
	const shares = maskShares(
		plantings.map(({ soft }) => soft),
		order,
	);
	if (mode === 'blend') {
		const prompts = [background, ...objectPrompts];
		return () =>
			prompts.map((conditioning, index) => ({ latent: sample, conditioning, weight: shares[index] }));
	}
	const { tokenLength, attention } = session.model.info;
	const packed = attention === 'maps+bias' ? packPrompts([background, ...objectPrompts], tokenLength) : null;
	if (packed === null) return () => everywhere(field, field.full);
	const bias = biases(packed, shares, tokenLength, seedlings[0].attentionSizes);
	return () => [{ latent: sample, conditioning: packed.conditioning, bias, weight: null }];
}

function biases(
	packed: PackedPrompts,
	shares: ReturnType<typeof maskShares>,
	tokens: number,
	sizes: Field['seedlings'][number]['attentionSizes'],
): AttentionBias[] {
	return sizes.map((size) => shearBias(shares, packed, tokens, size));
}
