import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLatent, type Latent, type PixelPlanes } from '../../src/diffusion/index.ts';
import {
	fitLatentToRgb,
	flatPlanes,
	interiorMean,
	latentOfColour,
	projectToRgb,
} from '../../src/diffusion/latent-colour.ts';

/** An autoencoder that is linear by construction: four channels are fixed mixtures of a cell's mean colour. */
const MIX = [
	[0.8, 0.2, -0.4],
	[-0.5, 0.9, 0.1],
	[0.3, -0.6, 0.7],
	[0.1, 0.1, 0.1],
];
const SCALE = 8;

async function encode({ data: pixels, width: side }: PixelPlanes): Promise<Latent> {
	const cells = side / SCALE;
	const latent = createLatent(4, cells, cells);
	for (let y = 0; y < side; y++) {
		for (let x = 0; x < side; x++) {
			const cell = Math.floor(y / SCALE) * cells + Math.floor(x / SCALE);
			for (let k = 0; k < 4; k++) {
				for (let c = 0; c < 3; c++) {
					latent.data[k * cells * cells + cell] +=
						(MIX[k][c] * pixels[(c * side + y) * side + x]) / SCALE ** 2;
				}
			}
		}
	}
	return latent;
}

/** Three of the channels as colours, for models that only decode. */
async function decode({ data, width, height }: Latent): Promise<PixelPlanes> {
	const [wide, high] = [width * SCALE, height * SCALE];
	const pixels = new Float32Array(3 * wide * high);
	for (let c = 0; c < 3; c++) {
		for (let y = 0; y < high; y++) {
			for (let x = 0; x < wide; x++) {
				const cell = Math.floor(y / SCALE) * width + Math.floor(x / SCALE);
				pixels[(c * high + y) * wide + x] = data[c * width * height + cell] / 2;
			}
		}
	}
	return { data: pixels, width: wide, height: high };
}

const model = { channels: 4, side: 16, latentScale: SCALE };

describe('the preview map', () => {
	test('finds the colours of a linear autoencoder again', async () => {
		const map = await fitLatentToRgb({ ...model, encode, decode });
		for (const rgb of [
			[255, 0, 0],
			[10, 200, 90],
			[128, 128, 128],
		] as const) {
			const latent = await encode(flatPlanes(rgb, 64));
			const [r, g, b] = projectToRgb(latent, map).rgba;
			for (const [k, value] of [r, g, b].entries())
				assert.ok(Math.abs(value - rgb[k]) <= 2, `${value} for ${rgb[k]}`);
		}
	});

	test('is fitted through the decoder where there is no encoder, and leads back from colour to latent', async () => {
		const map = await fitLatentToRgb({ ...model, encode: null, decode });
		const wanted = [40, 180, 90] as const;
		const latent = createLatent(4, 1, 1, latentOfColour(map, wanted));
		const [r, g, b] = projectToRgb(latent, map).rgba;
		for (const [k, value] of [r, g, b].entries()) assert.ok(Math.abs(value - wanted[k]) <= 1);
		const { data: pixels } = await decode(latent);
		for (let c = 0; c < 3; c++)
			assert.ok(Math.abs((pixels[c * SCALE * SCALE] / 2 + 0.5) * 255 - wanted[c]) <= 2);
	});
});

test('the mean of a flat picture leaves the border out', () => {
	const latent = createLatent(1, 8, 8);
	for (let y = 0; y < 8; y++)
		for (let x = 0; x < 8; x++) latent.data[y * 8 + x] = x % 7 === 0 || y % 7 === 0 ? 100 : 2;
	assert.deepEqual([...interiorMean(latent)], [2]);
});

test('a latent of the wrong length is refused', () => {
	assert.throws(() => createLatent(4, 2, 2, new Float32Array(15)), /a 4x2x2 latent holds 16 numbers, not 15/);
});
