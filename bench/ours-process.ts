/** Draws with this project's engine, on request: the process that `bench.ts` times. */
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { type DiffusionModel, generate, loadModel } from '../src/diffusion/index.ts';
import { firstLayout, parseLine } from '../src/layout/index.ts';
import { composeRecipe } from '../src/recipe/compose.ts';
import { draw, rehearse } from '../src/taue/index.ts';
import type { Answer, PictureTiming, Question } from './timing.ts';

let model: DiffusionModel | null = null;

function loaded(): DiffusionModel {
	if (model === null) throw new Error('no model was loaded');
	return model;
}

async function load(folder: string, attention: 'none' | 'maps+bias'): Promise<{ seconds: number }> {
	await model?.close();
	const started = performance.now();
	model = await loadModel(folder, { provider: 'cpu', attention });
	return { seconds: (performance.now() - started) / 1000 };
}

/** What a device process does between loading and its first job. */
async function rehearsed(): Promise<{ seconds: number }> {
	const started = performance.now();
	await rehearse(loaded());
	return { seconds: (performance.now() - started) / 1000 };
}

/** Times one picture by the engine's own counters of its sessions. */
async function timed(work: (model: DiffusionModel) => Promise<unknown>): Promise<PictureTiming> {
	const { stats } = loaded();
	const before = { ...stats, unetSeconds: stats.graphSeconds.unet ?? 0 };
	const started = performance.now();
	await work(loaded());
	return {
		wallSeconds: (performance.now() - started) / 1000,
		sessionSeconds: stats.sessionSeconds - before.sessionSeconds,
		unetSeconds: (stats.graphSeconds.unet ?? 0) - before.unetSeconds,
		evaluations: stats.unetEvaluations - before.unetEvaluations,
	};
}

/** One classifier-free pair of inputs, as the graph declares them. */
function pairInputs(session: ort.InferenceSession, sizePx: number): Record<string, ort.Tensor> {
	const feeds: Record<string, ort.Tensor> = {};
	for (const input of session.inputMetadata) {
		if (!input.isTensor) continue;
		const declared = input.shape.map((size) => (typeof size === 'number' ? size : null));
		const cells = sizePx / loaded().info.latentScale;
		const own: Record<string, readonly (number | null)[]> = {
			sample: [2, null, cells, cells],
			encoder_hidden_states: [2, loaded().info.tokenLength, null],
			timestep: [1],
		};
		const wanted = own[input.name] ?? declared.map(() => 2);
		const dims = declared.map((size, axis) => wanted[axis] ?? size ?? 1);
		const count = dims.reduce((product, size) => product * size, 1);
		const integer = input.type === 'int64';
		const data = integer
			? BigInt64Array.from({ length: count }, () => 500n)
			: new Float32Array(count).fill(0.5);
		feeds[input.name] = new ort.Tensor(input.type as 'float32', data as Float32Array, dims);
	}
	return feeds;
}

async function bare(sizePx: number, runs: number): Promise<PictureTiming> {
	const session = await ort.InferenceSession.create(join(loaded().info.folder, 'unet', 'model.onnx'));
	const feeds = pairInputs(session, sizePx);
	await session.run(feeds);
	const started = performance.now();
	for (let k = 0; k < runs; k++) await session.run(feeds);
	const seconds = (performance.now() - started) / 1000;
	await session.release();
	return { wallSeconds: seconds, sessionSeconds: seconds, unetSeconds: seconds, evaluations: runs };
}

async function answer(question: Question): Promise<Extract<Answer, { ok: true }>['value']> {
	switch (question.kind) {
		case 'load':
			return await load(question.folder, question.attention);
		case 'rehearse':
			return await rehearsed();
		case 'plain': {
			const { prompt, sizePx, steps } = question;
			// The peer's own settings: PNDM, guidance 7.5.
			const options = {
				prompt,
				size: [sizePx, sizePx],
				steps,
				scheduler: 'pndm',
				guidance: 7.5,
				seed: 1,
			} as const;
			return await timed((drawing) => generate(drawing, options));
		}
		case 'taue': {
			const { name, nativeSize, grid, defaults } = loaded().info;
			const layout = firstLayout(parseLine(question.line));
			const recipe = composeRecipe(layout, { name, nativeSize, grid, ...defaults }, { seed: question.seed });
			return await timed((drawing) => draw(drawing, recipe));
		}
		case 'bare':
			return await bare(question.sizePx, question.runs);
		case 'memory':
			// maxRSS is in kilobytes on every platform.
			return { peakMb: process.resourceUsage().maxRSS / 1024 };
	}
}

process.on('message', (question: Question) => {
	answer(question).then(
		(value) => process.send?.({ ok: true, value }),
		(error: unknown) =>
			process.send?.({ ok: false, message: error instanceof Error ? error.message : String(error) }),
	);
});
