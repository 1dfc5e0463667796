import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Job, JobOutcome } from '../../src/queue/types.ts';
import { embedRecipe } from '../../src/recipe/png.ts';

/** The lines of docs/images/make.sh whose pictures, drawn by the built-in model, stand in our messages. */
export const LINE = 'a red cat@left, a blue dog@right on a green meadow';
export const SWEEP = '{yellow,purple} butterfly@center on a plain white background';

/** A picture of docs/images as what came of a job. */
export async function drawn(name: string, { recipe }: Job): Promise<Pick<JobOutcome, 'png' | 'thumb'>> {
	const png = await readFile(new URL(`../images/${name}`, import.meta.url));
	const thumb = await sharp(png).resize(320).webp().toBuffer();
	return { png: embedRecipe(await sharp(png).png().toBuffer(), recipe), thumb };
}
