import type { Layer, Raster } from './events.ts';
import { dilate, mainComponent } from './mask.ts';
import { blur, mapPlane, type Plane, plane, resize, warp } from './plane.ts';

/** How far, in latent cells, an object may have grown out of where it was planted. */
const GROWTH_CELLS = 1;
/** Share of a latent cell from which it counts as planted. */
const LEAST_SHARE = 0.1;
/** Colours are compared by their Euclidean distance, channels 0..1: the same, as good as equal, and quite another. */
const SAME = 0.035;
const ALIKE = 0.08;
const UNLIKE = 0.24;
/** What decides a pixel: whether something was planted there, and all around it (unless it is the ground's very colour), and how unlike the
 * ground it is. */
const PLANTED_SAYS = 0.25;
const INSIDE_SAYS = 0.4;
const UNLIKENESS_SAYS = 0.55;
/** Another object that was planted there speaks against it. */
const OTHERS_SAY = 0.6;
/** Evidence from which a pixel is an edge, and from which it is the object alone. */
const EDGE = 0.25;
const SOLID = 0.55;
/** Blur of the alpha's edge, in pixels. */
const SOFTNESS_PX = 0.8;
/** Alpha below this is nothing. */
const LEAST_ALPHA = 0.02;
/** Specks of less than this share of an object that hang together with nothing are no part of it. */
const SPECK = 0.02;
const SPECK_REACH_PX = 12;
/** How wide a band around an object shows the background's own way, and over how many pixels that fades. */
const CLEAN_PX = 4;
const FADE_PX = 3;
/** What surrounds an object is looked at in pictures this many times smaller, and blurred by so many of their pixels. */
const REDUCTION = 4;
const SURROUNDINGS = 8;
/** The same for how two grounds differ deep behind an object, where nothing near is free. */
const FAR_SURROUNDINGS = 32;
/** Share of free pixels around a pixel that are hardly any. */
const FEW = 0.03;

/** An object to be cut out, and its share of each latent cell where it was planted. */
interface Planted {
	readonly name: string;
	readonly share: Plane;
}

/** Red, green and blue, 0..1. */
type Channels = readonly Plane[];

/**
 * Takes a finished picture apart: each object on a transparent ground, then the background without them. Laid
 * over each other they give the picture again.
 *
 * An object is what is unlike the ground, in and close to where it was planted; its colours are the picture's,
 * freed from the ground's share of its edges. The background is the picture's as well, but behind and next to
 * objects it is what it became without them, its colours led to those of the picture around.
 *
 * @param alone - the background as it went on alone, of the picture's size
 * @param objects - far to near
 */
export function separate(picture: Raster, alone: Raster, objects: readonly Planted[]): Layer[] {
	const { width, height } = picture;
	const near = objects.map(({ share }) => {
		const own = mapPlane(share, (value) => (value > LEAST_SHARE ? 1 : 0));
		return mapPlane(enlarged(dilate(own, GROWTH_CELLS), width, height), (value) => (value > 0 ? 1 : 0));
	});
	const free = mapPlane(plane(width, height), (_, i) => (near.every(({ data }) => data[i] === 0) ? 1 : 0));
	const seen = channelsOf(picture);
	const own = channelsOf(alone);
	const ground = ledTo(own, seen, free);
	const distance = distanceFrom([own, ground, surroundings(seen, free, ground)], seen);
	const alphas = mattes(objects, near, distance);
	const background = withoutObjects(picture, ground, alphas);
	const canvas = background.rgba.slice();
	const layers = objects.map(({ name }, index) => ({ name, raster: freed(picture, canvas, alphas[index]) }));
	return [...layers, { name: 'background', raster: background }];
}

function channelsOf({ width, height, rgba }: Raster): Channels {
	return [0, 1, 2].map((c) => mapPlane(plane(width, height), (_, i) => rgba[4 * i + c] / 255));
}

function enlarged(cells: Plane, width: number, height: number): Plane {
	const whole = { x0: 0, y0: 0, x1: cells.width, y1: cells.height };
	return warp(cells, whole, { x0: 0, y0: 0, x1: width, y1: height }, width, height);
}

/** The mean of the free pixels around each pixel; where there are hardly any, what `otherwise` says. */
function surroundings(channels: Channels, free: Plane, otherwise: Channels, sigma = SURROUNDINGS): Channels {
	const { width, height } = free;
	const reduced = (source: Plane) => blur(resize(source, width / REDUCTION, height / REDUCTION), sigma);
	const weight = enlarged(reduced(free), width, height);
	return channels.map((channel, c) => {
		const sum = enlarged(reduced(mapPlane(channel, (value, i) => value * free.data[i])), width, height);
		return mapPlane(sum, (value, i) => (value + FEW * otherwise[c].data[i]) / (weight.data[i] + FEW));
	});
}

/** A ground whose colours are led to those that are seen around the objects. */
function ledTo(ground: Channels, seen: Channels, free: Plane): Channels {
	const difference = seen.map((channel, c) => mapPlane(channel, (value, i) => value - ground[c].data[i]));
	const none = ground.map(({ width, height }) => plane(width, height));
	const far = surroundings(difference, free, none, FAR_SURROUNDINGS);
	const around = surroundings(difference, free, far);
	return ground.map((channel, c) => mapPlane(channel, (value, i) => value + around[c].data[i]));
}

/** How far each pixel's colour is from the nearest of all that the ground might be there. */
function distanceFrom(grounds: readonly Channels[], seen: Channels): Plane {
	const distances = grounds.map((ground) =>
		blur(
			mapPlane(seen[0], (_, i) => Math.hypot(...seen.map(({ data }, c) => data[i] - ground[c].data[i]))),
			1,
		),
	);
	return mapPlane(distances[0], (_, i) => Math.min(...distances.map(({ data }) => data[i])));
}

/** 0 up to one value, 1 from another on. */
function ramp(value: number, from: number, to: number): number {
	return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** Each object's alpha, 0..1 a pixel; together they are 1 at most. */
function mattes(objects: readonly Planted[], near: readonly Plane[], distance: Plane): Plane[] {
	const { width, height } = distance;
	const planted = objects.map(({ share }) => enlarged(share, width, height));
	const inside = objects.map(({ share }) => enlarged(eroded(share), width, height));
	const alphas = planted.map((own, index) => {
		const evidence = mapPlane(own, (share, i) => {
			if (near[index].data[i] === 0) return 0;
			let others = 0;
			for (const [other, { data }] of planted.entries()) if (other !== index) others += data[i];
			const far = distance.data[i];
			const says =
				PLANTED_SAYS * share +
				INSIDE_SAYS * inside[index].data[i] * ramp(far, SAME, ALIKE) +
				UNLIKENESS_SAYS * ramp(far, ALIKE, UNLIKE) -
				OTHERS_SAY * Math.max(0, others - share);
			return ramp(says, EDGE, SOLID);
		});
		return blur(withoutSpecks(evidence), SOFTNESS_PX);
	});
	for (let i = 0; i < distance.data.length; i++) {
		let sum = 0;
		for (const { data } of alphas) sum += data[i];
		for (const { data } of alphas) data[i] = data[i] < LEAST_ALPHA ? 0 : data[i] / Math.max(1, sum);
	}
	return alphas;
}

/** Cells whose neighbours are all planted as well. */
function eroded(share: Plane): Plane {
	const ground = mapPlane(share, (value) => (value > 0.5 ? 0 : 1));
	return mapPlane(dilate(ground, 1), (value) => 1 - value);
}

function withoutSpecks(evidence: Plane): Plane {
	const seen = mapPlane(evidence, (value) => (value > 0.5 ? 1 : 0));
	const kept = mainComponent(seen, {
		least: SPECK,
		most: Number.POSITIVE_INFINITY,
		withinCells: SPECK_REACH_PX,
	});
	const near = dilate(kept, 2);
	return mapPlane(evidence, (value, i) => value * near.data[i]);
}

/** The picture's background; behind and next to objects, the ground. */
function withoutObjects(picture: Raster, ground: Channels, alphas: readonly Plane[]): Raster {
	const { width, height } = picture;
	const covered = mapPlane(plane(width, height), (_, i) => (alphas.some(({ data }) => data[i] > 0) ? 1 : 0));
	const fade = blur(dilate(covered, CLEAN_PX), FADE_PX);
	const rgba = picture.rgba.slice();
	for (let i = 0; i < width * height; i++) {
		const own = covered.data[i] === 1 ? 1 : fade.data[i];
		if (own === 0) continue;
		for (let c = 0; c < 3; c++) {
			const value = rgba[4 * i + c];
			rgba[4 * i + c] = clamped(value + own * (255 * ground[c].data[i] - value));
		}
	}
	return { width, height, rgba };
}

/** An object with the colours that give the picture again over what `canvas` holds; then it is laid onto that. */
function freed({ width, height, rgba: opaque }: Raster, canvas: Uint8Array, alpha: Plane): Raster {
	const rgba = opaque.slice();
	for (let i = 0; i < width * height; i++) {
		const byte = Math.round(255 * alpha.data[i]);
		rgba[4 * i + 3] = byte;
		if (byte === 0) continue;
		for (let k = 4 * i; k < 4 * i + 3; k++) {
			const below = canvas[k];
			rgba[k] = clamped(below + ((opaque[k] - below) * 255) / byte);
			canvas[k] = Math.round(below + ((rgba[k] - below) * byte) / 255);
		}
	}
	return { width, height, rgba };
}

function clamped(value: number): number {
	return Math.min(255, Math.max(0, Math.round(value)));
}
