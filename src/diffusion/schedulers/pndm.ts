import type { z } from 'zod';
import { ModelError } from '../model-error.ts';
import { alphasCumprod, finalAlpha } from './alphas.ts';
import { BaseRun, BaseSchedule, type Step, variancePreservingPlan } from './base-schedule.ts';
import { flag, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';
import { spacedTimesteps } from './spacing.ts';

const options = schedulerOptions('leading', {
	set_alpha_to_one: flag(false),
	skip_prk_steps: flag(false),
});
type PndmConfig = z.output<typeof options>;

/** Runge-Kutta warm-up evaluations: four for each of the first three steps. */
const WARM_UP = 12;

/** The noisiest four timesteps, with the half steps between them that Runge-Kutta looks at. */
function warmUpTimesteps(ascending: readonly number[], ratio: number): number[] {
	const half = Math.floor(ratio / 2);
	const pairs = ascending.slice(-4).flatMap((t) => [t, t + half]);
	return pairs
		.slice(0, -1)
		.flatMap((t) => [t, t])
		.slice(1, -1)
		.reverse();
}

function timestepsOf(config: PndmConfig, steps: number, ratio: number): number[] {
	const descending = spacedTimesteps(config, steps, true);
	if (config.skip_prk_steps) {
		// The second timestep is evaluated twice: the first time only to improve the first step.
		return steps < 2 ? descending : [descending[0], descending[1], ...descending.slice(1)];
	}
	return [...warmUpTimesteps([...descending].reverse(), ratio), ...descending.slice(3)];
}

/**
 * Pseudo numerical methods for diffusion models (Liu et al. 2022): linear multi-step on the model's outputs
 * (PLMS), with a Runge-Kutta warm-up (PRK) unless it is skipped.
 */
class PndmSchedule extends BaseSchedule {
	readonly alphas: Float32Array;
	readonly finalAlpha: number;
	/** Training timesteps per step. */
	readonly ratio: number;
	/** Evaluations of the Runge-Kutta warm-up: 0 or 12. */
	readonly warmUp: number;

	constructor(name: string, config: SchedulerConfig, options: PndmConfig, steps: number) {
		if (options.prediction_type === 'sample') {
			throw new ModelError(
				'unsupported-option',
				'PNDMScheduler: prediction_type "sample" is not supported, as in diffusers. Choose another scheduler, such as ddim.',
			);
		}
		const alphas = alphasCumprod(options);
		const final = finalAlpha(options, alphas);
		const ratio = Math.floor(options.num_train_timesteps / steps);
		const timesteps = timestepsOf(options, steps, ratio);
		const end = timesteps[timesteps.length - 1] - ratio;
		const path = [
			...timesteps.map((t) => alphas[Math.min(t, alphas.length - 1)]),
			end >= 0 ? alphas[end] : final,
		];
		super(name, config, options.prediction_type, steps, variancePreservingPlan(timesteps, path));
		this.alphas = alphas;
		this.finalAlpha = final;
		this.ratio = ratio;
		this.warmUp = options.skip_prk_steps ? 0 : Math.min(WARM_UP, timesteps.length);
	}

	/** alpha_bar at a timestep; below zero the picture is finished. */
	alphaAt(timestep: number): number {
		return timestep >= 0 ? this.alphas[timestep] : this.finalAlpha;
	}

	override begin(from = 0): PndmRun {
		return new PndmRun(this, from);
	}
}

/** Adams-Bashforth weights by order, newest output first. */
const ADAMS_BASHFORTH = [
	[1],
	[3 / 2, -1 / 2],
	[23 / 12, -16 / 12, 5 / 12],
	[55 / 24, -59 / 24, 37 / 24, -9 / 24],
] as const;

/** Runge-Kutta weights of the four evaluations of one step. */
const RUNGE_KUTTA = [1 / 6, 1 / 3, 1 / 3, 1 / 6] as const;

class PndmRun extends BaseRun<PndmSchedule> {
	/** Raw model outputs, newest first, at most four. */
	#outputs: Float32Array[] = [];
	/** The sample that the current step started from, while the step takes several evaluations. */
	#start: Float32Array | null = null;
	/** Weighted sum of the outputs of the current Runge-Kutta step. */
	#sum: Float32Array | null = null;
	/** The weighted model output of the evaluation at hand. */
	#mixed = new Float32Array(0);

	override get history(): readonly Float32Array[] {
		return this.#outputs;
	}

	protected override advance({ prediction, i, sample, out }: Step): void {
		if (this.#mixed.length !== sample.length) this.#mixed = new Float32Array(sample.length);
		if (i < this.schedule.warmUp) this.#rungeKutta(prediction, i, sample, out);
		else this.#multiStep(prediction, i, sample, out);
	}

	#remember(prediction: Float32Array): void {
		const buffer = (this.#outputs.length === 4 && this.#outputs.pop()) || new Float32Array(prediction.length);
		buffer.set(prediction);
		this.#outputs.unshift(buffer);
	}

	#rungeKutta(prediction: Float32Array, i: number, sample: Float32Array, out: Float32Array): void {
		const { timesteps, ratio } = this.schedule;
		const phase = i % 4;
		const target = timesteps[i] - (i % 2 === 0 ? Math.floor(ratio / 2) : 0);
		if (phase === 0 || !this.#start || !this.#sum) {
			this.#remember(prediction);
			this.#start = sample.slice();
			this.#sum = new Float32Array(sample.length);
		}
		const sum = this.#sum;
		for (let k = 0; k < sum.length; k++) sum[k] += RUNGE_KUTTA[phase] * prediction[k];
		this.#transfer(
			phase === 3 ? sum : prediction,
			timesteps[i - phase] ?? timesteps[i],
			target,
			this.#start,
			out,
		);
	}

	#multiStep(prediction: Float32Array, i: number, sample: Float32Array, out: Float32Array): void {
		const { timesteps, ratio, warmUp } = this.schedule;
		const mixed = this.#mixed;
		const repeated = warmUp === 0 && i === 1 && this.#start !== null;
		if (repeated && this.#start) {
			// The first step again, now with the mean of the outputs at both of its ends.
			const before = this.#outputs[0];
			for (let k = 0; k < mixed.length; k++) mixed[k] = (prediction[k] + before[k]) / 2;
			this.#transfer(mixed, timesteps[i] + ratio, timesteps[i], this.#start, out);
			this.#start = null;
			return;
		}
		this.#remember(prediction);
		this.#start = warmUp === 0 && i === 0 ? sample.slice() : null;
		const weights = ADAMS_BASHFORTH[this.#outputs.length - 1];
		mixed.fill(0);
		for (let n = 0; n < weights.length; n++) {
			const output = this.#outputs[n];
			const weight = weights[n];
			for (let k = 0; k < mixed.length; k++) mixed[k] += weight * output[k];
		}
		this.#transfer(mixed, timesteps[i], timesteps[i] - ratio, sample, out);
	}

	/** Equation 9 of the paper: from timestep `from` to `to` along one model output. */
	#transfer(output: Float32Array, from: number, to: number, sample: Float32Array, out: Float32Array): void {
		const alpha = this.schedule.alphaAt(from);
		const next = this.schedule.alphaAt(to);
		const ofSample = Math.sqrt(next / alpha);
		const denominator = alpha * Math.sqrt(1 - next) + Math.sqrt(alpha * (1 - alpha) * next);
		const ofNoise = -(next - alpha) / denominator;
		if (this.schedule.predictionType === 'v_prediction') {
			const extra = ofSample + ofNoise * Math.sqrt(1 - alpha);
			const ofOutput = ofNoise * Math.sqrt(alpha);
			for (let k = 0; k < out.length; k++) out[k] = extra * sample[k] + ofOutput * output[k];
			return;
		}
		for (let k = 0; k < out.length; k++) out[k] = ofSample * sample[k] + ofNoise * output[k];
	}

	override clone(): PndmRun {
		const copy = new PndmRun(this.schedule, this.index);
		copy.#outputs = this.#outputs.map((output) => output.slice());
		copy.#start = this.#start?.slice() ?? null;
		copy.#sum = this.#sum?.slice() ?? null;
		return copy;
	}

	override forget(): void {
		this.#outputs = [];
		this.#start = null;
		this.#sum = null;
	}
}

export const pndm = defineScheduler({
	className: 'PNDMScheduler',
	names: { pndm: { skip_prk_steps: true } },
	options,
	schedule: PndmSchedule,
});
