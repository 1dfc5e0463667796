import type { Database } from './database.ts';

/** Tables whose rows come and go all the time. */
const HOT = ['jobs', 'progress', 'flows', 'fair_clock', 'places', 'pictures', 'posts', 'workers'];

/**
 * Clears dead rows away. A server does this by itself; the database in a folder has no background
 * processes, and without it a long queue's tables grow with every job that went through.
 */
export async function tidy(database: Database, bossSchema: string): Promise<void> {
	if (database.kind !== 'folder') return;
	const boss = await database.query<{ name: string }>(
		`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1 and tablename like 'job%'`,
		[bossSchema],
	);
	for (const table of [...HOT, ...boss.map(({ name }) => name)])
		await database.query(`vacuum (analyze) ${table}`);
}
