import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { textOf } from '../house/tracked-files.ts';
import { startPostgres } from '../support/postgres.ts';
import { ANA, drawNext, key, MOD, PIXEL, ROOM, testStudio } from '../support/studio.ts';

/** Major version of the client programs; null where there are none. */
function clientVersion(): number | null {
	const said = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '';
	const major = /(\d+)(?:\.\d+)* *(?:\(.*\))?$/.exec(said.trim())?.[1];
	return major === undefined ? null : Number(major);
}

async function serverVersion(url: string): Promise<number> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const { rows } = await client.query<{ number: string }>(
		`select current_setting('server_version_num') as number`,
	);
	await client.end();
	return Math.floor(Number(rows[0].number) / 10_000);
}

describe('a backup of a Postgres server', () => {
	it('is taken while people work, and brings everything back, with the lines of docs/operating.md', async (test) => {
		const client = clientVersion();
		if (client === null) return test.skip('pg_dump is not installed');
		const server = await startPostgres();
		const folder = mkdtempSync(join(tmpdir(), 'taue-dump-'));
		try {
			const [source, target] = [await server.createDatabase(), await server.createDatabase()];
			const version = await serverVersion(source);
			if (client < version) return test.skip(`pg_dump ${client} cannot read a server of version ${version}`);
			const dump = lineOf('pg_dump');
			const restore = lineOf('pg_restore');
			const run = (line: string, url: string) =>
				execFileSync('bash', ['-c', line], {
					cwd: folder,
					env: { ...process.env, DATABASE_URL: url },
					stdio: ['ignore', 'pipe', 'pipe'],
				});

			const open = await testStudio({ url: source });
			const { jobs } = await open.studio.drawing.draw({
				place: ROOM,
				person: ANA,
				line: 'cat@left',
				idempotencyKey: key(),
			});
			await drawNext(open.queue);
			await open.studio.settings.change(ROOM, MOD, { defaults: '--steps 8' });
			await open.studio.drawing.draw({ place: ROOM, person: ANA, line: 'dog@right', idempotencyKey: key() });
			run(dump, source);
			// What happens after the backup is not in it.
			await open.studio.settings.change(ROOM, MOD, { defaults: '--steps 9' });
			await open.close();

			// Into an empty database, and once more over what is there.
			for (const _ of ['into an empty one', 'over it']) {
				run(restore, target);
				const back = await testStudio({ url: target });
				try {
					const [row] = await back.database.query<{ state: string; bytes: Uint8Array }>(
						`select state, bytes from pictures join files on picture_id = id where id = $1 and kind = 'full'`,
						[jobs[0].pictureId],
					);
					assert.equal(row.state, 'done');
					assert.deepEqual(Buffer.from(row.bytes), PIXEL);
					assert.equal((await back.studio.settings.of(ROOM)).defaults, '--steps 8');
					assert.equal((await drawNext(back.queue)).recipe.objects[0].text, 'dog');
				} finally {
					await back.close();
				}
			}
		} finally {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

/** The document's own command. */
function lineOf(program: string): string {
	const line = textOf('docs/operating.md')
		.split('\n')
		.find((each) => each.startsWith(`    ${program} `));
	assert.ok(line !== undefined, program);
	return line.trim();
}
