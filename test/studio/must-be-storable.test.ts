import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recipeSchema } from '../../src/recipe/recipe.ts';
import { ANA, MOD, ROOM, studioForEachTest } from '../support/studio.ts';

const BROKEN = ['a\0b', '\ud800', 'cat\udfff@left'];

describe('a text that no database can store', () => {
	const open = studioForEachTest();

	it('is refused in words wherever people write, and nothing of it is kept', async () => {
		const refused = {
			code: 'bad-value',
			message: /The text holds (a character with the number 0|half of a character)/,
		};
		const who = { place: ROOM, person: ANA };
		const { jobs } = await open.studio.drawing.draw({ ...who, line: 'cat@left', idempotencyKey: 'first' });
		const context = { ...who, pictureId: jobs[0].pictureId, idempotencyKey: 'second' };
		for (const text of BROKEN) {
			await assert.rejects(open.studio.drawing.draw({ ...who, line: text, idempotencyKey: 'k' }), refused);
			await assert.rejects(
				open.studio.drawing.draw({ ...who, line: 'cat@left', idempotencyKey: text }),
				refused,
			);
			await assert.rejects(open.studio.drawing.make({ kind: 'edit', line: text }, context), refused);
			await assert.rejects(
				open.studio.drawing.make(
					{ kind: 'sweep', over: { kind: 'background' }, values: ['a beach', text] },
					context,
				),
				refused,
			);
			await assert.rejects(open.studio.recipes.redraw({ ...who, id: text, idempotencyKey: 'k' }), refused);
			await assert.rejects(open.studio.events.say({ ...who, text, idempotencyKey: 'k' }), refused);
			await assert.rejects(open.studio.layouts.save(ROOM, ANA, text, 'cat@left'), refused);
			await assert.rejects(open.studio.layouts.save(ROOM, ANA, 'farm', text), refused);
			await assert.rejects(open.studio.layouts.remove(ROOM, ANA, text), refused);
			await assert.rejects(open.studio.settings.change(ROOM, MOD, { safety: { words: [text] } }), refused);
		}
		assert.equal((await open.studio.drawing.queue(ROOM, ANA)).queued, 1);
		assert.deepEqual(await open.studio.layouts.list(ROOM.id), []);
	});

	it('is no part of a recipe', async () => {
		const { jobs } = await open.studio.drawing.draw({
			place: ROOM,
			person: ANA,
			line: 'cat@left',
			idempotencyKey: 'k',
		});
		const { recipe } = jobs[0];
		for (const text of BROKEN) {
			for (const changed of [
				{ ...recipe, prompt: text },
				{ ...recipe, negative: text },
				{ ...recipe, model: text },
				{ ...recipe, objects: [{ ...recipe.objects[0], text }] },
			]) {
				assert.match(
					recipeSchema.safeParse(changed).error?.issues[0].message ?? '',
					/half of a surrogate pair/,
				);
			}
		}
	});
});
