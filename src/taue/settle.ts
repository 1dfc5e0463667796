import { createLatent, type DiffusionModel, type Latent } from '../diffusion/index.ts';
import { layOver } from './cutout.ts';
import { type Plane, plane } from './plane.ts';
import type { PlantedCutout } from './planting.ts';

/** Cells that cutouts cover by less than this are left as they are. */
const LEAST_COVERAGE = 0.01;

/** What a sample holds once cutouts were set into it. */
export interface Settled {
	/** The noiseless picture with the cutouts, as a latent. */
	readonly original: Float32Array;
	/** 1 in the cells that a cutout touches, 0 elsewhere. */
	readonly touched: Plane;
}

/**
 * Sets cutouts into a sample, in pixels: the picture that the model foresees is decoded, the cutouts are laid
 * over it with their soft edges, and the cells that they touch move to the latent of that picture. Their noise
 * stays as it is, so the sample keeps its noise level everywhere, and cells further off keep all they have.
 *
 * @param sample - entering an evaluation; changed in place
 * @param foreseen - its noiseless picture, `[channels, height, width]`
 * @param cutouts - far to near
 * @param signal - the sample's factor of the noiseless picture, `Schedule.signal[i]`
 */
export async function settle(
	model: DiffusionModel,
	sample: Latent,
	foreseen: Float32Array,
	cutouts: readonly PlantedCutout[],
	signal: number,
): Promise<Settled> {
	const { channels, width, height } = sample;
	const picture = await model.decodePlanes(createLatent(channels, width, height, foreseen));
	layOver(picture, cutouts);
	const { data } = await model.encodePlanes(picture);
	const touched = plane(width, height);
	for (const { covered } of cutouts) {
		covered.data.forEach((share, cell) => {
			if (share >= LEAST_COVERAGE) touched.data[cell] = 1;
		});
	}
	for (let k = 0; k < data.length; k++) {
		if (touched.data[k % (width * height)] === 1) sample.data[k] += signal * (data[k] - foreseen[k]);
	}
	return { original: data, touched };
}
