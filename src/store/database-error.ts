import { TaueError } from '../taue-error.ts';

export type DatabaseErrorCode =
	| 'folder-in-use'
	| 'folder-unusable'
	| 'folder-damaged'
	| 'backup-refused'
	| 'unreachable'
	| 'too-new';

/** The database cannot be used; the message says which, and what to do. */
export class DatabaseError extends TaueError {
	override readonly name = 'DatabaseError';
	readonly code: DatabaseErrorCode;

	constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
