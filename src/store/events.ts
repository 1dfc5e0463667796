import type { Queryable } from './database.ts';

export interface EventRow {
	readonly place: string;
	readonly seq: number;
	readonly kind: string;
	readonly picture: string | null;
	readonly person: string | null;
	readonly body: Readonly<Record<string, unknown>>;
	readonly at: Date;
}

const COLUMNS = 'place, seq, kind, picture_id as picture, person, body, at';

/** Events of a place after a number, in order. */
export async function eventsAfter(
	db: Queryable,
	place: string,
	after: number,
	limit: number,
): Promise<EventRow[]> {
	return db.query<EventRow>(
		`select ${COLUMNS} from events where place = $1 and seq > $2 order by seq limit $3`,
		[place, after, limit],
	);
}

export async function lastSeq(db: Queryable, place: string): Promise<number> {
	const [row] = await db.query<{ seq: number }>('select seq from places where id = $1', [place]);
	return row?.seq ?? 0;
}

/** Places of a platform with their last numbers. */
export async function seqsOf(db: Queryable, platform: string): Promise<ReadonlyMap<string, number>> {
	const rows = await db.query<{ id: string; seq: number }>('select id, seq from places where platform = $1', [
		platform,
	]);
	return new Map(rows.map(({ id, seq }) => [id, seq]));
}

/** The last lines said in a place, oldest first. */
export async function lastSaid(db: Queryable, place: string, limit: number): Promise<EventRow[]> {
	const rows = await db.query<EventRow>(
		`select ${COLUMNS} from events where place = $1 and kind = 'said' and body->>'text' <> '' order by seq desc limit $2`,
		[place, limit],
	);
	return rows.reverse();
}

export async function say(
	tx: Queryable,
	said: {
		readonly place: string;
		readonly person: string;
		readonly picture: string | null;
		readonly body: object;
	},
): Promise<void> {
	await tx.query(`select taue_tell($1, $2, 'said', $3, $4::jsonb)::text`, [
		said.picture,
		said.place,
		said.person,
		JSON.stringify(said.body),
	]);
}

/** Events are kept for as long as anyone may come back for them; words said go with them. */
export async function pruneEvents(db: Queryable, days: number): Promise<void> {
	await db.query(`delete from events where at < now() - $1 * interval '1 day'`, [days]);
}
