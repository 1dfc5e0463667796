import { ARM_TRAITS } from '../../recipe/arms.ts';
import { moveInto, paste } from '../planting.ts';
import { type Arm, everywhere } from './arm.ts';

/**
 * LMD's trajectory replay: with the full prompt from the start, and after each step up to the crop, the
 * seedlings' own samples of that step overwrite their masks. The solver's memory is replayed with them.
 */
export const replay: Arm = {
	...ARM_TRAITS.replay,
	make(field) {
		const { session, method, order, seedlings, objects, sample, run } = field;
		const { crop } = session.recipe;
		const moved = seedlings.map((seedling, index) => moveInto(seedling, objects[index].box, sample, method));
		const overwrite = (i: number) => {
			for (const index of order) {
				const { trajectory, histories } = seedlings[index];
				const { move, mask } = moved[index];
				paste(sample.data, move(trajectory[i]), mask);
				run.history.forEach((past, age) => {
					const own = histories[i][age];
					if (own !== undefined) paste(past, move(own), mask);
				});
			}
		};
		return {
			planted: moved.map(({ mask }) => mask),
			before(i) {
				if (i === 0) overwrite(0);
			},
			views: () => everywhere(field, field.full),
			after(i) {
				if (i <= crop) overwrite(i);
			},
		};
	},
};
