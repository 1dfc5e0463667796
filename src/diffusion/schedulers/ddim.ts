import type { z } from 'zod';
import { alphasCumprod, finalAlpha } from './alphas.ts';
import { BaseRun, BaseSchedule, type Step, variancePreservingPlan } from './base-schedule.ts';
import { flag, pictureBound, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';
import { spacedTimesteps } from './spacing.ts';

const options = schedulerOptions('leading', {
	clip_sample: flag(true),
	set_alpha_to_one: flag(true),
});
type DdimConfig = z.output<typeof options>;

/** Denoising diffusion implicit models (Song et al. 2021, equation 12), eta = 0. */
class DdimSchedule extends BaseSchedule {
	/** alpha_bar of the sample that each evaluation leads to. */
	readonly nextAlphas: Float64Array;
	/** Bound on the predicted picture, or infinity. */
	readonly clip: number;

	constructor(name: string, config: SchedulerConfig, options: DdimConfig, steps: number) {
		const alphas = alphasCumprod(options);
		const final = finalAlpha(options, alphas);
		const timesteps = spacedTimesteps(options, steps, true);
		// diffusers steps back by the whole ratio even where the spacing's next timestep differs by rounding.
		const ratio = Math.floor(options.num_train_timesteps / steps);
		const next = timesteps.map((t) => (t - ratio >= 0 ? alphas[t - ratio] : final));
		const reached = next[next.length - 1];
		super(
			name,
			config,
			options.prediction_type,
			steps,
			variancePreservingPlan(timesteps, [...timesteps.map((t) => alphas[t]), reached]),
		);
		this.nextAlphas = Float64Array.from(next);
		this.clip = pictureBound(options);
	}

	override begin(from = 0): DdimRun {
		return new DdimRun(this, from);
	}
}

class DdimRun extends BaseRun<DdimSchedule> {
	/** x' = sqrt(alpha') * x0 + sqrt(1 - alpha') * eps. */
	protected override advance({ prediction, i, sample, out }: Step): void {
		const { nextAlphas, clip } = this.schedule;
		const signal = Math.sqrt(nextAlphas[i]);
		const noise = Math.sqrt(1 - nextAlphas[i]);
		const [originalOfSample, originalOfPrediction] = this.schedule.originalFactors(i);
		const [noiseOfSample, noiseOfPrediction] = this.schedule.noiseFactors(i);
		for (let k = 0; k < out.length; k++) {
			const x = sample[k];
			const p = prediction[k];
			const original = originalOfSample * x + originalOfPrediction * p;
			const clipped = Math.max(-clip, Math.min(clip, original));
			out[k] = signal * clipped + noise * (noiseOfSample * x + noiseOfPrediction * p);
		}
	}

	override clone(): DdimRun {
		return new DdimRun(this.schedule, this.index);
	}
}

export const ddim = defineScheduler({
	className: 'DDIMScheduler',
	names: { ddim: {} },
	options,
	schedule: DdimSchedule,
});
