import { TaueError } from '../taue-error.ts';

/** What can be wrong with a model or with what is asked of it. */
export type ModelErrorCode =
	| 'model-missing'
	| 'file-missing'
	| 'file-broken'
	| 'graph-broken'
	| 'shape-mismatch'
	| 'unsupported-model'
	| 'unsupported-scheduler'
	| 'unsupported-option'
	| 'provider-missing'
	| 'size-unsupported'
	| 'no-encoder'
	| 'no-attention'
	| 'out-of-memory'
	| 'not-finite'
	| 'model-closed';

/** An error for people: what happened, what was given, what to do. */
export class ModelError extends TaueError {
	override readonly audience = 'models';
	override readonly name = 'ModelError';
	readonly code: ModelErrorCode;

	constructor(code: ModelErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}
