import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { embedRecipe } from '../../src/recipe/png.ts';
import { type Recipe, recipeId } from '../../src/recipe/recipe.ts';
import { scratch, taue } from './terminal.ts';

const recipe: Recipe = {
	version: 1,
	model: 'nae',
	size: [256, 256],
	prompt: 'a red cat and a dog on a beach',
	negative: 'blurry',
	background: { text: 'a beach', seed: 7 },
	objects: [
		{ text: 'a red cat', box: [0, 0.25, 0.5, 0.75], seed: 11 },
		{ text: 'a dog', box: [0.5, 0.25, 1, 0.75], seed: 12 },
	],
	arm: 'cultivate',
	scheduler: 'euler',
	steps: 20,
	guidance: 5,
	guidanceUntil: 0.6,
	crop: 10,
	transplant: 0,
};
const blank = () =>
	sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
		.png()
		.toBuffer();

describe('taue show', () => {
	it('says in words how a picture was made and how to draw it again', async () => {
		await using folder = await scratch();
		const path = join(folder.path, 'p.png');
		await writeFile(path, embedRecipe(await blank(), recipe));
		const { code, stdout } = await taue(['show', path]);
		assert.equal(code, 0);
		for (const part of [
			'a red cat on the left',
			'seed 11',
			'seed 7',
			'without: blurry',
			'20 of euler',
			'60%',
			recipeId(recipe),
		]) {
			assert.ok(stdout.includes(part), part);
		}
		assert.ok(stdout.includes(`draw --recipe ${path}`));
		const spaced = join(folder.path, "Ann's cat.png");
		await writeFile(spaced, embedRecipe(await blank(), recipe));
		assert.ok((await taue(['show', spaced])).stdout.includes(`'${folder.path}/Ann'\\''s cat.png'`));
	});

	it('lets the detector say what went wrong, and names what it does not know', async () => {
		await using folder = await scratch();
		const path = join(folder.path, 'p.png');
		const [cat] = recipe.objects;
		const gryphon = { ...cat, text: 'a gryphon' };
		await writeFile(path, embedRecipe(await blank(), { ...recipe, objects: [...recipe.objects, gryphon] }));
		const { code, stdout } = await taue(['show', '--judge', path]);
		assert.equal(code, 0);
		assert.match(stdout, /^A red cat is not there, or cannot be told for what it is\.$/m);
		assert.match(stdout, /^The judge does not know a gryphon\.$/m);
		assert.match(stdout, /^ {2}a dog: not found$/m);
	});

	it('prints the recipe alone as JSON', async () => {
		await using folder = await scratch();
		const path = join(folder.path, 'p.png');
		await writeFile(path, embedRecipe(await blank(), recipe));
		const { stdout } = await taue(['show', '--json', path]);
		assert.deepEqual(JSON.parse(stdout), recipe);
	});

	it('says why a picture has no recipe', async () => {
		await using folder = await scratch();
		const path = join(folder.path, 'p.png');
		await writeFile(path, await blank());
		const { code, stderr } = await taue(['show', path]);
		assert.equal(code, 2);
		assert.match(stderr, /p\.png: This picture carries no recipe/);
		const asJson = JSON.parse((await taue(['show', '--json', path])).stdout);
		assert.equal(asJson.error.code, 'no-recipe');
		assert.match((await taue(['show', folder.path])).stderr, /cannot be read: it is a folder/);
		assert.match((await taue(['show'])).stderr, /Name one picture/);
	});
});
