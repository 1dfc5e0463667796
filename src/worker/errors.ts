/** A device process that could not be started; the supervisor tries again, more and more slowly. */
export class WorkerStartError extends Error {
	readonly code: string;

	constructor(
		device: string,
		reason: string,
		options: { readonly code?: string; readonly cause?: unknown } = {},
	) {
		super(`The process for device "${device}" did not start: ${reason}`, { cause: options.cause });
		this.name = 'WorkerStartError';
		this.code = options.code ?? 'worker-start';
	}
}

/** How a device process ended while it was drawing. `outside`: a signal that neither we nor the job sent. */
export type DeathReason = 'crash' | 'hang' | 'memory' | 'outside';

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
