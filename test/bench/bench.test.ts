import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import * as ort from 'onnxruntime-node';
import { preparePeerModel } from '../../bench/peer-model.ts';
import { median, overheadOf } from '../../bench/timing.ts';
import { generate, loadModel } from '../../src/diffusion/index.ts';

const BUILT_IN = resolve(import.meta.dirname, '../../models/nae');

describe('the benchmark', () => {
	it('takes the middle of its figures', () => {
		assert.equal(median([3, 1, 2]), 2);
		assert.equal(median([4, 1, 3, 2]), 2.5);
		assert.equal(median([7]), 7);
	});

	it('counts as overhead what is not inside a session', () => {
		const timing = { wallSeconds: 4, sessionSeconds: 3, unetSeconds: 2, evaluations: 10 };
		assert.equal(overheadOf(timing), 0.25);
	});

	it('prepares a copy of the built-in model that takes the ids of the peer and of ours', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'taue-bench-'));
		try {
			await preparePeerModel(BUILT_IN, folder);
			const encoder = await ort.InferenceSession.create(join(folder, 'text_encoder/model.onnx'));
			const ids = Int32Array.from({ length: 77 }, (_, k) => (k === 0 ? 49406 : k < 5 ? k + 3 : 49407));
			const { last_hidden_state } = await encoder.run({ input_ids: new ort.Tensor('int32', ids, [1, 77]) });
			await encoder.release();
			const model = await loadModel(folder, { provider: 'cpu', threads: 1 });
			try {
				assert.deepEqual(last_hidden_state.dims.slice(0, 2), [1, model.info.tokenLength]);
				// What the peer believes of every model: four channels, eight pixels a cell.
				const { channels, width } = model.createLatent(512, 512);
				assert.deepEqual([channels, width], [4, 64]);
				const options = { prompt: 'a cat', size: [128, 128], steps: 1, scheduler: 'pndm' } as const;
				assert.equal((await generate(model, options)).width, 128);
			} finally {
				await model.close();
			}
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});
