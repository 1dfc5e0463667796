import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Buckets } from '../../src/studio/buckets.ts';
import { Bursts } from '../../src/studio/limits.ts';
import fc from '../support/properties.ts';

describe('token buckets', () => {
	it('never give more than they hold and what has come since, and are right about the wait', () => {
		const step = fc.record({ ms: fc.nat(20_000), tokens: fc.integer({ min: 1, max: 10 }) });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
				let now = 0;
				const buckets = new Buckets({ tokens: 10, seconds: 10 }, () => now);
				let taken = 0;
				for (const { ms, tokens } of steps) {
					now += ms;
					const wait = buckets.take('ana', tokens);
					if (wait > 0) {
						// The wait is long enough (to a rounding), and not longer than it must be.
						now += wait + 1;
						assert.equal(buckets.take('ana', tokens), 0);
					}
					taken += tokens;
					assert.ok(taken <= 10 + now / 1000 + 1e-6);
				}
			}),
		);
	});

	it('keep one person apart from another, and what costs too much for any bucket takes all of it', () => {
		const buckets = new Buckets({ tokens: 2, seconds: 10 }, () => 0);
		assert.equal(buckets.take('ana', 2), 0);
		assert.equal(buckets.take('ana'), 5_000);
		assert.equal(buckets.take('ben', 5), 0);
		assert.equal(buckets.waitMs('ben'), 20_000);
	});

	it('remember so many names and no more', () => {
		const buckets = new Buckets({ tokens: 1, seconds: 10 }, () => 0);
		for (let name = 0; name < 50_000; name++) buckets.take(String(name));
		assert.equal(buckets.waitMs('49999'), 10_000);
		assert.equal(buckets.waitMs('0'), 0);
	});

	it('count by a clock that only grows: one that is set back locks nobody out', () => {
		let now = 0;
		const bursts = new Bursts({ requests: 1, seconds: 10 }, () => now);
		const ana = { id: 'room:ana', name: 'Ana' } as const;
		bursts.take(ana);
		const before = Date.now();
		assert.throws(
			() => bursts.take(ana),
			(error: { code: string; retryAt: Date }) => {
				// The time of day is only told; it decides nothing.
				assert.ok(
					error.retryAt.getTime() >= before + 10_000 && error.retryAt.getTime() <= Date.now() + 10_000,
				);
				return error.code === 'burst';
			},
		);
		now = 10_000;
		bursts.take(ana);
	});
});
