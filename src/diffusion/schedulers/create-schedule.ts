import { ModelError } from '../model-error.ts';
import { DdimSchedule } from './ddim.ts';
import { DpmSolverSchedule } from './dpm-solver-multistep.ts';
import { EulerSchedule } from './euler.ts';
import { EulerAncestralSchedule } from './euler-ancestral.ts';
import { LcmSchedule } from './lcm.ts';
import { PndmSchedule } from './pndm.ts';
import type { Schedule } from './schedule.ts';
import { parseSchedulerConfig, type SchedulerConfig, schedulerNameOf } from './scheduler-config.ts';

/**
 * The schedule of a diffusers configuration.
 * @param steps 1 up to the number of training timesteps
 * @throws ModelError for classes, options and step counts that are not supported
 */
export function createSchedule(config: SchedulerConfig, steps: number): Schedule {
	const parsed = parseSchedulerConfig(config);
	const most = parsed.options.num_train_timesteps;
	if (!Number.isInteger(steps) || steps < 1 || steps > most) {
		throw new ModelError(
			'unsupported-option',
			`The number of steps must be a whole number from 1 to ${most}, not ${steps}.`,
		);
	}
	const name = schedulerNameOf(config);
	switch (parsed.class) {
		case 'EulerDiscreteScheduler':
			return new EulerSchedule(name, config, parsed.options, steps);
		case 'EulerAncestralDiscreteScheduler':
			return new EulerAncestralSchedule(name, config, parsed.options, steps);
		case 'DDIMScheduler':
			return new DdimSchedule(name, config, parsed.options, steps);
		case 'DPMSolverMultistepScheduler':
			return new DpmSolverSchedule(name, config, parsed.options, steps);
		case 'PNDMScheduler':
			return new PndmSchedule(name, config, parsed.options, steps);
		case 'LCMScheduler':
			return new LcmSchedule(name, config, parsed.options, steps);
	}
}
