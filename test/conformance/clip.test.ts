import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { type Clip, clipPixels, loadClip } from '../../src/metrics/clip.ts';
import { type ArrayFile, conformance, has, meanError, readArray, readJson } from './reference.ts';

interface Golden {
	readonly picture: string;
	readonly texts: readonly string[];
	readonly input_ids: readonly (readonly number[])[];
	readonly cosine: readonly number[];
	readonly pixel_values: ArrayFile;
}

/** Every folder with a `golden.json` is a CLIP with its reference data. */
for (const folder of readdirSync(conformance).filter((name) => has(name, 'golden.json'))) {
	describe(`the CLIP of ${folder}`, () => {
		const stored = readJson<Golden | Golden[]>(folder, 'golden.json');
		let clip: Clip;
		before(async () => {
			clip = await loadClip(join(conformance, folder));
		});
		after(() => clip.close());

		for (const golden of Array.isArray(stored) ? stored : [stored]) {
			const raster = async () => {
				const image = sharp(join(conformance, folder, golden.picture)).ensureAlpha();
				const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
				return { width: info.width, height: info.height, rgba: data };
			};

			test(`${golden.picture}: texts become the same tokens`, () => {
				assert.deepEqual(
					golden.texts.map((text) => [...clip.tokenizer.encode(text).ids]),
					golden.input_ids,
				);
			});

			test(`${golden.picture}: the picture becomes the same pixel values`, async (context) => {
				const { values } = clipPixels(await raster(), clip.preprocessor);
				const off = meanError(values, readArray(folder, golden.pixel_values));
				context.diagnostic(`mean difference ${off.toExponential(1)}`);
				assert.ok(off <= 0.02, `mean difference ${off}`);
			});

			test(`${golden.picture}: every text has the same cosine`, async (context) => {
				const cosines = await clip.cosines(await raster(), golden.texts);
				const off = Math.max(...cosines.map((value, k) => Math.abs(value - golden.cosine[k])));
				context.diagnostic(`largest difference ${off.toExponential(1)}`);
				assert.ok(off <= 5e-3, `cosines ${cosines} against ${golden.cosine}`);
			});
		}
	});
}
