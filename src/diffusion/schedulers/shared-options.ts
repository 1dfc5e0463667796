import type { SchedulerConfig } from './scheduler-config.ts';

/** What two classes can share: the noise schedule and how the model was trained. */
export const NOISE_SCHEDULE = [
	'num_train_timesteps',
	'beta_start',
	'beta_end',
	'beta_schedule',
	'trained_betas',
	'prediction_type',
	'timestep_spacing',
	'steps_offset',
	'rescale_betas_zero_snr',
] as const;

/** Latents are not bounded by 1, so the clipping that some classes switch on by default must stay off. */
export const BOUNDLESS = { clip_sample: false, set_alpha_to_one: false } as const;

/** Those of the named options that a configuration has. */
export function optionsGiven(
	own: SchedulerConfig,
	names: readonly string[],
): Readonly<Record<string, unknown>> {
	return Object.fromEntries(names.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]));
}
