import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
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
import {
	errorOf,
	type FolderQuestion,
	type FolderReply,
	type FolderRequest,
	memoryOf,
} from './folder-messages.ts';

/**
 * Opens (and creates) the database in a folder, on a thread of this process.
 * @throws DatabaseError `folder-unusable`, `folder-damaged`, `folder-in-use`
 */
export async function openFolder(folder: string): Promise<Database> {
	if (folder.startsWith('memory://')) return new FolderDatabase(await openThread(folder), () => {});
	prepareFolder(folder);
	const unlock = lockFolder(folder);
	const first = isFirstStart(folder);
	const path = join(folder, DATABASE_FOLDER);
	try {
		checkWhole(folder);
		const thread = await openThread(path).catch((error: unknown) => {
			const explained = explainFailure(folder, error);
			// What a first start leaves when it fails is no database: the next one begins anew.
			if (first) rmSync(path, { recursive: true, force: true });
			throw explained;
		});
		markWhole(folder);
		return new FolderDatabase(thread, unlock);
	} catch (error) {
		unlock();
		throw error;
	}
}

async function openThread(path: string): Promise<FolderThread> {
	const thread = new FolderThread();
	try {
		await thread.ask({ op: 'open', path });
		return thread;
	} catch (error) {
		await thread.end();
		throw error;
	}
}

interface Asked {
	readonly resolve: (rows: object[]) => void;
	readonly reject: (error: Error) => void;
}

/** The thread with the database, as one asks it: every question gets its answer, in whatever order they come. */
class FolderThread {
	readonly #thread = new Worker(new URL('./folder-thread.ts', import.meta.url));
	readonly #asked = new Map<number, Asked>();
	readonly #listeners = new Map<string, Set<(payload: string) => void>>();
	readonly #lost = Promise.withResolvers<Error>();
	readonly lost = this.#lost.promise;
	#questions = 0;
	#ended: Error | null = null;
	#closing = false;

	constructor() {
		this.#thread.on('message', (reply: FolderReply) => this.#hear(reply));
		this.#thread.once('error', (error) => this.#lose(error));
		this.#thread.once('exit', (code) => this.#lose(new Error(`The database's thread ended (code ${code}).`)));
		this.#thread.unref();
	}

	/** The rows of a query; none for other questions. Byte arrays among `memory` are handed over. */
	ask(question: FolderQuestion, memory: readonly ArrayBuffer[] = []): Promise<object[]> {
		if (this.#ended !== null) return Promise.reject(this.#ended);
		const { promise, resolve, reject } = Promise.withResolvers<object[]>();
		const id = ++this.#questions;
		const request: FolderRequest = { id, question };
		// What cannot be sent throws here.
		this.#thread.postMessage(request, memory);
		this.#asked.set(id, { resolve, reject });
		// A program that has nothing else to do ends, but not while it waits for an answer.
		this.#thread.ref();
		return promise;
	}

	/** Until the returned function is called, that is told what comes over the channel. */
	async listen(channel: string, onNotify: (payload: string) => void): Promise<() => void> {
		const before = this.#listeners.get(channel);
		const listeners = before ?? new Set();
		this.#listeners.set(channel, listeners);
		listeners.add(onNotify);
		if (before === undefined) await this.ask({ op: 'listen', channel });
		return () => listeners.delete(onNotify);
	}

	/** Answers what was asked before; every later question is refused. */
	async close(): Promise<void> {
		const closed = this.ask({ op: 'close' });
		this.#ended ??= new Error('The database is closed.');
		this.#closing = true;
		await closed.finally(() => this.end());
	}

	/** Ends the thread, whatever it is at. The program stays until it has: no late answer lets go of it. */
	async end(): Promise<void> {
		this.#closing = true;
		await this.#thread.terminate();
	}

	#hear(reply: FolderReply): void {
		if (reply.type === 'notified') {
			for (const onNotify of this.#listeners.get(reply.channel) ?? []) onNotify(reply.payload);
			return;
		}
		const asked = this.#asked.get(reply.id);
		this.#asked.delete(reply.id);
		if (this.#asked.size === 0 && !this.#closing) this.#thread.unref();
		if (reply.type === 'failed') asked?.reject(errorOf(reply.failure));
		else asked?.resolve(reply.rows.map((row) => withBuffers(row, reply.bytes)));
	}

	#lose(error: Error): void {
		this.#ended ??= error;
		if (!this.#closing) this.#lost.resolve(this.#ended);
		for (const { reject } of this.#asked.values()) reject(this.#ended);
		this.#asked.clear();
	}
}

/** Bytes as a server's driver gives them. */
function withBuffers(row: object, columns: readonly string[]): object {
	for (const column of columns) {
		const bytes: unknown = Reflect.get(row, column);
		if (bytes instanceof Uint8Array) {
			Reflect.set(row, column, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		}
	}
	return row;
}

function sessionOf(thread: FolderThread, transaction: number | null): Queryable {
	return {
		async query<R extends object>(text: string, values: readonly unknown[] = []) {
			// Whoever gave us bytes keeps them, so it is a copy that is handed over.
			const copies = values.map((value) => (value instanceof Uint8Array ? Uint8Array.from(value) : value));
			const question = { op: 'query', text, values: copies, transaction } as const;
			return (await thread.ask(question, memoryOf(copies))) as R[];
		},
		async script(text) {
			await thread.ask({ op: 'script', text, transaction });
		},
	};
}

class FolderDatabase implements Database {
	readonly kind = 'folder';
	readonly query: Queryable['query'];
	readonly script: Queryable['script'];
	readonly lost: Promise<Error>;
	readonly #thread: FolderThread;
	readonly #unlock: () => void;
	#transactions = 0;
	#closed: Promise<void> | null = null;

	constructor(thread: FolderThread, unlock: () => void) {
		this.#thread = thread;
		this.#unlock = unlock;
		this.lost = thread.lost;
		const session = sessionOf(thread, null);
		this.query = session.query;
		this.script = session.script;
	}

	async transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T> {
		const transaction = ++this.#transactions;
		// Not waited for: if it fails, so does what is asked within it.
		this.#thread.ask({ op: 'begin', transaction }).catch(() => {});
		let result: T;
		try {
			result = await run(sessionOf(this.#thread, transaction));
		} catch (error) {
			await this.#thread.ask({ op: 'end', transaction, commit: false }).catch(() => {});
			throw error;
		}
		await this.#thread.ask({ op: 'end', transaction, commit: true });
		return result;
	}

	async listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>> {
		const unlisten = await this.#thread.listen(channel, onNotify);
		return async () => unlisten();
	}

	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	async #close(): Promise<void> {
		try {
			await this.#thread.close();
		} finally {
			this.#unlock();
		}
	}
}
