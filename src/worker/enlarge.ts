import sharp from 'sharp';
import { embedRecipe } from '../recipe/png.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type Encoded, thumbnailOf } from './encode.ts';

/** A finished picture with more pixels: Lanczos resampling and a little sharpening. It invents no detail. */
export async function enlarge(picture: Uint8Array, factor: 2 | 4, recipe: Recipe): Promise<Encoded> {
	const { width, height } = await sharp(picture).metadata();
	const size = { width: width * factor, height: height * factor };
	const png = await sharp(picture)
		.resize({ ...size, kernel: 'lanczos3' })
		.sharpen({ sigma: 0.8 })
		.png({ compressionLevel: 6 })
		.toBuffer();
	const thumbnail = await thumbnailOf(sharp(picture));
	return { ...size, png: embedRecipe(png, recipe), thumbnail, layers: [] };
}
