/**
 * Runs on a thread of its own: the database in a folder. PGlite is Postgres as WebAssembly and works in turns that
 * nothing interrupts (a large picture takes 50 ms a megabyte), and whoever answers people must not wait for them.
 */
import '../frozen-builtins.ts';
import { parentPort } from 'node:worker_threads';
import { PGlite, type Results, type Transaction } from '@electric-sql/pglite';
import {
	type FolderQuestion,
	type FolderReply,
	type FolderRequest,
	failureOf,
	memoryOf,
} from './folder-messages.ts';

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
/** Pictures as the text form of bytea: PGlite's own conversion takes a quarter of a second a megabyte. */
const BYTEA = 17;
const PARSERS = {
	[INT8]: (value: string) => Number(value),
	[BYTEA]: (value: string) => {
		// Memory of its own, which can be handed over.
		const bytes = new Uint8Array((value.length - 2) / 2);
		Buffer.from(bytes.buffer).write(value.slice(2), 'hex');
		return bytes;
	},
};
const SERIALIZERS = {
	[BYTEA]: (bytes: Uint8Array) =>
		`\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
};

interface OpenTransaction {
	readonly session: Transaction;
	readonly end: (commit: boolean) => void;
	/** Comes back when it is committed or rolled back. */
	readonly over: Promise<void>;
}

type Answer = Pick<Results<object>, 'rows' | 'fields'> | undefined;

let database: PGlite | undefined;
/** Those that were asked for, each once it has begun: what is asked within one need not wait to be sent. */
const transactions = new Map<number, Promise<OpenTransaction>>();

function opened(): PGlite {
	if (database === undefined) throw new Error('The database is not open.');
	return database;
}

function running(transaction: number): Promise<OpenTransaction> {
	const found = transactions.get(transaction);
	if (found === undefined) throw new Error(`Transaction ${transaction} is over.`);
	return found;
}

async function session(transaction: number | null): Promise<PGlite | Transaction> {
	return transaction === null ? opened() : (await running(transaction)).session;
}

/** Comes back when the transaction has begun: the one before it is over by then. */
async function begin(transaction: number): Promise<void> {
	const folder = opened();
	const begun = Promise.withResolvers<OpenTransaction>();
	const ending = Promise.withResolvers<boolean>();
	transactions.set(transaction, begun.promise);
	const over = folder.transaction(async (tx) => {
		begun.resolve({ session: tx, end: ending.resolve, over });
		if (!(await ending.promise)) await tx.rollback();
	});
	// One that does not even begin says so; what happens at the end is told by `over`.
	over.catch(begun.reject);
	await begun.promise;
}

async function end(transaction: number, commit: boolean): Promise<void> {
	const open = running(transaction);
	transactions.delete(transaction);
	const { end: endIt, over } = await open;
	endIt(commit);
	await over;
}

async function answer(question: FolderQuestion): Promise<Answer> {
	switch (question.op) {
		case 'open':
			database = await PGlite.create(question.path, {
				parsers: PARSERS,
				serializers: SERIALIZERS,
				startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
			});
			return;
		case 'query':
			return (await session(question.transaction)).query<object>(question.text, [...question.values]);
		case 'script':
			await (await session(question.transaction)).exec(question.text);
			return;
		case 'begin':
			return void (await begin(question.transaction));
		case 'end':
			return void (await end(question.transaction, question.commit));
		case 'listen': {
			const { channel } = question;
			await opened().listen(channel, (payload) => say({ type: 'notified', channel, payload }));
			return;
		}
		case 'close':
			await opened().close();
	}
}

function say(reply: FolderReply, memory: readonly ArrayBuffer[] = []): void {
	parentPort?.postMessage(reply, memory);
}

parentPort?.on('message', async ({ id, question }: FolderRequest) => {
	try {
		const { rows = [], fields = [] } = (await answer(question)) ?? {};
		const bytes = fields.filter(({ dataTypeID }) => dataTypeID === BYTEA).map(({ name }) => name);
		const memory = rows.flatMap((row) => memoryOf(bytes.map((name) => Reflect.get(row, name))));
		say({ type: 'done', id, rows, bytes }, memory);
	} catch (error) {
		say({ type: 'failed', id, failure: failureOf(error) });
	}
});
