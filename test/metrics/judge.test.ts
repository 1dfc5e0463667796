import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadJudge, nounOf, peaks } from '../../src/metrics/judge.ts';

const config = {
	labels: ['cat', 'dog'],
	input: { name: 'picture', size: 32 },
	stride: 8,
	peak_window: 3,
	score_threshold: 0.3,
};

/** Maps of 4x4 cells with the given scores. */
function maps(scores: readonly (readonly [noun: number, x: number, y: number, score: number])[]) {
	const heatmap = new Float32Array(2 * 16);
	for (const [noun, x, y, score] of scores) heatmap[noun * 16 + y * 4 + x] = score;
	return [heatmap, new Float32Array(32).fill(0.5), new Float32Array(32).fill(0.5)] as const;
}

describe("the judge's reading of its maps", () => {
	it('takes peaks above the threshold, best first, with their box', () => {
		const found = peaks(
			...maps([
				[0, 1, 1, 0.5],
				[1, 3, 3, 0.75],
				[0, 0, 3, 0.2],
			]),
			config,
		);
		assert.deepEqual(found, [
			{ noun: 'dog', score: 0.75, box: [0.625, 0.625, 1.125, 1.125] },
			{ noun: 'cat', score: 0.5, box: [0.125, 0.125, 0.625, 0.625] },
		]);
	});

	it('takes one peak of a hill', () => {
		assert.equal(
			peaks(
				...maps([
					[0, 1, 1, 0.5],
					[0, 1, 2, 0.4],
					[0, 2, 1, 0.45],
				]),
				config,
			).length,
			1,
		);
	});

	it('takes the better of two nouns in one cell', () => {
		const [found, ...others] = peaks(
			...maps([
				[0, 1, 1, 0.5],
				[1, 1, 1, 0.75],
			]),
			config,
		);
		assert.equal(found.noun, 'dog');
		assert.deepEqual(others, []);
	});
});

describe('the noun of a description', () => {
	const nouns = ['cat', 'dog', 'hot dog', 't-shirt'];

	it('is its last known word, or a synonym', () => {
		assert.equal(nounOf('a big red cat', nouns), 'cat');
		assert.equal(nounOf('a cat-like Puppy', nouns, { puppy: 'dog' }), 'dog');
	});

	it('is the longest phrase that is known', () => {
		assert.equal(nounOf('a blue hot dog', nouns), 'hot dog');
		assert.equal(nounOf('a hot blue dog', nouns), 'dog');
		assert.equal(nounOf('a green T-shirt facing left', nouns), 't-shirt');
		assert.equal(nounOf('a small wiener dog', nouns, { 'wiener dog': 'hot dog' }), 'hot dog');
	});

	it('is refused with the nouns that are known', () => {
		assert.throws(() => nounOf('a zebra', config.labels), {
			code: 'noun-unknown',
			message: 'The judge knows no noun in "a zebra". It knows: cat, dog.',
		});
	});
});

describe('loading a judge', () => {
	it('says what is missing in the folder', async () => {
		await assert.rejects(loadJudge('models/no-such-judge'), {
			code: 'judge-missing',
			message: 'There is no judge in no-such-judge: model.onnx and config.json are needed.',
		});
	});
});
