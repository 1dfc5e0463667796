import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import type { BossDatabase, Database, Queryable } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { lockFolder } from './folder-lock.ts';

/**
 * PGlite's defaults are those of a server with 128 MB of buffers; measured (docs/operating.md), these
 * settings halve its memory and change no speed that we need. There is one connection.
 */
const SETTINGS = [
	'shared_buffers=16MB',
	'wal_buffers=512kB',
	'max_connections=4',
	'jit=off',
	'max_wal_size=64MB',
];

/** Int8 as a number: our counters stay far below 2^53. */
const INT8 = 20;
const PARSERS = { [INT8]: (value: string) => Number(value) };

type Session = Pick<PGlite | Transaction, 'query' | 'exec'>;

function sessionOf(session: Session): Queryable {
	return {
		async query<R extends object>(text: string, values: readonly unknown[] = []) {
			return (await session.query<R>(text, [...values])).rows;
		},
		async script(text) {
			await session.exec(text);
		},
		boss: bossOf(session),
	};
}

function bossOf(session: Session): BossDatabase {
	return {
		async executeSql(text, values) {
			if (values !== undefined && values.length > 0) return session.query(text, values);
			const results = await session.exec(text);
			return { rows: results.flatMap(({ rows }) => rows) };
		},
	};
}

/** Opens (and creates) the database in a folder, in this process. */
export async function openFolder(folder: string): Promise<Database> {
	const inMemory = folder.startsWith('memory://');
	let unlock = () => {};
	if (!inMemory) {
		makeFolder(folder);
		unlock = lockFolder(folder);
	}
	try {
		const pglite = await PGlite.create(inMemory ? folder : join(folder, 'postgres'), {
			parsers: PARSERS,
			startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
		});
		return new FolderDatabase(pglite, unlock);
	} catch (error) {
		unlock();
		throw error;
	}
}

function makeFolder(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		throw new DatabaseError(
			'folder-unusable',
			`The data folder ${folder} cannot be made: ${(error as Error).message}. Set TAUE_DATA to a folder that can be written.`,
			{ cause: error },
		);
	}
}

class FolderDatabase implements Database {
	readonly kind = 'folder';
	readonly query: Queryable['query'];
	readonly script: Queryable['script'];
	readonly boss: BossDatabase;
	readonly #pglite: PGlite;
	readonly #unlock: () => void;

	constructor(pglite: PGlite, unlock: () => void) {
		this.#pglite = pglite;
		this.#unlock = unlock;
		const session = sessionOf(pglite);
		this.query = session.query;
		this.script = session.script;
		this.boss = session.boss;
	}

	async transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T> {
		return await this.#pglite.transaction((tx) => run(sessionOf(tx)));
	}

	async listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>> {
		const unlisten = await this.#pglite.listen(channel, onNotify);
		return async () => {
			if (!this.#pglite.closed) await unlisten();
		};
	}

	async close(): Promise<void> {
		if (this.#pglite.closed) return;
		await this.#pglite.close();
		this.#unlock();
	}
}
