import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { intersectionOverUnion as iou } from '../../src/layout/box.ts';
import { accuracyArea, accuracyAt, matchLayout } from '../../src/metrics/layout-iou.ts';

describe('layout IoU', () => {
	it('is 1 for equal boxes, 0 for boxes apart, shared over joint area between', () => {
		assert.equal(iou([0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5]), 1);
		assert.equal(iou([0, 0, 0.4, 0.4], [0.5, 0.5, 1, 1]), 0);
		assert.ok(Math.abs(iou([0, 0, 0.4, 0.4], [0.2, 0, 0.6, 0.4]) - 1 / 3) < 1e-9);
	});

	it('counts a missed object as 0', () => {
		const [match] = matchLayout([{ noun: 'cat', box: [0, 0, 0.5, 0.5] }], []);
		assert.deepEqual(match, { noun: 'cat', box: [0, 0, 0.5, 0.5], found: null, iou: 0 });
	});

	it('looks for the noun only', () => {
		const dog = { noun: 'dog', box: [0, 0, 0.5, 0.5] as const, score: 0.9 };
		const [match] = matchLayout([{ noun: 'cat', box: [0, 0, 0.5, 0.5] }], [dog]);
		assert.equal(match.found, null);
	});

	it('gives two objects of one noun the assignment with the largest overlap, none twice', () => {
		const left = { noun: 'cat', box: [0, 0, 0.4, 0.4] as const, score: 0.5 };
		const right = { noun: 'cat', box: [0.5, 0, 0.9, 0.4] as const, score: 0.9 };
		const matches = matchLayout(
			[
				{ noun: 'cat', box: [0.5, 0, 0.9, 0.4] },
				{ noun: 'cat', box: [0, 0, 0.4, 0.4] },
			],
			[left, right],
		);
		assert.deepEqual(
			matches.map(({ found }) => found),
			[right, left],
		);
	});

	it('finds an object even where it stands far from its box', () => {
		const cat = { noun: 'cat', box: [0.6, 0.6, 0.9, 0.9] as const, score: 0.5 };
		const [match] = matchLayout([{ noun: 'cat', box: [0, 0, 0.3, 0.3] }], [cat]);
		assert.equal(match.found, cat);
		assert.equal(match.iou, 0);
	});

	it('has an accuracy at each threshold and an area under them', () => {
		assert.equal(accuracyAt([0.2, 0.5, 0.9, 0], 0.5), 0.5);
		assert.ok(Math.abs(accuracyArea([1, 1]) - 1) < 1e-9);
		assert.equal(accuracyArea([0, 0]), 0);
	});
});
