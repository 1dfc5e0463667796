import type { Layer, Raster } from './events.ts';
import { blur, mapPlane, type Plane, warp } from './plane.ts';

/** Pixels around each pixel that decide whether it belongs to the object; the guided filter's radius. */
const EDGE_RADIUS_PX = 7;
/** Guided filter's epsilon: contrast below about a tenth of the range is no edge. */
const EDGE_CONTRAST = 0.005;
/** Alphas are stretched between these, so that the ground is clear and the object solid. */
const CLEAR = 0.2;
const SOLID = 0.8;

/**
 * An object cut out of the finished picture: the picture's own colours, and its mask as alpha, whose edge
 * is led from the latent's coarse cells to the picture's edges by a guided filter (He et al. 2010, with the
 * picture's lightness as guide).
 *
 * @param mask - the object's share of each latent cell or, where it is `exact`, of each pixel
 */
export function cutOut(name: string, picture: Raster, mask: Plane, exact = false): Layer {
	const { width, height } = picture;
	if (exact) return withAlpha(name, picture, (i) => mask.data[i]);
	const whole = { x0: 0, y0: 0, x1: mask.width, y1: mask.height };
	const coarse = warp(mask, whole, { x0: 0, y0: 0, x1: width, y1: height }, width, height);
	const guide = lightness(picture);
	const alpha = guidedFilter(coarse, guide);
	return withAlpha(name, picture, (i) => (alpha.data[i] - CLEAR) / (SOLID - CLEAR));
}

function withAlpha(
	name: string,
	{ width, height, rgba: opaque }: Raster,
	alpha: (pixel: number) => number,
): Layer {
	const rgba = opaque.slice();
	for (let i = 0; i < width * height; i++)
		rgba[4 * i + 3] = Math.round(255 * Math.min(1, Math.max(0, alpha(i))));
	return { name, raster: { width, height, rgba } };
}

function lightness({ width, height, rgba }: Raster): Plane {
	const data = new Float32Array(width * height);
	for (let i = 0; i < data.length; i++) {
		data[i] = (0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2]) / 255;
	}
	return { data, width, height };
}

/** `mask` as a locally linear function of `guide`. */
function guidedFilter(mask: Plane, guide: Plane): Plane {
	const smooth = (source: Plane) => blur(source, EDGE_RADIUS_PX / 2);
	const product = (a: Plane, b: Plane) => mapPlane(a, (value, i) => value * b.data[i]);
	const meanGuide = smooth(guide);
	const meanMask = smooth(mask);
	const correlation = smooth(product(guide, mask));
	const square = smooth(product(guide, guide));
	const slope = mapPlane(correlation, (value, i) => {
		const covariance = value - meanGuide.data[i] * meanMask.data[i];
		return covariance / (square.data[i] - meanGuide.data[i] ** 2 + EDGE_CONTRAST);
	});
	const offset = mapPlane(meanMask, (value, i) => value - slope.data[i] * meanGuide.data[i]);
	const meanSlope = smooth(slope);
	const meanOffset = smooth(offset);
	return mapPlane(guide, (value, i) => meanSlope.data[i] * value + meanOffset.data[i]);
}
