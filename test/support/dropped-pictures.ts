import sharp from 'sharp';
import { parseLine } from '../../src/layout/index.ts';
import { embedRecipe } from '../../src/recipe/png.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import { recipe } from '../worker/recipes.ts';

/** A recipe of a studio that nobody knows here. */
export function foreignRecipe(changes: Partial<Recipe> = {}): Recipe {
	return recipe({
		model: 'built-in',
		size: [256, 256],
		prompt: 'a red cat and a dog on a beach',
		background: { text: 'a beach', seed: 77 },
		objects: [
			{ text: 'red cat', box: boxOf('left'), seed: 11 },
			{ text: 'dog', box: boxOf('right'), seed: 22 },
		],
		steps: 20,
		// Where seedlings are cropped and set in by default: a third of the way.
		crop: 7,
		transplant: 7,
		...changes,
	});
}

function boxOf(place: string): [number, number, number, number] {
	const { box } = parseLine(`x@${place}`).layouts[0].objects[0];
	if (box === 'auto') throw new Error(`${place} has no box`);
	return [...box];
}

export async function plainPng(): Promise<Buffer> {
	return sharp({ create: { width: 32, height: 32, channels: 3, background: '#3b74e0' } })
		.png()
		.toBuffer();
}

/** A PNG as we post it. */
export async function ourPng(recipe: Recipe = foreignRecipe()): Promise<Buffer> {
	return embedRecipe(await plainPng(), recipe);
}

/** What people do to files: each with the code of the answer. */
export async function spoiltPictures(): Promise<
	readonly { readonly what: string; readonly code: string; readonly mime: string; readonly bytes: Buffer }[]
> {
	const png = await ourPng();
	const damaged = Buffer.from(png);
	damaged[damaged.indexOf('"seed":11') + 8] = 0x33;
	return [
		{
			what: 'a PNG of another program',
			code: 'no-recipe',
			mime: 'image/png',
			bytes: await plainPng(),
		},
		{
			what: 'a PNG that was saved anew',
			code: 'no-recipe',
			mime: 'image/png',
			bytes: await sharp(png).rotate(90).png().toBuffer(),
		},
		{
			what: 'a PNG that was cut short',
			code: 'png-broken',
			mime: 'image/png',
			bytes: png.subarray(0, 60),
		},
		{ what: 'a PNG with a damaged recipe', code: 'recipe-invalid', mime: 'image/png', bytes: damaged },
		{
			what: 'a JPEG that says it is a PNG',
			code: 'not-a-png',
			mime: 'image/png',
			bytes: await sharp(png).jpeg().toBuffer(),
		},
		{ what: 'a JPEG', code: 'not-a-png', mime: 'image/jpeg', bytes: await sharp(png).jpeg().toBuffer() },
	];
}
