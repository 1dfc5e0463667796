import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Raster } from '../../src/diffusion/index.ts';
import { scaleRaster } from '../../src/taue/scale-raster.ts';

const SIDE = 64;

function painted(colour: (x: number, y: number) => readonly [number, number, number]): Raster {
	const rgba = new Uint8Array(SIDE * SIDE * 4).fill(255);
	for (let y = 0; y < SIDE; y++) {
		for (let x = 0; x < SIDE; x++) rgba.set(colour(x, y), (y * SIDE + x) * 4);
	}
	return { width: SIDE, height: SIDE, rgba };
}

const at = ({ rgba }: Raster, x: number, y: number) => [
	...rgba.subarray((y * SIDE + x) * 4, (y * SIDE + x) * 4 + 4),
];

describe('a picture that is scaled in place', () => {
	const whole = { x0: 0, y0: 0, x1: SIDE, y1: SIDE };
	const square = painted((x, y) => (x >= 16 && x < 48 && y >= 16 && y < 48 ? [200, 30, 10] : [0, 177, 64]));

	it('is the same where nothing is to be done', () => {
		const picture = painted((x, y) => [x * 4, y * 4, (x * y) % 256]);
		assert.deepEqual(scaleRaster(picture, whole, whole), picture);
	});

	it('lands where it should, with what is around carried along', () => {
		const from = { x0: 16, y0: 16, x1: 48, y1: 48 };
		const to = { x0: 40, y0: 8, x1: 56, y1: 24 };
		const scaled = scaleRaster(square, from, to);
		assert.deepEqual(at(scaled, 42, 10), [200, 30, 10, 255]);
		assert.deepEqual(at(scaled, 53, 21), [200, 30, 10, 255]);
		for (const [x, y] of [
			[37, 10],
			[58, 10],
			[42, 5],
			[42, 27],
			[0, 63],
		])
			assert.deepEqual(at(scaled, x, y), [0, 177, 64, 255], `${x}, ${y}`);
	});

	it('averages when it shrinks, so that a fine pattern becomes its mean', () => {
		const stripes = painted((x) => (x % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
		const small = scaleRaster(stripes, whole, { x0: 24, y0: 24, x1: 40, y1: 40 });
		for (let x = 26; x < 38; x++) assert.ok(Math.abs(at(small, x, 32)[0] - 127.5) < 8, `${at(small, x, 32)}`);
	});

	it('enlarges and stretches one side alone', () => {
		const wide = scaleRaster(square, { x0: 16, y0: 16, x1: 48, y1: 48 }, { x0: 0, y0: 24, x1: SIDE, y1: 40 });
		assert.deepEqual(at(wide, 3, 32), [200, 30, 10, 255]);
		assert.deepEqual(at(wide, 60, 32), [200, 30, 10, 255]);
		assert.deepEqual(at(wide, 32, 18), [0, 177, 64, 255]);
	});
});
