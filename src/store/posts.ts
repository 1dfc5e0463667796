import type { Queryable } from './database.ts';

export interface PostRow {
	readonly id: string;
	readonly pictureId: string;
	readonly platform: string;
	readonly place: string;
	readonly channel: string | null;
	readonly thread: string | null;
	readonly data: Readonly<Record<string, string | number | boolean | null>>;
	readonly message: string | null;
	readonly shown: number;
}

const COLUMNS = `o.id, o.picture_id as "pictureId", o.platform, o.place, o.channel, o.thread, o.data, o.message, o.shown`;

export async function postByMessage(
	db: Queryable,
	platform: string,
	channel: string,
	message: string,
): Promise<PostRow | null> {
	const [row] = await db.query<PostRow>(
		`select ${COLUMNS} from posts o where platform = $1 and channel = $2 and message = $3`,
		[platform, channel, message],
	);
	return row ?? null;
}

export async function postsOf(db: Queryable, pictures: readonly string[]): Promise<PostRow[]> {
	return db.query<PostRow>(`select ${COLUMNS} from posts o where picture_id = any($1) order by at, id`, [
		pictures,
	]);
}

/** One post per request key: a repeat gets the one that is there. */
export async function insertPost(
	db: Queryable,
	post: Omit<PostRow, 'message' | 'shown'> & { readonly request: string },
): Promise<PostRow> {
	const [row] = await db.query<PostRow>(
		`with o as (
			insert into posts (id, picture_id, platform, place, channel, thread, data, request)
			values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
			on conflict (request) do update set request = excluded.request returning *
		) select ${COLUMNS} from o`,
		[
			post.id,
			post.pictureId,
			post.platform,
			post.place,
			post.channel,
			post.thread,
			JSON.stringify(post.data),
			post.request,
		],
	);
	return row;
}

/** The first message wins; what the row says afterwards is what counts. */
export async function markPosted(
	db: Queryable,
	id: string,
	posted: { readonly channel: string; readonly message: string; readonly data: object },
): Promise<PostRow | null> {
	const [row] = await db.query<PostRow>(
		`with o as (
			update posts set channel = case when message is null then $2 else channel end, message = coalesce(message, $3),
				data = case when message is null then data || $4::jsonb else data end
			where id = $1 returning *
		) select ${COLUMNS} from o`,
		[id, posted.channel, posted.message, JSON.stringify(posted.data)],
	);
	return row ?? null;
}

export async function markShown(db: Queryable, id: string, version: number): Promise<void> {
	await db.query('update posts set shown = greatest(shown, $2) where id = $1', [id, version]);
}

export async function stalePosts(db: Queryable, platform: string, limit: number): Promise<PostRow[]> {
	return db.query<PostRow>(
		`select ${COLUMNS} from posts o join pictures p on p.id = o.picture_id
		where o.platform = $1 and o.shown < p.version order by o.at, o.id limit $2`,
		[platform, limit],
	);
}

export async function deletePost(db: Queryable, id: string): Promise<void> {
	await db.query('delete from posts where id = $1', [id]);
}
