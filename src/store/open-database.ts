import type { Database, DatabaseOptions } from './database.ts';
import { openFolder } from './folder.ts';
import { openServer } from './server.ts';

/**
 * Opens the database that the options name, without touching its schema (see `migrate`).
 *
 * @throws DatabaseError `folder-in-use`, `unreachable`
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
	if (options.url !== undefined) return openServer(options.url, options);
	return openFolder(options.folder ?? 'memory://');
}
