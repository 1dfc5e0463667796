import { resolve } from 'node:path';
import { loadConfig } from '../app/config.ts';
import { CliError, type CliIo, usageError } from './io.ts';

/** The server's own tools do it while everybody works. */
const ON_SERVER = {
	backup: 'pg_dump --format=custom --file=taue.dump "$DATABASE_URL"',
	restore: 'pg_restore --clean --if-exists --dbname="$DATABASE_URL" taue.dump',
} as const;

/**
 * The folder of what the studio keeps, and the one that a copy is written to or read from.
 * @throws CliError `usage`, `on-server`
 */
export function keptHere(
	command: 'backup' | 'restore',
	words: readonly string[],
	io: CliIo,
): { readonly data: string; readonly folder: string } {
	const [folder, ...more] = words;
	if (folder === undefined || more.length > 0)
		throw usageError(`taue ${command} takes one folder; ${words.length} were given.`);
	const { store } = loadConfig(io.env);
	if (store.databaseUrl !== null)
		throw new CliError(
			'on-server',
			`DATABASE_URL is set, so everything is on that server. Use its own tool: ${ON_SERVER[command]}`,
		);
	return { data: store.folder, folder: resolve(folder) };
}
