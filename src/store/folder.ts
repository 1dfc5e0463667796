import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import {
	checkWhole,
	DATABASE_FOLDER,
	explainFailure,
	isFirstStart,
	markWhole,
	prepareFolder,
} from './data-folder.ts';
import type { Database, Queryable } from './database.ts';
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
/**
 * Pictures as the text form of bytea. PGlite's own conversion takes a quarter of a second a megabyte, in which this
 * process answers nobody.
 */
const BYTEA = 17;
const PARSERS = {
	[INT8]: (value: string) => Number(value),
	[BYTEA]: (value: string) => Buffer.from(value.slice(2), 'hex'),
};
const SERIALIZERS = {
	[BYTEA]: (bytes: Uint8Array) =>
		`\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
};

type Session = Pick<PGlite | Transaction, 'query' | 'exec'>;

function sessionOf(session: Session): Queryable {
	return {
		async query<R extends object>(text: string, values: readonly unknown[] = []) {
			return (await session.query<R>(text, [...values])).rows;
		},
		async script(text) {
			await session.exec(text);
		},
	};
}

/**
 * Opens (and creates) the database in a folder, in this process.
 * @throws DatabaseError `folder-unusable`, `folder-damaged`, `folder-in-use`
 */
export async function openFolder(folder: string): Promise<Database> {
	if (folder.startsWith('memory://')) return new FolderDatabase(await createPglite(folder), () => {});
	prepareFolder(folder);
	const unlock = lockFolder(folder);
	const first = isFirstStart(folder);
	const path = join(folder, DATABASE_FOLDER);
	try {
		checkWhole(folder);
		const pglite = await createPglite(path).catch((error: unknown) => {
			const explained = explainFailure(folder, error);
			// What a first start leaves when it fails is no database: the next one begins anew.
			if (first) rmSync(path, { recursive: true, force: true });
			throw explained;
		});
		markWhole(folder);
		return new FolderDatabase(pglite, unlock);
	} catch (error) {
		unlock();
		throw error;
	}
}

function createPglite(path: string): Promise<PGlite> {
	return PGlite.create(path, {
		parsers: PARSERS,
		serializers: SERIALIZERS,
		startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
	});
}

class FolderDatabase implements Database {
	readonly kind = 'folder';
	readonly query: Queryable['query'];
	readonly script: Queryable['script'];
	readonly #pglite: PGlite;
	readonly #unlock: () => void;

	constructor(pglite: PGlite, unlock: () => void) {
		this.#pglite = pglite;
		this.#unlock = unlock;
		const session = sessionOf(pglite);
		this.query = session.query;
		this.script = session.script;
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
