import type { Latent } from '../diffusion/index.ts';
import type { Box } from '../layout/layout.ts';
import { bounds } from './mask.ts';
import type { Method } from './method.ts';
import { cellsOf, fitTo, shiftTo } from './place.ts';
import { blur, type Cells, mapPlane, type Plane, rollCells, shiftCells, warp } from './plane.ts';
import type { Seedling } from './seedling.ts';

/** A seedling scaled into its box, in the picture's frame. */
export interface Planting {
	/** The object's share of each latent cell, 0..1. */
	readonly share: Plane;
	/** The seedling's noiseless picture without its bed, times `share`: `[channels, height, width]`. */
	readonly picture: Float32Array;
}

/** A seedling moved to its box as it is, by whole latent cells. */
export interface Moved {
	/** 1 where the seedling's cells are taken over, 0 elsewhere. */
	readonly mask: Plane;
	/** Moves any array in the seedling's frame into the picture's. */
	readonly move: (data: Float32Array) => Float32Array;
}

/** Below this share of its size a seedling is blurred before it is sampled, so that nothing falls between cells. */
const ALIASING = 1 / 1.5;

/**
 * Frees a seedling from its bed and scales it to fill its box, as far as the stretch allows. What is scaled is
 * premultiplied by the object's share, as any picture with soft edges must be.
 */
export function plant(
	{ original, share, bed, extent }: Seedling,
	box: Box,
	{ channels, width, height }: Latent,
	method: Method,
): Planting {
	const cells = width * height;
	const landing = fitTo(extent, cellsOf(box, width, height), method.place.stretch);
	const scale = (landing.x1 - landing.x0) / (extent.x1 - extent.x0);
	const scaled = (data: Float32Array) => {
		const source = { data, width, height };
		const smooth = scale < ALIASING ? blur(source, 0.35 / scale - 0.3) : source;
		return warp(smooth, extent, landing, width, height).data;
	};
	const picture = new Float32Array(channels * cells);
	for (let c = 0; c < channels; c++) {
		const freed = share.data.map((own, i) => (own > 0 ? original[c * cells + i] - (1 - own) * bed[c] : 0));
		picture.set(scaled(freed), c * cells);
	}
	return { share: { data: scaled(share.data), width, height }, picture };
}

/** Puts the middle of a seedling's own extent, not of its canvas, into the middle of its box. */
export function moveInto(
	{ mask, extent }: Seedling,
	box: Box,
	{ width, height }: Latent,
	method: Method,
): Moved {
	const target = cellsOf(box, width, height);
	const shift = shiftTo(extent, target, method.place.gridCells);
	const moved: Plane = { data: shiftCells(mask.data, width, height, ...shift), width, height };
	return {
		mask: bounds(moved) === null ? fullBox(moved, target) : moved,
		move: (data) => rollCells(data, width, height, ...shift),
	};
}

/** A box outside the canvas leaves an empty mask; its box's cells then stand in. */
function fullBox(mask: Plane, box: Cells): Plane {
	return mapPlane(mask, (_, i) => {
		const x = (i % mask.width) + 0.5;
		const y = Math.floor(i / mask.width) + 0.5;
		return x >= box.x0 - 0.5 && x <= box.x1 + 0.5 && y >= box.y0 - 0.5 && y <= box.y1 + 0.5 ? 1 : 0;
	});
}

/** Overwrites `target` by `source` where the mask's cells say so. */
export function paste(target: Float32Array, source: Float32Array, mask: Plane): void {
	const cells = mask.data.length;
	for (let i = 0; i < target.length; i++) if (mask.data[i % cells] > 0.5) target[i] = source[i];
}
