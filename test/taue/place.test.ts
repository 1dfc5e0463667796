import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Box } from '../../src/layout/layout.ts';
import { cellsOf, centred, farToNear, fitTo, scaleCells, shiftTo } from '../../src/taue/place.ts';
import fc from '../support/properties.ts';

const extent = fc
	.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 1, max: 12, noNaN: true }))
	.map(([from, side]) => [from, from + side] as const);
const cells = fc.tuple(extent, extent).map(([[x0, x1], [y0, y1]]) => ({ x0, y0, x1, y1 }));

describe('placing', () => {
	it('measures a box in latent cells', () => {
		assert.deepEqual(cellsOf([0.25, 0, 0.5, 1], 32, 16), { x0: 8, y0: 0, x1: 16, y1: 16 });
	});

	it('raises a box of the same size in the middle', () => {
		assert.deepEqual(centred([0, 0.5, 0.5, 0.75]), [0.25, 0.375, 0.75, 0.625]);
	});

	it('moves by the extent of what was found, not by the middle of the canvas, in steps of the grid', () => {
		const found = { x0: 10, y0: 12, x1: 20, y1: 20 };
		const target = { x0: 0, y0: 16, x1: 12, y1: 30 };
		assert.deepEqual(shiftTo(found, target, 1), [-9, 7]);
		assert.deepEqual(shiftTo(found, target, 2), [-8, 8]);
	});

	it('fits an extent into its box, centred, with a bounded stretch', () => {
		fc.assert(
			fc.property(cells, cells, fc.double({ min: 1, max: 2, noNaN: true }), (from, box, stretch) => {
				const to = fitTo(from, box, stretch);
				const scaleX = (to.x1 - to.x0) / (from.x1 - from.x0);
				const scaleY = (to.y1 - to.y0) / (from.y1 - from.y0);
				assert.ok(to.x0 >= box.x0 - 1e-6 && to.x1 <= box.x1 + 1e-6);
				assert.ok(to.y0 >= box.y0 - 1e-6 && to.y1 <= box.y1 + 1e-6);
				assert.ok(Math.max(scaleX / scaleY, scaleY / scaleX) <= stretch + 1e-6);
				const fillsOne = Math.min(box.x1 - box.x0 - (to.x1 - to.x0), box.y1 - box.y0 - (to.y1 - to.y0));
				assert.ok(fillsOne < 1e-6);
			}),
		);
	});

	it('plants what stands lower in the picture last', () => {
		assert.deepEqual(
			farToNear([{ box: [0, 0.5, 0.5, 0.9] }, { box: [0, 0, 0.5, 0.4] }, { box: [0.5, 0, 1, 0.9] }]),
			[1, 0, 2],
		);
	});

	it('plants what was sent to the back first, and what was called to the front last', () => {
		const box = [0, 0, 0.5, 0.9] as const;
		const objects = [{ box, depth: 'front' }, { box }, { box, depth: 'back' }, { box }] as const;
		assert.deepEqual(farToNear(objects), [2, 1, 3, 0]);
	});

	it('stands before a larger one that would hide it, unless it is sent to the back', () => {
		const house: Box = [0.2, 0.1, 0.8, 0.95];
		const cat: Box = [0.4, 0.4, 0.6, 0.7];
		assert.deepEqual(farToNear([{ box: cat }, { box: house }]), [1, 0]);
		assert.deepEqual(farToNear([{ box: cat, depth: 'back' }, { box: house }]), [0, 1]);
		const besideIt: Box = [0.7, 0.4, 0.95, 0.7];
		assert.deepEqual(farToNear([{ box: besideIt }, { box: house }]), [0, 1]);
	});

	it('scales about the centre', () => {
		assert.deepEqual(scaleCells({ x0: 2, y0: 2, x1: 6, y1: 4 }, 0.5), { x0: 3, y0: 2.5, x1: 5, y1: 3.5 });
	});
});
