import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Conditioning, type DiffusionModel, loadModel, randn } from '../../src/diffusion/index.ts';
import { plane } from '../../src/taue/plane.ts';
import { maskShares, packPrompts, shearBias } from '../../src/taue/shear.ts';

const FOLDER = new URL('../fixtures/conformance/tiny-sd15', import.meta.url).pathname;

/** The same prompt with all its padding alike, so that what stands for cut padding is exact. */
function evenPadding(prompt: Conditioning): Conditioning {
	const width = prompt.embeddings.length / 77;
	const embeddings = prompt.embeddings.slice();
	const end = prompt.tokenCount + 1;
	for (let k = end + 1; k < 77; k++) embeddings.copyWithin(k * width, end * width, (end + 1) * width);
	return { ...prompt, embeddings };
}

describe('attention shearing', () => {
	let model: DiffusionModel;
	before(async () => {
		model = await loadModel(FOLDER, { provider: 'cpu', attention: 'maps+bias' });
	});
	after(() => model.close());

	it('lets a place see one prompt of several as if it stood alone', async () => {
		const texts = ['a beach', 'a red cat', 'a blue dog with a hat'];
		const prompts = await Promise.all(texts.map(async (text) => evenPadding(await model.encodePrompt(text))));
		const { tokenLength } = model.info;
		const packed = packPrompts(prompts, tokenLength);
		assert.ok(packed !== null);
		const latent = { ...model.createLatent(64, 64), data: randn(1, 0, 4 * 64) };
		const schedule = model.schedule('ddim', 10);
		const predict = async (entry: Parameters<DiffusionModel['predict']>[0][number], attention = false) => {
			const [{ noise, attention: maps }] = await model.predict([entry], 2, schedule, { attention });
			return { noise: noise.slice(), maps };
		};
		const alone: Float32Array[] = [];
		for (const conditioning of prompts) {
			alone.push((await predict({ latent, conditioning, guidance: 1 })).noise);
		}
		const { maps } = await predict({ latent, conditioning: prompts[0], guidance: 1 }, true);
		assert.ok(maps.length > 0);
		const distance = (a: Float32Array, b: Float32Array) =>
			Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));
		for (const [k, own] of alone.entries()) {
			const shares = prompts.map((_, index) => plane(8, 8, index === k ? 1 : 0));
			const attentionBias = maps.map((size) => shearBias(shares, packed, tokenLength, size));
			const sheared = await predict({
				latent,
				conditioning: packed.conditioning,
				guidance: 1,
				attentionBias,
			});
			assert.ok(distance(sheared.noise, own) < 1e-3, `prompt ${k}`);
			for (const other of alone) assert.ok(other === own || distance(sheared.noise, other) > 0.05);
		}
	});

	it('gives up where the prompts do not fit into one sequence', async () => {
		const prompt = await model.encodePrompt('a '.repeat(40));
		assert.equal(packPrompts([prompt, prompt], model.info.tokenLength), null);
	});

	it('lets nearer objects cover farther ones, and the background have the rest', () => {
		const far = { width: 4, height: 1, data: Float32Array.of(1, 1, 0.5, 0) };
		const near = { width: 4, height: 1, data: Float32Array.of(0, 1, 0.5, 0) };
		const [rest, first, second] = maskShares([far, near], [0, 1]);
		assert.deepEqual([...second.data], [0, 1, 0.5, 0]);
		assert.deepEqual([...first.data], [1, 0, 0.25, 0]);
		assert.deepEqual([...rest.data], [0, 0, 0.25, 1]);
	});
});
