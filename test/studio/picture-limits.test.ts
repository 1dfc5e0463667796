import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { composeRecipe, type ModelDefaults } from '../../src/recipe/compose.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import { StudioError } from '../../src/studio/errors.ts';
import { checkPicture, DEFAULT_LIMITS, limitsHere } from '../../src/studio/picture-limits.ts';
import fc from '../support/properties.ts';
import { ANA, MOD, ROOM, studioForEachTest } from '../support/studio.ts';

const model: ModelDefaults = {
	name: 'f16',
	nativeSize: 512,
	grid: 128,
	scheduler: 'euler',
	steps: 12,
	crop: 0.5,
	guidance: 5,
};

function recipeOf(line: string): Recipe {
	return composeRecipe(parseLine(line).layouts[0], model, { seed: 1 });
}

function refusal(recipe: Recipe, limits = DEFAULT_LIMITS, options?: { layers: boolean }): string {
	try {
		checkPicture(recipe, model, limits, options);
		return '';
	} catch (error) {
		assert.ok(error instanceof StudioError);
		return `${error.code}: ${error.message}`;
	}
}

describe('one picture', () => {
	it('may be as large as the model can bear, and the answer names the largest', () => {
		assert.equal(refusal(recipeOf('cat@left --size 1024x1024')), '');
		assert.match(
			refusal(recipeOf('cat@left --size 2048x2048')),
			/^too-large: .*The largest in this shape is --size 1024x1024;/,
		);
		assert.match(refusal(recipeOf('cat@left --size 2048x1024')), /--size 1408x640;/);
	});

	it('may take so many evaluations, and the answer names steps and size that are possible', () => {
		assert.equal(refusal(recipeOf('8 sheep@bottom on a meadow')), '');
		const message = refusal(recipeOf('8 sheep@bottom on a meadow --steps 200 --size 1024x1024'));
		assert.match(
			message,
			/^too-much-work: This picture would take 4000 evaluations .* 600 is the most here\./,
		);
		const [, steps, size] =
			/Possible: --steps (\d+), or --size (\d+x\d+), or fewer objects\./.exec(message) ?? [];
		assert.equal(refusal(recipeOf(`8 sheep@bottom on a meadow --steps ${steps} --size 1024x1024`)), '');
		assert.equal(refusal(recipeOf(`8 sheep@bottom on a meadow --steps 200 --size ${size}`)), '');
		assert.match(
			refusal(recipeOf(`8 sheep@bottom on a meadow --steps ${Number(steps) + 2} --size 1024x1024`)),
			/too-much-work/,
		);
	});

	it('is refused in words wherever a device would refuse it', () => {
		const good = recipeOf('cat@left');
		assert.match(
			refusal({ ...good, crop: good.steps }),
			/^bad-value: .*crops its seedlings at step 12, but the picture has 12 steps/,
		);
		assert.match(refusal({ ...good, crop: 4, transplant: 5 }), /^bad-value: .*transplanted at step 5/);
		assert.match(
			refusal({ ...good, size: [640, 448] }),
			/multiples of 128 pixels\. The nearest is --size 640x512\./,
		);
	});

	it('that is possible by the answer is possible, for every recipe', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 8 }),
				fc.integer({ min: 2, max: 200 }),
				fc.constantFrom('512', '1024', '1024x512', '768x1024', '2048'),
				fc.integer({ min: 20, max: 2000 }),
				(objects, steps, size, work) => {
					const line = `${objects === 0 ? 'a meadow' : `${objects} sheep@bottom`} --steps ${steps} --size ${size}`;
					const recipe = recipeOf(line);
					const limits = { area: 8, work };
					const [, offered] = /Possible: (--(?:steps|size) \S+?)(?:,|\.)/.exec(refusal(recipe, limits)) ?? [];
					if (offered === undefined) return;
					const again = recipeOf(
						`${line.replace(new RegExp(`${offered.split(' ')[0]} \\S+`), '')} ${offered}`,
					);
					assert.equal(refusal(again, limits), '', `${line}: ${offered}`);
				},
			),
		);
	});

	it('is bound more tightly by a place, never less', () => {
		assert.deepEqual(limitsHere(DEFAULT_LIMITS, { area: null, work: null }), DEFAULT_LIMITS);
		assert.deepEqual(limitsHere(DEFAULT_LIMITS, { area: 1, work: 5000 }), { area: 1, work: 600 });
	});
});

describe('the studio', () => {
	const open = studioForEachTest();
	let n = 0;
	const draw = (line: string) =>
		open.studio.drawing.draw({ place: ROOM, person: ANA, line, idempotencyKey: `k${n++}` });

	it('puts nothing into the line that is too large or too much work', async () => {
		await assert.rejects(draw('cat@left --size 2048x2048 --steps 2'), { code: 'too-large' });
		await assert.rejects(draw('8 sheep@bottom on a meadow --steps 200 --size 512'), {
			code: 'too-much-work',
		});
		await open.studio.settings.change(ROOM, MOD, { limits: { area: 1 } });
		await assert.rejects(draw('cat@left --size 512'), { code: 'too-large' });
		await draw('cat@left');
		assert.equal((await open.studio.drawing.queue(ROOM, ANA)).queued, 1);
	});

	it('rounds a size to the model\u2019s grid, says so once, and writes the line that it drew', async () => {
		const { jobs, warnings } = await draw('cat@left --size 500x264 -n 3');
		assert.deepEqual(
			warnings.map(({ code, message }) => [code, message]),
			[['size-rounded', 'The model built-in cannot draw 500x264; the picture is 512x256.']],
		);
		const view = await open.studio.pictures.find(jobs[0].pictureId);
		assert.deepEqual(view?.recipe?.size, [512, 256]);
		assert.match(view?.line ?? '', /--size 512x256/);
	});

	it('tells of a dropped recipe why it cannot be drawn', async () => {
		const { recipe } = (await draw('cat@left')).jobs[0];
		const large = { ...recipe, size: [2048, 2048] as [number, number] };
		const found = await open.studio.recipes.recover(large, ROOM, ANA);
		assert.ok(found.kind === 'recipe');
		assert.equal(found.refusal?.code, 'too-large');
		await assert.rejects(
			open.studio.recipes.redraw({ id: found.id, place: ROOM, person: ANA, idempotencyKey: `k${n++}` }),
			{
				code: 'too-large',
			},
		);
	});
});

describe('settings with which nothing could be drawn', () => {
	const open = studioForEachTest();
	const table: [string, object, RegExp][] = [
		[
			'a flag that does not exist',
			{ defaults: '--stepz 12' },
			/defaults is "--stepz 12", and .*stepz.* It takes flags alone/,
		],
		['words', { defaults: 'cat@left' }, /not all of it is a flag/],
		['a seed', { defaults: '--seed 7' }, /--seed and -n belong to a line/],
		[
			'a model that is not installed',
			{ models: ['othre'] },
			/no model "othre"\. Did you mean other\? There are built-in, other\./,
		],
		[
			'a default model that is not allowed',
			{ models: ['other'], defaults: '--model built-in' },
			/Nothing could be drawn .*built-in may not be used here/,
		],
		['more work than is allowed', { limits: { work: 5 } }, /Nothing could be drawn .* 5 is the most here/],
		['a default that is too large', { defaults: '--size 2048' }, /Nothing could be drawn .*too large/],
		[
			'a word that no reaction means',
			{ reactions: { '🎲': 'dance' } },
			/reactions\.🎲 is not right: .*reroll/,
		],
	];
	for (const [what, patch, message] of table) {
		it(`are refused: ${what}`, async () => {
			await assert.rejects(open.studio.settings.change(ROOM, MOD, patch), { code: 'bad-settings', message });
			assert.deepEqual((await open.studio.settings.of(ROOM)).models, []);
		});
	}

	it('do not keep moderators from mending one thing after another', async () => {
		await open.studio.settings.change(ROOM, MOD, { models: ['other'], defaults: '--steps 8' });
		await open.studio.settings.change(ROOM, MOD, { enabled: false });
		const settings = await open.studio.settings.change(ROOM, MOD, {
			models: null,
			defaults: null,
			enabled: true,
		});
		assert.deepEqual([settings.models, settings.defaults], [[], '']);
	});
});
