import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DatabaseError, type DatabaseErrorCode } from '../../src/store/database-error.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { Program } from '../support/program.ts';

const root = mkdtempSync(join(tmpdir(), 'taue-folder-'));
const good = join(root, 'good');
after(() => rmSync(root, { recursive: true }));
before(async () => {
	const database = await openDatabase({ folder: good });
	await migrate(database);
	await database.close();
});

/** A copy of the good folder with something done to its database. */
function copy(name: string, harm: (postgres: string) => void): string {
	const folder = join(root, name);
	cpSync(good, folder, { recursive: true });
	harm(join(folder, 'postgres'));
	return folder;
}

const filesOf = (folder: string) =>
	readdirSync(join(folder, 'postgres'), { recursive: true }).map((path) => String(path));

async function refuses(folder: string, code: DatabaseErrorCode, message: RegExp): Promise<void> {
	const error = await openDatabase({ folder }).then(
		() => assert.fail('it was opened'),
		(failure: unknown) => failure,
	);
	assert.ok(error instanceof DatabaseError, String(error));
	assert.equal(error.code, code);
	assert.match(error.message, message);
	assert.equal(existsSync(join(folder, 'taue.lock')), false, 'the lock is left');
}

const mode = (path: string) => statSync(path).mode & 0o777;

describe('the data folder', () => {
	it('is made for this account alone, and closed where it was open', async () => {
		assert.equal(mode(good), 0o700);
		assert.equal(mode(join(good, 'postgres')), 0o700);
		const open = copy('open', (postgres) => chmodSync(postgres, 0o755));
		chmodSync(open, 0o755);
		await (await openDatabase({ folder: open })).close();
		assert.equal(mode(open), 0o700);
		assert.equal(mode(join(open, 'postgres')), 0o700);
	});

	it('stays until it is closed, whatever is asked meanwhile', () => {
		const script = join(root, 'asks-while-closing.mjs');
		writeFileSync(
			script,
			`import { openDatabase } from ${JSON.stringify(new URL('../../src/store/open-database.ts', import.meta.url))};
			const database = await openDatabase({ folder: ${JSON.stringify(join(root, 'asked-while-closing'))} });
			const before = database.query('select 1 as n');
			const closed = database.close();
			const late = Array.from({ length: 20 }, () => database.query('select 1').catch(({ message }) => message));
			await closed;
			process.stdout.write(JSON.stringify([await before, [...new Set(await Promise.all(late))]]));`,
		);
		const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
		assert.equal(status, 0, stderr);
		assert.deepEqual(JSON.parse(stdout), [[{ n: 1 }], ['The database is closed.']]);
	});

	it('keeps the mode of a folder that holds other things as well, and closes the database in it', async () => {
		const shared = copy('shared', (postgres) => chmodSync(postgres, 0o755));
		writeFileSync(join(shared, 'notes.txt'), 'mine');
		chmodSync(shared, 0o755);
		await (await openDatabase({ folder: shared })).close();
		assert.equal(mode(shared), 0o755);
		assert.equal(mode(join(shared, 'postgres')), 0o700);
	});

	it('says that a database is damaged, and deletes nothing of it', async () => {
		const harms: Readonly<Record<string, (postgres: string) => void>> = {
			version: (postgres) => writeFileSync(join(postgres, 'PG_VERSION'), '12\n'),
			'no version': (postgres) => rmSync(join(postgres, 'PG_VERSION')),
			'no base': (postgres) => rmSync(join(postgres, 'base'), { recursive: true }),
			'control file': (postgres) => writeFileSync(join(postgres, 'global/pg_control'), Buffer.alloc(8192, 7)),
			'empty control file': (postgres) => writeFileSync(join(postgres, 'global/pg_control'), ''),
		};
		for (const [name, harm] of Object.entries(harms)) {
			const folder = copy(name, harm);
			const before = filesOf(folder);
			await refuses(
				folder,
				'folder-damaged',
				/^The database in .*postgres cannot be opened: .*Nothing was deleted\./,
			);
			const after = new Set(filesOf(folder));
			assert.deepEqual(
				before.filter((path) => !after.has(path)),
				[],
				name,
			);
		}
	});

	it('says what stands in its way', async () => {
		const file = join(root, 'a file');
		writeFileSync(file, 'mine');
		await refuses(
			file,
			'folder-unusable',
			/^The data folder .*a file cannot be used: there is a file of that name\./,
		);
		await refuses(join(file, 'below'), 'folder-unusable', /a part of the path is a file/);
		// Linux lets nobody make anything there, and Node's own mkdir tries for ever.
		if (existsSync('/proc/self')) await refuses('/proc/taue', 'folder-unusable', /nothing can be made there/);
		const folder = join(root, 'with a file');
		mkdirSync(folder);
		writeFileSync(join(folder, 'postgres'), 'mine');
		await refuses(
			folder,
			'folder-unusable',
			/postgres is a file, and the database is a folder of that name\. Move/,
		);
		assert.equal(readFileSync(join(folder, 'postgres'), 'utf8'), 'mine');
		const loop = join(root, 'with a loop');
		mkdirSync(loop);
		symlinkSync('postgres', join(loop, 'postgres'));
		await refuses(loop, 'folder-unusable', /it is a link that leads to itself/);
	});

	it('takes for a lock what is a file, and waits for nothing else', async () => {
		const made: readonly ((path: string) => void)[] = [
			(path) => mkdirSync(path),
			(path) => symlinkSync('/dev/zero', path),
			...(process.platform === 'win32' ? [] : [(path: string) => void spawnSync('mkfifo', [path])]),
		];
		for (const [n, make] of made.entries()) {
			const folder = join(root, `with no lock ${n}`);
			mkdirSync(folder);
			const lock = join(folder, 'taue.lock');
			make(lock);
			const refused = openDatabase({ folder });
			await assert.rejects(refused, {
				code: 'folder-unusable',
				message: /taue\.lock is no file\. Move it away/,
			});
			assert.ok(lstatSync(lock), 'it was taken away');
		}
	});

	it('npm start says it in one sentence, without a stack', async () => {
		const folder = copy('for the program', (postgres) => rmSync(join(postgres, 'PG_VERSION')));
		const taue = new Program('taue', ['src/main.ts'], {
			TAUE_DATA: folder,
			PORT: '0',
			TAUE_ENGINE: 'simulated',
			DATABASE_URL: '',
		});
		await taue.start({ waitForLine: true });
		await taue.stop();
		assert.equal(taue.exitCode, 1);
		assert.equal(taue.log().trim().split('\n').length, 1, taue.log());
		assert.match(taue.log(), /^The database in .* cannot be opened/);
	});
});

describe('a data folder that may not be written', {
	skip: process.getuid?.() === 0 ? 'root may write everywhere' : false,
}, () => {
	it('is said in one sentence', async () => {
		const folder = join(root, 'read-only');
		mkdirSync(folder, { mode: 0o555 });
		await refuses(
			folder,
			'folder-unusable',
			/cannot be used: this account may not write there\. Set TAUE_DATA/,
		);
	});
});
