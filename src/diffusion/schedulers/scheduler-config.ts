import { z } from 'zod';

/** An option that is true or false; null and absent are its default, as Python writes them. */
export const flag = (value: boolean) =>
	z
		.boolean()
		.nullish()
		.transform((given) => given ?? value);

const spacing = z.enum(['leading', 'trailing', 'linspace']);

/** Options that every class shares; the spacing's default is each class's own. */
const commonOptions = {
	num_train_timesteps: z.int().min(1).max(100_000).default(1000),
	beta_start: z.number().positive().default(0.0001),
	beta_end: z.number().positive().max(1).default(0.02),
	beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
	trained_betas: z
		.array(z.number())
		.min(1)
		.nullish()
		.transform((betas) => betas ?? null),
	prediction_type: z
		.enum(['epsilon', 'v_prediction', 'sample', 'original_sample'])
		.default('epsilon')
		.transform((type) => (type === 'original_sample' ? 'sample' : type)),
	timestep_spacing: spacing,
	steps_offset: z.int().min(0).default(0),
	rescale_betas_zero_snr: flag(false),
	sigma_min: z.number().positive().nullish(),
	sigma_max: z.number().positive().nullish(),
	use_karras_sigmas: flag(false),
	use_exponential_sigmas: flag(false),
	use_beta_sigmas: flag(false),
	final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
	thresholding: flag(false),
	clip_sample_range: z.number().positive().default(1),
};

/** The options of a class: those that all share, with the spacing that it has where none is named, and its own. */
export function schedulerOptions<const Own extends z.ZodRawShape>(usual: z.output<typeof spacing>, own: Own) {
	return z.looseObject({ ...commonOptions, timestep_spacing: spacing.default(usual), ...own });
}

/** The bound on the predicted picture that a class with `clip_sample` was told, or infinity. */
export function pictureBound(options: {
	readonly clip_sample: boolean;
	readonly clip_sample_range: number;
}): number {
	return options.clip_sample ? options.clip_sample_range : Number.POSITIVE_INFINITY;
}

/** Options that every class shares, as parsed. */
export type CommonConfig = z.output<z.ZodObject<typeof commonOptions>> & Readonly<Record<string, unknown>>;

/** `scheduler_config.json` as diffusers writes it: its class and any of its options. */
export interface SchedulerConfig {
	readonly _class_name: string;
	readonly [option: string]: unknown;
}
