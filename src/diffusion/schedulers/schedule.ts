import type { SchedulerConfig } from './scheduler-config.ts';

/** What the UNet was trained to give back. */
export type PredictionType = 'epsilon' | 'v_prediction' | 'sample';

/**
 * The plan of one sampling run: which timesteps are evaluated, and how noisy the sample is at each.
 *
 * One convention for every scheduler: the sample that enters evaluation `i` is
 * `signal[i] * x0 + noise[i] * eps`. Euler works in k-space (`signal` is 1 and `noise` is sigma), the
 * others in variance-preserving space (`signal² + noise² = 1`); `sigmas[i] = noise[i] / signal[i]` is the
 * same quantity in both. Arrays have one entry more than there are evaluations: the last one describes
 * the finished sample.
 *
 * A schedule is immutable and may be shared; what a solver remembers between steps lives in a
 * `SchedulerRun`.
 */
export interface Schedule {
	readonly name: string;
	readonly config: SchedulerConfig;
	/** Steps that were asked for. */
	readonly steps: number;
	/** UNet evaluations that the run needs: `steps`, for PNDM a few more. */
	readonly evaluations: number;
	/** Timestep of each evaluation, as the UNet takes it. */
	readonly timesteps: Float64Array;
	readonly signal: Float64Array;
	readonly noise: Float64Array;
	readonly sigmas: Float64Array;
	/** Standard normal noise times this is the sample that enters evaluation 0. */
	readonly initNoiseSigma: number;
	readonly predictionType: PredictionType;
	/** Whether steps add fresh noise (Euler ancestral, LCM): then `step` needs `fresh`. */
	readonly stochastic: boolean;

	/** The factor that `scaleInput` multiplies by. */
	inputScale(i: number): number;
	/** The sample as the UNet takes it at evaluation `i`. */
	scaleInput(sample: Float32Array, i: number, out?: Float32Array): Float32Array;
	/** Starts a run at evaluation `from` (0 unless given); a multi-step solver starts with first order. */
	begin(from?: number): SchedulerRun;

	/** The picture that a prediction implies, in the model's latent scale. */
	predictOriginal(
		prediction: Float32Array,
		i: number,
		sample: Float32Array,
		out?: Float32Array,
	): Float32Array;
	/** The noise (eps) that a prediction implies. */
	predictNoise(prediction: Float32Array, i: number, sample: Float32Array, out?: Float32Array): Float32Array;
	/** The prediction, in the model's own kind, that means this noise: the inverse of `predictNoise`. */
	predictionFromNoise(eps: Float32Array, i: number, sample: Float32Array, out?: Float32Array): Float32Array;

	/** `signal[i] * original + noise[i] * eps`. */
	addNoise(original: Float32Array, eps: Float32Array, i: number, out?: Float32Array): Float32Array;
	/** The noiseless picture in a sample whose noise is known: `addNoise` undone. */
	withoutNoise(sample: Float32Array, eps: Float32Array, i: number, out?: Float32Array): Float32Array;
	/** The noise in a sample whose noiseless picture is known. Only where there is some: `noise[i] > 0`. */
	noiseIn(sample: Float32Array, original: Float32Array, i: number, out?: Float32Array): Float32Array;
	/**
	 * Takes a sample at evaluation `from`, whose noise is `eps`, to the noise level of evaluation `to`,
	 * along the straight line of deterministic sampling; either direction. In k-space this is
	 * `sample + (sigma_to - sigma_from) * eps`.
	 */
	renoise(
		sample: Float32Array,
		eps: Float32Array,
		from: number,
		to: number,
		out?: Float32Array,
	): Float32Array;
	/**
	 * Takes a sample at evaluation `from` back to the noisier evaluation `to <= from` with fresh standard
	 * normal noise: in k-space `sample + sqrt(sigma_to² - sigma_from²) * fresh`.
	 */
	renoiseFresh(
		sample: Float32Array,
		fresh: Float32Array,
		from: number,
		to: number,
		out?: Float32Array,
	): Float32Array;
}

/** What one solver remembers while it walks a schedule. */
export interface SchedulerRun {
	readonly schedule: Schedule;
	/** The evaluation that `step` expects next. */
	readonly index: number;
	/**
	 * Takes the sample from evaluation `i` to the next. Evaluations come in order.
	 * @param prediction the UNet's output after guidance, in the schedule's prediction type
	 * @param out receives the result; may be `sample` itself, which is the default
	 * @param fresh standard normal noise of the same length; needed where `schedule.stochastic`
	 */
	step(
		prediction: Float32Array,
		i: number,
		sample: Float32Array,
		out?: Float32Array,
		fresh?: Float32Array,
	): Float32Array;
	/** An independent run in the same state. */
	clone(): SchedulerRun;
	/** Forgets earlier predictions: the next step is of first order. For use after the sample was edited. */
	forget(): void;
	/**
	 * The remembered model outputs, newest first (predicted originals for DPM++, eps for PNDM; empty for
	 * one-step solvers). They are live: whoever pastes into the sample may paste here as well.
	 */
	readonly history: readonly Float32Array[];
}
