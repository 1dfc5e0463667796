import { ARM_TRAITS } from '../../recipe/arms.ts';
import { plant } from '../planting.ts';
import { wordsOf } from '../speaking.ts';
import type { Arm } from './arm.ts';

/**
 * Our reading of transplanting and cultivation. Until the transplant the background grows alone, and each object
 * on its bed. Then the pictures that they foresee are put together: a seedling is freed from its bed, scaled into
 * its box, and takes its share of each cell. The noise stays the background's, so every cell keeps its noise
 * level and nothing shows where the picture was changed. From there everything grows together.
 */
export const cultivate: Arm = {
	...ARM_TRAITS.cultivate,
	make(field) {
		const { session, method, order, seedlings, objects, sample, run, foreseen } = field;
		const { schedule, recipe } = session;
		const plantings = seedlings.map((seedling, index) => plant(seedling, objects[index].box, sample, method));
		const planted = plantings.map(({ share }) => share);
		return {
			planted,
			before(i) {
				if (i !== recipe.transplant) return;
				const together = foreseen.slice();
				for (const index of order) {
					const { share, picture } = plantings[index];
					const cells = share.data.length;
					for (let k = 0; k < together.length; k++)
						together[k] = together[k] * (1 - share.data[k % cells]) + picture[k];
				}
				for (let k = 0; k < together.length; k++)
					sample.data[k] += schedule.signal[i] * (together[k] - foreseen[k]);
				// A solver's memory belongs to the sample as it was before.
				if (i > 0) run.forget();
			},
			views: wordsOf(field, planted),
		};
	},
};
