import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { taue } from './terminal.ts';

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
