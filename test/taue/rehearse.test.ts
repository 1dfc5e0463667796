import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DiffusionModel, loadModel } from '../../src/diffusion/index.ts';
import { firstLayout, parseLine } from '../../src/layout/index.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import { draw, rehearse } from '../../src/taue/index.ts';
import { copyModel, editGraph, fixture, toFixedSize } from '../diffusion/tiny-models.ts';

const cpu = { provider: 'cpu' } as const;
const LINE = 'a red cat@left, a blue dog@right on a beach --steps 3 --size 64x64 --seed 5';

function picture(model: DiffusionModel) {
	const { name, nativeSize, grid, defaults } = model.info;
	return draw(model, composeRecipe(firstLayout(parseLine(LINE)), { name, nativeSize, grid, ...defaults }));
}

test('after a rehearsal the first picture opens no graph any more', async (context) => {
	const model = await loadModel(fixture('tiny-sd15'), cpu);
	context.after(() => model.close());
	const loaded = model.stats.loadSeconds;
	await rehearse(model);
	const rehearsed = model.stats.loadSeconds;
	assert.ok(rehearsed > loaded, 'the rehearsal opened nothing');
	await picture(model);
	assert.equal(model.stats.loadSeconds, rehearsed);
});

test('a rehearsal changes no picture', async (context) => {
	const [fresh, warm] = await Promise.all([1, 2].map(() => loadModel(fixture('tiny-sd15'), cpu)));
	context.after(() => Promise.all([fresh.close(), warm.close()]));
	await rehearse(warm);
	const [one, other] = [await picture(fresh), await picture(warm)];
	assert.deepEqual(one.recipe, other.recipe);
	assert.ok(Buffer.from(one.picture.rgba).equals(Buffer.from(other.picture.rgba)));
	assert.equal(one.passes, other.passes, 'a rehearsal left seedlings behind');
});

test('a model that draws one size alone is left as it is', async (context) => {
	const folder = copyModel(context, 'tiny-sd15');
	editGraph(join(folder, 'unet/model.onnx'), (graph) => toFixedSize(graph, 16));
	const model = await loadModel(folder, cpu);
	context.after(() => model.close());
	await rehearse(model);
	assert.equal(model.stats.unetEvaluations, 0);
});
