import type { Conditioning, DiffusionModel } from './diffusion-model.ts';
import type { Latent, Raster } from './latent.ts';
import { noiseStream, randn } from './random.ts';
import type { SchedulerName } from './schedulers/registry.ts';
import type { Schedule } from './schedulers/schedule.ts';
import type { SchedulerConfig } from './schedulers/scheduler-config.ts';

export interface GenerateOptions {
	readonly prompt: string;
	/** Absent or null: the model's own unconditional side. */
	readonly negative?: string | null;
	readonly steps?: number;
	readonly guidance?: number;
	/** Share of the evaluations after which guidance is off; 1 = never. */
	readonly guidanceUntil?: number;
	readonly scheduler?: SchedulerName | SchedulerConfig;
	/** Pixels; the model's native size unless given. */
	readonly size?: readonly [width: number, height: number];
	/** Standard normal noise `[channels, height, width]`, or a seed for it. */
	readonly noise?: Float32Array;
	readonly seed?: number;
	readonly signal?: AbortSignal;
	/** Called after every evaluation with the live sample: copy what you keep. */
	readonly onStep?: (step: {
		readonly index: number;
		readonly of: number;
		readonly latent: Latent;
		readonly schedule: Schedule;
	}) => void;
}

/** Plain text-to-image sampling, as diffusers' pipelines do it: the latent before decoding. */
export async function generateLatent(model: DiffusionModel, options: GenerateOptions): Promise<Latent> {
	const { info } = model;
	const [widthPx, heightPx] = options.size ?? [info.nativeSize, info.nativeSize];
	const guidance = options.guidance ?? info.defaults.guidance;
	const schedule = model.schedule(
		options.scheduler ?? info.defaults.scheduler,
		options.steps ?? info.defaults.steps,
	);
	const latent = model.createLatent(widthPx, heightPx);
	const seed = options.seed ?? 0;
	const sample = latent.data;
	sample.set(options.noise ?? randn(seed, noiseStream.initial, sample.length));
	for (let k = 0; k < sample.length; k++) sample[k] *= schedule.initNoiseSigma;

	const conditioning = await model.encodePrompt(options.prompt);
	const negative: Conditioning | null =
		guidance > 1 ? await model.encodeNegative(options.negative ?? null) : null;
	const guided = Math.ceil((options.guidanceUntil ?? 1) * schedule.evaluations);
	const fresh = schedule.stochastic ? new Float32Array(sample.length) : undefined;
	const run = schedule.begin();
	for (let i = 0; i < schedule.evaluations; i++) {
		options.signal?.throwIfAborted();
		const entry = { latent, conditioning, negative, guidance: i < guided ? guidance : 1 };
		const [prediction] = await model.predict([entry], i, schedule);
		if (fresh) randn(seed, noiseStream.step(i), fresh.length, fresh);
		run.step(prediction.noise, i, sample, sample, fresh);
		options.onStep?.({ index: i, of: schedule.evaluations, latent, schedule });
	}
	options.signal?.throwIfAborted();
	return latent;
}

/** Plain text-to-image: prompt in, picture out. */
export async function generate(model: DiffusionModel, options: GenerateOptions): Promise<Raster> {
	return model.decode(await generateLatent(model, options));
}
