import type { Database, Queryable } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** Any number that other programs on the same server are unlikely to lock. */
const LOCK = 7_283_202_611;

/**
 * Brings the schema up to date. Any number of processes may call it at the same time: one works, the others
 * wait and find everything done. Each migration is one transaction.
 *
 * @returns the versions that this call applied
 * @throws DatabaseError `too-new` when a newer program has been here, `folder-damaged`
 */
export async function migrate(
	database: Database,
	migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
	const applied: number[] = [];
	try {
		while (await database.transaction((tx) => applyNext(tx, migrations, applied)));
	} catch (cause) {
		throw isDamage(cause) ? damagedDatabase(cause) : cause;
	}
	return applied;
}

/** Postgres' class of errors for files that cannot be as they are. */
function isDamage(error: unknown): error is Error {
	return error instanceof Error && 'code' in error && String(error.code).startsWith('XX');
}

function damagedDatabase(cause: Error): DatabaseError {
	return new DatabaseError(
		'folder-damaged',
		`The database is damaged: ${cause.message}. Nothing was deleted. Put a copy of it back.`,
		{ cause },
	);
}

async function applyNext(
	tx: Queryable,
	migrations: readonly Migration[],
	applied: number[],
): Promise<boolean> {
	await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
	await tx.script(
		'create table if not exists taue_migrations (version int primary key, name text not null, at timestamptz not null default now())',
	);
	const rows = await tx.query<{ version: number }>(
		'select coalesce(max(version), 0) as version from taue_migrations',
	);
	const current = rows[0]?.version ?? 0;
	const newest = migrations.at(-1)?.version ?? 0;
	if (current > newest) {
		throw new DatabaseError(
			'too-new',
			`The database has schema version ${current}, this program knows ${newest}. Run the newer program, or another database.`,
		);
	}
	const next = migrations.find(({ version }) => version === current + 1);
	if (next === undefined) return false;
	await tx.script(next.sql);
	await tx.query('insert into taue_migrations (version, name) values ($1, $2)', [next.version, next.name]);
	if (!applied.includes(next.version)) applied.push(next.version);
	return true;
}
