import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Database, DatabaseOptions, Queryable, Row } from './database.ts';
import { DatabaseError } from './database-error.ts';

const INT8 = 20;
const INT8_ARRAY = 1016;

/** Int8 as a number: our counters stay far below 2^53. */
const types: pg.CustomTypesConfig = {
	getTypeParser(type, format) {
		const oid: number = type;
		if (oid === INT8 && format !== 'binary') return (value: string) => Number(value);
		if (oid === INT8_ARRAY && format !== 'binary') {
			return (value: string) => (value === '{}' ? [] : value.slice(1, -1).split(',').map(Number));
		}
		return pg.types.getTypeParser(type, format as 'text');
	},
};

/** SQLSTATEs after which the same transaction may well succeed. */
const CLASHES = new Set(['40P01', '40001']);
/** The server stops, starts, or has cut us off. */
const OUTAGES = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08004', '08006', '53300']);
const OUTAGE_ERRNOS = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ENOENT',
	'EHOSTUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
]);
const OUTAGE_MESSAGE =
	/connection terminated|connection error|not queryable|timeout exceeded when trying to connect/i;

function isOutage(error: unknown): boolean {
	const { code, message } = error as { code?: string; message?: string };
	if (code !== undefined && (OUTAGES.has(code) || OUTAGE_ERRNOS.has(code))) return true;
	return message !== undefined && OUTAGE_MESSAGE.test(message);
}

function isClash(error: unknown): boolean {
	return CLASHES.has((error as { code?: string }).code ?? '');
}

type Session = Pick<pg.Pool | pg.ClientBase, 'query'>;

function sessionOf(session: Session): Queryable {
	return {
		async query<R extends object>(text: string, values: readonly unknown[] = []) {
			return (await session.query<R>(text, [...values])).rows;
		},
		async script(text) {
			await session.query(text);
		},
	};
}

/** Connects to a Postgres server; the first connection is made before it returns. */
export async function openServer(url: string, options: DatabaseOptions = {}): Promise<Database> {
	const database = new ServerDatabase(url, options);
	try {
		await database.query('select 1');
	} catch (error) {
		await database.close();
		throw error;
	}
	return database;
}

class ServerDatabase implements Database {
	readonly kind = 'server';
	readonly lost = new Promise<never>(() => {});
	readonly #url: string;
	readonly #pool: pg.Pool;
	readonly #session: Queryable;
	readonly #patienceMs: number;
	readonly #closing = new AbortController();
	#listener: Listener | null = null;

	constructor(url: string, options: DatabaseOptions) {
		this.#url = url;
		this.#patienceMs = options.patienceMs ?? 20_000;
		this.#pool = new pg.Pool({
			connectionString: url,
			max: options.connections ?? 8,
			types,
			connectionTimeoutMillis: 5_000,
			application_name: 'taue',
		});
		// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
		this.#pool.on('error', () => {});
		this.#session = sessionOf(this.#pool);
	}

	async query<R extends object = Row>(text: string, values?: readonly unknown[]): Promise<R[]> {
		return this.#patiently(() => this.#session.query<R>(text, values));
	}

	async script(text: string): Promise<void> {
		return this.#patiently(() => this.#session.script(text));
	}

	async transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T> {
		return this.#patiently(async () => {
			const client = await this.#pool.connect();
			let broken: Error | undefined;
			// A connection that dies between two statements tells it here, and in the next statement.
			const onError = (error: Error) => {
				broken = error;
			};
			client.on('error', onError);
			try {
				await client.query('begin');
				const result = await run(sessionOf(client));
				await client.query('commit');
				return result;
			} catch (error) {
				await client.query('rollback').catch((lost: Error) => {
					broken = lost;
				});
				throw error;
			} finally {
				client.off('error', onError);
				client.release(broken);
			}
		});
	}

	/** Repeats after clashes at once, and after outages until patience ends. */
	async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
		const deadline = performance.now() + this.#patienceMs;
		for (let tries = 1; ; tries++) {
			try {
				return await attempt();
			} catch (error) {
				if (isClash(error) && tries <= 10) continue;
				if (!isOutage(error) || this.#closing.signal.aborted) throw error;
				if (performance.now() > deadline) throw unreachable(this.#url, error);
				await wait(Math.min(50 * 2 ** Math.min(tries, 5), 1_000) * (0.5 + Math.random() / 2));
			}
		}
	}

	async listen(
		channel: string,
		onNotify: (payload: string) => void,
		onGap: () => void,
	): Promise<() => Promise<void>> {
		this.#listener ??= new Listener(this.#url);
		return this.#listener.add(channel, onNotify, onGap);
	}

	async close(): Promise<void> {
		if (this.#closing.signal.aborted) return;
		this.#closing.abort();
		await this.#listener?.close();
		await this.#pool.end();
	}
}

function unreachable(url: string, cause: unknown): DatabaseError {
	const { hostname, port, pathname } = new URL(url);
	return new DatabaseError(
		'unreachable',
		`The database at ${hostname}:${port || 5432}${pathname} does not answer (${(cause as Error).message}). ` +
			'Check that the server runs and that DATABASE_URL names it.',
		{ cause },
	);
}

interface Subscription {
	readonly channel: string;
	readonly onNotify: (payload: string) => void;
	readonly onGap: () => void;
}

/** One connection for all channels; when it breaks, a new one takes over and everyone is told of the gap. */
class Listener {
	readonly #url: string;
	readonly #subscriptions = new Set<Subscription>();
	#client: Promise<pg.Client> | null = null;
	#closed = false;

	constructor(url: string) {
		this.#url = url;
	}

	async add(
		channel: string,
		onNotify: (payload: string) => void,
		onGap: () => void,
	): Promise<() => Promise<void>> {
		const subscription = { channel, onNotify, onGap };
		this.#subscriptions.add(subscription);
		const client = await this.#connected();
		await client.query(`listen ${pg.escapeIdentifier(channel)}`);
		return async () => {
			this.#subscriptions.delete(subscription);
		};
	}

	#connected(): Promise<pg.Client> {
		this.#client ??= this.#connect();
		return this.#client;
	}

	async #connect(): Promise<pg.Client> {
		for (let tries = 1; ; tries++) {
			const client = new pg.Client({
				connectionString: this.#url,
				application_name: 'taue listener',
				keepAlive: true,
			});
			client.on('notification', ({ channel, payload }) => {
				for (const subscription of this.#subscriptions) {
					if (subscription.channel === channel) subscription.onNotify(payload ?? '');
				}
			});
			let replaced = false;
			const replace = () => {
				if (replaced || this.#closed) return;
				replaced = true;
				this.#client = this.#connect().then(async (next) => {
					for (const { onGap } of this.#subscriptions) onGap();
					return next;
				});
				this.#client.catch(() => {});
			};
			try {
				await client.connect();
				for (const channel of new Set([...this.#subscriptions].map((subscription) => subscription.channel))) {
					await client.query(`listen ${pg.escapeIdentifier(channel)}`);
				}
				client.on('error', replace);
				client.on('end', replace);
				return client;
			} catch (error) {
				client.on('error', () => {});
				client.end().catch(() => {});
				if (this.#closed) throw error;
				await wait(Math.min(100 * tries, 1_000));
			}
		}
	}

	async close(): Promise<void> {
		this.#closed = true;
		const client = await this.#client?.catch(() => null);
		await client?.end().catch(() => {});
	}
}
