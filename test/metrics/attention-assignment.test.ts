import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assignmentScore, jensenShannon } from '../../src/metrics/attention-assignment.ts';
import fc from '../support/properties.ts';

const left = [4, 1, 0, 0];
const right = [0, 0, 1, 4];

describe('the attention assignment score', () => {
	it('is 1 throughout where every attribute looks where its object is', () => {
		assert.deepEqual(assignmentScore([left, right], [left, right]), { raw: 1, margin: 1, accuracy: 1 });
	});

	it('turns over where the attributes are swapped', () => {
		assert.deepEqual(assignmentScore([left, right], [right, left]), { raw: 0, margin: -1, accuracy: 0 });
	});

	it('has no margin where all maps are alike, however high the raw score', () => {
		assert.deepEqual(assignmentScore([left, left], [left, left]), { raw: 1, margin: 0, accuracy: 0 });
	});

	it('does not exist for one object', () => {
		assert.equal(assignmentScore([left], [left]), null);
	});

	it('needs a map for each attribute', () => {
		assert.throws(
			() => assignmentScore([left, right], [left]),
			/each object needs one attribute map, got 2 and 1/,
		);
	});
});

describe('the Jensen-Shannon divergence', () => {
	it('is symmetric, within 0..1, blind to scale, and 0 only for equal distributions', () => {
		const maps = fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 6, maxLength: 6 });
		fc.assert(
			fc.property(maps, maps, (p, q) => {
				const d = jensenShannon(p, q);
				assert.ok(d >= 0 && d <= 1);
				assert.ok(Math.abs(d - jensenShannon(q, p)) < 1e-12);
				assert.ok(
					Math.abs(
						d -
							jensenShannon(
								p.map((v) => 7 * v),
								q,
							),
					) < 1e-9,
				);
				assert.ok(jensenShannon(p, p) < 1e-12);
			}),
		);
	});

	it('is 1 bit for distributions that share nothing', () => {
		assert.equal(jensenShannon([1, 0], [0, 3]), 1);
	});
});
