import { TaueError } from '../taue-error.ts';

/** A device process that could not be started; the supervisor tries again, more and more slowly. */
export class WorkerStartError extends TaueError {
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
