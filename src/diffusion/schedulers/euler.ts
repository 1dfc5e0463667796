import { z } from 'zod';
import { alphasCumprod, SMALLEST_ALPHA, trainingSigmas } from './alphas.ts';
import { BaseRun, combine, KSpaceSchedule, kSpacePlan, type Step } from './base-schedule.ts';
import { interpolate, linspace } from './numeric.ts';
import { type CommonConfig, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';
import { specialSigmas, timestepOfSigma } from './sigma-schedules.ts';
import { spacedTimesteps } from './spacing.ts';

const options = schedulerOptions('linspace', {
	interpolation_type: z.enum(['linear', 'log_linear']).default('linear'),
	timestep_type: z.enum(['discrete', 'continuous']).default('discrete'),
});
type EulerConfig = z.output<typeof options>;

/** Standard deviation of the first sample: of `x0 + sigma * eps`, but `leading` alone counts x0. */
export function initialSigma(config: CommonConfig, sigmas: readonly number[]): number {
	const max = Math.max(...sigmas);
	return config.timestep_spacing === 'leading' ? Math.sqrt(max * max + 1) : max;
}

/** Sigmas between the first and the last of the training schedule, evenly spaced in the logarithm. */
function logLinear(training: Float32Array, steps: number): number[] {
	const from = Math.log(training[training.length - 1]);
	return linspace(from, Math.log(training[0]), steps + 1).map(Math.exp);
}

function plan(config: EulerConfig, steps: number) {
	const alphas = alphasCumprod(config, SMALLEST_ALPHA);
	const training = trainingSigmas(alphas);
	let timesteps = spacedTimesteps(config, steps, false);
	let sigmas =
		config.interpolation_type === 'linear'
			? timesteps.map((t) => interpolate(t, training))
			: logLinear(training, timesteps.length);
	const special = specialSigmas(config, sigmas[0], sigmas[sigmas.length - 1], timesteps.length);
	if (special) {
		sigmas = special;
		timesteps = special.map((sigma) => timestepOfSigma(sigma, training));
	}
	sigmas = [...sigmas, config.final_sigmas_type === 'zero' ? 0 : training[0]].map(Math.fround);
	if (config.timestep_type === 'continuous' && config.prediction_type === 'v_prediction') {
		timesteps = timesteps.map((_, i) => 0.25 * Math.log(sigmas[i]));
	}
	return kSpacePlan(timesteps.map(Math.fround), sigmas, initialSigma(config, sigmas));
}

/** Euler's method in k-space: Karras et al. 2022, algorithm 2 without churn. */
class EulerSchedule extends KSpaceSchedule {
	constructor(name: string, config: SchedulerConfig, options: EulerConfig, steps: number) {
		super(name, config, options.prediction_type, steps, plan(options, steps));
	}

	override begin(from = 0): EulerRun {
		return new EulerRun(this, from);
	}
}

class EulerRun extends BaseRun<EulerSchedule> {
	/** x' = x + (sigma' - sigma) * eps. */
	protected override advance({ prediction, i, sample, out }: Step): void {
		const { sigmas } = this.schedule;
		const delta = sigmas[i + 1] - sigmas[i];
		const [ofSample, ofPrediction] = this.schedule.noiseFactors(i);
		combine(1 + delta * ofSample, sample, delta * ofPrediction, prediction, out);
	}

	override clone(): EulerRun {
		return new EulerRun(this.schedule, this.index);
	}
}

export const euler = defineScheduler({
	className: 'EulerDiscreteScheduler',
	names: { euler: {} },
	options,
	schedule: EulerSchedule,
});
