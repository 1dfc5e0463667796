import type { z } from 'zod';
import type { Schedule } from './schedule.ts';
import type { SchedulerConfig } from './scheduler-config.ts';

/**
 * One scheduler of diffusers: its class, its options with their defaults, and the names that recipes and
 * command lines have for it. A file that defines one and a line in `registry.ts` add one.
 */
export interface SchedulerDefinition<Name extends string = string, Options = unknown> {
	readonly className: string;
	/** Names, each with the options that set it apart from others of the class. */
	readonly names: Readonly<Record<Name, Readonly<Record<string, unknown>>>>;
	readonly options: z.ZodType<Options>;
	/**
	 * The class of its schedules, made of a recipe's name for it (for messages), its options, and a number of steps
	 * from 1 to that of the training timesteps. Throws ModelError for options that do not go together.
	 */
	readonly schedule: new (
		name: string,
		config: SchedulerConfig,
		options: Options,
		steps: number,
	) => Schedule;
}

/** A definition as it is, with its names and options inferred. */
export function defineScheduler<const Name extends string, Options>(
	definition: SchedulerDefinition<Name, Options>,
): SchedulerDefinition<Name, Options> {
	return definition;
}
