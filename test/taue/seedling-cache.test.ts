import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeedlingCache } from '../../src/taue/seedling-cache.ts';
import fc from '../support/properties.ts';

describe('the seedling cache', () => {
	it('gives back what was put in and tells its hit rate', () => {
		const cache = new SeedlingCache(100);
		assert.equal(cache.stats.hitRate, 0);
		cache.set('cat', { bytes: 10 });
		assert.deepEqual(cache.get('cat'), { bytes: 10 });
		assert.equal(cache.get('dog'), undefined);
		assert.deepEqual(cache.stats, { entries: 1, bytes: 10, maxBytes: 100, hits: 1, misses: 1, hitRate: 0.5 });
	});

	it('lets the least recently used leave first', () => {
		const cache = new SeedlingCache(30);
		for (const key of ['a', 'b', 'c']) cache.set(key, { bytes: 10 });
		cache.get('a');
		cache.set('d', { bytes: 10 });
		assert.deepEqual(
			['a', 'b', 'c', 'd'].map((key) => cache.has(key)),
			[true, false, true, true],
		);
	});

	it('does not keep what is larger than itself, nor throw the rest out for it', () => {
		const cache = new SeedlingCache(30);
		cache.set('small', { bytes: 10 });
		cache.set('huge', { bytes: 31 });
		assert.deepEqual([cache.has('small'), cache.has('huge')], [true, false]);
	});

	it('never holds more bytes than it may', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 40 }))),
				(entries) => {
					const cache = new SeedlingCache(60);
					for (const [key, bytes] of entries) {
						cache.set(`${key}`, { bytes });
						assert.ok(cache.stats.bytes <= 60);
					}
				},
			),
		);
	});

	it('refuses a bound that is no size', () => {
		assert.throws(() => new SeedlingCache(-1), /maxBytes must be a whole number of at least 0, got -1/);
	});
});
