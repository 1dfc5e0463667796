import type { AttentionBias } from '../../diffusion/index.ts';
import type { ConditioningMode } from '../method.ts';
import { paste } from '../planting.ts';
import { maskShares, type PackedPrompts, packPrompts, shearBias } from '../shear.ts';
import { type Arm, everywhere, type Field, type WeightedView } from './arm.ts';

/**
 * Our reading of cultivation: a seedling is taken back to the transplant's noise level along its own
 * predicted noise, and that noise stays frozen inside its mask until the crop step, where the deterministic
 * samplers then land exactly on the seedling. Meanwhile the background grows around it. After the crop it
 * is let go. Inside the masks the objects' prompts speak, outside the background's (`ConditioningMode`).
 */
export function cultivate(field: Field): Arm {
	const { session, method, order, plantings, sample, run } = field;
	const { recipe, schedule } = session;
	const { transplant, crop } = recipe;
	const speak = speaker(field);
	const holdUntil = transplant + Math.round(method.joint.holdUntil * (crop - transplant));
	const conditionedUntil = Math.round(method.joint.conditioningUntil * schedule.evaluations);
	return {
		before(i) {
			if (i !== transplant) return;
			for (const index of order) {
				const { original, eps, hard } = plantings[index];
				paste(sample.data, schedule.addNoise(original, eps, i), hard);
			}
			if (i > 0) run.forget();
		},
		views(i) {
			if (i < transplant) return everywhere(field, field.background);
			return i < conditionedUntil ? speak() : everywhere(field, field.full);
		},
		adjust(prediction, i) {
			if (i < transplant || i >= holdUntil) return;
			for (const index of order) hold(field, prediction, i, index);
		},
	};
}

/**
 * Makes the prediction say, inside the mask, what the seedling's frozen noise says. Stochastic samplers add
 * noise of their own, so there it is the noiseless picture that stays frozen; along a deterministic path
 * both are the same.
 */
function hold(
	{ session, plantings, sample }: Field,
	prediction: Float32Array,
	i: number,
	index: number,
): void {
	const { schedule } = session;
	const { original, eps, soft } = plantings[index];
	const cells = soft.data.length;
	const noise = schedule.stochastic
		? sample.data.map((value, k) => (value - schedule.signal[i] * original[k]) / schedule.noise[i])
		: eps;
	const frozen = schedule.predictionFromNoise(noise, i, sample.data);
	for (let cell = 0; cell < cells; cell++) {
		const share = soft.data[cell];
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
