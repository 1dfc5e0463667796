import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { composeRecipes } from '../../src/recipe/compose.ts';
import { planOf } from '../../src/studio/plan/from-recipe.ts';
import { MODEL } from '../support/studio.ts';

const recipeOf = (line: string, seed: number) => composeRecipes(parseLine(line).layouts, MODEL, { seed })[0];

describe('a plan from a recipe alone', () => {
	const lines = [
		'cat@left, dog@right on a sunny beach',
		'cat@left, dog@right | a sunny beach',
		'cat@left, dog@right',
		'3 ducks@bottom under a bridge',
		'a quiet harbour at dawn',
		'猫@左, 犬@右',
		'cat@auto, dog@(10 20 60 90) in front of a red barn',
		'cat@left --steps 12 --guidance 3.5 --guidance-until 0.5',
		'cat@left on snow --crop 0.3',
		'cat@left on snow --crop 0.6 --transplant 4 --steps 30',
		'cat@left on snow --arm draft --steps 50',
		'cat@left on snow --arm regions --size portrait',
		'cat@left on snow --size 512x768 --no people, cars',
		'cat@left, dog@right --key green',
	];
	for (const line of lines) {
		it(`has a line that means it: ${line}`, () => {
			const recipe = recipeOf(line, 5);
			const plan = planOf(recipe, MODEL, MODEL.name, 'note');
			assert.deepEqual(plan.recipe, recipe, 'the recipe itself stays as it is');
			assert.deepEqual(recipeOf(plan.line, 5), recipe, plan.line);
			assert.equal(plan.note, 'note');
		});
	}

	it('reads the prompt of an older recipe, which counted', () => {
		const recipe = { ...recipeOf('3 ducks@bottom under a bridge', 5), prompt: 'three ducks under a bridge' };
		assert.match(planOf(recipe, MODEL, MODEL.name, '').line, /under a bridge$/);
	});

	it('names the model where a line without would get another one', () => {
		const recipe = { ...recipeOf('cat@left', 5), model: 'other' };
		assert.equal(planOf(recipe, { ...MODEL, name: 'other' }, MODEL.name, '').line, 'cat@left --model other');
		assert.equal(planOf(recipe, null, MODEL.name, '').line, 'cat@left --model other');
	});

	it('takes a recipe whose numbers no line could mean', () => {
		const recipe = { ...recipeOf('cat@left', 5), steps: 1, crop: 0, transplant: 0 };
		assert.equal(planOf(recipe, MODEL, MODEL.name, '').line, 'cat@left --steps 1');
	});
});
