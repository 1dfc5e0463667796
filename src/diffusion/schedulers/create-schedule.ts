import { ModelError } from '../model-error.ts';
import {
	SCHEDULER_CLASSES,
	SCHEDULER_NAMES,
	SCHEDULERS,
	type SchedulerName,
	schedulerOfClass,
} from './registry.ts';
import type { Schedule } from './schedule.ts';
import type { CommonConfig, SchedulerConfig } from './scheduler-config.ts';
import type { SchedulerDefinition } from './scheduler-definition.ts';
import { BOUNDLESS, NOISE_SCHEDULE, optionsGiven } from './shared-options.ts';

/** Options that would change the picture and that we do not have: better an error than another picture. */
const UNSUPPORTED = ['use_flow_sigmas', 'use_lu_lambdas', 'use_dynamic_shifting', 'thresholding'] as const;

/**
 * Checks a configuration and fills in the options of its class.
 * @throws ModelError that names the class or the option that is wrong
 */
export function checkSchedulerConfig(config: SchedulerConfig): {
	readonly scheduler: SchedulerDefinition;
	readonly options: CommonConfig;
} {
	const name = config._class_name;
	const scheduler = schedulerOfClass(name);
	if (scheduler === undefined) {
		throw new ModelError(
			'unsupported-scheduler',
			`The scheduler class ${JSON.stringify(name)} is not supported, and none of ours is near it. Supported are ${SCHEDULER_CLASSES.join(', ')}. ` +
				'Take another model (`taue models list --known`): this one was trained for something else.',
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
	const parsed = scheduler.options.safeParse(config);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const path = issue.path.join('.');
		throw new ModelError(
			'unsupported-option',
			`${name}: ${path} is ${JSON.stringify(config[path] ?? null)}. ${issue.message}. Correct it in ` +
				'scheduler/scheduler_config.json, or download the model again.',
		);
	}
	// Every definition's options begin with the common ones.
	return { scheduler, options: parsed.data as CommonConfig };
}

/**
 * The schedule of a diffusers configuration.
 * @param steps 1 up to the number of training timesteps
 * @throws ModelError for classes, options and step counts that are not supported
 */
export function createSchedule(config: SchedulerConfig, steps: number): Schedule {
	const { scheduler, options } = checkSchedulerConfig(config);
	const most = options.num_train_timesteps;
	if (!Number.isInteger(steps) || steps < 1 || steps > most) {
		throw new ModelError(
			'unsupported-option',
			`The number of steps must be a whole number from 1 to ${most}, not ${steps}.`,
		);
	}
	return new scheduler.schedule(schedulerNameOf(config), config, options, steps);
}

/**
 * The configuration of a named scheduler for a model: the model's own where the class is the same, else the
 * model's noise schedule under the other class, as `Scheduler.from_config` does.
 */
export function namedConfig(name: SchedulerName, own: SchedulerConfig): SchedulerConfig {
	const found = SCHEDULERS.get(name);
	if (found === undefined) throw new TypeError(`no scheduler is called ${name}`);
	const wanted = { _class_name: found.definition.className, ...found.preset };
	if (own._class_name === wanted._class_name) return { ...own, ...wanted };
	return { ...optionsGiven(own, NOISE_SCHEDULE), ...BOUNDLESS, ...wanted };
}

/** The recipe name of a model's own scheduler; `euler` where its class has none. */
export function schedulerNameOf(config: SchedulerConfig): SchedulerName {
	const same = SCHEDULER_NAMES.filter(
		(name) => SCHEDULERS.get(name)?.definition.className === config._class_name,
	);
	const karras = config.use_karras_sigmas === true;
	return (
		same.find((name) => (SCHEDULERS.get(name)?.preset.use_karras_sigmas ?? karras) === karras) ?? 'euler'
	);
}
