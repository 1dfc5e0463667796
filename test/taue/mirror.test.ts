import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirrored } from '../../src/taue/mirror.ts';
import type { Seedling } from '../../src/taue/seedling.ts';
import fc from '../support/properties.ts';

const seedling = fc
	.tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 5 }))
	.chain(([width, height]) => {
		const numbers = (length: number) =>
			fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });
		const cells = width * height;
		return fc
			.record({
				latent: numbers(4 * cells),
				step: numbers(4 * cells),
				past: numbers(4 * cells),
				mask: numbers(cells),
				share: numbers(cells),
				x0: fc.integer({ min: 0, max: width - 1 }),
			})
			.map(
				({ latent, step, past, mask, share, x0 }): Seedling => ({
					latent,
					original: latent.slice(),
					trajectory: [step],
					histories: [[past], []],
					mask: { data: mask, width, height },
					share: { data: share, width, height },
					bed: Float32Array.of(1, 2, 3, 4),
					extent: { x0, y0: 0, x1: width, y1: height },
					fallback: false,
					attentionSizes: [],
					bytes: 1,
				}),
			);
	});

describe('a seedling that looks the other way', () => {
	it('is itself when it is turned twice', () => {
		fc.assert(fc.property(seedling, (grown) => assert.deepEqual(mirrored(mirrored(grown)), grown)));
	});

	it('has every row turned round, of its latents and its masks', () => {
		fc.assert(
			fc.property(seedling, (grown) => {
				const { width, height } = grown.mask;
				const turned = mirrored(grown);
				for (let y = 0; y < height; y++) {
					for (let x = 0; x < width; x++) {
						const [here, there] = [y * width + x, y * width + width - 1 - x];
						assert.equal(turned.mask.data[here], grown.mask.data[there]);
						assert.equal(turned.share.data[here], grown.share.data[there]);
						assert.equal(turned.latent[3 * width * height + here], grown.latent[3 * width * height + there]);
					}
				}
				assert.equal(turned.extent.x1 - turned.extent.x0, grown.extent.x1 - grown.extent.x0);
				assert.equal(turned.extent.x0, width - grown.extent.x1);
			}),
		);
	});
});
