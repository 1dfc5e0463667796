/**
 * Start-time fair queuing (Goyal, Vin, Cheng 1996), as pure arithmetic on tags. A flow is one person in one
 * place. Each job gets a start tag when it arrives; the job with the smallest start tag runs next; virtual
 * time is the start tag of the job that was started last. Two flows that both wait get shares of the device
 * in proportion to their weights, whatever they ask for and however often.
 */

/** A job's place on the axis of virtual time. */
export interface Tags {
	readonly start: number;
	readonly finish: number;
}

export interface Work {
	/** Steps x pixels x passes, in any unit that is the same for all. */
	readonly cost: number;
	/** Share of the flow; 1 is ordinary, 2 gets twice as much. */
	readonly weight: number;
}

/**
 * Tags of an arriving job.
 * @param flowFinish - finish tag of the flow's last job; null for a flow that has none
 */
export function admit(virtual: number, flowFinish: number | null, work: Work): Tags {
	const start = Math.max(virtual, flowFinish ?? 0);
	return { start, finish: start + work.cost / work.weight };
}

/** Tags of several jobs of one flow that arrive together, in their order. */
export function admitAll(virtual: number, flowFinish: number | null, works: readonly Work[]): Tags[] {
	const tags: Tags[] = [];
	for (const work of works) tags.push(admit(virtual, tags.at(-1)?.finish ?? flowFinish, work));
	return tags;
}

/** Virtual time after a job has been started. It never goes back: a retried job keeps its old tag. */
export function begin(virtual: number, started: Tags): number {
	return Math.max(virtual, started.start);
}

/** Virtual time once nothing waits or runs: what was used before counts for nobody any more. */
export function rest(virtual: number, flowFinishes: Iterable<number>): number {
	let latest = virtual;
	for (const finish of flowFinishes) latest = Math.max(latest, finish);
	return latest;
}

/**
 * Gives back what a cancelled job would have used: the flow's later jobs move forward.
 *
 * @param later - jobs of the same flow that wait behind it, in order
 * @param spent - share of the cancelled job that was already worked off, 0..1
 * @returns the later jobs' new tags, and the flow's new finish tag; no job moves back
 */
export function release(
	virtual: number,
	cancelled: Tags,
	spent: number,
	later: readonly (Tags & Work)[],
): { readonly tags: readonly Tags[]; readonly flowFinish: number } {
	let finish = cancelled.start + (cancelled.finish - cancelled.start) * spent;
	const tags = later.map((job) => {
		const start = Math.min(job.start, Math.max(virtual, finish));
		finish = start + job.cost / job.weight;
		return { start, finish };
	});
	return { tags, flowFinish: finish };
}

/** pg-boss orders by an integer priority, highest first, and this is how fine it is: a tenth of a cost unit. */
export const PRIORITY_PER_UNIT = 10;
/** Far enough from the ends of int4 that a line of any length still fits behind it. */
export const PRIORITY_LIMIT = 1_000_000_000;

/** The priority that stands for a start tag; `base` is moved up long before priorities run out. */
export function priorityOf(start: number, base: number): number {
	const priority = -Math.round((start - base) * PRIORITY_PER_UNIT);
	// The highest one of all is kept for a job that is brought to the front.
	return Math.max(-2_147_483_647, Math.min(2_147_483_646, priority));
}
