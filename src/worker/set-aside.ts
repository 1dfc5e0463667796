/** How a device process ended while it was drawing. `outside`: a signal that neither we nor the job sent. */
export type DeathReason = 'crash' | 'hang' | 'memory' | 'outside';

/** A job that took this many processes down by itself is set aside. */
const DEATHS_BY_JOB = 2;
/** Kills from outside say little about a job, but no job is tried for ever. */
const DEATHS_IN_ALL = 6;

/** Whether these deaths under one job mean that it should not be tried again. */
export function isPoison(deaths: readonly DeathReason[]): boolean {
	return (
		deaths.filter((reason) => reason !== 'outside').length >= DEATHS_BY_JOB || deaths.length >= DEATHS_IN_ALL
	);
}

/** In words for the person who asked, one for each way in which a job can take its worker down. */
const WHAT_HAPPENED: Readonly<Record<Exclude<DeathReason, 'memory'>, string>> = {
	crash: 'the process that draws crashed',
	hang: 'the process that draws stood still',
	outside: 'the process that draws was killed from outside',
};

/** The message of a job that is set aside because it took its worker down again and again. */
export function setAsideMessage(reasons: readonly DeathReason[], memoryLimitMb: number): string {
	const last = reasons[reasons.length - 1];
	if (last === 'memory') {
		return (
			`This picture needs more memory than its worker may take (${memoryLimitMb} MB), so it was set aside after ` +
			`${reasons.length} attempts. Try a smaller size, fewer objects or another model; an operator can raise ` +
			'TAUE_WORKER_MEMORY_MB.'
		);
	}
	return (
		`This picture was set aside: ${WHAT_HAPPENED[last]}, and it was attempt ${reasons.length} that ended so. ` +
		'Try fewer objects, a smaller size or another model; the operator finds the details in the log.'
	);
}

/** What a job's code is when it is set aside. */
export const SET_ASIDE_CODES: Readonly<Record<DeathReason, string>> = {
	crash: 'worker-crashed',
	hang: 'worker-hung',
	memory: 'out-of-memory',
	outside: 'worker-killed',
};
