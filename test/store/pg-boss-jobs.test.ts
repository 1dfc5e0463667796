import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Queue } from '../../src/queue/queue.ts';
import type { WorkQueue } from '../../src/queue/types.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { type OpenStudio, openStudio } from '../../src/studio/studio.ts';
import { dataFolder } from '../support/data-folder.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { CLAIM, drawNext, MODEL, outcomeOf, quietLog } from '../support/studio.ts';

const DUMP = new URL('../fixtures/databases/with-pg-boss.sql', import.meta.url);
const OTHER = '模型-1';

/** Opens a database that the program made while it had pg-boss, with this program. */
async function upgrade(database: Database): Promise<OpenStudio> {
	await database.script(await readFile(DUMP, 'utf8'));
	return openStudio({
		database,
		catalogue: { models: [MODEL, { ...MODEL, name: OTHER }] },
		log: quietLog,
		sweepMs: 0,
	});
}

/** What the dump's head says had become of each picture, by picture. */
async function namesInDump(): Promise<ReadonlyMap<string, string>> {
	const lines = (await readFile(DUMP, 'utf8')).matchAll(/^-- {3}(\w{12}) {2}(.+)$/gm);
	return new Map([...lines].map(([, id, name]) => [id, name]));
}

/** The names of all that waits, in the order in which it is handed out. */
async function handedOut(queue: WorkQueue): Promise<string[]> {
	const names = await namesInDump();
	const order: string[] = [];
	for (;;) {
		const job = await queue.fetch({ ...CLAIM, models: ['built-in', OTHER] });
		if (job === null) return order;
		order.push(names.get(job.pictureId) ?? job.pictureId);
	}
}

const RAN = ['alive', 'silent', 'given up'];
/** Also what pg-boss had lost or cancelled while its picture was still promised. */
const WAITED = [
	'tried once',
	'of Ben',
	'waiting 1',
	'of another model',
	'waiting 2',
	'lost by pg-boss',
	'waiting 3',
	'cancelled by pg-boss',
	'enlargement',
];

describe('a database on a server that holds pg-boss jobs in every state', () => {
	let server: PostgresServer;
	before(async () => {
		server = await startPostgres();
	});
	after(() => server.stop());

	async function opened(run: (opened: OpenStudio & { database: Database }) => Promise<void>): Promise<void> {
		const database = await openDatabase({ url: await server.createDatabase(), connections: 3 });
		const open = await upgrade(database);
		await run({ ...open, database });
		await open.studio.close();
		await database.close();
	}

	it('hands out what waited, in its old order, and what ran once its worker stays silent', () =>
		opened(async ({ queue, database }) => {
			const sweep = () => (queue as Queue).sweep();
			await sweep();
			assert.deepEqual(await handedOut(queue), WAITED);
			await database.query(
				`update jobs set heartbeat_at = heartbeat_at - interval '1 minute' where claim = 1 and attempt = 0 and start_tag < 135`,
			);
			await sweep();
			assert.deepEqual(await handedOut(queue), RAN);
		}));

	it('keeps attempts, ended pictures and why they failed, and leaves nothing of pg-boss behind', () =>
		opened(async ({ studio, queue, database }) => {
			const names = await namesInDump();
			const states = new Map<string, unknown>();
			for (const [id, name] of names) {
				const picture = await studio.pictures.find(id);
				states.set(name, picture?.failure ?? picture?.state);
			}
			assert.deepEqual(
				['done', 'failed', 'cancelled while it waited', 'cancelled while it ran'].map((name) =>
					states.get(name),
				),
				['done', { code: 'bad-recipe', message: 'It broke.' }, 'cancelled', 'cancelled'],
			);
			const again = await drawNext(queue);
			assert.deepEqual([names.get(again.pictureId), again.attempt], ['tried once', 1]);
			assert.equal((await studio.pictures.find(again.pictureId))?.state, 'done');
			assert.deepEqual(await database.query("select 1 from pg_namespace where nspname = 'taue_boss'"), []);
		}));

	it('lets a new request of the same person join the line where it ends', () =>
		opened(async ({ studio, queue }) => {
			const { jobs } = await studio.drawing.draw({
				place: { id: 'room:main' },
				person: { id: 'room:ana', name: 'Ana' },
				line: 'cat@left',
				idempotencyKey: 'after the upgrade',
			});
			const order = await handedOut(queue);
			assert.deepEqual(order, [...WAITED, jobs[0].pictureId]);
		}));
});

describe('a database in a folder that holds pg-boss jobs in every state', () => {
	it('hands out all that ran and waited, in its old order', async () => {
		const database = await openDatabase({ folder: await dataFolder() });
		const { studio, queue } = await upgrade(database);
		assert.deepEqual(await handedOut(queue), [...RAN, ...WAITED]);
		await studio.close();
		await database.close();
	});

	it('ends with the picture that is drawn', async () => {
		const database = await openDatabase({ folder: await dataFolder() });
		const { studio, queue } = await upgrade(database);
		const job = await queue.fetch(CLAIM);
		assert.ok(job);
		assert.equal(await queue.heartbeat(job), 'ours');
		assert.equal(await queue.complete(job, outcomeOf(job)), 'settled');
		assert.equal((await studio.pictures.find(job.pictureId))?.state, 'done');
		await studio.close();
		await database.close();
	});
});
