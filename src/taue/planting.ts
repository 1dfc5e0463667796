import type { DiffusionModel, Latent } from '../diffusion/index.ts';
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
	readonly original: Float32Array;
	readonly eps: Float32Array;
	/** Moves any array in the seedling's frame into the picture's, by whole cells. */
	readonly move: (data: Float32Array) => Float32Array;
	/** The object as it is set into the picture at the crop step; null where it is only moved. */
	readonly cutout: PlantedCutout | null;
}

/** A cutout in its place. */
export interface PlantedCutout extends Cutout {
	/** How much of each latent cell it covers, 0..1. */
	readonly covered: Plane;
}

/** Cells that a cutout covers by at least this share are held for it while the background grows. */
const HELD_COVERAGE = 0.5;
/** What stands behind the cutouts before there is a background: a middle grey. */
const NO_GROUND = 128;

/**
 * Puts seedlings into their boxes. Where they were cut out as pictures they are scaled to fill their boxes
 * and encoded together, once (a latent that is resampled itself decodes to a blur); elsewhere they are moved
 * in whole steps of the latent grid. The noise is only moved: scaled noise would not be white.
 *
 * @param order - indices of the objects, far to near
 * @param held - whether cutouts are held while the background grows: only then are they encoded
 */
export async function plant(
	model: DiffusionModel,
	seedlings: readonly Seedling[],
	objects: readonly PlacedObject[],
	order: readonly number[],
	canvas: Latent,
	method: Method,
	held: boolean,
): Promise<Planting[]> {
	const moved = seedlings.map((seedling, index) => moveInto(seedling, objects[index], canvas, method));
	const fitting = seedlings.flatMap(({ cutout }, index) =>
		cutout === null ? [] : [fitInto(cutout, objects[index], canvas, model.info.latentScale, method)],
	);
	const cutouts = await Promise.all(fitting);
	if (cutouts.length === 0) return moved;
	const farToNear = order.map((index) => cutouts[index]);
	const together = held ? await encodeTogether(model, farToNear, canvas, method) : null;
	return moved.map((planting, index) => {
		const cutout = cutouts[index];
		const core = mapPlane(cutout.covered, (share) => (share >= HELD_COVERAGE ? 1 : 0));
		const hard = dilate(core, method.mask.growCells);
		const soft = feather(hard, method.mask.featherCells);
		return { ...planting, hard, soft, original: together ?? planting.original, cutout };
	});
}

/** The middle of a seedling's own extent, not its canvas's, goes to the middle of the box. */
function moveInto(
	seedling: Seedling,
	object: PlacedObject,
	{ width, height }: Latent,
	method: Method,
): Planting {
	const target = cellsOf(object.box, width, height);
	const shift = shiftTo(seedling.extent, target, method.place.gridCells);
	const move = (data: Float32Array) => rollCells(data, width, height, ...shift);
	const mask: Plane = { data: shiftCells(seedling.mask.data, width, height, ...shift), width, height };
	const hard = dilate(bounds(mask) === null ? fullBox(mask, target) : mask, method.mask.growCells);
	return {
		hard,
		soft: feather(hard, method.mask.featherCells),
		original: highPassed(move(seedling.original), { width, height }, method),
		eps: move(seedling.eps),
		move,
		cutout: null,
	};
}

/** Scaled to fill the box as far as the stretch allows. */
async function fitInto(
	cutout: Cutout,
	object: PlacedObject,
	canvas: Latent,
	scale: number,
	method: Method,
): Promise<PlantedCutout> {
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
	const picture = { width, height, rgba: new Uint8Array(4 * width * height).fill(NO_GROUND) };
	layOver(picture, cutouts);
	return highPassed((await model.encodeImage(picture)).data, canvas, method);
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
