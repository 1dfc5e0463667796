import type { Database } from './database.ts';

/** Tables whose rows come and go all the time. */
const HOT = ['jobs', 'progress', 'flows', 'fair_clock', 'places', 'pictures', 'posts', 'workers'];

/**
 * Clears dead rows away. A server does this by itself; the database in a folder has no background
 * processes, and without it a long queue's tables grow with every job that went through.
 */
export async function tidy(database: Database): Promise<void> {
	if (database.kind !== 'folder') return;
	for (const table of HOT) await database.query(`vacuum (analyze) ${table}`);
}
