import pg from 'pg';
import sharp from 'sharp';
import { extractRecipe } from '../../src/recipe/png.ts';
import { type Recipe, recipeId } from '../../src/recipe/recipe.ts';
import { hashPattern } from '../../src/worker/simulated.ts';

/** What the database holds of the pictures that people were promised. */
export interface Tally {
	/** Accepted pictures whose file is there, carries their recipe, and shows that recipe's pattern. */
	readonly finished: number;
	/** Accepted pictures that wait or are being drawn. */
	readonly pending: number;
	/** Pictures that came out more than once, and pictures beyond those that were asked for. */
	readonly twice: number;
}

export async function readTally(databaseUrl: string, accepted: readonly string[]): Promise<Tally> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		const { rows: pictures } = await client.query<{ id: string; state: string; recipe_id: string }>(
			'select id, state, recipe_id from pictures',
		);
		const pending = pictures.filter(({ state }) => state === 'queued' || state === 'running').length;
		if (pending > 0) return { finished: 0, pending, twice: 0 };
		const { rows: shown } = await client.query<{ picture: string; times: number }>(
			`select picture_id as picture, count(*)::int as times from events where kind = 'done' group by picture_id`,
		);
		const { rows: files } = await client.query<{ picture_id: string; bytes: Buffer }>(
			`select picture_id, bytes from files where kind = 'full'`,
		);
		const promised = new Set(accepted);
		const recipes = new Map(pictures.map(({ id, recipe_id }) => [id, recipe_id]));
		let finished = 0;
		for (const { picture_id, bytes } of files) {
			if (promised.has(picture_id) && (await isPictureOf(bytes, recipes.get(picture_id)))) finished++;
		}
		const again = shown.reduce((sum, { times }) => sum + times - 1, 0);
		const unasked = pictures.filter(({ id }) => !promised.has(id)).length;
		const promisedTwice = accepted.length - promised.size;
		return { finished, pending, twice: again + unasked + promisedTwice };
	} finally {
		await client.end();
	}
}

/** Whether the file carries the recipe of this id, and its pixels are the pattern of that recipe. */
async function isPictureOf(png: Buffer, id: string | undefined): Promise<boolean> {
	let recipe: Recipe;
	try {
		recipe = extractRecipe(png);
	} catch {
		return false;
	}
	if (recipeId(recipe) !== id) return false;
	const pixels = await sharp(png).ensureAlpha().raw().toBuffer();
	return pixels.equals(hashPattern(recipe).rgba);
}
