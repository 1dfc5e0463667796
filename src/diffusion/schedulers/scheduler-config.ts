import { z } from 'zod';
import { ModelError } from '../model-error.ts';

/** Scheduler names of recipes and command lines. */
export const SCHEDULER_NAMES = [
	'euler',
	'euler-a',
	'ddim',
	'dpmpp-2m',
	'dpmpp-2m-karras',
	'pndm',
	'lcm',
] as const;
export type SchedulerName = (typeof SCHEDULER_NAMES)[number];

const flag = (value: boolean) =>
	z
		.boolean()
		.nullish()
		.transform((given) => given ?? value);
const oneOf = <const T extends readonly string[]>(...values: T) => z.enum(values);

const common = {
	num_train_timesteps: z.int().min(1).max(100_000).default(1000),
	beta_start: z.number().positive().default(0.0001),
	beta_end: z.number().positive().max(1).default(0.02),
	beta_schedule: oneOf('linear', 'scaled_linear', 'squaredcos_cap_v2').default('linear'),
	trained_betas: z
		.array(z.number())
		.min(1)
		.nullish()
		.transform((betas) => betas ?? null),
	prediction_type: z
		.enum(['epsilon', 'v_prediction', 'sample', 'original_sample'])
		.default('epsilon')
		.transform((type) => (type === 'original_sample' ? 'sample' : type)),
	timestep_spacing: oneOf('leading', 'trailing', 'linspace'),
	steps_offset: z.int().min(0).default(0),
	rescale_betas_zero_snr: flag(false),
	sigma_min: z.number().positive().nullish(),
	sigma_max: z.number().positive().nullish(),
	use_karras_sigmas: flag(false),
	use_exponential_sigmas: flag(false),
	use_beta_sigmas: flag(false),
	final_sigmas_type: oneOf('zero', 'sigma_min').default('zero'),
	thresholding: flag(false),
	clip_sample_range: z.number().positive().default(1),
};

/** Each supported class of diffusers with its own options and defaults. */
const classes = {
	EulerDiscreteScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('linspace'),
		interpolation_type: oneOf('linear', 'log_linear').default('linear'),
		timestep_type: oneOf('discrete', 'continuous').default('discrete'),
	}),
	EulerAncestralDiscreteScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('linspace'),
	}),
	DDIMScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('leading'),
		clip_sample: flag(true),
		set_alpha_to_one: flag(true),
	}),
	DPMSolverMultistepScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('linspace'),
		solver_order: z.int().min(1).max(3).default(2),
		algorithm_type: oneOf('dpmsolver++', 'sde-dpmsolver++', 'dpmsolver', 'deis')
			.default('dpmsolver++')
			.transform((type) => (type === 'deis' ? 'dpmsolver++' : type)),
		solver_type: oneOf('midpoint', 'heun', 'logrho', 'bh1', 'bh2')
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
	}),
	PNDMScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('leading'),
		set_alpha_to_one: flag(false),
		skip_prk_steps: flag(false),
	}),
	LCMScheduler: z.looseObject({
		...common,
		timestep_spacing: common.timestep_spacing.default('leading'),
		original_inference_steps: z.int().min(1).default(50),
		timestep_scaling: z.number().default(10),
		clip_sample: flag(false),
		set_alpha_to_one: flag(true),
	}),
} as const;

type SchedulerClass = keyof typeof classes;
export type EulerConfig = z.output<typeof classes.EulerDiscreteScheduler>;
export type EulerAncestralConfig = z.output<typeof classes.EulerAncestralDiscreteScheduler>;
export type DdimConfig = z.output<typeof classes.DDIMScheduler>;
export type DpmSolverConfig = z.output<typeof classes.DPMSolverMultistepScheduler>;
export type PndmConfig = z.output<typeof classes.PNDMScheduler>;
export type LcmConfig = z.output<typeof classes.LCMScheduler>;

/** Options that every class shares, as parsed. */
export type CommonConfig = z.output<z.ZodObject<typeof common>> & Readonly<Record<string, unknown>>;

/** `scheduler_config.json` as diffusers writes it: its class and any of its options. */
export interface SchedulerConfig {
	readonly _class_name: string;
	readonly [option: string]: unknown;
}

/** A configuration that was checked, with every option of its class filled in. */
export type ParsedConfig = {
	[Class in SchedulerClass]: { readonly class: Class; readonly options: z.output<(typeof classes)[Class]> };
}[SchedulerClass];

/** Options that would change the picture and that we do not have: better an error than another picture. */
const UNSUPPORTED = ['use_flow_sigmas', 'use_lu_lambdas', 'use_dynamic_shifting', 'thresholding'] as const;

/** Checks a configuration. Throws `ModelError` that names the class or option that is wrong. */
export function parseSchedulerConfig(config: SchedulerConfig): ParsedConfig {
	const name = config._class_name;
	const schema = Object.hasOwn(classes, name) ? classes[name as SchedulerClass] : undefined;
	if (!schema) {
		throw new ModelError(
			'unsupported-scheduler',
			`The scheduler class ${JSON.stringify(name)} is not supported. Supported are ${Object.keys(classes).join(', ')}.`,
		);
	}
	for (const option of UNSUPPORTED) {
		if (config[option] === true) {
			throw new ModelError(
				'unsupported-option',
				`${name} with ${option} is not supported. Set it to false in scheduler_config.json, or choose another scheduler.`,
			);
		}
	}
	const parsed = schema.safeParse(config);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const path = issue.path.join('.');
		throw new ModelError(
			'unsupported-option',
			`${name}: ${path} is ${JSON.stringify(config[path] ?? null)}. ${issue.message}.`,
		);
	}
	// The schema was looked up by the class's own name, so class and options belong together.
	return { class: name, options: parsed.data } as ParsedConfig;
}

/** Which class, and which of its options, a recipe's scheduler name stands for. */
const NAMED: Readonly<
	Record<SchedulerName, Readonly<Record<string, unknown>> & { readonly _class_name: SchedulerClass }>
> = {
	euler: { _class_name: 'EulerDiscreteScheduler' },
	'euler-a': { _class_name: 'EulerAncestralDiscreteScheduler' },
	ddim: { _class_name: 'DDIMScheduler' },
	'dpmpp-2m': { _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: false },
	'dpmpp-2m-karras': { _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: true },
	pndm: { _class_name: 'PNDMScheduler', skip_prk_steps: true },
	lcm: { _class_name: 'LCMScheduler' },
};

/** What two classes can share: the noise schedule and how the model was trained. */
const SHARED = [
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

/**
 * The configuration of a named scheduler for a model: the model's own where the class is the same, else the
 * model's noise schedule under the other class, as `Scheduler.from_config` does.
 */
export function namedConfig(name: SchedulerName, own: SchedulerConfig): SchedulerConfig {
	const wanted = NAMED[name];
	if (own._class_name === wanted._class_name) return { ...own, ...wanted };
	const shared = Object.fromEntries(
		SHARED.filter((key) => own[key] !== undefined).map((key) => [key, own[key]]),
	);
	// Latents are not bounded by 1, so the clipping that some classes switch on by default must stay off.
	return { ...shared, clip_sample: false, set_alpha_to_one: false, ...wanted };
}

/** The recipe name of a model's own scheduler; `euler` where its class has none. */
export function schedulerNameOf(config: SchedulerConfig): SchedulerName {
	const same = SCHEDULER_NAMES.filter((name) => NAMED[name]._class_name === config._class_name);
	const karras = config.use_karras_sigmas === true;
	return same.find((name) => (NAMED[name].use_karras_sigmas ?? karras) === karras) ?? 'euler';
}

export function isSchedulerName(name: unknown): name is SchedulerName {
	return SCHEDULER_NAMES.some((known) => known === name);
}
