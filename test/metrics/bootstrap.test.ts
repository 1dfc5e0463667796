import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootstrap, correlation } from '../../src/metrics/bootstrap.ts';

describe('the bootstrap', () => {
	it('holds the mean inside its interval and is the same every time', () => {
		const values = Array.from({ length: 40 }, (_, i) => [i % 3 === 0 ? 1 : 0, 1]);
		const estimate = bootstrap(values);
		assert.ok(estimate.low < estimate.mean && estimate.mean < estimate.high);
		assert.deepEqual(bootstrap(values), estimate);
		assert.equal(estimate.n, 40);
	});

	it('is about as wide as theory says', () => {
		const coins = Array.from({ length: 400 }, (_, i) => [i % 2]);
		const { low, high } = bootstrap(coins);
		assert.ok(Math.abs(high - low - 2 * 1.96 * Math.sqrt(0.25 / 400)) < 0.02, `${high - low}`);
	});

	it('is a point where all clusters agree', () => {
		assert.deepEqual(bootstrap([[1], [1, 1]]), { mean: 1, low: 1, high: 1, n: 2 });
	});

	it("is wider when a prompt's pictures are resampled together", () => {
		const pictures = Array.from({ length: 100 }, (_, i) => [i % 10 < 5 ? 1 : 0]);
		const prompts = Array.from({ length: 10 }, (_, p) => Array.from({ length: 10 }, () => (p < 5 ? 1 : 0)));
		const width = ({ low, high }: { low: number; high: number }) => high - low;
		assert.ok(width(bootstrap(prompts)) > 2 * width(bootstrap(pictures)));
	});

	it('has no mean without values', () => {
		assert.equal(bootstrap([[], []]).n, 0);
		assert.ok(Number.isNaN(bootstrap([]).mean));
	});
});

describe('the correlation', () => {
	it('is 1 along a rising line, -1 along a falling one, and not a number without variation', () => {
		assert.ok(Math.abs(correlation([1, 2, 3], [5, 7, 9]) - 1) < 1e-12);
		assert.ok(Math.abs(correlation([1, 2, 3], [9, 7, 5]) + 1) < 1e-12);
		assert.ok(Number.isNaN(correlation([1, 1], [2, 3])));
	});
});
