import type { Flags } from '../layout/index.ts';

/** What choosing a size needs to know of a model. */
export interface SizedModel {
	readonly name: string;
	/** Pixels per side that the model was trained at. */
	readonly nativeSize: number;
	/** Both sides of a picture are multiples of this many pixels: the UNet halves its latent evenly, level by level. */
	readonly grid: number;
}

/** Named sizes and ratios keep to whole multiples of this, or of the model's grid where that is coarser. */
const SHAPE_STEP_PX = 64;
/** The longest side of any recipe. */
export const LONGEST_SIDE_PX = 2048;

/** The multiple of `step` that is nearest to a side and not too long. */
function nearestSide(px: number, step: number): number {
	return Math.min(Math.floor(LONGEST_SIDE_PX / step), Math.max(1, Math.round(px / step))) * step;
}

/** The size nearest to the one given that the model can draw. */
export function nearestSize(
	[width, height]: readonly [number, number],
	{ grid }: SizedModel,
): [number, number] {
	return [nearestSide(width, grid), nearestSide(height, grid)];
}

/** The picture's pixels: what was asked for, on the model's grid, or its native area in the aspect asked for. */
export function pictureSize(
	{ size, aspect = 1 }: Pick<Flags, 'size' | 'aspect'>,
	model: SizedModel,
): [number, number] {
	if (size) return nearestSize(size, model);
	const root = Math.sqrt(aspect);
	const step = Math.max(SHAPE_STEP_PX, model.grid);
	return [nearestSide(model.nativeSize * root, step), nearestSide(model.nativeSize / root, step)];
}

/** `512x384`. */
export function sizeText([width, height]: readonly [number, number]): string {
	return `${width}x${height}`;
}
