import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FAMILIES, type Family } from '../../bench/real-size/families.ts';
import { type ModelToWrite, writeModel } from '../../bench/real-size/write-model.ts';
import { generateLatent, type LoadOptions, loadModel } from '../../src/diffusion/index.ts';
import { estimateMemory } from '../../src/models/memory.ts';

/** Parameters that diffusers and transformers count of the published models. */
const PARAMETERS = {
	sd15: { text_encoder: 123_060_480, unet: 859_520_964 },
	'sd-turbo': { text_encoder: 340_387_840, unet: 865_910_724 },
	sdxl: { text_encoder: 123_060_480, text_encoder_2: 694_659_840, unet: 2_567_463_684 },
	'sdxl-turbo': { text_encoder: 123_060_480, text_encoder_2: 694_659_840, unet: 2_567_463_684 },
} as const;
const AUTOENCODER = { vae_decoder: 49_490_199, vae_encoder: 34_163_664 } as const;

/** SDXL's form with few channels. */
const SMALL: Family = {
	...FAMILIES.sdxl,
	unet: {
		...FAMILIES.sdxl.unet,
		block_out_channels: [8, 16, 16],
		transformer_layers_per_block: [0, 1, 2],
		middle_layers: 2,
		attention_head_dim: [1, 2, 2],
		cross_attention_dim: 32,
		norm_num_groups: 4,
		sample_size: 16,
		text_time: { addition_time_embed_dim: 8, pooled: 16 },
	},
	encoders: FAMILIES.sdxl.encoders.map((encoder) => ({
		...encoder,
		hidden_size: 16,
		intermediate_size: 32,
		num_hidden_layers: 2,
		num_attention_heads: 2,
		projection_dim: encoder.projection_dim && 16,
	})),
	autoencoder: { ...FAMILIES.sdxl.autoencoder, block_out_channels: [8, 8, 16, 16], norm_num_groups: 4 },
};

function written(context: TestContext, family: Family, options: ModelToWrite) {
	const folder = mkdtempSync(join(tmpdir(), 'taue-real-size-'));
	context.after(() => rmSync(folder, { recursive: true }));
	return { folder, parts: writeModel(folder, family, options) };
}

async function picture(folder: string, options: LoadOptions) {
	const model = await loadModel(folder, { ...options, provider: 'cpu', threads: 1 });
	try {
		const latent = await generateLatent(model, {
			prompt: 'a cat',
			steps: 2,
			seed: 1,
			guidance: 5,
			size: [64, 64],
		});
		return { latent: latent.data, colours: await model.decodeFloat(latent), runs: model.stats.graphSeconds };
	} finally {
		await model.close();
	}
}

function largestDifference(a: Float32Array, b: Float32Array): number {
	return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);
}

describe('models of real sizes', () => {
	for (const [name, expected] of Object.entries(PARAMETERS)) {
		it(`${name} has as many parameters as the published one`, (context) => {
			const family: Family = FAMILIES[name as keyof typeof PARAMETERS];
			const { parts } = written(context, family, { precision: 'float16', shared: true, withWeights: false });
			assert.deepEqual(Object.fromEntries(parts.map(({ part, parameters }) => [part, parameters])), {
				...expected,
				...AUTOENCODER,
			});
		});
	}

	it('SDXL in float16 declares more than 2 GB of weights, which fit into 80 MB where they are shared', (context) => {
		const { parts } = written(context, FAMILIES.sdxl, {
			precision: 'float16',
			shared: true,
			withWeights: false,
		});
		const unet = parts.find(({ part }) => part === 'unet');
		assert.equal(unet?.declaredBytes, 2 * PARAMETERS.sdxl.unet);
		assert.ok(unet.fileBytes < 80e6, `${unet.fileBytes}`);
	});

	it('SDXL fits into a half of the memory where it is spared', (context) => {
		const { folder } = written(context, FAMILIES.sdxl, {
			precision: 'float16',
			shared: true,
			withWeights: false,
		});
		const size = { widthPx: 512, heightPx: 512, rows: 2 };
		assert.ok(
			estimateMemory(folder, size, 'sparing').bytes < estimateMemory(folder, size, 'ample').bytes / 2,
		);
	});

	for (const precision of ['float16', 'float32'] as const) {
		it(`draws the same with memory spared, in ${precision}`, async (context) => {
			const { folder } = written(context, SMALL, { precision, shared: false });
			const ample = await picture(folder, {});
			const sparing = await picture(folder, { memory: 'sparing' });
			// Between its layers the runtime may keep float32 where the graph says float16.
			const bound = precision === 'float16' ? 0.02 : 1e-5;
			const most = ample.latent.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
			assert.ok(most > 0.1 && Number.isFinite(most));
			assert.ok(largestDifference(ample.latent, sparing.latent) < bound * most);
			assert.ok(largestDifference(ample.colours, sparing.colours) < bound);
			const steerable = await picture(folder, { memory: 'sparing', attention: 'maps+bias' });
			assert.ok(largestDifference(sparing.latent, steerable.latent) < bound * most);
		});
	}
});
