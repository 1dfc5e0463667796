/** What the two sides of a database in a folder say to each other: `folder.ts` asks, `folder-thread.ts` answers. */

/** The number of a transaction; null for a statement outside of one. */
type InTransaction = { readonly transaction: number | null };

export type FolderQuestion =
	| { readonly op: 'open'; readonly path: string }
	| ({ readonly op: 'query'; readonly text: string; readonly values: readonly unknown[] } & InTransaction)
	| ({ readonly op: 'script'; readonly text: string } & InTransaction)
	| { readonly op: 'begin'; readonly transaction: number }
	| { readonly op: 'end'; readonly transaction: number; readonly commit: boolean }
	| { readonly op: 'listen'; readonly channel: string }
	| { readonly op: 'close' };

export interface FolderRequest {
	readonly id: number;
	readonly question: FolderQuestion;
}

/** What an error is on the other side: threads keep a message and a stack of one, and lose the rest. */
export interface FolderFailure {
	readonly name: string;
	readonly message: string;
	readonly stack: string | undefined;
	/** SQLSTATE, names of tables and the like; neither statement nor values. */
	readonly fields: Readonly<Record<string, string | number>>;
}

export type FolderReply =
	/** Rows of a query; `bytes` names the columns that hold `Uint8Array`s. */
	| {
			readonly type: 'done';
			readonly id: number;
			readonly rows: readonly object[];
			readonly bytes: readonly string[];
	  }
	| { readonly type: 'failed'; readonly id: number; readonly failure: FolderFailure }
	| { readonly type: 'notified'; readonly channel: string; readonly payload: string };

/** What may be told of an error of the database's. */
const FIELDS = ['code', 'errno', 'severity', 'schema', 'table', 'column', 'constraint', 'routine'];

/** An error, or whatever else was thrown (PGlite's file system throws objects that are none), for the other side. */
export function failureOf(error: unknown): FolderFailure {
	const thrown = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
	const fields = FIELDS.flatMap((name) => {
		const value = thrown[name];
		return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
	});
	return {
		name: typeof thrown.name === 'string' ? thrown.name : 'Error',
		message: typeof thrown.message === 'string' ? thrown.message : String(error),
		stack: typeof thrown.stack === 'string' ? thrown.stack : undefined,
		fields: Object.fromEntries(fields),
	};
}

export function errorOf({ name, message, stack, fields }: FolderFailure): Error {
	const error = Object.assign(new Error(message), fields);
	Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
	if (stack !== undefined) error.stack = stack;
	return error;
}

/** The memory of byte arrays, to be handed over instead of copied. Each must own its memory. */
export function memoryOf(values: readonly unknown[]): ArrayBuffer[] {
	return values.flatMap((value) =>
		value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
	);
}
