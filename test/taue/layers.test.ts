import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Raster } from '../../src/taue/events.ts';
import { separate } from '../../src/taue/layers.ts';
import { mapPlane, plane } from '../../src/taue/plane.ts';

const SIDE = 128;
const CELLS = 8;

function painted(colour: (x: number, y: number) => readonly [number, number, number]): Raster {
	const rgba = new Uint8Array(4 * SIDE * SIDE);
	for (let i = 0; i < SIDE * SIDE; i++) rgba.set([...colour(i % SIDE, Math.floor(i / SIDE)), 255], 4 * i);
	return { width: SIDE, height: SIDE, rgba };
}

/** A red disc of radius 20 in the middle of a lawn that grows darker downwards. */
const lawn = (_: number, y: number) => [70, 190 - y / 2, 60] as const;
const isDisc = (x: number, y: number) => Math.hypot(x - 64, y - 64) < 20;
const picture = painted((x, y) => (isDisc(x, y) ? [220, 40, 40] : lawn(x, y)));
/** What the background became without it: a little lighter everywhere. */
const alone = painted((x, y) => {
	const [r, g, b] = lawn(x, y);
	return [r + 14, g + 14, b + 14];
});
/** Planted a good deal larger than it has become: four cells square. */
const share = mapPlane(plane(CELLS, CELLS), (_, i) => {
	const [x, y] = [i % CELLS, Math.floor(i / CELLS)];
	return x >= 2 && x < 6 && y >= 2 && y < 6 ? 1 : 0;
});
const [disc, background] = separate(picture, alone, [{ name: 'a disc', share }]).map(
	({ raster }) => raster.rgba,
);
const at = (x: number, y: number) => 4 * (y * SIDE + x);

describe('the layers of a finished picture', () => {
	it('are the object as it has become, not as it was planted', () => {
		assert.equal(disc[at(64, 64) + 3], 255);
		assert.deepEqual([...disc.subarray(at(64, 64), at(64, 64) + 3)], [220, 40, 40]);
		for (const [x, y] of [
			[36, 36],
			[92, 40],
			[10, 10],
		])
			assert.equal(disc[at(x, y) + 3], 0, `${x}, ${y}`);
	});

	it("have the background's own way behind it, in the picture's colours", () => {
		const [r, g, b] = lawn(64, 64);
		[r, g, b].forEach((value, c) => {
			assert.ok(
				Math.abs(background[at(64, 64) + c] - value) <= 4,
				`${background[at(64, 64) + c]} for ${value}`,
			);
		});
		const far = at(5, 120);
		assert.deepEqual(background.subarray(far, far + 3), picture.rgba.subarray(far, far + 3));
	});

	it('give the picture again when they are laid over each other', () => {
		let sum = 0;
		for (let k = 0; k < disc.length; k++) {
			if (k % 4 === 3) continue;
			const flat = background[k] + (disc[k - (k % 4) + 3] / 255) * (disc[k] - background[k]);
			sum += (flat - picture.rgba[k]) ** 2;
		}
		assert.ok(10 * Math.log10(255 ** 2 / (sum / (0.75 * disc.length))) > 40);
	});
});
