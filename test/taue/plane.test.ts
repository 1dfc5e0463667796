import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blur, plane, resize, rollCells, shiftCells, warp } from '../../src/taue/plane.ts';
import fc from '../support/properties.ts';

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

describe('planes', () => {
	it('keep their sum when they are blurred', () => {
		const source = plane(9, 7);
		source.data[31] = 5;
		source.data[0] = 2;
		assert.ok(Math.abs(sum(blur(source, 1.3).data) - 7) < 1e-4);
	});

	it('keep a constant when they are blurred or resized', () => {
		for (const changed of [
			blur(plane(8, 8, 3), 2),
			resize(plane(8, 8, 3), 5, 11),
			resize(plane(8, 8, 3), 4, 2),
		]) {
			for (const value of changed.data) assert.ok(Math.abs(value - 3) < 1e-5);
		}
	});

	it('are averaged when they are reduced by whole numbers', () => {
		const source = { width: 4, height: 2, data: Float32Array.of(1, 3, 0, 0, 5, 7, 0, 4) };
		assert.deepEqual([...resize(source, 2, 1).data], [4, 1]);
	});

	it('shift whole cells and fill what enters', () => {
		const moved = shiftCells(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2, 1, 1, 9);
		assert.deepEqual([...moved], [9, 9, 9, 9, 1, 2]);
	});

	it('lose everything when they are shifted out', () => {
		assert.equal(sum(shiftCells(new Float32Array(12).fill(1), 4, 3, 7, 0)), 0);
	});

	it('roll every channel alone, and back again', () => {
		fc.assert(
			fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (dx, dy) => {
				const data = Float32Array.from({ length: 2 * 5 * 4 }, (_, i) => i);
				const there = rollCells(data, 5, 4, dx, dy);
				assert.deepEqual([...there.subarray(0, 20)].sort((a, b) => a - b)[19], 19);
				assert.deepEqual(rollCells(there, 5, 4, -dx, -dy), data);
			}),
		);
	});

	it('stretch one rectangle onto another', () => {
		const source = plane(8, 8);
		for (let y = 2; y < 4; y++) for (let x = 2; x < 4; x++) source.data[y * 8 + x] = 1;
		const out = warp(source, { x0: 2, y0: 2, x1: 4, y1: 4 }, { x0: 0, y0: 0, x1: 8, y1: 8 }, 8, 8);
		assert.equal(out.data[8 * 4 + 4], 1);
		assert.ok(sum(out.data) > 40);
	});

	it('are the same after a stretch onto themselves', () => {
		const source = { width: 3, height: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
		const same = { x0: 0, y0: 0, x1: 3, y1: 2 };
		assert.deepEqual(warp(source, same, same, 3, 2).data, source.data);
	});
});
