import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DiffusionModel, loadModel } from '../../src/diffusion/index.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import { groundColour, groundText } from '../../src/taue/ground.ts';
import { draw } from '../../src/taue/index.ts';

describe('the colour of a ground', () => {
	const asked = [
		['a white background', [245, 245, 245]],
		['a plain white background', [245, 245, 245]],
		['plain gray background', [140, 140, 144]],
		['  The Solid Navy backdrop ', [45, 112, 226]],
		['a dark red wall', [222, 40, 42]],
	] as const;
	for (const [text, colour] of asked) {
		it(`is known where nothing else is asked for: ${JSON.stringify(text)}`, () => {
			assert.deepEqual(groundColour(text), colour);
		});
	}

	for (const text of [
		'',
		'a green meadow',
		'a plain background',
		'a red car background',
		'white',
		'白い背景',
	]) {
		it(`is left to the words of a scene: ${JSON.stringify(text)}`, () => {
			assert.equal(groundColour(text), null);
		});
	}
});

describe('the background of objects', () => {
	const object = { text: 'a cat', box: [0, 0, 0.5, 1] as [number, number, number, number], seed: 1 };

	it('is plain where none was asked for, so that no other objects are invented', () => {
		assert.equal(
			groundText({ background: { text: '', seed: 1 }, objects: [object] } as Recipe),
			'a plain white background',
		);
		assert.equal(
			groundText({ background: { text: 'a beach', seed: 1 }, objects: [object] } as Recipe),
			'a beach',
		);
	});

	it('is nothing where there are no objects', () => {
		assert.equal(groundText({ background: { text: '', seed: 1 }, objects: [] } as unknown as Recipe), '');
	});
});

describe('a picture on a plain ground', () => {
	let model: DiffusionModel;
	before(async () => {
		model = await loadModel(new URL('../../models/nae', import.meta.url).pathname, { provider: 'cpu' });
	});
	after(() => model.close());

	/** Mean colour of the upper corners, where no object is. */
	async function corners(background: string, method = {}): Promise<number[]> {
		const { name, defaults } = model.info;
		const recipe: Recipe = {
			version: 1,
			model: name,
			size: [256, 256],
			prompt: `a cat on ${background}`,
			negative: '',
			background: { text: background, seed: 3 },
			objects: [{ text: 'a cat', box: [0.3, 0.4, 0.7, 0.8], seed: 4 }],
			arm: 'cultivate',
			scheduler: defaults.scheduler,
			steps: 6,
			guidance: 3,
			guidanceUntil: 1,
			crop: 5,
			transplant: 5,
		};
		const { picture } = await draw(model, recipe, { method });
		const sums = [0, 0, 0];
		for (let y = 0; y < 16; y++) {
			for (const x of [4, 251])
				for (let c = 0; c < 3; c++) sums[c] += picture.rgba[4 * (y * 256 + x) + c] / 32;
		}
		return sums;
	}

	it('has the colour that was asked for', async () => {
		const [white, black, red] = [
			await corners('a white background'),
			await corners('a black background'),
			await corners('a red background'),
		];
		assert.ok(Math.min(...white) > 215, `white: ${white}`);
		assert.ok(Math.max(...black) < 60, `black: ${black}`);
		assert.ok(red[0] > 180 && red[1] < 90 && red[2] < 90, `red: ${red}`);
	});

	it('would have another without the shift of its noise', async () => {
		assert.ok(Math.min(...(await corners('a white background', { bed: { ground: 0 } }))) < 215);
	});
});
