import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type DiffusionModel, generateLatent, loadModel } from '../../src/diffusion/index.ts';
import {
	type ArrayFile,
	conformance,
	has,
	meanError,
	readArray,
	readJson,
	relativeError,
} from './reference.ts';

interface Run {
	readonly name: string;
	readonly width: number;
	readonly height: number;
	readonly scheduler: string;
	readonly scheduler_config: Readonly<Record<string, unknown>>;
	readonly prompt: string;
	readonly negative_prompt?: string | null;
	readonly num_inference_steps: number;
	readonly guidance_scale: number;
	readonly timesteps: readonly number[];
	readonly initial_noise: ArrayFile;
	readonly latents_after_step: ArrayFile;
	readonly image_0_1_nchw: ArrayFile;
}

/** Every `<model>-runs/index.json` belongs to the model folder beside it. */
const models = readdirSync(conformance)
	.filter((name) => name.endsWith('-runs') && has(name, 'index.json'))
	.map((runs) => ({ runs, folder: runs.slice(0, -'-runs'.length) }));

for (const { runs, folder } of models) {
	describe(`the pipeline of ${folder}`, () => {
		let model: DiffusionModel;
		before(async () => {
			model = await loadModel(join(conformance, folder), { provider: 'cpu' });
		});
		after(() => model.close());

		for (const run of readJson<Run[]>(runs, 'index.json')) {
			test(`${run.name}: every latent and the picture are those of diffusers`, async (context) => {
				const scheduler = { ...run.scheduler_config, _class_name: run.scheduler };
				if (model.schedule(scheduler, run.num_inference_steps).stochastic && run.num_inference_steps > 1) {
					context.skip('the reference records no noise for this stochastic scheduler');
					return;
				}
				const expected = readArray(runs, run.latents_after_step);
				let worst = 0;
				let steps = 0;
				const latent = await generateLatent(model, {
					prompt: run.prompt,
					negative: run.negative_prompt ?? null,
					steps: run.num_inference_steps,
					guidance: run.guidance_scale,
					scheduler,
					size: [run.width, run.height],
					noise: readArray(runs, run.initial_noise),
					onStep: ({ index, latent: { data } }) => {
						const wanted = expected.subarray(index * data.length, (index + 1) * data.length);
						worst = Math.max(worst, relativeError(data, wanted));
						steps++;
					},
				});
				const picture = await model.decodeFloat(latent);
				const off = meanError(picture, readArray(runs, run.image_0_1_nchw));
				context.diagnostic(
					`latents ${worst.toExponential(1)} of the largest, picture ${(off * 255).toExponential(1)}/255 mean`,
				);
				assert.equal(steps, run.latents_after_step.shape[0]);
				assert.ok(worst <= 1e-4, `latents are off by ${worst}`);
				assert.ok(off <= 0.5 / 255, `the picture is off by ${off * 255}/255`);
			});
		}
	});
}
