import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bindColour, colourShares, ellipse } from '../../src/metrics/colour-binding.ts';

/** A picture whose left half is red and whose right half is blue. */
function halves() {
	const rgba = new Uint8Array(16 * 8 * 4);
	for (let i = 0; i < 16 * 8; i++) rgba.set(i % 16 < 8 ? [220, 30, 30, 255] : [30, 80, 220, 255], 4 * i);
	return { width: 16, height: 8, rgba };
}

describe('colour binding', () => {
	it('counts the colours inside the mask only', () => {
		assert.equal(colourShares(halves(), (x) => (x < 8 ? 1 : 0)).red, 1);
		assert.equal(colourShares(halves(), (x) => (x < 4 || x >= 12 ? 1 : 0)).blue, 0.5);
	});

	it("is right where the own colour is there and no other object's is stronger", () => {
		const shares = colourShares(halves(), (x) => (x < 10 ? 1 : 0));
		assert.deepEqual(bindColour(shares, 'red', ['blue']), { share: 0.8, right: true, leaked: false });
		assert.deepEqual(bindColour(shares, 'blue', ['red']), { share: 0.2, right: false, leaked: true });
	});

	it('is wrong where the colour is missing, without a leak where nobody asked for what is there', () => {
		const shares = colourShares(halves(), (x) => (x < 8 ? 1 : 0));
		assert.deepEqual(bindColour(shares, 'green', ['yellow']), { share: 0, right: false, leaked: false });
	});

	it('looks at an ellipse where only a box is known, so that the ground in the corners stays out', () => {
		const inside = ellipse(halves(), [0, 0, 0.5, 1], 1);
		assert.equal(inside(0, 0), 0);
		assert.equal(inside(4, 4), 1);
	});

	it('has shares of zero where there is nothing', () => {
		assert.equal(colourShares(halves(), () => 0).red, 0);
	});
});
