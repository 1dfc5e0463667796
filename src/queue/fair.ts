/**
 * Start-time fair queuing (Goyal, Vin, Cheng 1996), as pure arithmetic on tags. A flow is one person in one
 * place. Each job gets a start tag when it arrives; the job with the smallest start tag runs next; virtual
 * time is the start tag of the job that was started last (`taue_take_job`), and moves up to the last finish tag once
 * nothing waits or runs (`lockFlows`). Two flows that both wait get shares of the device
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

/**
 * Gives back what a cancelled job would have used: the flow's later jobs move forward.
 *
 * @param flowFinish - the flow's finish tag so far
 * @param spent - share of the cancelled job that was already worked off, 0..1
 * @param later - jobs of the same flow that wait behind it, in order
 * @returns the later jobs' new tags, and the flow's new finish tag; no job moves back, and what the flow's other jobs
 * use stays charged, those that run or have ended too
 */
export function release(
	virtual: number,
	flowFinish: number,
	cancelled: Tags,
	spent: number,
	later: readonly (Tags & Work)[],
): { readonly tags: readonly Tags[]; readonly flowFinish: number } {
	const unspent = (cancelled.finish - cancelled.start) * (1 - spent);
	let finish = cancelled.finish - unspent;
	const tags = later.map((job) => {
		const start = Math.min(job.start, Math.max(virtual, finish));
		finish = start + job.cost / job.weight;
		return { start, finish };
	});
	return { tags, flowFinish: Math.max(finish, flowFinish - unspent) };
}
