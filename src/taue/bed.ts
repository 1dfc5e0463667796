import { noiseStream, uniform } from '../diffusion/index.ts';
import { gaussianWindow } from './mask.ts';
import type { Method } from './method.ts';
import { scaleCells } from './place.ts';
import { type Cells, type Plane, plane } from './plane.ts';

/**
 * The soft window that leaves the object's place alone: 1 in its middle, 0 on the bed.
 *
 * @param box - the object's box on its own canvas, in latent cells
 */
export function bedWindow(width: number, height: number, box: Cells, bed: Method['bed']): Plane {
	return gaussianWindow(width, height, scaleCells(box, bed.scale), bed.sigma);
}

/**
 * Lays a key-coloured bed into standard normal noise.
 *
 * - `shift` is TKG-DM's: `G z + (1-G) (z + a C)`.
 * - `probabilistic` is the final paper's: where a uniform random number exceeds the window, the cell becomes
 *   `(1-a) z + a C`; that loses variance.
 * - `preserving` is the same with `sqrt(1-a²) z + a C`, which does not.
 *
 * @param noise - `[channels, height, width]`; not changed
 * @param colour - the key colour's latent C, one number a channel
 * @param seed - decides which cells belong to a probabilistic bed
 */
export function layBed(
	noise: Float32Array,
	window: Plane,
	colour: Float32Array,
	bed: Method['bed'],
	seed: number,
): Float32Array {
	const cells = window.data.length;
	const ground = groundShare(window, bed, seed);
	const keep = bed.kind === 'preserving' ? Math.sqrt(1 - bed.strength ** 2) : 1 - bed.strength;
	const laid = noise.slice();
	for (let channel = 0; channel < colour.length; channel++) {
		const shift = bed.strength * colour[channel];
		for (let cell = 0, k = channel * cells; cell < cells; cell++, k++) {
			const share = ground.data[cell];
			if (bed.kind === 'shift') laid[k] += share * shift;
			else if (share > 0) laid[k] = keep * laid[k] + shift;
		}
	}
	return laid;
}

function groundShare(window: Plane, bed: Method['bed'], seed: number): Plane {
	const ground = plane(window.width, window.height);
	if (bed.kind === 'shift') {
		for (let i = 0; i < ground.data.length; i++) ground.data[i] = 1 - window.data[i];
	} else {
		const random = uniform(seed, noiseStream.method(0), ground.data.length);
		for (let i = 0; i < ground.data.length; i++) ground.data[i] = random[i] > window.data[i] ? 1 : 0;
	}
	return ground;
}
