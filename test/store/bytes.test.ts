import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { openDatabase } from '../../src/store/open-database.ts';

it('a database in a folder gives bytes back as they were, whole buffers and views of larger ones', async () => {
	const database = await openDatabase({ folder: 'memory://' });
	try {
		await database.query('create table kept (id int, bytes bytea)');
		const large = randomBytes(300_000);
		const all = [Buffer.alloc(0), Buffer.of(0), Buffer.from('\\x00'), large, large.subarray(7, 99)];
		for (const [id, bytes] of all.entries()) {
			await database.query('insert into kept values ($1, $2)', [id, new Uint8Array(bytes)]);
			await database.query('insert into kept values ($1, $2)', [id, bytes]);
		}
		const rows = await database.query<{ id: number; bytes: Uint8Array }>('select * from kept order by id');
		assert.equal(rows.length, 2 * all.length);
		for (const { id, bytes } of rows) {
			assert.ok(bytes instanceof Uint8Array);
			assert.ok(all[id].equals(bytes), String(id));
		}
	} finally {
		await database.close();
	}
});
