import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	bounds,
	boxMask,
	components,
	coverage,
	dilate,
	feather,
	gaussianWindow,
	mainComponent,
	otsu,
} from '../../src/taue/mask.ts';
import type { Plane } from '../../src/taue/plane.ts';
import fc from '../support/properties.ts';

/** A plane from a drawing: `#` is 1. */
function drawn(...rows: string[]): Plane {
	return {
		width: rows[0].length,
		height: rows.length,
		data: Float32Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
	};
}

function shown(mask: Plane): string[] {
	return Array.from({ length: mask.height }, (_, y) =>
		[...mask.data.subarray(y * mask.width, (y + 1) * mask.width)].map((v) => (v > 0.5 ? '#' : '.')).join(''),
	);
}

describe("Otsu's threshold", () => {
	it('lies between two clusters', () => {
		const threshold = otsu([1, 1.1, 0.9, 1, 5, 5.2, 4.9]);
		assert.ok(threshold > 1.1 && threshold < 4.9, `${threshold}`);
	});

	it('is the value itself where all values are equal, so that nothing lies above it', () => {
		assert.equal(otsu([2, 2, 2]), 2);
	});

	it('always lies within the values', () => {
		fc.assert(
			fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), (values) => {
				const threshold = otsu(values);
				assert.ok(threshold >= Math.min(...values) - 1e-3 && threshold <= Math.max(...values) + 1e-3);
			}),
		);
	});
});

describe('masks', () => {
	it('fall into components that touch by sides, not by corners', () => {
		const { sizes } = components(drawn('##..', '..#.', '...#'));
		assert.deepEqual(sizes, [0, 2, 1, 1]);
	});

	it('keep their largest component', () => {
		assert.deepEqual(shown(mainComponent(drawn('##..#', '##...', '....#'))), ['##...', '##...', '.....']);
	});

	it('keep parts near the main one that are neither specks nor as large as another object', () => {
		const belonging = { least: 0.2, most: 0.5, withinCells: 2 };
		const tail = drawn('####.##', '###..#.', '.......', '......#');
		assert.deepEqual(shown(mainComponent(tail, belonging)), ['####.##', '###..#.', '.......', '.......']);
		const twin = drawn('###.##', '##...#', '....#.');
		assert.deepEqual(shown(mainComponent(twin, belonging)), ['###...', '##....', '......']);
	});

	it('lose what lies far off', () => {
		const belonging = { least: 0, most: 1, withinCells: 2 };
		assert.deepEqual(shown(mainComponent(drawn('###..##', '###..#.'), belonging)), ['###....', '###....']);
		const wider = { ...belonging, withinCells: 3 };
		assert.deepEqual(shown(mainComponent(drawn('###..##', '###..#.'), wider)), ['###..##', '###..#.']);
	});

	it('stay empty where they were empty', () => {
		assert.equal(coverage(mainComponent(drawn('...', '...'))), 0);
		assert.equal(bounds(drawn('...', '...')), null);
	});

	it('grow by whole cells', () => {
		assert.deepEqual(shown(dilate(drawn('.....', '..#..', '.....'), 1)), ['..#..', '.###.', '..#..']);
	});

	it('get a soft edge that keeps inside above and outside below one half', () => {
		const soft = feather(drawn('......', '.####.', '.####.', '.####.', '.####.', '......'), 1);
		assert.ok(soft.data[2 * 6 + 2] > 0.8);
		assert.ok(soft.data[0] < 0.2);
		assert.ok(soft.data[6 + 2] > 0.5);
	});

	it('know their bounding rectangle', () => {
		assert.deepEqual(bounds(drawn('....', '.##.', '..#.', '....')), { x0: 1, y0: 1, x1: 3, y1: 3 });
	});

	it('of a box hold the share of each border cell', () => {
		const mask = boxMask(4, 2, { x0: 0.5, y0: 0, x1: 2.25, y1: 1 });
		assert.deepEqual([...mask.data], [0.5, 1, 0.25, 0, 0, 0, 0, 0]);
	});
});

describe('the Gaussian window', () => {
	it('is 1 in the middle and exp(-1/2s²) at the middle of each side of its box', () => {
		const window = gaussianWindow(65, 33, { x0: 16.5, y0: 8.5, x1: 48.5, y1: 24.5 }, 0.5);
		assert.ok(Math.abs(window.data[16 * 65 + 32] - 1) < 1e-6);
		const edge = Math.exp(-2);
		assert.ok(Math.abs(window.data[16 * 65 + 16] - edge) < 1e-6);
		assert.ok(Math.abs(window.data[8 * 65 + 32] - edge) < 1e-6);
	});
});
