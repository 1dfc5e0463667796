import { z } from 'zod';
import { ModelError } from '../model-error.ts';
import { alphasCumprod, SMALLEST_ALPHA, trainingSigmas } from './alphas.ts';
import { BaseRun, BaseSchedule, type Plan, type Step } from './base-schedule.ts';
import { countDown, interpolate, linspace, roundHalfEven } from './numeric.ts';
import { type CommonConfig, flag, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';
import { specialSigmas, timestepOfSigma } from './sigma-schedules.ts';

const options = schedulerOptions('linspace', {
	solver_order: z.int().min(1).max(3).default(2),
	algorithm_type: z
		.enum(['dpmsolver++', 'sde-dpmsolver++', 'dpmsolver', 'deis'])
		.default('dpmsolver++')
		.transform((type) => (type === 'deis' ? 'dpmsolver++' : type)),
	solver_type: z
		.enum(['midpoint', 'heun', 'logrho', 'bh1', 'bh2'])
		.default('midpoint')
		.transform((type) => (type === 'heun' ? 'heun' : 'midpoint')),
	lower_order_final: flag(true),
	euler_at_final: flag(false),
	// JSON has no infinity: Python writes `-Infinity`, which the reader turns into null.
	lambda_min_clipped: z
		.number()
		.or(z.literal(-Infinity))
		.nullish()
		.transform((value) => value ?? -Infinity),
});
type DpmSolverConfig = z.output<typeof options>;
/** Options that decide the plan. */
type PlanConfig = CommonConfig & { readonly lambda_min_clipped: number };

/** Training timesteps below the clipped end of the schedule (`lambda_min_clipped`, for cosine schedules). */
function usableTimesteps(config: PlanConfig, training: Float32Array): number {
	return training.filter((sigma) => -Math.log(sigma) >= config.lambda_min_clipped).length;
}

/** As the other spacings, but with one step more than asked for, whose last (cleanest) is dropped. */
function timestepsOf(config: PlanConfig, last: number, steps: number): number[] {
	switch (config.timestep_spacing) {
		case 'linspace':
			return linspace(0, last - 1, steps + 1)
				.map(roundHalfEven)
				.reverse()
				.slice(0, -1);
		case 'leading': {
			const ratio = Math.floor(last / (steps + 1));
			const even = Array.from({ length: steps + 1 }, (_, i) => i * ratio + config.steps_offset);
			return even.reverse().slice(0, -1);
		}
		case 'trailing':
			return countDown(last, config.num_train_timesteps / steps).map((t) => roundHalfEven(t) - 1);
	}
}

/** What the multistep solvers in half-logSNR share: timesteps and noise levels. */
export function dpmPlan(config: PlanConfig, steps: number): Plan {
	const training = trainingSigmas(alphasCumprod(config, SMALLEST_ALPHA));
	let timesteps = timestepsOf(config, usableTimesteps(config, training), steps);
	const special = specialSigmas(config, training[training.length - 1], training[0], steps);
	if (special) {
		const exact = special.map((sigma) => timestepOfSigma(sigma, training));
		const rounded = config.use_karras_sigmas && config.beta_schedule !== 'squaredcos_cap_v2';
		timesteps = exact.map((t) => (rounded ? roundHalfEven(t) : Math.trunc(t)));
	}
	const inner = special ?? timesteps.map((t) => interpolate(t, training));
	const sigmas = [...inner, config.final_sigmas_type === 'zero' ? 0 : training[0]].map(Math.fround);
	return {
		timesteps,
		signal: sigmas.map((sigma) => 1 / Math.sqrt(sigma * sigma + 1)),
		noise: sigmas.map((sigma) => sigma / Math.sqrt(sigma * sigma + 1)),
		initNoiseSigma: 1,
	};
}

/**
 * DPM-Solver and DPM-Solver++ (Lu et al. 2022, arXiv:2206.00927 and 2211.01095), multistep, orders 1 to 3.
 * `lambda = ln(signal / noise)`; the ++ forms integrate the predicted picture, the plain one the noise.
 */
class DpmSolverSchedule extends BaseSchedule {
	override readonly stochastic: boolean;
	readonly options: DpmSolverConfig;
	readonly lambdas: Float64Array;

	constructor(name: string, config: SchedulerConfig, options: DpmSolverConfig, steps: number) {
		if (options.algorithm_type === 'dpmsolver' && options.final_sigmas_type === 'zero') {
			throw new ModelError(
				'unsupported-option',
				'DPMSolverMultistepScheduler: algorithm_type "dpmsolver" needs final_sigmas_type "sigma_min", not "zero".',
			);
		}
		super(name, config, options.prediction_type, steps, dpmPlan(options, steps));
		this.options = options;
		this.stochastic = options.algorithm_type === 'sde-dpmsolver++';
		this.lambdas = this.sigmas.map((sigma) => -Math.log(sigma));
	}

	override begin(from = 0): DpmSolverRun {
		return new DpmSolverRun(this, from);
	}
}

class DpmSolverRun extends BaseRun<DpmSolverSchedule> {
	/** Converted model outputs, newest first; at most `solver_order`. */
	#outputs: Float32Array[] = [];

	override get history(): readonly Float32Array[] {
		return this.#outputs;
	}

	/** How many outputs the solver uses at evaluation `i`: low at both ends of the run. */
	#order(i: number): number {
		const { solver_order, euler_at_final, lower_order_final, final_sigmas_type } = this.schedule.options;
		const last = this.schedule.evaluations - 1;
		const short = lower_order_final && this.schedule.evaluations < 15;
		if (i === last && (euler_at_final || short || final_sigmas_type === 'zero')) return 1;
		const order = i === last - 1 && short ? Math.min(solver_order, 2) : solver_order;
		return Math.min(order, this.#outputs.length);
	}

	/** Puts the converted output in front, in the buffer that falls out of the window. */
	#remember(prediction: Float32Array, i: number, sample: Float32Array): void {
		const { solver_order, algorithm_type } = this.schedule.options;
		const full = this.#outputs.length === solver_order;
		const buffer: Float32Array = (full && this.#outputs.pop()) || new Float32Array(sample.length);
		if (algorithm_type === 'dpmsolver') this.schedule.predictNoise(prediction, i, sample, buffer);
		else this.schedule.predictOriginal(prediction, i, sample, buffer);
		this.#outputs.unshift(buffer);
	}

	protected override advance({ prediction, i, sample, out, fresh }: Step): void {
		this.#remember(prediction, i, sample);
		const factors = this.#factors(i, this.#order(i));
		const [m0, m1 = m0, m2 = m0] = this.#outputs;
		const { ofSample, of0, of1, of2, ofFresh } = factors;
		if (ofFresh === 0) {
			for (let k = 0; k < out.length; k++) {
				out[k] = ofSample * sample[k] + of0 * m0[k] + of1 * m1[k] + of2 * m2[k];
			}
			return;
		}
		for (let k = 0; k < out.length; k++) {
			out[k] = ofSample * sample[k] + of0 * m0[k] + of1 * m1[k] + of2 * m2[k] + ofFresh * fresh[k];
		}
	}

	/** The step is linear in the sample, the last three outputs and fresh noise: their factors. */
	#factors(i: number, order: number) {
		const { signal, noise, lambdas, options } = this.schedule;
		const h = lambdas[i + 1] - lambdas[i];
		const { ofSample, level, slope, curve, ofFresh } = this.#integrals(i, h, signal, noise);
		if (order === 1) return { ofSample, of0: level, of1: 0, of2: 0, ofFresh };
		const r0 = (lambdas[i] - lambdas[i - 1]) / h;
		if (order === 2) {
			const d1 = (options.solver_type === 'midpoint' ? 0.5 * level : slope) / r0;
			return { ofSample, of0: level + d1, of1: -d1, of2: 0, ofFresh };
		}
		const r1 = (lambdas[i - 1] - lambdas[i - 2]) / h;
		// D1 = D10 + r0 / (r0 + r1) * (D10 - D11), D2 = (D10 - D11) / (r0 + r1),
		// with D10 = (m0 - m1) / r0 and D11 = (m1 - m2) / r1.
		const of10 = slope * (1 + r0 / (r0 + r1)) + curve / (r0 + r1);
		const of11 = -(slope * r0 + curve) / (r0 + r1);
		return { ofSample, of0: level + of10 / r0, of1: -of10 / r0 + of11 / r1, of2: -of11 / r1, ofFresh };
	}

	/** Integrals over lambda of 1, of the first and of the second derivative's term, by algorithm. */
	#integrals(i: number, h: number, signal: Float64Array, noise: Float64Array) {
		switch (this.schedule.options.algorithm_type) {
			case 'dpmsolver++': {
				const e = Math.exp(-h) - 1;
				return {
					ofSample: noise[i + 1] / noise[i],
					level: -signal[i + 1] * e,
					slope: signal[i + 1] * (e / h + 1),
					curve: -signal[i + 1] * ((e + h) / h ** 2 - 0.5),
					ofFresh: 0,
				};
			}
			case 'dpmsolver': {
				const e = Math.exp(h) - 1;
				return {
					ofSample: signal[i + 1] / signal[i],
					level: -noise[i + 1] * e,
					slope: -noise[i + 1] * (e / h - 1),
					curve: -noise[i + 1] * ((e - h) / h ** 2 - 0.5),
					ofFresh: 0,
				};
			}
			case 'sde-dpmsolver++': {
				const e = 1 - Math.exp(-2 * h);
				return {
					ofSample: (noise[i + 1] / noise[i]) * Math.exp(-h),
					level: signal[i + 1] * e,
					slope: signal[i + 1] * (e / (-2 * h) + 1),
					curve: signal[i + 1] * ((e - 2 * h) / (2 * h) ** 2 - 0.5),
					ofFresh: noise[i + 1] * Math.sqrt(e),
				};
			}
		}
	}

	override clone(): DpmSolverRun {
		const copy = new DpmSolverRun(this.schedule, this.index);
		copy.#outputs = this.#outputs.map((output) => output.slice());
		return copy;
	}

	override forget(): void {
		this.#outputs = [];
	}
}

export const dpmSolverMultistep = defineScheduler({
	className: 'DPMSolverMultistepScheduler',
	names: { 'dpmpp-2m': { use_karras_sigmas: false }, 'dpmpp-2m-karras': { use_karras_sigmas: true } },
	options,
	schedule: DpmSolverSchedule,
});
