import { type Plane, plane } from './plane.ts';
import type { Seedling } from './seedling.ts';

/**
 * A seedling that looks the other way: everything that it is set in with, mirrored on the canvas's upright
 * axis. It stays one and the same seedling in the cache, so turning an object round raises nothing anew.
 */
export function mirrored(seedling: Seedling): Seedling {
	const { mask, share, extent } = seedling;
	const { width } = mask;
	const turn = (data: Float32Array) => mirrorRows(data, width);
	return {
		...seedling,
		latent: turn(seedling.latent),
		original: turn(seedling.original),
		trajectory: seedling.trajectory.map(turn),
		histories: seedling.histories.map((past) => past.map(turn)),
		mask: mirrorPlane(mask),
		share: mirrorPlane(share),
		extent: { ...extent, x0: width - extent.x1, x1: width - extent.x0 },
	};
}

/** Rows of `width` numbers, each turned round; any number of planes. */
function mirrorRows(data: Float32Array, width: number): Float32Array {
	const out = new Float32Array(data.length);
	for (let row = 0; row < data.length; row += width) {
		for (let x = 0; x < width; x++) out[row + x] = data[row + width - 1 - x];
	}
	return out;
}

function mirrorPlane(source: Plane): Plane {
	return { ...plane(source.width, source.height), data: mirrorRows(source.data, source.width) };
}
