import { ddim } from './ddim.ts';
import { dpmSolverMultistep } from './dpm-solver-multistep.ts';
import { euler } from './euler.ts';
import { eulerAncestral } from './euler-ancestral.ts';
import { lcm } from './lcm.ts';
import { pndm } from './pndm.ts';
import type { SchedulerDefinition } from './scheduler-definition.ts';
import { unipcMultistep } from './unipc-multistep.ts';

/** All schedulers, in the order in which they are offered. */
const ALL = [euler, eulerAncestral, ddim, dpmSolverMultistep, pndm, lcm, unipcMultistep] as const;

type NamesOf<Definition> = Definition extends { readonly names: infer Names } ? keyof Names & string : never;

/** A scheduler's name in recipes and command lines. */
export type SchedulerName = NamesOf<(typeof ALL)[number]>;

/** By name: the definition and the options that the name stands for. */
export const SCHEDULERS = new Map<
	string,
	{ readonly definition: SchedulerDefinition; readonly preset: Readonly<Record<string, unknown>> }
>(
	ALL.flatMap((definition) =>
		Object.entries<Readonly<Record<string, unknown>>>(definition.names).map(
			([name, preset]) => [name, { definition: definition as SchedulerDefinition, preset }] as const,
		),
	),
);

/** Names in recipes and command lines; there is at least one. */
export const SCHEDULER_NAMES = [...SCHEDULERS.keys()] as [SchedulerName, ...SchedulerName[]];

export function isSchedulerName(name: unknown): name is SchedulerName {
	return typeof name === 'string' && SCHEDULERS.has(name);
}

/** The scheduler of a diffusers class, if it is one of ours. */
export function schedulerOfClass(className: string): SchedulerDefinition | undefined {
	return ALL.find((definition) => definition.className === className) as SchedulerDefinition | undefined;
}

/** The classes of diffusers that can be drawn with. */
export const SCHEDULER_CLASSES: readonly string[] = ALL.map(({ className }) => className);
