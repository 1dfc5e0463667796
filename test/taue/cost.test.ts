import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planPasses } from '../../src/taue/cost.ts';

const object = { text: 'a cat', box: [0, 0, 0.5, 0.5] as [number, number, number, number], seed: 1 };
const base = { steps: 20, crop: 10, transplant: 0, objects: [object, { ...object, seed: 2 }] };

describe('the cost of a recipe', () => {
	const cases = [
		['cultivate', {}, 2],
		['cultivate', { seedlingsCached: 1 }, 1.5],
		['cultivate', { seedlingsCached: 2 }, 1],
		['cultivate', { layers: true }, 3],
		['draft', {}, 2],
		['replay', {}, 2],
		['regions', {}, 3],
		['plain', { layers: true }, 1],
	] as const;
	for (const [arm, options, passes] of cases) {
		it(`is ${passes} passes for ${arm} with ${JSON.stringify(options)}`, () => {
			assert.equal(planPasses({ ...base, arm }, options).passes, passes);
		});
	}

	it('of a plain prompt is one pass whatever the arm', () => {
		for (const arm of ['plain', 'regions', 'draft', 'cultivate', 'replay'] as const) {
			assert.equal(planPasses({ ...base, arm, objects: [] }).passes, 1);
		}
	});

	it('draws the background on from the transplant for its layer', () => {
		assert.equal(planPasses({ ...base, arm: 'cultivate', transplant: 10 }, { layers: true }).layers, 10);
		assert.equal(planPasses({ ...base, arm: 'replay', transplant: 10 }, { layers: true }).layers, 20);
	});

	it('counts the search for places', () => {
		const objects = [{ ...object, box: 'auto' as const }];
		assert.equal(planPasses({ ...base, arm: 'cultivate', objects }).search, 6);
	});
});
