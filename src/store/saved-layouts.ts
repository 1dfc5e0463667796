import type { Queryable } from './database.ts';

export interface SavedLayoutRow {
	readonly name: string;
	readonly line: string;
	readonly person: string | null;
	readonly personName: string | null;
	readonly at: Date;
}

const COLUMNS = `l.name, l.line, l.by_person as person, w.name as "personName", l.at`;
const FROM = 'saved_layouts l left join people w on w.id = l.by_person';

/** All of a place, by name. */
export async function layoutsOf(db: Queryable, place: string): Promise<SavedLayoutRow[]> {
	return db.query<SavedLayoutRow>(`select ${COLUMNS} from ${FROM} where l.place = $1 order by l.name`, [
		place,
	]);
}

/** One of a place; in a transaction nobody else changes it until the end. */
export async function layoutNamed(
	db: Queryable,
	place: string,
	name: string,
): Promise<SavedLayoutRow | null> {
	const [row] = await db.query<SavedLayoutRow>(
		`select ${COLUMNS} from ${FROM} where l.place = $1 and l.name = $2 for update of l`,
		[place, name],
	);
	return row ?? null;
}

/** Writes it under its name; the place's row must be there. */
export async function putLayout(
	tx: Queryable,
	layout: { readonly place: string; readonly name: string; readonly line: string; readonly person: string },
): Promise<void> {
	await tx.query(
		`insert into saved_layouts (place, name, line, by_person) values ($1, $2, $3, $4)
		on conflict (place, name) do update set line = excluded.line, by_person = excluded.by_person, at = now()`,
		[layout.place, layout.name, layout.line, layout.person],
	);
	await tellLayouts(tx, layout.place, layout.person);
}

export async function dropLayout(tx: Queryable, place: string, name: string, by: string): Promise<void> {
	await tx.query('delete from saved_layouts where place = $1 and name = $2', [place, name]);
	await tellLayouts(tx, place, by);
}

/** Locks the place, so that two who save at once are counted one after the other. */
export async function countLayouts(tx: Queryable, place: string): Promise<number> {
	await tx.query('select 1 from places where id = $1 for update', [place]);
	const [row] = await tx.query<{ count: number }>(
		'select count(*)::int as count from saved_layouts where place = $1',
		[place],
	);
	return row?.count ?? 0;
}

/** What a person saved, in all places. */
export async function dropLayoutsOf(tx: Queryable, person: string): Promise<void> {
	const rows = await tx.query<{ place: string }>(
		'delete from saved_layouts where by_person = $1 returning place',
		[person],
	);
	for (const place of new Set(rows.map(({ place }) => place))) await tellLayouts(tx, place, null);
}

async function tellLayouts(tx: Queryable, place: string, by: string | null): Promise<void> {
	await tx.query(`select taue_tell(null, $1, 'layouts', $2, '{}')::text`, [place, by]);
}
