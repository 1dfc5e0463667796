import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apartFrom } from '../../bench/free-place.ts';
import { coveredShare } from '../../src/taue/region-search.ts';

describe('a free place to move to', () => {
	it('is of the same size, inside the picture, clear of the others, and elsewhere', () => {
		const other = [0.5, 0, 1, 1] as const;
		const place = apartFrom([0.05, 0.05, 0.4, 0.4], [other]);
		assert.ok(place !== null);
		assert.equal(coveredShare(place, other), 0);
		assert.ok(Math.abs(place[2] - place[0] - 0.35) < 1e-9);
		assert.ok(place[1] > 0.5, 'as far off as there is room');
	});

	it('is none where the others leave no room', () => {
		assert.equal(apartFrom([0, 0, 0.6, 0.6], [[0.3, 0.3, 0.7, 0.7]]), null);
	});
});
