import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstLayout, parseLine } from '../../src/layout/index.ts';
import { composeRecipes } from '../../src/recipe/compose.ts';
import { type Recipe, recipeId } from '../../src/recipe/recipe.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import type { Recovered } from '../../src/studio/recipes.ts';
import { ANA, BEN, key, MOD, MODEL, newPlace, studioInFolder } from '../support/studio.ts';

let seeds = 5_000;
/** A recipe that no picture here has. */
function strange(line = 'cat@left, dog@right on a beach', model: string = MODEL.name): Recipe {
	const { layouts } = parseLine(line);
	return composeRecipes(layouts, { ...MODEL, name: model }, { seed: ++seeds })[0];
}

describe('recipes that are drawn as they are', () => {
	const open = studioInFolder();

	const recover = (recipe: Recipe, place: Place, person: Person = ANA) =>
		open.studio.recipes.recover(recipe, place, person);
	const redraw = async (id: string, place: Place, person: Person = ANA, idempotencyKey = key()) =>
		open.studio.recipes.redraw({ id, place, person, idempotencyKey });
	const draw = async (place: Place, person: Person = ANA) => {
		const line = 'cat@left, dog@right';
		const { jobs } = await open.studio.drawing.draw({ place, person, line, idempotencyKey: key() });
		return jobs[0];
	};
	const offered = (recovered: Recovered) => {
		assert.equal(recovered.kind, 'recipe');
		assert.ok(recovered.kind === 'recipe');
		return recovered;
	};

	it('leads from a dropped picture to the one that the studio has here', async () => {
		const place = newPlace();
		const { recipe, pictureId } = await draw(place, BEN);
		const found = await recover(recipe, place);
		assert.ok(found.kind === 'picture');
		assert.equal(found.picture.id, pictureId);
	});

	it('leads to a person’s own picture from anywhere, and to nobody else’s of elsewhere', async () => {
		const { recipe, pictureId } = await draw(newPlace(), BEN);
		const own = await recover(recipe, newPlace(), BEN);
		assert.ok(own.kind === 'picture');
		assert.equal(own.picture.id, pictureId);
		assert.equal(offered(await recover(recipe, newPlace(), ANA)).refusal, null);
	});

	it('offers what the studio does not have, with a line that means it, and draws it unchanged', async () => {
		const recipe = strange();
		const place = newPlace();
		const { id, line, layout, refusal } = offered(await recover(recipe, place));
		assert.deepEqual([id, refusal], [recipeId(recipe), null]);
		assert.deepEqual(
			firstLayout(parseLine(line)).objects.map(({ text }) => text),
			['cat', 'dog'],
		);
		assert.equal(layout.background, 'a beach');
		for (const named of [id, id.slice(0, 16), ` ${id.toUpperCase()} `]) {
			const [job] = (await redraw(named, place)).jobs;
			assert.deepEqual(job.recipe, recipe);
		}
	});

	it('says beforehand why a recipe cannot be drawn here, and refuses it for the same reason', async () => {
		const place = newPlace();
		const cases: readonly [Recipe, string][] = [
			[strange('cat@left', 'unheard-of'), 'model-missing'],
			[strange('cat@left --size 2048x2048'), 'too-large'],
		];
		for (const [recipe, code] of cases) {
			const { refusal, id } = offered(await recover(recipe, place));
			assert.equal(refusal?.code, code);
			assert.ok(refusal.said.en !== '' && refusal.said.ja !== '');
			await assert.rejects(redraw(id, place), { code });
		}
	});

	it('asks the gate: a place’s words hold for the prompt of a recipe, too', async () => {
		const place = newPlace();
		const { id } = offered(await recover({ ...strange('cat@left'), prompt: 'a cat and gore' }, place));
		await open.studio.settings.change(place, MOD, { safety: { words: ['gore'] } });
		await assert.rejects(redraw(id, place), { code: 'refused-words' });
		await open.studio.settings.change(place, MOD, { enabled: false });
		await assert.rejects(redraw(id, place), { code: 'place-off' });
	});

	it('draws a picture’s recipe again as its child, once for a key', async () => {
		const place = newPlace();
		const { pictureId, recipe } = await draw(place);
		const once = key();
		const first = await redraw(pictureId, place, BEN, once);
		const again = await redraw(pictureId, place, BEN, once);
		assert.deepEqual([first.repeated, again.repeated], [false, true]);
		assert.equal(again.jobs[0].pictureId, first.jobs[0].pictureId);
		const child = await open.studio.pictures.find(first.jobs[0].pictureId);
		assert.deepEqual(
			[child?.parent, child?.note, child?.recipeId],
			[pictureId, 'drawn from its recipe', recipeId(recipe)],
		);
	});

	it('names no picture of others by its recipe: what is drawn elsewhere has no parent', async () => {
		const { recipe, pictureId } = await draw(newPlace(), BEN);
		const id = recipeId(recipe);
		const [stranger] = (await redraw(id, newPlace(), ANA)).jobs;
		assert.equal((await open.studio.pictures.find(stranger.pictureId))?.parent, null);
		const [own] = (await redraw(id, newPlace(), BEN)).jobs;
		assert.equal((await open.studio.pictures.find(own.pictureId))?.parent, pictureId);
	});

	it('refuses recipes that nobody found and those of deleted pictures', async () => {
		const place = newPlace();
		await assert.rejects(redraw('0123456789abcdef', place), { code: 'unknown-recipe' });
		const { pictureId } = await draw(place);
		await open.studio.pictures.change({ kind: 'delete' }, { pictureId, place, person: ANA });
		await assert.rejects(redraw(pictureId, place), { code: 'unknown-recipe' });
	});

	it('keeps the fifty recipes that a person found last', async () => {
		const place = newPlace();
		const person = { id: 'room:finder', name: 'Finder' } as const;
		const ids: string[] = [];
		for (let i = 0; i < 51; i++) ids.push(offered(await recover(strange(), place, person)).id);
		await assert.rejects(redraw(ids[0], place, person), { code: 'unknown-recipe' });
		for (const id of [ids[1], ids[50]]) assert.equal((await redraw(id, place, person)).jobs.length, 1);
	});
});
