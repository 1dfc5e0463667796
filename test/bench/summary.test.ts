import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strangersAmong } from '../../bench/summary.ts';
import type { Box } from '../../src/layout/layout.ts';

const seen = (noun: string, box: Box) => ({ noun, box, score: 0.9 });
const asked = [{ box: [0.1, 0.1, 0.4, 0.4] as const }, { box: [0.6, 0.6, 0.9, 0.9] as const }];

describe('what is seen where nothing was asked for', () => {
	it('is what hardly touches any box, whatever it is', () => {
		const detections = [
			seen('cat', [0.12, 0.1, 0.42, 0.4]),
			seen('cat', [0.6, 0.1, 0.9, 0.4]),
			seen('sun', [0.38, 0.38, 0.6, 0.6]),
			seen('dog', [0.5, 0.5, 1, 1]),
		];
		assert.deepEqual(strangersAmong(detections, asked), ['cat', 'sun']);
	});

	it('is small things too, but not those inside a box', () => {
		const detections = [seen('bee', [0.2, 0.2, 0.25, 0.25]), seen('ant', [0.5, 0.5, 0.55, 0.55])];
		assert.deepEqual(strangersAmong(detections, asked), ['ant']);
	});
});
