import { SCHEDULERS, type SchedulerName, schedulerOfClass } from './registry.ts';
import type { SchedulerConfig } from './scheduler-config.ts';
import { BOUNDLESS, NOISE_SCHEDULE, optionsGiven } from './shared-options.ts';

/**
 * Classes of diffusers that we lack, and what comes nearest: the same kind of sampling (with or without noise of
 * its own, of first or of higher order) over the same noise schedule. Classes that need another network, such as
 * flow matching, have none.
 */
const NEAREST: ReadonlyMap<string, SchedulerName> = new Map([
	['DDIMParallelScheduler', 'ddim'],
	['DDPMScheduler', 'ddim'],
	['DDPMParallelScheduler', 'ddim'],
	['DEISMultistepScheduler', 'unipc'],
	['SASolverScheduler', 'unipc'],
	['DPMSolverSinglestepScheduler', 'dpmpp-2m'],
	['HeunDiscreteScheduler', 'dpmpp-2m'],
	['KDPM2DiscreteScheduler', 'dpmpp-2m'],
	['LMSDiscreteScheduler', 'dpmpp-2m'],
	['IPNDMScheduler', 'pndm'],
	['DPMSolverSDEScheduler', 'euler-a'],
	['KDPM2AncestralDiscreteScheduler', 'euler-a'],
	['TCDScheduler', 'lcm'],
]);

/** Options of one class that mean the same in another; names of orders and algorithms do not. */
const SHARED = [
	...NOISE_SCHEDULE,
	'use_karras_sigmas',
	'use_exponential_sigmas',
	'use_beta_sigmas',
	'original_inference_steps',
] as const;

/**
 * A model's configuration where we have its class, else the same noise schedule under the nearest class that we
 * have, with a sentence that says so. A class without a near one comes back as it is.
 */
export function nearestConfig(own: SchedulerConfig): {
	readonly config: SchedulerConfig;
	readonly warning: string | null;
} {
	const name = NEAREST.get(own._class_name);
	const found = name === undefined ? undefined : SCHEDULERS.get(name);
	if (schedulerOfClass(own._class_name) !== undefined || found === undefined) {
		return { config: own, warning: null };
	}
	const shared = optionsGiven(own, SHARED);
	return {
		config: { ...shared, ...found.preset, _class_name: found.definition.className, ...BOUNDLESS },
		warning:
			`its scheduler ${own._class_name} is not among ours; ${name} is used instead, and pictures differ a little ` +
			'from those of other programs.',
	};
}
