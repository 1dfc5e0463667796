/** What a burst of requests measured on one platform. */
export interface BurstFigures {
	/** Milliseconds from sending to acknowledgement that 99 of 100 stayed under. */
	readonly ackP99Ms: number;
	readonly ackMaxMs: number;
	/** Requests that were acknowledged after the platform's three seconds, or never. */
	readonly late: number;
	/** Requests of ours that the platform would refuse or count against us. */
	readonly invalidRequests: number;
	/** Pictures whose message shows them. */
	readonly posted: number;
	/** Pictures that have more than one message. */
	readonly twice: number;
	/** Seconds over which the requests were sent, and until the last picture was posted. */
	readonly sentSeconds: number;
	readonly seconds: number;
}

/** One platform's burst: so many requests from 50 people, all the way to the posted pictures. */
export type Burst = (count: number) => Promise<BurstFigures>;

/** People of a burst. */
export const PEOPLE = 50;
/** Requests a second while it lasts. */
export const REQUESTS_PER_SECOND = 100;

export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
