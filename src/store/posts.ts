import type { Queryable } from './database.ts';

export interface PostRow {
	readonly id: string;
	/** The picture in hand. */
	readonly pictureId: string;
	/** All pictures of the message, in their order. */
	readonly pictures: readonly string[];
	readonly platform: string;
	readonly place: string;
	readonly channel: string | null;
	readonly thread: string | null;
	readonly data: Readonly<Record<string, string | number | boolean | null>>;
	readonly message: string | null;
	/** Grows with whatever the message is to show. */
	readonly version: number;
	readonly shown: number;
}

/** What a post of several pictures is at: every change of one of them and every choice counts. */
const JOINT_VERSION = `(o.picks + (select sum(p.version) from pictures p where p.id = any(o.pictures)))::bigint`;
/** The picture that was chosen, or else the first that there is to see. */
const IN_HAND = `(select p.id from pictures p where p.id = any(o.pictures) order by p.state = 'deleted',
	p.id is distinct from o.picked, p.state <> 'done', array_position(o.pictures, p.id) limit 1)`;
const COLUMNS = `o.id, o.platform, o.place, o.channel, o.thread, o.data, o.message, o.shown,
	coalesce(o.pictures, array[o.picture_id]) as pictures,
	case when o.pictures is null then o.picture_id else ${IN_HAND} end as "pictureId",
	case when o.pictures is null then (select p.version from pictures p where p.id = o.picture_id)
		else ${JOINT_VERSION} end as version`;

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
	return db.query<PostRow>(
		`select ${COLUMNS} from posts o where o.picture_id = any($1) or o.pictures && $1 order by o.at, o.id`,
		[pictures],
	);
}

/** One post per request key: a repeat gets the one that is there. */
export async function insertPost(
	db: Queryable,
	post: Omit<PostRow, 'pictureId' | 'message' | 'version' | 'shown'> & { readonly request: string },
): Promise<PostRow> {
	const [row] = await db.query<PostRow>(
		`with o as (
			insert into posts (id, picture_id, platform, place, channel, thread, data, request, pictures)
			values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
			on conflict (request) do update set request = excluded.request returning *
		) select ${COLUMNS} from o`,
		[
			post.id,
			post.pictures[0],
			post.platform,
			post.place,
			post.channel,
			post.thread,
			JSON.stringify(post.data),
			post.request,
			post.pictures.length > 1 ? post.pictures : null,
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
		where o.platform = $1 and o.shown < case when o.pictures is null then p.version else ${JOINT_VERSION} end
		order by o.at, o.id limit $2`,
		[platform, limit],
	);
}

export async function deletePost(db: Queryable, id: string): Promise<void> {
	await db.query('delete from posts where id = $1', [id]);
}

/** The controls of a message with several pictures are about this one from now on; false where it has no such post. */
export async function pickPicture(
	db: Queryable,
	post: { readonly id: string; readonly place: string },
	picture: string,
): Promise<boolean> {
	const rows = await db.query(
		`update posts set picked = $3, picks = picks + 1 where id = $1 and place = $2 and $3 = any(pictures) returning id`,
		[post.id, post.place, picture],
	);
	return rows.length > 0;
}
