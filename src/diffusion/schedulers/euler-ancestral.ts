import type { z } from 'zod';
import { alphasCumprod, SMALLEST_ALPHA, trainingSigmas } from './alphas.ts';
import { BaseRun, KSpaceSchedule, kSpacePlan, type Step } from './base-schedule.ts';
import { initialSigma } from './euler.ts';
import { interpolate } from './numeric.ts';
import { type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';
import { spacedTimesteps } from './spacing.ts';

const options = schedulerOptions('linspace', {});
type EulerAncestralConfig = z.output<typeof options>;

function plan(config: EulerAncestralConfig, steps: number) {
	const training = trainingSigmas(alphasCumprod(config, SMALLEST_ALPHA));
	const timesteps = spacedTimesteps(config, steps, false);
	const sigmas = [...timesteps.map((t) => interpolate(t, training)), 0].map(Math.fround);
	return kSpacePlan(timesteps, sigmas, initialSigma(config, sigmas));
}

/** Euler's method that goes below the next sigma and comes back up with fresh noise (k-diffusion's `sample_euler_ancestral`). */
class EulerAncestralSchedule extends KSpaceSchedule {
	override readonly stochastic = true;

	constructor(name: string, config: SchedulerConfig, options: EulerAncestralConfig, steps: number) {
		super(name, config, options.prediction_type, steps, plan(options, steps));
	}

	override begin(from = 0): EulerAncestralRun {
		return new EulerAncestralRun(this, from);
	}
}

class EulerAncestralRun extends BaseRun<EulerAncestralSchedule> {
	protected override advance({ prediction, i, sample, out, fresh }: Step): void {
		const from = this.schedule.sigmas[i];
		const to = this.schedule.sigmas[i + 1];
		const up = Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2);
		const down = Math.sqrt(to ** 2 - up ** 2);
		const [ofSample, ofPrediction] = this.schedule.noiseFactors(i);
		const sampleFactor = 1 + (down - from) * ofSample;
		const predictionFactor = (down - from) * ofPrediction;
		for (let k = 0; k < out.length; k++) {
			out[k] = sampleFactor * sample[k] + predictionFactor * prediction[k] + up * fresh[k];
		}
	}

	override clone(): EulerAncestralRun {
		return new EulerAncestralRun(this.schedule, this.index);
	}
}

export const eulerAncestral = defineScheduler({
	className: 'EulerAncestralDiscreteScheduler',
	names: { 'euler-a': {} },
	options,
	schedule: EulerAncestralSchedule,
});
