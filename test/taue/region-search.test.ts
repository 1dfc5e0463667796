import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plane } from '../../src/taue/plane.ts';
import { coveredShare, regionKernel, searchRegion } from '../../src/taue/region-search.ts';

/** A map with a bright disc. */
function disc(x: number, y: number, radius: number) {
	const map = plane(16, 16, 0.05);
	for (let i = 0; i < 256; i++) {
		if (Math.hypot((i % 16) + 0.5 - 16 * x, Math.floor(i / 16) + 0.5 - 16 * y) < 16 * radius) map.data[i] = 1;
	}
	return map;
}

describe('region search', () => {
	it('has a kernel that is highest in the middle, negative at the border and zero in sum', () => {
		const { data } = regionKernel(9, 5);
		assert.equal(data.indexOf(Math.max(...data)), 2 * 9 + 4);
		for (let x = 0; x < 9; x++) assert.ok(data[x] < 0);
		assert.ok(Math.abs(data.reduce((sum, value) => sum + value, 0)) < 1e-5);
	});

	it('finds where the attention is', () => {
		const [x0, y0, x1, y1] = searchRegion(disc(0.7, 0.35, 0.15), [0.4, 0.4]);
		assert.ok(Math.abs((x0 + x1) / 2 - 0.7) < 0.07, `${x0} ${x1}`);
		assert.ok(Math.abs((y0 + y1) / 2 - 0.35) < 0.07, `${y0} ${y1}`);
		assert.ok(Math.abs(x1 - x0 - 0.4) < 0.03);
	});

	it('keeps out of places that are taken', () => {
		const taken = [0.3, 0.3, 0.7, 0.7] as const;
		const found = searchRegion(disc(0.5, 0.5, 0.2), [0.3, 0.3], [taken]);
		assert.ok(coveredShare(found, taken) < 0.01);
	});

	it('goes to the middle where the map says nothing', () => {
		assert.deepEqual(searchRegion(plane(8, 8, 1), [0.5, 0.5]), [0.25, 0.25, 0.75, 0.75]);
	});

	it('stays inside the picture even for a box as large as the picture', () => {
		assert.deepEqual(searchRegion(disc(0.1, 0.1, 0.1), [1, 1]), [0, 0, 1, 1]);
	});
});
