import sharp from 'sharp';
import { embedRecipe } from '../recipe/png.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { StudioError } from './errors.ts';

const MOST_SIDE_PX = 4096;

export interface Enlarged {
	readonly png: Uint8Array;
	readonly thumb: Uint8Array;
	readonly width: number;
	readonly height: number;
}

/**
 * A finished picture with more pixels: Lanczos resampling and a little sharpening. It invents no detail.
 * @throws StudioError `bad-value` where the result would be too large
 */
export async function enlarge(picture: Uint8Array, factor: 2 | 4, recipe: Recipe | null): Promise<Enlarged> {
	const { width, height } = await sharp(picture).metadata();
	const size = { width: width * factor, height: height * factor };
	if (Math.max(size.width, size.height) > MOST_SIDE_PX) {
		throw new StudioError(
			'bad-value',
			`${width}x${height} times ${factor} would be ${size.width}x${size.height}; ${MOST_SIDE_PX} pixels a side is the most.`,
		);
	}
	const large = sharp(picture)
		.resize({ ...size, kernel: 'lanczos3' })
		.sharpen({ sigma: 0.8 });
	const png = await large.png().toBuffer();
	const thumb = await sharp(picture)
		.resize(320, 320, { fit: 'inside', withoutEnlargement: true })
		.webp({ quality: 82 })
		.toBuffer();
	return { png: recipe === null ? png : embedRecipe(png, recipe), thumb, ...size };
}
