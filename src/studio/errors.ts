import { type Said, TaueError } from '../taue-error.ts';

export type StudioErrorCode =
	| 'unknown-picture'
	| 'unknown-object'
	| 'unknown-recipe'
	| 'unknown-layout'
	| 'bad-name'
	| 'shelf-full'
	| 'not-finished'
	| 'deleted'
	| 'no-layout'
	| 'not-allowed'
	| 'bad-edit'
	| 'bad-place'
	| 'bad-size'
	| 'bad-sweep'
	| 'bad-value'
	| 'model-not-allowed'
	| 'model-missing'
	| 'place-off'
	| 'refused-words'
	| 'blocked'
	| 'too-long'
	| 'too-large'
	| 'too-much-work'
	| 'bad-settings'
	| 'bytes-gone'
	| 'draining';

/** Something that a person asked for and cannot have; the message says why, and what to do instead. */
export class StudioError extends TaueError {
	override readonly audience = 'asker';
	override readonly name: string = 'StudioError';
	readonly code: StudioErrorCode | QuotaErrorCode;

	override readonly said: Said;

	constructor(code: StudioErrorCode | QuotaErrorCode, said: Said, options?: ErrorOptions) {
		super(said.en, options);
		this.code = code;
		this.said = said;
	}
}

export type QuotaErrorCode =
	| 'burst'
	| 'person-hour'
	| 'person-day'
	| 'person-concurrent'
	| 'channel-hour'
	| 'channel-day'
	| 'server-hour'
	| 'server-day'
	| 'queue-full';

/** Too much at once; `retryAt` says when to try again. */
export class QuotaError extends StudioError {
	override readonly name = 'QuotaError';
	override readonly retryable = true;
	readonly retryAt: Date;

	constructor(code: QuotaErrorCode, said: Said, retryAt: Date) {
		super(code, said);
		this.retryAt = retryAt;
	}
}
