import { paste } from '../planting.ts';
import { type Arm, everywhere, type Field } from './arm.ts';

/**
 * LMD's trajectory replay: with the full prompt from the start, and after each step up to the crop, the
 * seedlings' own samples of that step overwrite their masks. The solver's memory is replayed with them.
 */
export function replay(field: Field): Arm {
	const { crop } = field.session.recipe;
	const overwrite = (i: number) => {
		for (const index of field.order) {
			const { trajectory, histories } = field.seedlings[index];
			const { move, hard } = field.plantings[index];
			paste(field.sample.data, move(trajectory[i]), hard);
			field.run.history.forEach((past, age) => {
				const own = histories[i][age];
				if (own !== undefined) paste(past, move(own), hard);
			});
		}
	};
	return {
		before(i) {
			if (i === 0) overwrite(0);
		},
		views: () => everywhere(field, field.full),
		after(i) {
			if (i <= crop) overwrite(i);
		},
	};
}
