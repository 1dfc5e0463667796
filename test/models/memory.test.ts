import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { estimateMemory, fittingEstimate, memoryMode, mustFit } from '../../src/models/memory.ts';
import { copyModel, editGraph, fixture, toExternalData, toFloat16 } from '../diffusion/tiny-models.ts';

const SIZE = { widthPx: 128, heightPx: 128, rows: 2 } as const;
const unetOf = (folder: string) =>
	estimateMemory(folder, SIZE).parts.find(({ part }) => part === 'unet')?.bytes ?? Number.NaN;

describe('the memory of a model', () => {
	it('is foretold part by part, from its files alone', () => {
		const { parts, drawingBytes, bytes } = estimateMemory(fixture('tiny-sdxl'), SIZE);
		assert.deepEqual(
			parts.map(({ part }) => part),
			['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder', 'vae_encoder'],
		);
		assert.equal(
			bytes,
			parts.reduce((sum, part) => sum + part.bytes, drawingBytes),
		);
	});

	it('counts weights beside the graph once, inside of it more, and float16 as what the CPU makes of it', (context) => {
		const inside = unetOf(fixture('tiny-sd15'));
		const folder = copyModel(context, 'tiny-sd15');
		toExternalData(join(folder, 'unet/model.onnx'), join(folder, 'unet/model.onnx_data'));
		const beside = unetOf(folder);
		assert.ok(beside < inside * 0.7, `${beside} of ${inside}`);
		const half = copyModel(context, 'tiny-sd15');
		editGraph(join(half, 'unet/model.onnx'), toFloat16);
		assert.ok(unetOf(half) > inside * 0.8 && unetOf(half) < inside * 1.3);
	});

	it('grows with the picture', () => {
		const large = estimateMemory(fixture('tiny-sd15'), { widthPx: 512, heightPx: 512, rows: 2 });
		assert.ok(large.drawingBytes > 4 * estimateMemory(fixture('tiny-sd15'), SIZE).drawingBytes);
	});

	it('is spared where a model does not fit otherwise, and where the operator says so', (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editGraph(join(folder, 'unet/model.onnx'), toFloat16);
		toExternalData(join(folder, 'unet/model.onnx'), join(folder, 'unet/model.onnx_data'));
		const ample = estimateMemory(folder, SIZE);
		const sparing = estimateMemory(folder, SIZE, 'sparing');
		assert.ok(sparing.bytes < ample.bytes);
		const limit = (bytes: number) => ({ bytes, why: 'this machine has free' });
		assert.equal(fittingEstimate(folder, SIZE, limit(ample.bytes)).mode, 'ample');
		assert.deepEqual(fittingEstimate(folder, SIZE, limit(ample.bytes - 1)), sparing);
		assert.equal(memoryMode(folder, limit(1)), 'sparing');
		assert.equal(memoryMode(folder, limit(1), 'ample'), 'ample');
		assert.equal(memoryMode(folder, limit(2 ** 40), 'sparing'), 'sparing');
		assert.throws(
			() => mustFit('tiny', sparing, limit(sparing.bytes - 1)),
			/sparing as it is loaded .*Take a smaller/,
		);
	});

	it('must be there: the refusal has the numbers and what to do', () => {
		const estimate = estimateMemory(fixture('tiny-sd15'), SIZE);
		mustFit('tiny', estimate, { bytes: estimate.bytes, why: 'this machine has free' });
		assert.throws(
			() => mustFit('tiny', estimate, { bytes: estimate.bytes - 1, why: 'this machine has free' }),
			{
				code: 'out-of-memory',
				message:
					/^tiny needs about \d+ MB .*unet \d+ MB.* and \d+ MB are what this machine has free\. Set TAUE_MEMORY=sparing/,
			},
		);
	});
});
