import { z } from 'zod';
import { ModelError } from '../model-error.ts';
import { alphasCumprod } from './alphas.ts';
import { BaseRun, BaseSchedule, type Step, variancePreservingPlan } from './base-schedule.ts';
import { flag, pictureBound, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';

const options = schedulerOptions('leading', {
	original_inference_steps: z.int().min(1).default(50),
	timestep_scaling: z.number().default(10),
	clip_sample: flag(false),
});
type LcmConfig = z.output<typeof options>;

/** The model was distilled on a grid of `original_inference_steps`; a run takes every so many of them. */
function gridTimesteps(config: LcmConfig, steps: number): number[] {
	const grid = config.original_inference_steps;
	if (steps > grid) {
		throw new ModelError(
			'unsupported-option',
			`The LCM scheduler has ${grid} steps at most (original_inference_steps), not ${steps}. 4 to 8 are usual.`,
		);
	}
	const ratio = Math.floor(config.num_train_timesteps / grid);
	return Array.from({ length: steps }, (_, i) => (grid - Math.floor((i * grid) / steps)) * ratio - 1);
}

/** Latent consistency models (Luo et al. 2023, algorithm 2): jump to the picture, then noise it again. */
class LcmSchedule extends BaseSchedule {
	override readonly stochastic = true;
	readonly clip: number;
	readonly #scaling: number;

	constructor(name: string, config: SchedulerConfig, options: LcmConfig, steps: number) {
		const timesteps = gridTimesteps(options, steps);
		const alphas = alphasCumprod(options);
		super(
			name,
			config,
			options.prediction_type,
			steps,
			variancePreservingPlan(timesteps, [...timesteps.map((t) => alphas[t]), 1]),
		);
		this.#scaling = options.timestep_scaling;
		this.clip = pictureBound(options);
	}

	/** `c_skip` and `c_out` of the boundary condition: the function is the identity at t = 0. */
	boundary(i: number): readonly [number, number] {
		const sigmaData = 0.5;
		const u = this.timesteps[i] * this.#scaling;
		const r2 = u * u + sigmaData * sigmaData;
		return [(sigmaData * sigmaData) / r2, u / Math.sqrt(r2)];
	}

	override begin(from = 0): LcmRun {
		return new LcmRun(this, from);
	}
}

class LcmRun extends BaseRun<LcmSchedule> {
	protected override advance({ prediction, i, sample, out, fresh }: Step): void {
		const { signal, noise, clip } = this.schedule;
		const [skip, through] = this.schedule.boundary(i);
		const [ofSample, ofPrediction] = this.schedule.originalFactors(i);
		const last = i === this.schedule.evaluations - 1;
		const nextSignal = last ? 1 : signal[i + 1];
		const nextNoise = last ? 0 : noise[i + 1];
		for (let k = 0; k < out.length; k++) {
			const original = ofSample * sample[k] + ofPrediction * prediction[k];
			const clipped = Math.max(-clip, Math.min(clip, original));
			out[k] = nextSignal * (through * clipped + skip * sample[k]) + nextNoise * fresh[k];
		}
	}

	override clone(): LcmRun {
		return new LcmRun(this.schedule, this.index);
	}
}

export const lcm = defineScheduler({
	className: 'LCMScheduler',
	names: { lcm: {} },
	options,
	schedule: LcmSchedule,
});
