import type { Findings } from '../findings/findings.ts';
import type { Layout } from '../layout/layout.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Queryable } from './database.ts';

/** A picture's row with what belongs to it: the recipe, the person's name, progress while it runs. */
export interface PictureRow {
	readonly id: string;
	readonly jobId: string;
	readonly place: string;
	readonly server: string | null;
	readonly root: string;
	readonly parent: string | null;
	readonly action: string;
	readonly note: string;
	readonly line: string;
	readonly layout: Layout | null;
	readonly recipe: Recipe | null;
	readonly recipeId: string | null;
	readonly person: string | null;
	readonly personName: string | null;
	readonly at: Date;
	/** `at` with all its digits, for cursors. */
	readonly atText: string;
	readonly state: string;
	readonly version: number;
	readonly width: number;
	readonly height: number;
	readonly wantsLayers: boolean;
	readonly layers: readonly string[];
	readonly seconds: number | null;
	readonly passes: number | null;
	readonly device: string | null;
	readonly failure: { readonly code: string; readonly message: string } | null;
	readonly safety: string;
	/** What was seen when it was looked at; null before. */
	readonly findings: Findings | null;
	readonly votes: number;
	readonly stars: number;
	readonly kept: boolean;
	readonly phase: string | null;
	readonly step: number | null;
	readonly steps: number | null;
	readonly previewMime: string | null;
	readonly preview: Uint8Array | null;
}

/** 64 bits of a recipe's id: fewer could be guessed. */
export const RECIPE_PREFIX = /^[0-9a-f]{16,64}$/;

const COLUMNS = `p.id, p.job_id as "jobId", p.place, p.server, p.root, p.parent, p.action, p.note, p.line, p.layout,
	r.recipe, p.recipe_id as "recipeId", p.by_person as person, w.name as "personName", p.at, p.at::text as "atText",
	p.state, p.version, p.width, p.height, p.wants_layers as "wantsLayers", p.layers, p.seconds, p.passes, p.device,
	p.failure, p.safety, p.findings, p.votes, p.stars, p.kept, g.phase, g.step, g.steps, g.preview_mime as "previewMime", g.preview`;
const JOINS = `left join recipes r on r.id = p.recipe_id left join people w on w.id = p.by_person
	left join progress g on g.job_id = p.job_id`;

export async function picturesByIds(db: Queryable, ids: readonly string[]): Promise<Map<string, PictureRow>> {
	if (ids.length === 0) return new Map();
	const rows = await db.query<PictureRow>(`select ${COLUMNS} from pictures p ${JOINS} where p.id = any($1)`, [
		ids,
	]);
	return new Map(rows.map((row) => [row.id, row]));
}

/** By picture id or job id. */
export async function findPicture(db: Queryable, id: string): Promise<PictureRow | null> {
	const byJob = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id);
	const [row] = await db.query<PictureRow>(
		`select ${COLUMNS} from pictures p ${JOINS} where p.${byJob ? 'job_id' : 'id'} = $1`,
		[id],
	);
	return row ?? null;
}

/** Those of the pictures that are posted in a place. */
export async function postedIn(
	db: Queryable,
	pictures: readonly string[],
	place: string,
): Promise<ReadonlySet<string>> {
	if (pictures.length === 0) return new Set();
	const rows = await db.query<{ id: string }>(
		'select distinct picture_id as id from posts where picture_id = any($1) and place = $2',
		[pictures, place],
	);
	return new Set(rows.map(({ id }) => id));
}

/** A recipe by the beginning of its id; what is shorter than the shortest prefix names none. */
export async function recipeNamed(
	db: Queryable,
	prefix: string,
): Promise<{ readonly id: string; readonly recipe: Recipe } | null> {
	if (!RECIPE_PREFIX.test(prefix)) return null;
	const [row] = await db.query<{ id: string; recipe: Recipe }>(
		'select id, recipe from recipes where id like $1 order by id limit 1',
		[`${prefix}%`],
	);
	return row ?? null;
}

/**
 * The picture of a recipe that shows most (a finished one that is kept, else the newest) among those that were
 * made or are posted in the place, and the person's own.
 */
export async function pictureOfRecipe(
	db: Queryable,
	recipeId: string,
	near: { readonly place: string; readonly person: string },
): Promise<PictureRow | null> {
	const [row] = await db.query<PictureRow>(
		`select ${COLUMNS} from pictures p ${JOINS} where p.recipe_id = $1 and p.action <> 'look' and (p.place = $2 or p.by_person = $3
			or exists (select 1 from posts o where o.picture_id = p.id and o.place = $2))
		order by p.kept desc, p.at desc limit 1`,
		[recipeId, near.place, near.person],
	);
	return row ?? null;
}

/** All pictures of the tree that a picture belongs to, oldest first. */
export async function familyOf(db: Queryable, id: string, most: number): Promise<PictureRow[]> {
	return db.query<PictureRow>(
		`select ${COLUMNS} from pictures p ${JOINS} where p.root = (select root from pictures where id = $1)
		order by p.at, p.id limit $2`,
		[id, most],
	);
}

export interface PageQuery {
	readonly place: string;
	readonly sort: 'newest' | 'stars' | 'votes';
	/** Only pictures that can be shown; otherwise everything but what was deleted. */
	readonly finishedOnly: boolean;
	readonly starredOnly: boolean;
	readonly by: string | null;
	readonly limit: number;
	readonly before: { readonly score: number; readonly at: string; readonly id: string } | null;
}

const SCORES = { newest: '0', stars: 'p.stars', votes: 'p.votes' } as const;

export async function picturesOf(
	db: Queryable,
	query: PageQuery,
): Promise<(PictureRow & { readonly score: number })[]> {
	const score = SCORES[query.sort];
	const { before } = query;
	const values: unknown[] = [query.place, query.limit];
	const where = [
		'p.place = $1',
		query.finishedOnly
			? `p.state = 'done' and p.safety <> 'block' and p.action <> 'look'`
			: `p.state <> 'deleted'`,
	];
	if (query.starredOnly) where.push('p.stars > 0');
	if (query.by !== null) where.push(`p.by_person = $${values.push(query.by)}`);
	if (before !== null) {
		// Without a score the plain comparison lets the index do the work.
		const scored = query.sort === 'newest' ? '' : `${score}, `;
		const from = scored === '' ? '' : `$${values.push(before.score)}::int, `;
		where.push(
			`(${scored}p.at, p.id) < (${from}$${values.push(before.at)}::timestamptz, $${values.push(before.id)})`,
		);
	}
	return db.query<PictureRow & { score: number }>(
		`select ${score} as score, ${COLUMNS} from pictures p ${JOINS} where ${where.join(' and ')}
		order by ${query.sort === 'newest' ? '' : `${score} desc, `}p.at desc, p.id desc limit $2`,
		values,
	);
}

/** A finished picture's file with what its place's policy said of it; null where it is not kept. */
export async function readFinished(
	db: Queryable,
	id: string,
): Promise<{ readonly bytes: Uint8Array; readonly safety: 'ok' | 'blur' | 'block' } | null> {
	const [found] = await db.query<{ bytes: Uint8Array; safety: 'ok' | 'blur' | 'block' }>(
		`select f.bytes, p.safety from pictures p join files f on f.picture_id = p.id and f.kind = 'full' where p.id = $1`,
		[id],
	);
	return found ?? null;
}

export async function readFile(
	db: Queryable,
	pictureId: string,
	kind: string,
): Promise<{ readonly mime: string; readonly bytes: Uint8Array } | null> {
	const [file] = await db.query<{ mime: string; bytes: Uint8Array }>(
		'select mime, bytes from files where picture_id = $1 and kind = $2',
		[pictureId, kind],
	);
	return file ?? null;
}

/** Takes a picture's bytes, words and recipe away; what is left holds the tree together. */
export async function buryPicture(tx: Queryable, id: string, by: string | null): Promise<void> {
	await tx.query(
		`with old as (
			select recipe_id from pictures where id = $1
		), files_gone as (
			delete from files where picture_id = $1
		), votes_gone as (
			delete from votes where picture_id = $1
		), buried as (
			update pictures set state = 'deleted', version = version + 1, line = '', note = '', layout = null, recipe_id = null,
				layers = '{}', kept = false, failure = null, findings = null, votes = 0, stars = 0
			where id = $1 and state <> 'deleted' returning id, place
		), recipe_gone as (
			delete from recipes r using old where r.id = old.recipe_id
				and not exists (select 1 from pictures p where p.recipe_id = r.id and p.id <> $1)
		)
		select taue_tell(id, place, 'deleted', $2, '{}')::text from buried`,
		[id, by],
	);
}

/** Votes and stars; returns false where nothing changed. */
export async function castVote(
	tx: Queryable,
	vote: {
		readonly picture: string;
		readonly person: string;
		readonly value?: number;
		readonly star?: boolean;
	},
): Promise<boolean> {
	const kind = vote.star === undefined ? 'vote' : 'star';
	const changed = await tx.query(
		`insert into votes (picture_id, person, value, star) values ($1, $2, coalesce($3, 0), coalesce($4, false))
		on conflict (picture_id, person) do update set value = coalesce($3, votes.value), star = coalesce($4, votes.star), at = now()
		where votes.value <> coalesce($3, votes.value) or votes.star <> coalesce($4, votes.star)
		returning 1`,
		[vote.picture, vote.person, vote.value ?? null, vote.star ?? null],
	);
	if (changed.length === 0) return false;
	await recount(tx, [vote.picture]);
	await tx.query(
		`select taue_tell(id, place, $2, $3, jsonb_build_object('value', $4::int))::text from pictures where id = $1`,
		[vote.picture, kind, vote.person, vote.value ?? (vote.star ? 1 : 0)],
	);
	return true;
}

async function recount(tx: Queryable, pictures: readonly string[]): Promise<void> {
	await tx.query(
		`update pictures p set version = version + 1,
			votes = (select coalesce(sum(value), 0) from votes v where v.picture_id = p.id),
			stars = (select count(*) from votes v where v.picture_id = p.id and v.star)
		where p.id = any($1)`,
		[pictures],
	);
}

/** Takes away the bytes of pictures that are older than their place keeps them; starred ones stay. */
export async function pruneFiles(
	tx: Queryable,
	place: string,
	days: number,
	limit: number,
): Promise<readonly string[]> {
	const rows = await tx.query<{ id: string }>(
		`with old as (
			select id, place from pictures where place = $1 and kept and stars = 0
				and finished_at < now() - $2 * interval '1 day' order by finished_at limit $3 for update
		), gone as (
			delete from files using old where files.picture_id = old.id
		), pruned as (
			update pictures p set kept = false, layers = '{}', version = version + 1 from old where p.id = old.id returning p.id, p.place
		)
		select id, taue_tell(id, place, 'pruned', null, '{}')::text from pruned`,
		[place, days, limit],
	);
	return rows.map(({ id }) => id);
}

/** Everything that carries the person's name or words goes; counts are of what was there. */
export async function forgetPerson(tx: Queryable, person: string): Promise<void> {
	const voted = await tx.query<{ picture_id: string }>(
		'delete from votes where person = $1 returning picture_id',
		[person],
	);
	await recount(
		tx,
		voted.map(({ picture_id }) => picture_id),
	);
	await tx.query('update pictures set by_person = null, version = version + 1 where by_person = $1', [
		person,
	]);
	await tx.query(
		`update events set person = null, body = case kind when 'said' then jsonb_build_object('text', '', 'name', '') else body end
		where person = $1`,
		[person],
	);
	await tx.query('update safety_log set person = null where person = $1', [person]);
	await tx.query('delete from flows where person = $1', [person]);
	await tx.query('delete from found_recipes where person = $1', [person]);
	await tx.query('update saved_layouts set by_person = null where by_person = $1', [person]);
	await tx.query('delete from people where id = $1', [person]);
}

export interface PersonSummary {
	readonly name: string | null;
	readonly pictures: number;
	readonly votes: number;
	readonly said: number;
	/** Layouts that the person saved under names. */
	readonly layouts: number;
	readonly firstSeen: Date | null;
}

export async function summarisePerson(db: Queryable, person: string): Promise<PersonSummary> {
	const [row] = await db.query<PersonSummary>(
		`select (select name from people where id = $1) as name, (select first_seen from people where id = $1) as "firstSeen",
			(select count(*) from pictures where by_person = $1) as pictures,
			(select count(*) from votes where person = $1) as votes,
			(select count(*) from saved_layouts where by_person = $1) as layouts,
			(select count(*) from events where person = $1 and kind = 'said') as said`,
		[person],
	);
	return row;
}

/** The person's pictures that still have words or bytes. */
export async function pictureIdsOf(db: Queryable, person: string): Promise<string[]> {
	const rows = await db.query<{ id: string }>(
		`select id from pictures where by_person = $1 and state <> 'deleted'`,
		[person],
	);
	return rows.map(({ id }) => id);
}

export async function liveJobsOf(
	db: Queryable,
	person: string,
): Promise<{ readonly id: string; readonly pictureId: string }[]> {
	return db.query<{ id: string; pictureId: string }>(
		'select id, picture_id as "pictureId" from jobs where person = $1',
		[person],
	);
}
