/** One row, as columns by name. */
export type Row = Record<string, unknown>;

/** Where statements run: the database itself, or a transaction on it. Postgres dialect, `$1` placeholders. */
export interface Queryable {
	/** One statement. JSON columns come parsed, `bytea` as bytes, `timestamptz` as `Date`, `bigint` as number. */
	query<R extends object = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
	/** Several statements without values: migrations. */
	script(text: string): Promise<void>;
}

export interface Database extends Queryable {
	/** `folder`: in this process, one connection. `server`: shared with others. */
	readonly kind: 'folder' | 'server';
	/** Tells why, once this process has lost the database for good. A server is looked for again instead. */
	readonly lost: Promise<Error>;
	/**
	 * Runs all or nothing. `run` may be called again after a deadlock or a lost connection, so it must
	 * change nothing outside the database, and whatever it writes must be guarded against a first run that
	 * was committed without our hearing of it.
	 */
	transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>;
	/**
	 * Calls back for every NOTIFY on the channel. `onGap` is called after the connection was lost and found
	 * again: notifications in between are gone.
	 */
	listen(
		channel: string,
		onNotify: (payload: string) => void,
		onGap: () => void,
	): Promise<() => Promise<void>>;
	close(): Promise<void>;
}

export interface DatabaseOptions {
	/** `postgres://…`; wins over `folder`. */
	readonly url?: string | undefined;
	/** Folder for the database in this process; `memory://` keeps it in memory (tests). */
	readonly folder?: string | undefined;
	/** Connections of a server's pool. */
	readonly connections?: number | undefined;
	/** How long a lost server is waited for before a call fails. */
	readonly patienceMs?: number | undefined;
}
