import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch, TINY_MODELS, taue } from './terminal.ts';

/** The address of a database at a server that knows none and says so, which a worker does not wait for. */
async function unknownDatabase(): Promise<{ readonly url: string } & Disposable> {
	const fields = Buffer.from('SFATAL\0C3D000\0Mdatabase "none" does not exist\0\0');
	const refusal = Buffer.alloc(5 + fields.length, 'E');
	refusal.writeInt32BE(4 + fields.length, 1);
	fields.copy(refusal, 5);
	const server = createServer((socket) => socket.once('data', () => socket.end(refusal)));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	assert.ok(typeof address === 'object' && address !== null);
	return { url: `postgres://127.0.0.1:${address.port}/none`, [Symbol.dispose]: () => void server.close() };
}

describe('taue worker', () => {
	it('says what it needs when there is no database', async () => {
		const { code, stderr } = await taue(['worker'], { env: { DATABASE_URL: '' } });
		assert.equal(code, 2);
		assert.match(stderr, /takes its jobs from a Postgres server, and DATABASE_URL is not set/);
		assert.match(stderr, /npm start draws in its own process/);
	});

	it('refuses a model that is not installed before it asks the database', async () => {
		const env = { DATABASE_URL: 'postgres://127.0.0.1:9/none' };
		const { code, stderr } = await taue(['worker', '--models', 'tiny-sd16'], { env });
		assert.equal(code, 3);
		assert.match(stderr, /There is no model "tiny-sd16". Did you mean tiny-sd15\?/);
	});

	it('refuses a broken model where it is named, and leaves it out where it is not', async () => {
		await using folder = await scratch();
		for (const name of ['good', 'half'])
			await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, name), { recursive: true });
		await rm(join(folder.path, 'half/unet/model.onnx'));
		using database = await unknownDatabase();
		const env = { DATABASE_URL: database.url, TAUE_MODELS: folder.path, TAUE_MODEL: 'good' };
		const named = await taue(['worker', '--models', 'good,half'], { env });
		assert.equal(named.code, 3);
		assert.match(named.stderr, /The model half lacks unet\/model\.onnx/);
		// Past the models, it is the database that is missing.
		const all = await taue(['worker'], { env: { ...env, TAUE_LOG: 'silent' } });
		assert.equal(all.code, 1);
		assert.match(all.stderr, /database "none" does not exist/);
		assert.doesNotMatch(all.stderr, /half/);
	});

	it('refuses options that mean nothing', async () => {
		const env = { DATABASE_URL: 'postgres://127.0.0.1:9/none' };
		const none = await taue(['worker', '--devices', 'none'], { env });
		assert.equal(none.code, 2);
		assert.match(none.stderr, /TAUE_DEVICES is none: a worker needs a device/);
		assert.equal((await taue(['worker', '--models', ','], { env })).code, 2);
		const unknown = await taue(['worker', '--model', 'nae'], { env });
		assert.equal(unknown.code, 2);
		assert.match(unknown.stderr, /no option --model\. Did you mean --models\? See: taue worker --help/);
	});

	it('explains itself', async () => {
		const { code, stdout } = await taue(['worker', '--help']);
		assert.equal(code, 0);
		assert.match(stdout, /DATABASE_URL=postgres:\/\/taue@db\/taue npm run taue -- worker/);
	});
});
