import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import { LONGEST_SIDE_PX, nearestSize, pictureSize } from '../../src/recipe/picture-size.ts';
import fc from '../support/properties.ts';

/** Models as they are: what they were trained at, and what their sides are multiples of. */
const MODELS = [
	{ name: 'f8', nativeSize: 256, grid: 64 },
	{ name: 'f16', nativeSize: 512, grid: 128 },
	{ name: 'xl', nativeSize: 1024, grid: 32 },
	{ name: 'odd', nativeSize: 384, grid: 96 },
];

describe('the size of a picture', () => {
	it('is on the model\u2019s grid, whatever is named', () => {
		const shapes = [
			'square',
			'portrait',
			'landscape',
			'16:9',
			'9:16',
			'4:3',
			'3:4',
			'1:4',
			'4:1',
			'21:9',
			'500',
			'2048',
		];
		for (const model of MODELS) {
			for (const shape of shapes) {
				const [layout] = parseLine(`cat@left --size ${shape}`).layouts;
				const { size } = composeRecipe(
					layout,
					{ ...model, scheduler: 'euler', steps: 10, guidance: 5 },
					{ seed: 1 },
				);
				assert.deepEqual(
					size.map((side) => side % model.grid),
					[0, 0],
					`${model.name} ${shape} ${size}`,
				);
			}
		}
	});

	it('has the native area in the shape asked for, where the grid allows it', () => {
		const [f8, f16, xl] = MODELS;
		assert.deepEqual(pictureSize({ aspect: 3 / 2 }, f8), [320, 192]);
		assert.deepEqual(pictureSize({ aspect: 3 / 2 }, f16), [640, 384]);
		assert.deepEqual(pictureSize({ aspect: 2 / 3 }, f16), [384, 640]);
		assert.deepEqual(pictureSize({ aspect: 16 / 9 }, f16), [640, 384]);
		assert.deepEqual(pictureSize({ aspect: 16 / 9 }, xl), [1344, 768]);
		assert.deepEqual(pictureSize({}, f16), [512, 512]);
	});

	it('given in pixels is the nearest that the model can draw', () => {
		const [f8, f16] = MODELS;
		assert.deepEqual(nearestSize([500, 500], f8), [512, 512]);
		assert.deepEqual(nearestSize([264, 272], f8), [256, 256]);
		assert.deepEqual(nearestSize([640, 448], f16), [640, 512]);
		fc.assert(
			fc.property(
				fc.constantFrom(...MODELS),
				fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 })),
				(model, asked) => {
					const size = nearestSize(asked, model);
					for (const [i, side] of size.entries()) {
						assert.equal(side % model.grid, 0);
						assert.ok(side >= model.grid && side <= LONGEST_SIDE_PX);
						const within = asked[i] >= model.grid && asked[i] <= LONGEST_SIDE_PX - model.grid;
						if (within) assert.ok(Math.abs(side - asked[i]) <= model.grid / 2);
					}
					assert.deepEqual(nearestSize(size, model), size);
				},
			),
		);
	});
});
