import type { DiffusionModel, Latent } from '../diffusion/index.ts';
import type { Field } from './arms/arm.ts';
import { type Cutout, coverageOf, layOver, scaleCutout } from './cutout.ts';
import { bounds, dilate, feather } from './mask.ts';
import type { Method } from './method.ts';
import { cellsOf, fitTo, shiftTo } from './place.ts';
import { blur, type Cells, mapPlane, type Plane, rollCells, shiftCells } from './plane.ts';
import type { PlacedObject, Seedling } from './seedling.ts';

/** A seedling in its place, everything in the picture's own frame. */
export interface Planting {
	/** 1 where the seedling's cells are taken over, 0 elsewhere. */
	readonly hard: Plane;
	/** The same with a soft edge, for holding and conditioning. */
	readonly soft: Plane;
	/** Moves any array in the seedling's frame into the picture's, by whole cells. */
	readonly move: (data: Float32Array) => Float32Array;
	/** What the mask's cells are frozen at until the crop step; null where nothing is planted before it. */
	readonly frozen: Frozen | null;
	/** The object as it is set into the picture at the crop step; null where it is only moved. */
	readonly cutout: PlantedCutout | null;
}

/** A noiseless picture and the noise that covers it. */
interface Frozen {
	readonly original: Float32Array;
	readonly eps: Float32Array;
}

/** A cutout in its place. */
export interface PlantedCutout extends Cutout {
	/** How much of each latent cell it covers, 0..1. */
	readonly covered: Plane;
}

/** Cells that a cutout covers by at least this share of the fullest one are its own: even a thin object has some. */
const HELD_COVERAGE = 0.5;

/**
 * Puts seedlings into their boxes. Where they were cut out as pictures they are scaled to fill their boxes
 * and encoded together, once (a latent that is resampled itself decodes to a blur); elsewhere they are moved
 * in whole steps of the latent grid. The noise is only moved: scaled noise would not be white.
 *
 * @param cutouts - the seedlings' as {@link fitInto} makes them; null where there is none
 * @param held - whether cutouts are held while the background grows: only then are they encoded
 */
export async function plant(
	model: DiffusionModel,
	{ seedlings, objects, order, sample: canvas, method }: Omit<Field, 'plantings'>,
	cutouts: readonly (PlantedCutout | null)[],
	held: boolean,
): Promise<Planting[]> {
	const farToNear = order.flatMap((index) => cutouts[index] ?? []);
	const together =
		held && farToNear.length > 0 ? await encodeTogether(model, farToNear, canvas, method) : null;
	return seedlings.map((seedling, index) => {
		const cutout = cutouts[index];
		const target = cellsOf(objects[index].box, canvas.width, canvas.height);
		return cutout === null
			? moveInto(seedling, target, canvas, method)
			: setInto(seedling, target, canvas, method, cutout, together);
	});
}

/** Whole cells from a seedling's own extent, not its canvas's middle, to the middle of its box. */
function shiftInto(seedling: Seedling, target: Cells, { width, height }: Latent, method: Method) {
	const shift = shiftTo(seedling.extent, target, method.place.gridCells);
	return { shift, move: (data: Float32Array) => rollCells(data, width, height, ...shift) };
}

/** A seedling that is moved as it is. */
function moveInto(seedling: Seedling, target: Cells, canvas: Latent, method: Method): Planting {
	const { width, height } = canvas;
	const { shift, move } = shiftInto(seedling, target, canvas, method);
	const mask: Plane = { data: shiftCells(seedling.mask.data, width, height, ...shift), width, height };
	const core = bounds(mask) === null ? fullBox(mask, target) : mask;
	const original = highPassed(move(seedling.original), canvas, method);
	return { ...edges(core, method), move, frozen: { original, eps: move(seedling.eps) }, cutout: null };
}

/** A seedling that is set in as a cutout, and perhaps held until then. */
function setInto(
	seedling: Seedling,
	target: Cells,
	canvas: Latent,
	method: Method,
	cutout: PlantedCutout,
	together: Float32Array | null,
): Planting {
	const { move } = shiftInto(seedling, target, canvas, method);
	const fullest = cutout.covered.data.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
	const core = mapPlane(cutout.covered, (share) => (share >= HELD_COVERAGE * fullest ? 1 : 0));
	const frozen = together === null ? null : { original: together, eps: move(seedling.eps) };
	return { ...edges(core, method), move, frozen, cutout };
}

function edges(core: Plane, method: Method): Pick<Planting, 'hard' | 'soft'> {
	const hard = dilate(core, method.mask.growCells);
	return { hard, soft: feather(hard, method.mask.featherCells) };
}

/** A seedling's cutout, scaled to fill its object's box as far as the stretch allows; null where it has none. */
export async function fitInto(
	{ cutout }: Seedling,
	object: PlacedObject,
	canvas: Latent,
	scale: number,
	method: Method,
): Promise<PlantedCutout | null> {
	if (cutout === null) return null;
	const { width, height } = cutout.raster;
	const target = cellsOf(object.box, canvas.width * scale, canvas.height * scale);
	const landing = fitTo({ x0: 0, y0: 0, x1: width, y1: height }, target, method.place.stretch);
	const fitted = await scaleCutout(cutout, landing);
	return { ...fitted, covered: coverageOf(fitted, canvas.width, canvas.height, scale) };
}

/** The noiseless latent of all cutouts, over nothing. */
async function encodeTogether(
	model: DiffusionModel,
	cutouts: readonly Cutout[],
	canvas: Latent,
	method: Method,
): Promise<Float32Array> {
	const [width, height] = [canvas.width, canvas.height].map((cells) => cells * model.info.latentScale);
	// What stands behind them before there is a background is a middle grey.
	const picture = { width, height, data: new Float32Array(3 * width * height) };
	layOver(picture, cutouts);
	return highPassed((await model.encodePlanes(picture)).data, canvas, method);
}

/** A box outside the canvas leaves an empty mask; its box's cells then stand in. */
function fullBox(mask: Plane, box: Cells): Plane {
	return mapPlane(mask, (_, i) => {
		const x = (i % mask.width) + 0.5;
		const y = Math.floor(i / mask.width) + 0.5;
		return x >= box.x0 - 0.5 && x <= box.x1 + 0.5 && y >= box.y0 - 0.5 && y <= box.y1 + 0.5 ? 1 : 0;
	});
}

/** The final paper's high-pass: adds some of what a small blur takes away. */
function highPassed(
	data: Float32Array,
	{ width, height }: { readonly width: number; readonly height: number },
	method: Method,
): Float32Array {
	const strength = method.joint.highPass;
	if (strength <= 0) return data;
	const cells = width * height;
	const out = new Float32Array(data.length);
	for (let base = 0; base < data.length; base += cells) {
		const channel = { data: data.subarray(base, base + cells), width, height };
		const smooth = blur(channel, 1).data;
		for (let i = 0; i < cells; i++)
			out[base + i] = channel.data[i] + strength * (channel.data[i] - smooth[i]);
	}
	return out;
}

/** Overwrites `target` by `source` where the mask's cells say so. */
export function paste(target: Float32Array, source: Float32Array, mask: Plane): void {
	const cells = mask.data.length;
	for (let i = 0; i < target.length; i++) if (mask.data[i % cells] > 0.5) target[i] = source[i];
}
