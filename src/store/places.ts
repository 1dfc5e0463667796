import type { Queryable } from './database.ts';

export interface Visit {
	readonly person: { readonly id: string; readonly name: string };
	readonly place: { readonly id: string; readonly server: string | null; readonly name: string | null };
}

/**
 * Makes sure that person, place and server are known, and claims the request's key.
 * @returns null when the key is new; else the pictures that were answered to it (waiting for an answer that is
 * being written right now)
 */
export async function claimRequest(
	tx: Queryable,
	visit: Visit,
	key: string,
): Promise<readonly string[] | null> {
	const claimed = await tx.query(
		`with person as (${UPSERT_PERSON}), server as (${UPSERT_SERVER}), place as (${UPSERT_PLACE})
		insert into requests (key) values ($7) on conflict (key) do nothing returning key`,
		[...visitValues(visit), key],
	);
	if (claimed.length > 0) return null;
	const [row] = await tx.query<{ pictures: string[] }>('select pictures from requests where key = $1', [key]);
	return row?.pictures ?? [];
}

/**
 * As `claimRequest`, for many at once.
 * @returns for every key that was claimed before, the pictures that were answered to it
 */
export async function claimRequests(
	tx: Queryable,
	asked: readonly (Visit & { readonly key: string })[],
): Promise<ReadonlyMap<string, readonly string[]>> {
	const rows = asked.map(({ person, place, key }) => ({
		key,
		person: person.id,
		person_name: person.name,
		place: place.id,
		server: place.server,
		place_name: place.name,
		platform: place.id.split(':')[0],
	}));
	const claimed = await tx.query<{ key: string }>(
		`with input as (
			select * from jsonb_to_recordset($1::jsonb) as x (key text, person text, person_name text, place text, server text,
				place_name text, platform text)
		), person as (
			insert into people (id, name) select distinct on (person) person, person_name from input order by person
			on conflict (id) do update set name = excluded.name where people.name <> excluded.name
		), place as (
			insert into places (id, platform, server, name)
			select distinct on (id) id, platform, server, name from (
				select place as id, platform, server, place_name as name, 0 as rank from input
				union all
				select server, platform, null, null, 1 from input where server is not null
			) x order by id, rank
			on conflict (id) do update set server = coalesce(excluded.server, places.server), name = coalesce(excluded.name, places.name)
			where (excluded.server is not null and places.server is distinct from excluded.server)
				or (excluded.name is not null and places.name is distinct from excluded.name)
		)
		insert into requests (key) select distinct key from input order by key on conflict (key) do nothing returning key`,
		[JSON.stringify(rows)],
	);
	const fresh = new Set(claimed.map(({ key }) => key));
	const known = asked.map(({ key }) => key).filter((key) => !fresh.has(key));
	if (known.length === 0) return new Map();
	const answered = await tx.query<{ key: string; pictures: string[] }>(
		'select key, pictures from requests where key = any($1)',
		[known],
	);
	return new Map(answered.map(({ key, pictures }) => [key, pictures]));
}

/** Takes claims back: these requests were refused, and may be sent again. */
export async function releaseRequests(tx: Queryable, keys: readonly string[]): Promise<void> {
	if (keys.length > 0) await tx.query('delete from requests where key = any($1)', [keys]);
}

const UPSERT_PERSON = `insert into people (id, name) values ($1, $2)
	on conflict (id) do update set name = excluded.name where people.name <> excluded.name`;
const UPSERT_SERVER = `insert into places (id, platform) select $4, $6 where $4::text is not null and $4 <> $3
	on conflict (id) do nothing`;
const UPSERT_PLACE = `insert into places (id, platform, server, name) values ($3, $6, $4, $5)
	on conflict (id) do update set server = coalesce(excluded.server, places.server), name = coalesce(excluded.name, places.name)
	where (excluded.server is not null and places.server is distinct from excluded.server)
		or (excluded.name is not null and places.name is distinct from excluded.name)`;

function visitValues({ person, place }: Visit): unknown[] {
	return [person.id, person.name, place.id, place.server, place.name, place.id.split(':')[0]];
}

export async function recordVisit(db: Queryable, visit: Visit): Promise<void> {
	await db.query(
		`with person as (${UPSERT_PERSON}), server as (${UPSERT_SERVER}) ${UPSERT_PLACE}`,
		visitValues(visit),
	);
}

/** Stored settings of a place and of its server, as they were written. */
export async function readSettings(
	db: Queryable,
	place: string,
	server: string | null,
): Promise<{ readonly server: object; readonly channel: object }> {
	const rows = await db.query<{ id: string; server: string | null; settings: object }>(
		`select id, server, settings from places
		where id = $1 or id = coalesce($2, (select server from places where id = $1))`,
		[place, server],
	);
	return {
		channel: rows.find(({ id }) => id === place)?.settings ?? {},
		server: rows.find(({ id }) => id !== place)?.settings ?? {},
	};
}

export async function writeSettings(
	tx: Queryable,
	place: string,
	settings: object,
	by: string,
): Promise<void> {
	await tx.query(
		`insert into places (id, platform, settings) values ($1, $2, $3::jsonb) on conflict (id) do update set settings = $3::jsonb`,
		[place, place.split(':')[0], JSON.stringify(settings)],
	);
	await tx.query(`select taue_tell(null, $1, 'settings', $2, '{}')::text`, [place, by]);
}

export async function allPlaces(
	db: Queryable,
): Promise<{ readonly id: string; readonly server: string | null }[]> {
	return db.query<{ id: string; server: string | null }>(
		'select id, server from places p where exists (select 1 from pictures where place = p.id and kept)',
	);
}

/**
 * What a limit counts. `drawn`: pictures that a device works on, has worked on, or will work on; not those that
 * failed or were cancelled before they were begun. `asked`: whatever was accepted.
 */
type Counts = 'drawn' | 'asked';

/** One limit: at most `most` pictures within `seconds`. */
export interface Window {
	readonly counts: Counts;
	readonly code: string;
	readonly scope: 'person' | 'channel' | 'server';
	readonly seconds: number;
	readonly most: number;
}

export interface WindowUse {
	readonly code: string;
	/** When the picture that stands in the way leaves the window; null if there is room. */
	readonly freeAt: Date | null;
	readonly used: number;
}

const SCOPES = {
	person: 'by_person = $2 and place = $1',
	channel: 'place = $1',
	server: 'server = $3',
} as const;

const DRAWN = `(state in ('queued', 'running') or device is not null)`;

/** How much of each window is used, and when there will be room for `wanted` more. */
export async function windowUse(
	db: Queryable,
	who: { readonly place: string; readonly person: string; readonly server: string | null },
	windows: readonly Window[],
	wanted: number,
): Promise<{ readonly windows: readonly WindowUse[]; readonly live: number }> {
	const parts = windows.map((window, i) => {
		const recent = `from pictures where ${SCOPES[window.scope]} ${window.counts === 'drawn' ? `and ${DRAWN}` : ''}
			and at > now() - ${Math.round(window.seconds)} * interval '1 second'`;
		const skip = Math.max(0, window.most - wanted);
		return `(select at + ${Math.round(window.seconds)} * interval '1 second' ${recent} order by at desc offset ${Math.round(skip)} limit 1) as f${i},
			(select count(*) from (select 1 ${recent} limit ${Math.round(window.most)}) x) as u${i}`;
	});
	const [row] = await db.query<Record<string, Date | number | null>>(
		`select (select count(*) from jobs where place = $1 and person = $2) as live, $3::text as server
			${parts.map((part) => `, ${part}`).join('')}`,
		[who.place, who.person, who.server],
	);
	return {
		live: Number(row.live),
		windows: windows.map(({ code }, i) => ({
			code,
			freeAt: row[`f${i}`] as Date | null,
			used: Number(row[`u${i}`]),
		})),
	};
}

/** A window as one request of a batch sees it: how many pictures may be in it before this request. */
export interface AskedWindow {
	/** Index of the request in its batch. */
	readonly item: number;
	/** Windows of one name count the same pictures. */
	readonly name: string;
	readonly counts: Counts;
	readonly scope: Window['scope'];
	readonly place: string;
	readonly person: string;
	readonly server: string | null;
	readonly seconds: number;
	readonly skip: number;
}

/** How many pictures a window `a` holds, `a.skip` and one more at most. */
function usedOf(whose: string): string {
	return `(select count(*)::int from (select 1 from pictures where ${whose} and (a.counts = 'asked' or ${DRAWN})
		and at > now() - a.seconds * interval '1 second' limit a.skip + 1) x)`;
}

/** The items of a batch for which some window is full. */
export async function fullWindows(
	tx: Queryable,
	asked: readonly AskedWindow[],
): Promise<ReadonlySet<number>> {
	if (asked.length === 0) return new Set();
	// A channel's window is asked for by each request of the batch: it is counted once, for the one who bears most.
	const windows = [...Map.groupBy(asked, ({ name }) => name).values()].map((same) => {
		const skips = same.map(({ skip }) => skip);
		return { ...same[0], skip: Math.max(...skips), least: Math.min(...skips) };
	});
	const rows = await tx.query<{ name: string; used: number }>(
		`select name, used
		from jsonb_to_recordset($1::jsonb) as a (name text, counts text, scope text, place text, person text, server text,
				seconds int, skip int, least int)
			cross join lateral (select case a.scope
				when 'person' then ${usedOf('by_person = a.person and place = a.place')}
				when 'channel' then ${usedOf('place = a.place')}
				else ${usedOf('server = a.server')} end as used) x
		where used > least`,
		[JSON.stringify(windows)],
	);
	const used = new Map(rows.map((row) => [row.name, row.used]));
	return new Set(asked.filter(({ name, skip }) => (used.get(name) ?? 0) > skip).map(({ item }) => item));
}

export async function logSafety(
	db: Queryable,
	entry: {
		readonly place: string;
		readonly person: string | null;
		readonly picture: string | null;
		readonly stage: 'line' | 'picture';
		readonly policy: string;
		readonly decision: string;
		readonly reasons: object;
	},
): Promise<void> {
	await db.query(
		`insert into safety_log (place, person, picture_id, stage, policy, decision, reasons) values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
		[
			entry.place,
			entry.person,
			entry.picture,
			entry.stage,
			entry.policy,
			entry.decision,
			JSON.stringify(entry.reasons),
		],
	);
}

export async function forgetOldRequests(db: Queryable): Promise<void> {
	await db.query(`delete from requests where at < now() - interval '3 days'`);
	await db.query(`delete from workers where seen_at < now() - interval '1 day'`);
}

export async function remember(db: Queryable, platform: string, key: string, value: string): Promise<void> {
	await db.query(
		'insert into memory (platform, key, value) values ($1, $2, $3) on conflict (platform, key) do update set value = $3',
		[platform, key, value],
	);
}

/** Keeps a value unless there is one; of processes that come together, one is the first. */
export async function rememberOnce(
	db: Queryable,
	platform: string,
	key: string,
	value: string,
): Promise<string> {
	await db.query(
		'insert into memory (platform, key, value) values ($1, $2, $3) on conflict (platform, key) do nothing',
		[platform, key, value],
	);
	const [kept] = await recall(db, [{ platform, key }]);
	return kept ?? value;
}

/** A small fact that a platform keeps, by its name. */
export interface Fact {
	readonly platform: string;
	readonly key: string;
}

/** The values of these facts, in their order; null where nothing is kept. */
export async function recall(db: Queryable, facts: readonly Fact[]): Promise<(string | null)[]> {
	const rows = await db.query<{ value: string | null }>(
		`select value from unnest($1::text[], $2::text[]) with ordinality as asked (platform, key, place)
		left join memory using (platform, key) order by asked.place`,
		[facts.map(({ platform }) => platform), facts.map(({ key }) => key)],
	);
	return rows.map(({ value }) => value);
}

export async function unlearn(db: Queryable, platform: string, key: string): Promise<void> {
	await db.query('delete from memory where platform = $1 and key = $2', [platform, key]);
}

/** Forgets the keys from `from` on and before `to`, in the order of their bytes, whatever the database's language is. */
export async function unlearnRange(db: Queryable, platform: string, from: string, to: string): Promise<void> {
	await db.query(
		'delete from memory where platform = $1 and key collate "C" >= $2 and key collate "C" < $3',
		[platform, from, to],
	);
}
