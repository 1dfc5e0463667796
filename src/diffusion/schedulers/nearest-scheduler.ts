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
	if (schedulerOfClass(own._class_name) !== undefined) return nearestOptions(own);
	const name = NEAREST.get(own._class_name);
	const found = name === undefined ? undefined : SCHEDULERS.get(name);
	if (found === undefined) return { config: own, warning: null };
	const shared = optionsGiven(own, SHARED);
	return {
		config: { ...shared, ...found.preset, _class_name: found.definition.className, ...BOUNDLESS },
		warning:
			`its scheduler ${own._class_name} is not among ours; ${name} is used instead, and pictures differ a little ` +
			'from those of other programs.',
	};
}

/** The same class with what comes nearest to an option that we lack. */
function nearestOptions(own: SchedulerConfig): {
	readonly config: SchedulerConfig;
	readonly warning: string | null;
} {
	if (own._class_name !== 'DPMSolverMultistepScheduler') return { config: own, warning: null };
	const lacking: string[] = [];
	let config = own;
	const type = own.algorithm_type;
	// The plain form cannot end at a noise of zero, and its form with noise is ours in the newer shape alone.
	if (type === 'sde-dpmsolver' || (type === 'dpmsolver' && own.final_sigmas_type !== 'sigma_min')) {
		lacking.push(`algorithm_type ${type} (${type}++ is used)`);
		config = { ...config, algorithm_type: `${type}++` };
	}
	if (own.use_lu_lambdas === true) {
		lacking.push("use_lu_lambdas (Karras's noise levels are used)");
		config = { ...config, use_lu_lambdas: false, use_karras_sigmas: true };
	}
	if (lacking.length === 0) return { config: own, warning: null };
	return {
		config,
		warning: `its scheduler asks for ${lacking.join(' and ')}; pictures differ a little from those of other programs.`,
	};
}
