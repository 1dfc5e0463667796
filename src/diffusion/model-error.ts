import { basename, dirname, relative, resolve } from 'node:path';
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

/** What the file system says, and what to do about it. */
const OF_FILES: Readonly<Record<string, string>> = {
	EACCES:
		'the account that runs TAUE may not. Give it the folder (`chown -R`), or let everybody read it (`chmod -R a+rX`)',
	EPERM:
		'the account that runs TAUE may not. Give it the folder (`chown -R`), or let everybody read it (`chmod -R a+rX`)',
	EIO: 'its disk fails. Copy the model to another one',
	ESTALE: 'its network disk is gone. Mount it again',
	ENOTCONN: 'its network disk is gone. Mount it again',
};

/** An error of the file system about a model's file as a sentence; anything else as it is. */
export function inWords(folder: string, error: unknown): unknown {
	if (!(error instanceof Error) || error instanceof ModelError) return error;
	const { code = '', path } = error as NodeJS.ErrnoException;
	if (!Object.hasOwn(OF_FILES, code)) return error;
	const file = path === undefined ? basename(folder) : relative(dirname(resolve(folder)), path);
	return new ModelError('file-broken', `${file} cannot be read: ${OF_FILES[code]}.`, error);
}
