import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ARMS, firstLayout, LayoutError, parseLine } from '../../src/layout/index.ts';
import {
	ComposeError,
	composeRecipe,
	composeRecipes,
	type ModelDefaults,
	objectSeed,
} from '../../src/recipe/compose.ts';
import { recipeSchema } from '../../src/recipe/recipe.ts';
import fc, { tries } from '../support/properties.ts';

const nae: ModelDefaults = {
	name: 'nae',
	nativeSize: 256,
	grid: 64,
	scheduler: 'euler',
	steps: 30,
	guidance: 5,
};
const sdxl: ModelDefaults = {
	name: 'sdxl',
	nativeSize: 1024,
	grid: 32,
	scheduler: 'pndm',
	steps: 50,
	guidance: 7.5,
};

const recipeOf = (line: string, model = nae, seed = 7) =>
	composeRecipe(firstLayout(parseLine(line)), model, { seed });
const recipesOf = (line: string, seed = 7) => composeRecipes(parseLine(line).layouts, nae, { seed });

function errorOf(line: string, model = nae): ComposeError {
	try {
		recipeOf(line, model);
	} catch (error) {
		assert.ok(error instanceof ComposeError);
		return error;
	}
	throw assert.fail('a recipe was made');
}

describe('a line becomes a recipe', () => {
	it('takes what the line leaves open from the model', () => {
		const recipe = recipeOf('a red cat@left, a dog@right on a green meadow');
		assert.equal(recipe.model, 'nae');
		assert.deepEqual(recipe.size, [256, 256]);
		assert.equal(recipe.prompt, 'a red cat and a dog on a green meadow');
		assert.deepEqual(recipe.background, { text: 'a green meadow', seed: 7 });
		assert.deepEqual(
			recipe.objects.map(({ text }) => text),
			['a red cat', 'a dog'],
		);
		assert.equal(recipe.arm, 'cultivate');
		assert.equal(recipe.scheduler, 'euler');
		assert.deepEqual([recipe.steps, recipe.guidance, recipe.guidanceUntil], [30, 5, 1]);
		assert.deepEqual([recipe.crop, recipe.transplant], [10, 10]);
		assert.equal(recipe.negative, '');
	});

	it('takes another scheduler where the line names one, with its earliest step', () => {
		assert.equal(recipeOf('cat@left --scheduler unipc').scheduler, 'unipc');
		const interrupted = recipeOf('cat@left --scheduler pndm --steps 3 --crop 1%');
		assert.deepEqual([interrupted.scheduler, interrupted.crop], ['pndm', 2]);
	});

	it('crops where the model says, in the arm that it says it for, and transplants there', () => {
		const late: ModelDefaults = { ...nae, crop: 0.8 };
		const stages = (line: string) => {
			const { crop, transplant } = recipeOf(line, late);
			return [crop, transplant];
		};
		assert.deepEqual(stages('cat@left'), [24, 24]);
		assert.deepEqual(stages('cat@left --transplant 3'), [24, 3]);
		assert.deepEqual(stages('cat@left --crop 50%'), [15, 15]);
		assert.deepEqual(stages('cat@left --steps 2'), [1, 1]);
		assert.deepEqual(stages('cat@left --arm replay'), [15, 0]);
	});

	it('takes everything else from the line', () => {
		const recipe = recipeOf(
			'cat@left --seed 3 --steps 20 --guidance 4 --guidance-until 60% --crop 0.25 --transplant 2 --arm replay ' +
				'--size 128x192 --no blurry --model other --key blue',
		);
		assert.equal(recipe.model, 'other');
		assert.equal(recipe.background.seed, 3);
		assert.deepEqual([recipe.steps, recipe.guidance, recipe.guidanceUntil], [20, 4, 0.6]);
		assert.deepEqual([recipe.crop, recipe.transplant, recipe.arm], [5, 2, 'replay']);
		assert.deepEqual(recipe.size, [128, 192]);
		assert.equal(recipe.negative, 'blurry');
		assert.match(recipe.objects[0].key ?? '', /^#[0-9a-f]{6}$/);
	});

	it('draws a line without places as a plain prompt', () => {
		const recipe = recipeOf('a fox in the snow --arm cultivate');
		assert.equal(recipe.arm, 'plain');
		assert.deepEqual(recipe.objects, []);
		assert.equal(recipe.prompt, 'a fox in the snow');
	});

	it('keeps the native area in another aspect, in sides that every model can halve', () => {
		assert.deepEqual(recipeOf('cat@left --size 16:9', sdxl).size, [1344, 768]);
		assert.deepEqual(recipeOf('cat@left --size portrait', sdxl).size, [832, 1280]);
		assert.deepEqual(recipeOf('cat@left --size square').size, [256, 256]);
	});

	it('transplants the draft at step 15 of 50, and the same share of other counts', () => {
		assert.equal(recipeOf('cat@left --arm draft', sdxl).transplant, 15);
		assert.equal(recipeOf('cat@left --arm draft --steps 20').transplant, 6);
		assert.equal(recipeOf('cat@left --arm draft --steps 20 --crop 10%').transplant, 2);
		assert.equal(recipeOf('cat@left --arm draft --transplant 0').transplant, 0);
	});

	it('crops the draft where it transplants, and at half where that is at the start', () => {
		assert.equal(recipeOf('cat@left --arm draft', sdxl).crop, 15);
		assert.equal(recipeOf('cat@left --arm draft --steps 20 --transplant 9').crop, 9);
		assert.equal(recipeOf('cat@left --arm draft --steps 20 --transplant 0').crop, 10);
		assert.equal(recipeOf('cat@left --arm draft --steps 20 --crop 50%').crop, 10);
	});

	it('seeds each object from the base seed and its index alone', () => {
		const [cat, dog] = recipeOf('cat@left, dog@right').objects;
		const changed = recipeOf('lion@top, dog@bottom, bird@center').objects;
		assert.equal(cat.seed, objectSeed(7, 0));
		assert.equal(changed[1].seed, dog.seed);
		assert.notEqual(cat.seed, dog.seed);
		assert.notEqual(recipeOf('cat@left', nae, 8).objects[0].seed, cat.seed);
	});

	it('makes one picture per choice with the same seeds, and counts seeds up for -n', () => {
		const swept = recipesOf('{red,blue} car@left');
		assert.deepEqual(
			swept.map(({ objects }) => objects[0].text),
			['red car', 'blue car'],
		);
		assert.equal(swept[0].objects[0].seed, swept[1].objects[0].seed);
		const counted = recipesOf('cat@left --seed 4294967295 -n 3');
		assert.deepEqual(
			counted.map(({ background }) => background.seed),
			[4294967295, 0, 1],
		);
	});

	it('takes a random seed when nobody names one', () => {
		const seeds = new Set(
			Array.from({ length: 8 }, () => composeRecipe(firstLayout(parseLine('cat@left')), nae).background.seed),
		);
		assert.ok(seeds.size > 1);
	});

	it('tells the model English words where the line has others, and keeps seeds and places', () => {
		const recipe = recipeOf('赤い猫@左、🐶@右、砂浜 --no 雪');
		assert.deepEqual(
			recipe.objects.map(({ text }) => text),
			['red cat', 'dog'],
		);
		assert.equal(recipe.background.text, 'a sandy beach');
		assert.equal(recipe.prompt, 'a red cat and a dog on a sandy beach');
		assert.equal(recipe.negative, 'snow');
	});
	it('says which flags do not fit together', () => {
		const late = errorOf('cat@left --transplant 11');
		assert.equal(late.code, 'transplant-after-crop');
		assert.match(late.message, /--transplant 11 comes after .* step 10 of 30.*from 0 to 10/s);
		const few = errorOf('cat@left --steps 2', sdxl);
		assert.equal(few.code, 'too-few-steps');
		assert.match(few.message, /needs more than 2 steps; --steps is 2/);
		assert.equal(recipeOf('cat@left --steps 1 --arm regions').steps, 1);
	});

	it('makes a valid recipe, or a typed error, of every line and model', () => {
		const word = fc.constantFrom('cat', 'a red dog', '犬', 'bird', '{red,blue} car');
		const place = fc.constantFrom('@left', '@tr', '@2/3', '@auto', '@(10 20 60 90)', ':small', '');
		const thing = fc.tuple(word, place).map(([text, at]) => text + (at.startsWith(':') ? `@left${at}` : at));
		const flag = fc.oneof(
			fc.integer({ min: 0, max: 210 }).map((steps) => `--steps ${steps}`),
			fc.integer({ min: 0, max: 210 }).map((step) => `--transplant ${step}`),
			fc.constantFrom(...ARMS).map((arm) => `--arm ${arm}`),
			fc.constantFrom('16:9', '4:1', '1:4', '64x64', '2048x2048', 'portrait').map((size) => `--size ${size}`),
			fc.double({ min: 0, max: 1, noNaN: true }).map((share) => `--crop ${share}`),
		);
		const lines = fc
			.tuple(fc.array(thing, { minLength: 1, maxLength: 4 }), fc.array(flag, { maxLength: 4 }))
			.map(([things, flags]) => `${things.join(', ')} ${flags.join(' ')}`);
		fc.assert(
			fc.property(lines, fc.constantFrom(nae, sdxl), (line, model) => {
				try {
					for (const recipe of composeRecipes(parseLine(line).layouts, model)) {
						recipeSchema.parse(recipe);
						assert.ok(recipe.transplant <= recipe.crop && recipe.crop < recipe.steps, line);
					}
				} catch (error) {
					assert.ok(error instanceof ComposeError || error instanceof LayoutError, String(error));
				}
			}),
			{ numRuns: tries(300) },
		);
	});
});
