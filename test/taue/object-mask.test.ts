import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randn } from '../../src/diffusion/random.ts';
import { bedWindow, layBed } from '../../src/taue/bed.ts';
import { bounds, coverage } from '../../src/taue/mask.ts';
import { DEFAULT_METHOD } from '../../src/taue/method.ts';
import { bedColour, fallbackMask, objectMask } from '../../src/taue/object-mask.ts';
import { plane } from '../../src/taue/plane.ts';

const SIZE = { width: 16, height: 16 };
const CELLS = 256;
const BED = Float32Array.of(1, -1);
const BOX = { x0: 4, y0: 4, x1: 12, y1: 12 };

/** A noisy bed in two channels with an object of another colour where `inside` says. */
function canvas(inside: (x: number, y: number) => boolean): Float32Array {
	const noise = randn(1, 0, 2 * CELLS);
	return noise.map((value, k) => {
		const cell = k % CELLS;
		const bed = BED[Math.floor(k / CELLS)];
		return 0.05 * value + (inside(cell % 16, Math.floor(cell / 16)) ? -bed : bed);
	});
}

const maskOf = (
	original: Float32Array,
	attention = null as Parameters<typeof objectMask>[5],
	tauAttention = 0,
) =>
	objectMask(
		original,
		2,
		BOX,
		SIZE,
		{ ...DEFAULT_METHOD.mask, blurCells: 0, tau: 1, tauAttention },
		attention,
	);

describe("an object's mask", () => {
	it('is what differs from the bed: what shows through stays bed, specks are dropped', () => {
		const { mask, extent, fallback } = maskOf(
			canvas((x, y) => {
				const ring = x >= 5 && x < 11 && y >= 6 && y < 10 && !(x === 7 && y === 8);
				return ring || (x === 14 && y === 14);
			}),
		);
		assert.equal(fallback, false);
		assert.deepEqual(extent, { x0: 5, y0: 6, x1: 11, y1: 10 });
		assert.equal(coverage(mask), 23 / 256);
	});

	it('has soft edges: a cell that is half object has about half a share, and the object reaches half into it', () => {
		const solid = canvas((x, y) => x >= 5 && x < 11 && y >= 6 && y < 10);
		// The column to the right of the object is half object, half bed: nothing in both channels.
		const mixed = solid.map((value, k) => {
			const [x, y] = [k % 16, Math.floor((k % CELLS) / 16)];
			return x === 11 && y >= 6 && y < 10 ? 0 : value;
		});
		const { share, extent, bed } = maskOf(mixed);
		const at = (x: number, y: number) => share.data[y * 16 + x];
		assert.equal(at(8, 8), 1);
		assert.equal(at(2, 2), 0);
		assert.ok(Math.abs(at(11, 8) - 0.5) < 0.2, `${at(11, 8)}`);
		assert.ok(extent.x0 === 5 && extent.x1 > 11.2 && extent.x1 < 11.9, JSON.stringify(extent));
		assert.ok(Math.abs(bed[0] - 1) < 0.05 && Math.abs(bed[1] + 1) < 0.05);
	});

	it('follows the colour that the bed really has', () => {
		const colour = bedColour(
			canvas(() => false),
			2,
			16,
			16,
		);
		assert.ok(Math.abs(colour[0] - 1) < 0.05 && Math.abs(colour[1] + 1) < 0.05);
	});

	it('leaves out what the words do not attend to', () => {
		const attention = plane(16, 16, 0);
		for (let y = 0; y < 16; y++) attention.data.fill(1, y * 16, y * 16 + 8);
		const { mask } = maskOf(
			canvas((x, y) => x >= 5 && x < 11 && y >= 6 && y < 10),
			attention,
			0.5,
		);
		assert.deepEqual(bounds(mask), { x0: 5, y0: 6, x1: 8, y1: 10 });
	});

	it('is the ellipse of its box where there is nothing, or everything, to see', () => {
		for (const inside of [() => false, (x: number, y: number) => x > 1 && y > 1 && x < 15 && y < 15]) {
			const found = objectMask(
				canvas(inside).map((value) => (inside(8, 8) ? value : 0)),
				2,
				BOX,
				SIZE,
				DEFAULT_METHOD.mask,
				null,
			);
			if (!found.fallback) assert.ok(coverage(found.mask) <= 0.85);
			else assert.deepEqual(found.extent, { x0: 4, y0: 4, x1: 12, y1: 12 });
		}
		assert.equal(maskOf(new Float32Array(2 * CELLS)).fallback, true);
	});

	it('is never empty, not even for a box smaller than a cell', () => {
		const mask = fallbackMask(16, 16, { x0: 3.2, y0: 3.2, x1: 3.4, y1: 3.4 });
		assert.ok(coverage(mask) > 0);
	});
});

describe('the bed', () => {
	const noise = randn(4, 0, 2 * CELLS);
	const mean = (data: Float32Array, channel: number, inside: boolean) => {
		let sum = 0;
		let count = 0;
		for (let i = 0; i < CELLS; i++) {
			const [x, y] = [i % 16, Math.floor(i / 16)];
			const isInside = x >= 6 && x < 10 && y >= 6 && y < 10;
			const isOutside = x < 2 || y < 2 || x >= 14 || y >= 14;
			if (inside ? !isInside : !isOutside) continue;
			sum += data[channel * CELLS + i] - noise[channel * CELLS + i];
			count++;
		}
		return sum / count;
	};

	it("shifts the noise towards the key colour, but not in the object's place", () => {
		const bed = { ...DEFAULT_METHOD.bed, kind: 'shift', strength: 0.3, sigma: 0.6, scale: 1 } as const;
		const laid = layBed(noise, bedWindow(16, 16, BOX, bed), BED, bed, 1);
		assert.ok(Math.abs(mean(laid, 0, false) - 0.3) < 0.02);
		assert.ok(Math.abs(mean(laid, 1, false) + 0.3) < 0.02);
		assert.ok(Math.abs(mean(laid, 0, true)) < 0.08);
	});

	for (const [kind, variance] of [
		['probabilistic', 0.25],
		['preserving', 0.75],
	] as const) {
		it(`of the ${kind} kind leaves ${variance} of the noise's variance at strength 0.5`, () => {
			const bed = { ...DEFAULT_METHOD.bed, kind, strength: 0.5, sigma: 0.1, scale: 0.1 };
			const laid = layBed(noise, bedWindow(16, 16, BOX, bed), new Float32Array(2), bed, 1);
			const power = (data: Float32Array) => data.reduce((sum, value) => sum + value * value, 0);
			assert.ok(Math.abs(power(laid) / power(noise) - variance) < 0.02);
		});
	}
});
