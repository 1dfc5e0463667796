import { resolve } from 'node:path';
import { type Config, loadConfig } from '../app/config.ts';
import { backUp, restore as putBack } from '../store/backup.ts';
import { CliError, type CliIo, EXIT, usageError, write } from './io.ts';
import { readOptions } from './options.ts';

const HELP = `taue backup, taue restore - copies what the studio keeps, and puts it back

Usage:
  taue backup FOLDER               copy the database of TAUE_DATA into a new folder
  taue restore FOLDER [--replace]  put such a copy back into TAUE_DATA

Options:
  --replace     restore: where there is a database, keep it under another name and take the backup
  -h, --help    this help

Pictures, recipes, settings, saved layouts, votes, posts and the line: all of it is in the database. The
program must not run meanwhile. A backup is opened once before it gets its name. Models and .env are not in
it. With DATABASE_URL everything is on the Postgres server, which has its own tools: pg_dump, pg_restore.

Examples:
  taue backup /backups/monday
  taue restore /backups/monday --replace

Exit codes: 0 done, 1 failed, 2 wrong options.
`;

/** `taue backup`: resolves to the exit code; errors are thrown. */
export async function backup(argv: readonly string[], io: CliIo): Promise<number> {
	const asked = await read('backup', argv, io);
	if (asked === null) return EXIT.ok;
	await backUp(asked.config.store.folder, asked.folder);
	await write(io.stdout, `Backed up ${asked.config.store.folder} to ${asked.folder}.\n`);
	return EXIT.ok;
}

/** `taue restore`: resolves to the exit code; errors are thrown. */
export async function restore(argv: readonly string[], io: CliIo): Promise<number> {
	const asked = await read('restore', argv, io);
	if (asked === null) return EXIT.ok;
	const { folder: data } = asked.config.store;
	const former = await putBack(asked.folder, data, { replace: asked.replace, now: new Date() });
	const kept = former === null ? '' : ` What was there is kept in ${former}.`;
	await write(io.stdout, `Restored ${asked.folder} to ${data}.${kept}\n`);
	return EXIT.ok;
}

interface Asked {
	readonly config: Config;
	readonly folder: string;
	readonly replace: boolean;
}

async function read(
	command: 'backup' | 'restore',
	argv: readonly string[],
	io: CliIo,
): Promise<Asked | null> {
	const { values, positionals } = readOptions(command, argv, {
		...(command === 'restore' && { replace: { type: 'boolean' } }),
		help: { type: 'boolean', short: 'h' },
	} as { replace?: { type: 'boolean' }; help: { type: 'boolean'; short: 'h' } });
	if (values.help) {
		await write(io.stdout, HELP);
		return null;
	}
	const [folder, ...more] = positionals;
	if (folder === undefined || more.length > 0) {
		throw usageError(`taue ${command} takes one folder; ${positionals.length} were given.`);
	}
	const config = loadConfig(io.env);
	if (config.store.databaseUrl !== null) throw onServer(command);
	return { config, folder: resolve(folder), replace: values.replace === true };
}

/** The server's own tools do it while everybody works. */
function onServer(command: 'backup' | 'restore'): CliError {
	const line =
		command === 'backup'
			? 'pg_dump --format=custom --file=taue.dump "$DATABASE_URL"'
			: 'pg_restore --clean --if-exists --dbname="$DATABASE_URL" taue.dump';
	return new CliError(
		'on-server',
		`DATABASE_URL is set, so everything is on that server. Use its own tool: ${line}`,
	);
}
