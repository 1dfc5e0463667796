import { createLatent, type DiffusionModel } from '../diffusion/index.ts';
import { bounds, dilate, feather } from './mask.ts';
import type { Method } from './method.ts';
import { cellsOf, fitTo, shiftTo } from './place.ts';
import { blur, type Cells, mapPlane, type Plane, rollCells, shiftCells, warp } from './plane.ts';
import { scaleRaster } from './scale-raster.ts';
import type { PlacedObject, Seedling } from './seedling.ts';

/** A seedling in its place, everything in the picture's own frame. */
export interface Planting {
	/** 1 where the seedling's cells are taken over, 0 elsewhere. */
	readonly hard: Plane;
	/** The same with a soft edge, for holding and conditioning. */
	readonly soft: Plane;
	/** Whole cells that the seedling was moved by. */
	readonly shift: readonly [dx: number, dy: number];
	/** Whether the noiseless picture was scaled as well as moved. */
	readonly scaled: boolean;
	readonly original: Float32Array;
	readonly eps: Float32Array;
	/** Moves any array in the seedling's frame into the picture's. */
	readonly move: (data: Float32Array) => Float32Array;
}

/** Scales closer to 1 than this are left alone: the seedling is then moved bit for bit. */
const SAME_SCALE = 0.06;

/**
 * Puts a seedling into its box. Its own extent, not its canvas's centre, goes to the middle of the box, in
 * whole steps of the latent grid. With `fit` its noiseless picture is also scaled to fill the box, in pixels:
 * a latent that is resampled decodes to a blur. The noise is only moved, because scaled noise would not be
 * white.
 */
export async function plant(
	model: DiffusionModel,
	seedling: Seedling,
	object: PlacedObject,
	canvas: { readonly width: number; readonly height: number },
	method: Method,
	fit: boolean,
): Promise<Planting> {
	const { width, height } = canvas;
	const target = cellsOf(object.box, width, height);
	const { extent } = seedling;
	const shift = shiftTo(extent, target, method.place.gridCells);
	const move = (data: Float32Array) => rollCells(data, width, height, ...shift);
	const landed = fit && !seedling.fallback ? fitTo(extent, target, method.place.stretch) : extent;
	const scaled =
		Math.max(relativeChange(extent, landed, 'x'), relativeChange(extent, landed, 'y')) > SAME_SCALE;
	const mask: Plane = scaled
		? mapPlane(warp(seedling.mask, extent, landed, width, height), (value) => (value > 0.5 ? 1 : 0))
		: { data: shiftCells(seedling.mask.data, width, height, ...shift), width, height };
	const hard = dilate(bounds(mask) === null ? fullBox(mask, target) : mask, method.mask.growCells);
	const original = scaled
		? await scaleLatent(model, seedling.original, { from: extent, to: landed }, canvas)
		: move(seedling.original);
	return {
		hard,
		soft: feather(hard, method.mask.featherCells),
		shift,
		scaled,
		original: method.joint.highPass > 0 ? sharpen(original, width, height, method.joint.highPass) : original,
		eps: move(seedling.eps),
		move,
	};
}

function relativeChange(from: Cells, to: Cells, axis: 'x' | 'y'): number {
	return Math.abs((to[`${axis}1`] - to[`${axis}0`]) / (from[`${axis}1`] - from[`${axis}0`]) - 1);
}

/** A mask can be lost by scaling to less than a cell; its box's cells then stand in. */
function fullBox(mask: Plane, box: Cells): Plane {
	return mapPlane(mask, (_, i) => {
		const x = (i % mask.width) + 0.5;
		const y = Math.floor(i / mask.width) + 0.5;
		return x >= box.x0 - 0.5 && x <= box.x1 + 0.5 && y >= box.y0 - 0.5 && y <= box.y1 + 0.5 ? 1 : 0;
	});
}

/** A noiseless latent scaled by way of its picture; without an encoder, channel by channel. */
async function scaleLatent(
	model: DiffusionModel,
	data: Float32Array,
	{ from, to }: { readonly from: Cells; readonly to: Cells },
	{ width, height }: { readonly width: number; readonly height: number },
): Promise<Float32Array> {
	const cells = width * height;
	const { encodes, latentScale } = model.info;
	if (!encodes) {
		const out = new Float32Array(data.length);
		for (let base = 0; base < data.length; base += cells) {
			const channel = { data: data.subarray(base, base + cells), width, height };
			out.set(warp(channel, from, to, width, height).data, base);
		}
		return out;
	}
	const picture = await model.decode(createLatent(data.length / cells, width, height, data));
	const scaled = scaleRaster(picture, inPixels(from, latentScale), inPixels(to, latentScale));
	return (await model.encodeImage(scaled)).data;
}

function inPixels({ x0, y0, x1, y1 }: Cells, latentScale: number): Cells {
	return { x0: x0 * latentScale, y0: y0 * latentScale, x1: x1 * latentScale, y1: y1 * latentScale };
}

/** The final paper's high-pass: adds `strength` of what a small blur takes away. */
function sharpen(data: Float32Array, width: number, height: number, strength: number): Float32Array {
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
