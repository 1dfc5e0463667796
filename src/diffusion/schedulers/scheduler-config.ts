import type { PredictionType } from './schedule.ts';

/** Scheduler names of recipes and command lines. */
export type SchedulerName = 'euler' | 'euler-a' | 'ddim' | 'dpmpp-2m' | 'dpmpp-2m-karras' | 'pndm' | 'lcm';

/** `scheduler_config.json` as diffusers writes it; unknown keys are ignored. */
export interface SchedulerConfig {
	readonly _class_name: string;
	readonly num_train_timesteps: number;
	readonly beta_start: number;
	readonly beta_end: number;
	readonly beta_schedule: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
	readonly trained_betas: readonly number[] | null;
	readonly prediction_type: PredictionType;
	readonly timestep_spacing: 'leading' | 'trailing' | 'linspace';
	readonly steps_offset: number;
	readonly [option: string]: unknown;
}
