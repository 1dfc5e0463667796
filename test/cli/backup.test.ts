import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { dataFolder } from '../support/data-folder.ts';
import { ANA, drawNext, key, MOD, PIXEL, ROOM, testStudio } from '../support/studio.ts';
import { scratch, taue } from './terminal.ts';

/** A studio with a finished picture, a waiting one, a setting and a saved layout. */
async function fill(folder: string): Promise<string> {
	const open = await testStudio({ folder: await dataFolder(folder) });
	try {
		const who = { place: ROOM, person: ANA };
		const { jobs } = await open.studio.drawing.draw({ ...who, line: 'cat@left', idempotencyKey: key() });
		await drawNext(open.queue);
		await open.studio.drawing.draw({ ...who, line: 'dog@right', idempotencyKey: key() });
		await open.studio.settings.change(ROOM, MOD, { defaults: '--steps 8' });
		await open.studio.layouts.save(ROOM, ANA, 'beach', 'cat@left, dog@right on a beach');
		return jobs[0].pictureId;
	} finally {
		await open.close();
	}
}

describe('taue backup and taue restore', () => {
	it('bring back pictures, settings, saved layouts and the line', async () => {
		await using folder = await scratch();
		const [data, copy] = [join(folder.path, 'data'), join(folder.path, 'copies/monday')];
		const env = { TAUE_DATA: data };
		const id = await fill(data);
		const made = await taue(['backup', copy], { env });
		assert.equal(made.code, 0, made.stderr);
		rmSync(data, { recursive: true });
		const back = await taue(['restore', copy], { env });
		assert.equal(back.code, 0, back.stderr);
		const open = await testStudio({ folder: data });
		try {
			assert.equal((await open.studio.pictures.find(id))?.state, 'done');
			assert.deepEqual((await open.studio.pictures.bytes(id, 'full'))?.bytes, PIXEL);
			assert.equal((await open.studio.settings.of(ROOM)).defaults, '--steps 8');
			assert.deepEqual(
				(await open.studio.layouts.list(ROOM.id)).map(({ name, line }) => [name, line]),
				[['beach', 'cat@left, dog@right on a beach']],
			);
			assert.equal((await drawNext(open.queue)).recipe.objects[0].text, 'dog');
		} finally {
			await open.close();
		}
	});

	it('put nothing over anything unless told to, and then keep what was there', async () => {
		await using folder = await scratch();
		const [data, copy] = [join(folder.path, 'data'), join(folder.path, 'copy')];
		const env = { TAUE_DATA: data };
		const wrong = async (argv: readonly string[], message: RegExp) => {
			const { code, stderr } = await taue(argv, { env });
			assert.equal(code, 1, argv.join(' '));
			assert.match(stderr, message);
		};
		await wrong(['backup', copy], /holds no database, so there is nothing to back up/);
		await fill(data);
		await wrong(['backup', join(data, 'copy')], /lies in the data folder itself/);
		assert.equal((await taue(['backup', copy], { env })).code, 0);
		await wrong(['backup', copy], /is already there\. Name a folder that does not exist yet/);
		await wrong(['restore', copy], /holds a database\. With --replace/);
		await wrong(['restore', folder.path], /is no backup/);
		const replaced = await taue(['restore', copy, '--replace'], { env });
		assert.equal(replaced.code, 0, replaced.stderr);
		const [, former] = /kept in (.+)\.$/m.exec(replaced.stdout) ?? [];
		assert.ok(existsSync(join(former, 'PG_VERSION')));
		assert.deepEqual(readdirSync(folder.path).sort(), ['copy', 'data']);
	});

	it('take nobody’s place where the backup cannot be read', async () => {
		await using folder = await scratch();
		const [data, copy] = [join(folder.path, 'data'), join(folder.path, 'copy')];
		const env = { TAUE_DATA: data };
		const id = await fill(data);
		assert.equal((await taue(['backup', copy], { env })).code, 0);
		// The file that says where everything begins.
		await writeFile(join(copy, 'postgres/global/pg_control'), 'x');
		const { code, stderr } = await taue(['restore', copy, '--replace'], { env });
		assert.equal(code, 1);
		assert.match(stderr, /copy cannot be restored, and .*data is as it was\. Its files are damaged/);
		assert.deepEqual(
			readdirSync(data).filter((name) => name.startsWith('postgres')),
			['postgres'],
		);
		const open = await testStudio({ folder: data });
		try {
			assert.ok(await open.studio.pictures.find(id));
		} finally {
			await open.close();
		}
	});

	it('say in a sentence where nothing can be written, and leave nothing there', async () => {
		await using folder = await scratch();
		const [data, file] = [join(folder.path, 'data'), join(folder.path, 'file')];
		const env = { TAUE_DATA: data };
		await fill(data);
		await writeFile(file, '');
		const places = [join(file, 'copy'), ...(process.platform === 'linux' ? ['/proc/copy'] : [])];
		for (const place of places) {
			const { code, stderr } = await taue(['backup', place], { env });
			assert.equal(code, 1);
			assert.match(stderr, /cannot be written: [a-z ]+\. Nothing of it is left\. Name another folder\.$/m);
		}
		const copy = join(folder.path, 'copy');
		assert.equal((await taue(['backup', copy], { env })).code, 0);
		const { code, stderr } = await taue(['restore', copy], { env: { TAUE_DATA: join(file, 'data') } });
		assert.equal(code, 1);
		assert.match(stderr, /cannot be used: a part of the path is a file\. Set TAUE_DATA/);
		assert.deepEqual(readdirSync(folder.path).sort(), ['copy', 'data', 'file']);
	});

	it('wait for nobody: a running program is named, and a server has its own tools', async () => {
		await using folder = await scratch();
		const data = join(folder.path, 'data');
		const open = await testStudio({ folder: await dataFolder(data) });
		try {
			const busy = await taue(['backup', join(folder.path, 'copy')], { env: { TAUE_DATA: data } });
			assert.equal(busy.code, 1);
			assert.match(busy.stderr, new RegExp(`in use by process ${process.pid}`));
		} finally {
			await open.close();
		}
		const server = await taue(['backup', 'x'], {
			env: { DATABASE_URL: 'postgres://me:s3cret@127.0.0.1/taue' },
		});
		assert.match(server.stderr, /pg_dump --format=custom --file=taue\.dump "\$DATABASE_URL"/);
		assert.doesNotMatch(server.stderr, /s3cret/);
		assert.equal((await taue(['restore'])).code, 2);
	});
});
