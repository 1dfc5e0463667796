import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from '../../src/worker/pace.ts';
import { recipe } from './recipes.ts';

describe('Pace', () => {
	const limits = { factor: 10, floorMs: 100, unknownMs: 5000, loadMs: 60_000 };

	it('is patient with a load and with what it has never seen', () => {
		const pace = new Pace(limits);
		assert.equal(pace.patienceMs(recipe(), null), 60_000);
		assert.equal(pace.patienceMs(recipe(), 'loading'), 60_000);
		assert.equal(pace.patienceMs(recipe(), 'joint'), 5000);
		assert.equal(pace.remainingMs(recipe(), 0, 8), null);
	});

	it('waits ten times the expected time of the slowest thing that may come next', () => {
		const pace = new Pace(limits);
		for (const phase of ['joint', 'encode'] as const) pace.learn(recipe(), phase, 20);
		pace.learn(recipe(), 'decode', 70);
		assert.equal(pace.patienceMs(recipe(), 'joint'), 700);
		assert.equal(pace.remainingMs(recipe(), 5, 8), 3 * 20 + 70 + 20);
	});

	it('never calls a hang before the floor', () => {
		const pace = new Pace(limits);
		for (const phase of ['joint', 'decode', 'encode'] as const) pace.learn(recipe(), phase, 1);
		assert.equal(pace.patienceMs(recipe(), 'joint'), 100);
	});

	it('learns each model and size apart', () => {
		const pace = new Pace(limits);
		pace.learn(recipe(), 'joint', 50);
		assert.equal(pace.expectedMs(recipe(), 'seedling'), 50);
		assert.equal(pace.expectedMs(recipe({ size: [128, 64] }), 'joint'), null);
		assert.equal(pace.expectedMs(recipe({ model: 'other' }), 'joint'), null);
	});

	it('follows a device that slows down', () => {
		const pace = new Pace(limits);
		pace.learn(recipe(), 'joint', 10);
		for (let step = 0; step < 30; step++) pace.learn(recipe(), 'joint', 100);
		const mean = pace.expectedMs(recipe(), 'joint') ?? 0;
		assert.ok(mean > 95 && mean <= 100, String(mean));
	});
});
