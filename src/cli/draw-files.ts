import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { decodeText } from '../decode-text.ts';
import { embedRecipe } from '../recipe/png.ts';
import { readRecipe as readRecipeOfPng } from '../recipe/read-recipe.ts';
import { type Recipe, recipeSchema } from '../recipe/recipe.ts';
import type { Raster, TaueResult } from '../taue/index.ts';
import { type Arguments, DEFAULT_OUT } from './draw-arguments.ts';
import { readGiven, usageError } from './io.ts';
import { writeWhole } from './output-file.ts';

/** Where everything of one picture goes. */
export interface Destination {
	readonly picture: string;
	readonly layers: string | null;
	readonly recipe: string | null;
}

/** `cat.png`, 2 -> `cat-2.png`. */
function numbered(path: string, index: number): string {
	const extension = extname(path);
	return `${path.slice(0, path.length - extension.length)}-${index}${extension}`;
}

async function freeName(path: string): Promise<string> {
	for (let index = 1; ; index++) {
		const name = index === 1 ? path : numbered(path, index);
		if ((await stat(name).catch(() => null)) === null) return name;
	}
}

/** One destination per picture; several get numbers. */
export async function destinations(args: Arguments, count: number): Promise<Destination[]> {
	const { out, layers, saveRecipe } = args;
	if (out !== null && extname(out).toLowerCase() !== '.png') {
		throw usageError(
			`--out is ${JSON.stringify(out)}; pictures are PNG files, which carry their recipe: end it in .png.`,
		);
	}
	if (count === 1) {
		return [{ picture: out ?? (await freeName(DEFAULT_OUT)), layers, recipe: saveRecipe }];
	}
	return Array.from({ length: count }, (_, k) => ({
		picture: numbered(out ?? DEFAULT_OUT, k + 1),
		layers: layers === null ? null : join(layers, String(k + 1)),
		recipe: saveRecipe === null ? null : numbered(saveRecipe, k + 1),
	}));
}

/** Reads a recipe from JSON, from the output of `draw --json`, or from a picture. */
export async function readRecipe(path: string): Promise<Recipe> {
	const bytes = await readGiven('recipe', path);
	if (bytes[0] === 0x89) return readRecipeOfPng(bytes);
	let json: unknown;
	try {
		json = JSON.parse(decodeText(bytes));
	} catch (error) {
		throw usageError(`${path} is neither a PNG picture nor JSON: ${(error as Error).message}.`, error);
	}
	const inner = json !== null && typeof json === 'object' && 'recipe' in json ? json.recipe : json;
	const parsed = recipeSchema.safeParse(inner);
	if (parsed.success) return parsed.data;
	const lines = parsed.error.issues.map(
		({ path: at, message }) => `  ${at.join('.') || 'recipe'}: ${message}`,
	);
	throw usageError(`${path} is not a recipe:\n${lines.join('\n')}`, parsed.error);
}

function png(raster: Raster): Sharp {
	const { width, height } = raster;
	return sharp(raster.rgba, { raw: { width, height, channels: 4 } });
}

/** The picture as a PNG that carries its recipe. */
export async function encodePicture(result: TaueResult): Promise<Buffer> {
	return embedRecipe(await png(result.picture).removeAlpha().png().toBuffer(), result.recipe);
}

/** A file's name from an object's words. */
function slug(text: string): string {
	return (
		text
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 40) || 'object'
	);
}

/** Objects, background and composite as files; resolves to their paths. */
export async function writeLayers(folder: string, result: TaueResult, picture: Buffer): Promise<string[]> {
	const files: string[] = [];
	for (const [index, { name, raster }] of result.layers.entries()) {
		const last = index === result.layers.length - 1;
		const path = join(folder, last ? 'background.png' : `${index + 1}-${slug(name)}.png`);
		await writeWhole(path, await png(raster).png().toBuffer());
		files.push(path);
	}
	const composite = join(folder, 'composite.png');
	await writeWhole(composite, picture);
	return [...files, composite];
}
