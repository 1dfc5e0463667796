import { ARM_TRAITS } from '../../recipe/arms.ts';
import { moveInto, paste } from '../planting.ts';
import { type Arm, everywhere } from './arm.ts';

/**
 * The draft, as written: the background alone up to the transplant, then the seedlings overwrite their
 * regions and everything grows on with the full prompt. At transplant 0 a seedling is first scaled by
 * `sigma(z_bg) / sigma(z_seedling)`, standard deviations over the whole latents; later it is pasted as it is.
 */
export const draft: Arm = {
	...ARM_TRAITS.draft,
	make(field) {
		const { session, method, order, seedlings, objects, sample, run } = field;
		const { transplant } = session.recipe;
		const moved = seedlings.map((seedling, index) => moveInto(seedling, objects[index].box, sample, method));
		return {
			planted: moved.map(({ mask }) => mask),
			before(i) {
				if (i !== transplant) return;
				const spread = deviation(sample.data);
				for (const index of order) {
					const { latent } = seedlings[index];
					const { move, mask } = moved[index];
					const ratio = transplant === 0 ? spread / deviation(latent) : 1;
					paste(sample.data, move(latent.map((value) => value * ratio)), mask);
				}
				// A solver's memory belongs to the sample as it was before the paste.
				if (i > 0) run.forget();
			},
			views: () => everywhere(field, field.full),
		};
	},
};

/** Standard deviation over all numbers. */
export function deviation(data: Float32Array): number {
	let mean = 0;
	for (const value of data) mean += value / data.length;
	let square = 0;
	for (const value of data) square += (value - mean) ** 2 / data.length;
	return Math.sqrt(square);
}
