import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { dataFolder } from '../support/data-folder.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

/** Both databases answer alike. */
function sameEverywhere(open: () => Promise<Database>): void {
	let database: Database;
	before(async () => {
		database = await open();
		await database.script('create table things (id int primary key, word text)');
	});
	after(() => database.close());

	it('gives values as JavaScript has them', async () => {
		const bytes = new Uint8Array([0, 1, 255]);
		const at = new Date('2026-01-02T03:04:05.678Z');
		const [row] = await database.query(
			`select 9007199254740991::bigint as big, $1::bytea as bytes, $2::timestamptz as at, $3::jsonb as json,
				$4::text[] as words, 0.1::float8 as tenth, null as nothing`,
			[bytes, at, JSON.stringify({ a: [1, 'x'] }), ['a', 'b"c']],
		);
		assert.deepEqual(
			{ ...row, bytes: [...(row as { bytes: Uint8Array }).bytes] },
			{
				big: 9007199254740991,
				bytes: [0, 1, 255],
				at,
				json: { a: [1, 'x'] },
				words: ['a', 'b"c'],
				tenth: 0.1,
				nothing: null,
			},
		);
	});

	it('does all of a transaction or nothing', async () => {
		const failed = database.transaction(async (tx) => {
			await tx.query('insert into things values (1, $1)', ['half']);
			throw new RangeError('stop');
		});
		await assert.rejects(failed, RangeError);
		assert.deepEqual(await database.query('select 1 from things'), []);
		assert.equal(
			await database
				.transaction(async (tx) => (await tx.query('select 7 as n'))[0])
				.then((row) => (row as { n: number }).n),
			7,
		);
	});

	it('goes on after a statement that failed', async () => {
		await assert.rejects(database.query('select nonsense'), /nonsense/);
		assert.equal((await database.query('select 1')).length, 1);
	});

	it('tells listeners on commit and not on rollback', async () => {
		const heard: string[] = [];
		let ring = () => {};
		const last = new Promise<void>((resolve) => {
			ring = resolve;
		});
		const unlisten = await database.listen(
			'bell',
			(payload) => {
				heard.push(payload);
				if (payload === 'last') ring();
			},
			() => {},
		);
		await database
			.transaction(async (tx) => {
				await tx.query(`select pg_notify('bell', 'never')`);
				throw new Error('rolled back');
			})
			.catch(() => {});
		await database.transaction(async (tx) => {
			await tx.query(`select pg_notify('bell', 'last')`);
		});
		await last;
		assert.deepEqual(heard, ['last']);
		await unlisten();
	});
}

describe('a database in a folder', () =>
	sameEverywhere(async () => openDatabase({ folder: await dataFolder() })));

describe('a database on a server', () => {
	let server: PostgresServer;
	before(async () => {
		// The binaries of the registry: what a machine without Postgres runs the tests on.
		server = await startPostgres({ shippedOnly: true });
	});
	after(() => server.stop());

	describe('', () => sameEverywhere(async () => openDatabase({ url: await server.createDatabase() })));

	it('tries again after a deadlock, and both transactions are done', async () => {
		const database = await openDatabase({ url: await server.createDatabase() });
		await database.script('create table t (id int primary key, n int); insert into t values (1, 0), (2, 0)');
		let met = () => {};
		const meeting = new Promise<void>((resolve) => {
			met = resolve;
		});
		let arrived = 0;
		const cross = (first: number, second: number) =>
			database.transaction(async (tx) => {
				await tx.query('update t set n = n + 1 where id = $1', [first]);
				if (++arrived === 2) met();
				await meeting;
				await tx.query('update t set n = n + 1 where id = $1', [second]);
			});
		await Promise.all([cross(1, 2), cross(2, 1)]);
		assert.deepEqual(await database.query('select n from t'), [{ n: 2 }, { n: 2 }]);
		await database.close();
	});

	it('waits for a server that comes back, and tells listeners of the gap', async () => {
		const database = await openDatabase({ url: await server.createDatabase() });
		let noticed = () => {};
		const gap = new Promise<void>((resolve) => {
			noticed = resolve;
		});
		await database.listen('bell', () => {}, noticed);
		await server.kill();
		await server.restart();
		await gap;
		assert.equal((await database.query('select 1')).length, 1);
		await database.close();
	});

	it('says which server does not answer', async () => {
		const url = 'postgres://nobody@127.0.0.1:1/none';
		await assert.rejects(openDatabase({ url, patienceMs: 0 }), {
			code: 'unreachable',
			message:
				/The database at 127\.0\.0\.1:1\/none does not answer \(.*\)\. Check that the server runs and that DATABASE_URL names it\./,
		});
	});
});
