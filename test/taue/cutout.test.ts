import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromRaster, toRaster } from '../../src/diffusion/autoencoder.ts';
import type { Raster } from '../../src/diffusion/index.ts';
import { type Cutout, coverageOf, cutFromBed, layOver, scaleCutout } from '../../src/taue/cutout.ts';
import { mapPlane, type Plane, plane } from '../../src/taue/plane.ts';

const SIDE = 64;
const CELLS = 8;
const BED = [0, 177, 64] as const;
const ORANGE = [245, 138, 28] as const;

type Colour = readonly [number, number, number];

function painted(colour: (x: number, y: number) => Colour, width = SIDE, height = SIDE): Raster {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) rgba.set(colour(x, y), (y * width + x) * 4);
	}
	return { width, height, rgba };
}

const at = ({ rgba, width }: Raster, x: number, y: number) => [
	...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

/** A disc whose edge fades into the bed over four pixels. */
function disc(x: number, y: number): Colour {
	const share = Math.min(1, Math.max(0, (18 - Math.hypot(x + 0.5 - 32, y + 0.5 - 32)) / 4 + 0.5));
	return [0, 1, 2].map((c) => Math.round(BED[c] + share * (ORANGE[c] - BED[c]))) as unknown as Colour;
}

/** The latent's mask of that disc. */
const around: Plane = mapPlane(plane(CELLS, CELLS), (_, i) =>
	Math.hypot((i % CELLS) + 0.5 - 4, Math.floor(i / CELLS) + 0.5 - 4) < 2 ? 1 : 0,
);

function solid(width: number, height: number, colour: Colour, left = 0, top = 0): Cutout {
	return { raster: painted(() => colour, width, height), left, top };
}

describe('a seedling that is cut out of its bed', () => {
	it('is solid inside, clear outside, and no larger than it looks', () => {
		const { raster, left, top } = cutFromBed(fromRaster(painted(disc)), around, true);
		assert.deepEqual(at(raster, 32 - left, 32 - top), [...ORANGE, 255]);
		assert.equal(at(raster, 0, 0)[3], 0);
		assert.ok(raster.width >= 33 && raster.width <= 38, `${raster.width} pixels wide`);
		assert.ok(left >= 13 && top >= 13);
	});

	it("carries none of the bed's colour at its edge", () => {
		const { raster } = cutFromBed(fromRaster(painted(disc)), around, true);
		for (let i = 0; i < raster.rgba.length; i += 4) {
			const [red, green, blue, alpha] = raster.rgba.subarray(i, i + 4);
			if (alpha < 128) continue;
			assert.ok(red > 180 && green < 175 && blue < 60, `${red} ${green} ${blue} at alpha ${alpha}`);
		}
	});

	it('leaves behind what the mask does not mean', () => {
		const two = painted((x, y) => (x < 8 && y < 8 ? [200, 20, 20] : disc(x, y)));
		const { left, top } = cutFromBed(fromRaster(two), around, true);
		assert.ok(left > 8 && top > 8);
	});

	it('keeps the bed out of holes that the mask does not see', () => {
		const ring = painted((x, y) => (Math.hypot(x + 0.5 - 32, y + 0.5 - 32) < 7 ? BED : disc(x, y)));
		const { raster, left, top } = cutFromBed(fromRaster(ring), around, true);
		assert.equal(at(raster, 32 - left, 32 - top)[3], 0);
	});

	it('is its mask where nothing tells it from the bed, or where the mask is a stand-in', () => {
		const flat = painted(() => BED);
		for (const [picture, keyed] of [
			[flat, true],
			[painted(disc), false],
		] as const) {
			const { raster, left, top } = cutFromBed(fromRaster(picture), around, keyed);
			assert.deepEqual([left, top, raster.width, raster.height], [16, 16, 32, 32]);
			assert.equal(at(raster, 15, 15)[3], 255);
			assert.equal(at(raster, 0, 0)[3], 0);
		}
	});
});

describe('a cutout', () => {
	it('fills the rectangle that it is scaled to, its colours unmixed with what is clear', async () => {
		const dot = cutFromBed(fromRaster(painted(disc)), around, true);
		const { raster, left, top } = await scaleCutout(dot, { x0: 3.6, y0: 8.2, x1: 19.9, y1: 24.4 });
		assert.deepEqual([left, top, raster.width, raster.height], [4, 8, 16, 16]);
		for (let i = 0; i < raster.rgba.length; i += 4) {
			if (raster.rgba[i + 3] > 60) assert.ok(raster.rgba[i] > 180, `red ${raster.rgba[i]}`);
		}
	});

	it('is not touched where it has its size already', async () => {
		const square = solid(6, 4, ORANGE);
		const moved = await scaleCutout(square, { x0: 10, y0: 20, x1: 16, y1: 24 });
		assert.deepEqual(moved, { ...square, left: 10, top: 20 });
	});

	it('covers what lies below, and is cut off at the border', () => {
		const picture = fromRaster(painted(() => [0, 0, 0]));
		layOver(picture, [solid(8, 8, [200, 0, 0], -4, -4), solid(4, 4, [0, 0, 200], 2, 2)]);
		assert.deepEqual(at(toRaster(picture), 0, 0), [200, 0, 0, 255]);
		assert.deepEqual(at(toRaster(picture), 3, 3), [0, 0, 200, 255]);
		assert.deepEqual(at(toRaster(picture), 8, 8), [0, 0, 0, 255]);
	});

	it('mixes by its alpha', () => {
		const half = solid(2, 2, [200, 100, 0]);
		half.raster.rgba[3] = 128;
		const picture = fromRaster(painted(() => [0, 0, 100]));
		layOver(picture, [half]);
		assert.deepEqual(at(toRaster(picture), 0, 0), [100, 50, 50, 255]);
	});

	it('tells how much of each latent cell it covers', () => {
		const covered = coverageOf(solid(8, 12, ORANGE, 4, -4), 2, 2, 8);
		assert.deepEqual([...covered.data], [0.5, 0.5, 0, 0]);
	});
});
