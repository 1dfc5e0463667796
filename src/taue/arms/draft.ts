import { type Planting, paste } from '../planting.ts';
import { type Arm, everywhere, type Field } from './arm.ts';

/**
 * The draft, as written: the background alone up to the transplant, then the seedlings overwrite their
 * regions and everything grows on with the full prompt. At transplant 0 a seedling is first scaled by
 * `sigma(z_bg) / sigma(z_seedling)`, standard deviations over the whole latents; later it is pasted as it is.
 */
export function draft(field: Field): Arm {
	const { transplant } = field.session.recipe;
	return {
		before(i) {
			if (i !== transplant) return;
			const { data } = field.sample;
			const spread = deviation(data);
			for (const index of field.order) {
				const { latent } = field.seedlings[index];
				const ratio = transplant === 0 ? spread / deviation(latent) : 1;
				pasteMoved(
					data,
					latent.map((value) => value * ratio),
					field.plantings[index],
				);
			}
			// A solver's memory belongs to the sample as it was before the paste.
			if (i > 0) field.run.forget();
		},
		views: () => everywhere(field, field.full),
	};
}

function pasteMoved(target: Float32Array, source: Float32Array, planting: Planting): void {
	paste(target, planting.move(source), planting.hard);
}

/** Standard deviation over all numbers. */
export function deviation(data: Float32Array): number {
	let mean = 0;
	for (const value of data) mean += value / data.length;
	let square = 0;
	for (const value of data) square += (value - mean) ** 2 / data.length;
	return Math.sqrt(square);
}
