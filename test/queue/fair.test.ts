import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admitAll, release } from '../../src/queue/fair.ts';
import fc from '../support/properties.ts';

const cost = fc.integer({ min: 1, max: 100 });

describe('start-time fair queuing', () => {
	it('tags a batch as if its jobs had come one by one', () => {
		const works = [
			{ cost: 3, weight: 1 },
			{ cost: 4, weight: 2 },
		];
		assert.deepEqual(admitAll(5, null, works), [
			{ start: 5, finish: 8 },
			{ start: 8, finish: 10 },
		]);
		assert.deepEqual(admitAll(5, 9, works), [
			{ start: 9, finish: 12 },
			{ start: 12, finish: 14 },
		]);
	});
});

describe('cancelled work is released', () => {
	it('moves the later jobs of the flow forward by what was not used', () => {
		const later = [
			{ start: 10, finish: 20, cost: 10, weight: 1 },
			{ start: 20, finish: 25, cost: 5, weight: 1 },
		];
		assert.deepEqual(release(0, 25, { start: 0, finish: 10 }, 0, later), {
			tags: [
				{ start: 0, finish: 10 },
				{ start: 10, finish: 15 },
			],
			flowFinish: 15,
		});
		assert.equal(release(0, 25, { start: 0, finish: 10 }, 0.5, later).flowFinish, 20);
	});

	it('never moves a job back, nor before virtual time', () => {
		fc.assert(
			fc.property(
				fc.array(cost, { minLength: 1, maxLength: 10 }),
				fc.nat(200),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(costs, virtual, spent) => {
					const works = costs.map((one) => ({ cost: one, weight: 1 }));
					const tags = admitAll(0, null, works);
					const later = tags.slice(1).map((tag, i) => ({ ...tag, ...works[i + 1] }));
					const released = release(virtual, tags[tags.length - 1].finish, tags[0], spent, later);
					for (const [i, tag] of released.tags.entries()) {
						assert.ok(tag.start <= later[i].start);
						assert.ok(tag.start >= Math.min(virtual, later[i].start));
					}
				},
			),
		);
	});

	it('keeps charging what the person has running beside the cancelled job', () => {
		// 1 unit is cancelled while 100 units, admitted behind it, run on another device.
		assert.equal(release(1, 101, { start: 0, finish: 1 }, 0, []).flowFinish, 100);
	});
});
