import type { PredictionType, Schedule, SchedulerRun } from './schedule.ts';
import type { SchedulerConfig } from './scheduler-config.ts';

/** What a scheduler computes before a run. */
export interface Plan {
	readonly timesteps: readonly number[];
	/** One entry more than `timesteps`: the last describes the finished sample. */
	readonly signal: readonly number[];
	readonly noise: readonly number[];
	readonly initNoiseSigma: number;
}

/** A k-space plan (`signal` is 1) from sigmas that end with the final one. */
export function kSpacePlan(
	timesteps: readonly number[],
	sigmas: readonly number[],
	initNoiseSigma: number,
): Plan {
	return { timesteps, signal: sigmas.map(() => 1), noise: sigmas, initNoiseSigma };
}

/** A variance-preserving plan from the alpha_bar of each sample. */
export function variancePreservingPlan(timesteps: readonly number[], alphas: readonly number[]): Plan {
	return {
		timesteps,
		signal: alphas.map(Math.sqrt),
		noise: alphas.map((alpha) => Math.sqrt(1 - alpha)),
		initNoiseSigma: 1,
	};
}

/** `out = a * x + b * y`, element by element. `out` may be `x` or `y`. */
export function combine(
	a: number,
	x: Float32Array,
	b: number,
	y: Float32Array,
	out: Float32Array,
): Float32Array {
	for (let k = 0; k < out.length; k++) out[k] = a * x[k] + b * y[k];
	return out;
}

/**
 * What all schedulers share: the algebra between sample, prediction, noise and picture. With
 * `sample = signal * x0 + noise * eps` and `r = sqrt(signal² + noise²)`, the prediction is eps, x0, or
 * `v = (signal * eps - noise * x0) / r` (Salimans & Ho 2022) of the sample divided by `r`.
 */
export abstract class BaseSchedule implements Schedule {
	readonly name: string;
	readonly config: SchedulerConfig;
	readonly steps: number;
	readonly evaluations: number;
	readonly timesteps: Float64Array;
	readonly signal: Float64Array;
	readonly noise: Float64Array;
	readonly sigmas: Float64Array;
	readonly initNoiseSigma: number;
	readonly predictionType: PredictionType;
	readonly stochastic: boolean = false;

	constructor(
		name: string,
		config: SchedulerConfig,
		predictionType: PredictionType,
		steps: number,
		plan: Plan,
	) {
		this.name = name;
		this.config = config;
		this.predictionType = predictionType;
		this.steps = steps;
		this.evaluations = plan.timesteps.length;
		this.timesteps = Float64Array.from(plan.timesteps);
		this.signal = Float64Array.from(plan.signal);
		this.noise = Float64Array.from(plan.noise);
		this.sigmas = this.noise.map((noise, i) => noise / this.signal[i]);
		this.initNoiseSigma = plan.initNoiseSigma;
	}

	abstract begin(from?: number): SchedulerRun;

	inputScale(_i: number): number {
		return 1;
	}

	scaleInput(
		sample: Float32Array,
		i: number,
		out: Float32Array = new Float32Array(sample.length),
	): Float32Array {
		const scale = this.inputScale(i);
		for (let k = 0; k < out.length; k++) out[k] = sample[k] * scale;
		return out;
	}

	predictOriginal(
		prediction: Float32Array,
		i: number,
		sample: Float32Array,
		out: Float32Array = new Float32Array(sample.length),
	) {
		const [ofSample, ofPrediction] = this.originalFactors(i);
		return combine(ofSample, sample, ofPrediction, prediction, out);
	}

	predictNoise(
		prediction: Float32Array,
		i: number,
		sample: Float32Array,
		out: Float32Array = new Float32Array(sample.length),
	) {
		const [ofSample, ofPrediction] = this.noiseFactors(i);
		return combine(ofSample, sample, ofPrediction, prediction, out);
	}

	predictionFromNoise(
		eps: Float32Array,
		i: number,
		sample: Float32Array,
		out: Float32Array = new Float32Array(sample.length),
	) {
		const [ofSample, ofPrediction] = this.noiseFactors(i);
		return combine(1 / ofPrediction, eps, -ofSample / ofPrediction, sample, out);
	}

	/** x0 is the first factor times the sample plus the second times the prediction. */
	originalFactors(i: number): readonly [number, number] {
		const signal = this.signal[i];
		const noise = this.noise[i];
		const r2 = signal * signal + noise * noise;
		switch (this.predictionType) {
			case 'epsilon':
				return [1 / signal, -noise / signal];
			case 'v_prediction':
				return [signal / r2, -noise / Math.sqrt(r2)];
			case 'sample':
				return [0, 1];
		}
	}

	/** eps is the first factor times the sample plus the second times the prediction. */
	noiseFactors(i: number): readonly [number, number] {
		const signal = this.signal[i];
		const noise = this.noise[i];
		const r2 = signal * signal + noise * noise;
		switch (this.predictionType) {
			case 'epsilon':
				return [0, 1];
			case 'v_prediction':
				return [noise / r2, signal / Math.sqrt(r2)];
			case 'sample':
				return [1 / noise, -signal / noise];
		}
	}

	addNoise(
		original: Float32Array,
		eps: Float32Array,
		i: number,
		out: Float32Array = new Float32Array(original.length),
	) {
		return combine(this.signal[i], original, this.noise[i], eps, out);
	}

	withoutNoise(
		sample: Float32Array,
		eps: Float32Array,
		i: number,
		out: Float32Array = new Float32Array(sample.length),
	) {
		return combine(1 / this.signal[i], sample, -this.noise[i] / this.signal[i], eps, out);
	}

	noiseIn(
		sample: Float32Array,
		original: Float32Array,
		i: number,
		out: Float32Array = new Float32Array(sample.length),
	) {
		return combine(1 / this.noise[i], sample, -this.signal[i] / this.noise[i], original, out);
	}

	renoise(
		sample: Float32Array,
		eps: Float32Array,
		from: number,
		to: number,
		out: Float32Array = new Float32Array(sample.length),
	) {
		const scale = this.signal[to] / this.signal[from];
		return combine(scale, sample, this.noise[to] - scale * this.noise[from], eps, out);
	}

	renoiseFresh(
		sample: Float32Array,
		fresh: Float32Array,
		from: number,
		to: number,
		out: Float32Array = new Float32Array(sample.length),
	) {
		const added = this.sigmas[to] ** 2 - this.sigmas[from] ** 2;
		if (added < 0) {
			throw new RangeError(`fresh noise can only make a sample noisier: evaluation ${to} is after ${from}`);
		}
		return combine(
			this.signal[to] / this.signal[from],
			sample,
			this.signal[to] * Math.sqrt(added),
			fresh,
			out,
		);
	}
}

/** A schedule in k-space (`signal` is 1): the UNet takes samples divided by their standard deviation. */
export abstract class KSpaceSchedule extends BaseSchedule {
	override inputScale(i: number): number {
		return 1 / Math.sqrt(this.sigmas[i] ** 2 + 1);
	}
}

/** One step of a run: from evaluation `i` to the next. `fresh` is noise where the schedule is stochastic. */
export interface Step {
	readonly prediction: Float32Array;
	readonly i: number;
	readonly sample: Float32Array;
	readonly out: Float32Array;
	readonly fresh: Float32Array;
}

/** What all runs share: evaluations come in order. */
export abstract class BaseRun<S extends Schedule> implements SchedulerRun {
	readonly schedule: S;
	#index: number;

	constructor(schedule: S, from: number) {
		if (!Number.isInteger(from) || from < 0 || from > schedule.evaluations) {
			throw new RangeError(`a run of ${schedule.evaluations} evaluations cannot begin at ${from}`);
		}
		this.schedule = schedule;
		this.#index = from;
	}

	get index(): number {
		return this.#index;
	}

	get history(): readonly Float32Array[] {
		return [];
	}

	step(
		prediction: Float32Array,
		i: number,
		sample: Float32Array,
		out = sample,
		fresh?: Float32Array,
	): Float32Array {
		if (i !== this.#index || i >= this.schedule.evaluations) {
			throw new RangeError(
				`this run expects evaluation ${this.#index} of ${this.schedule.evaluations}, not ${i}`,
			);
		}
		if (this.schedule.stochastic && !fresh)
			throw new TypeError(`${this.schedule.name} needs fresh noise at every step`);
		this.advance({ prediction, i, sample, out, fresh: fresh ?? prediction });
		this.#index++;
		return out;
	}

	/** Writes the next sample to `out`. */
	protected abstract advance(step: Step): void;

	abstract clone(): SchedulerRun;

	forget(): void {}
}
