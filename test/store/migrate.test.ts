import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { dataFolder } from '../support/data-folder.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

describe('migrations', () => {
	it('make the whole schema in a folder database, once', async () => {
		const database = await openDatabase({ folder: await dataFolder() });
		assert.deepEqual(
			await migrate(database),
			MIGRATIONS.map(({ version }) => version),
		);
		assert.deepEqual(await migrate(database), []);
		await database.close();
	});

	it('refuse a schema that a newer program made', async () => {
		const database = await openDatabase({ folder: await dataFolder() });
		await migrate(database);
		await assert.rejects(migrate(database, []), {
			code: 'too-new',
			message: /schema version \d+, this program knows 0/,
		});
		await database.close();
	});

	it('leave nothing behind when a step fails', async () => {
		const database = await openDatabase({ folder: await dataFolder() });
		const broken = [
			...MIGRATIONS,
			{ version: MIGRATIONS.length + 1, name: 'broken', sql: 'create table half (id int); select nonsense' },
		];
		await assert.rejects(migrate(database, broken), /nonsense/);
		assert.deepEqual(await database.query("select 1 from pg_tables where tablename = 'half'"), []);
		await database.close();
	});
});

describe('migrations on a server', () => {
	let server: PostgresServer;
	before(async () => {
		server = await startPostgres();
	});
	after(() => server.stop());

	it('are applied once when five processes start together', async () => {
		const url = await server.createDatabase();
		const databases = await Promise.all([1, 2, 3, 4, 5].map(() => openDatabase({ url, connections: 2 })));
		const applied = await Promise.all(databases.map((database) => migrate(database)));
		// Which process applies which step is chance; that each is applied once is not.
		assert.deepEqual(
			applied.flat().sort((a, b) => a - b),
			MIGRATIONS.map(({ version }) => version),
		);
		await Promise.all(databases.map((database) => database.close()));
	});
});
