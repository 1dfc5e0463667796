import type { Recipe } from '../recipe/recipe.ts';
import type { Queryable } from './database.ts';

/** A person in a place: what shares of the device belong to. */
export interface Flow {
	readonly place: string;
	readonly person: string;
}

/** The fair order's state, as arriving jobs need it. */
export interface FairState {
	readonly virtual: number;
	readonly base: number;
	/** In the order of the flows that were asked for. */
	readonly flows: readonly { readonly finish: number; readonly live: number }[];
}

/** Held shared by everyone who turns a tag into a priority, alone by whoever moves the base. */
const BASE_LOCK = 7_283_202_612;

/** Reads the fair order's state and locks the flows, so that two requests of one person follow each other. */
export async function lockFlows(tx: Queryable, flows: readonly Flow[]): Promise<FairState> {
	const rows = await tx.query<FlowRow>(
		`with asked as (
			select * from jsonb_to_recordset($1::jsonb) as x (place text, person text)
		), flow as (
			insert into flows (place, person, finish) select place, person, 0 from asked order by place, person
			on conflict (place, person) do update set finish = flows.finish returning place, person, finish
		)
		select flow.*, virtual, base, not exists (select 1 from jobs) as idle,
			(select count(*) from jobs j where j.place = flow.place and j.person = flow.person) as live,
			pg_advisory_xact_lock_shared($2)::text as locked
		from flow, fair_clock`,
		[JSON.stringify(flows), BASE_LOCK],
	);
	const byFlow = new Map(rows.map((row) => [`${row.place} ${row.person}`, row]));
	const { base, idle } = rows[0];
	let { virtual } = rows[0];
	if (idle) {
		// Nobody waits: what was used before no longer counts, so virtual time moves up to the last finish tag.
		const [rested] = await tx.query<{ virtual: number }>(
			`update fair_clock set virtual = greatest(virtual, (select coalesce(max(finish), 0) from flows))
			returning virtual`,
		);
		virtual = rested.virtual;
	}
	return {
		virtual,
		base,
		flows: flows.map(({ place, person }) => {
			const row = byFlow.get(`${place} ${person}`);
			if (row === undefined) throw new Error(`the flow of ${person} in ${place} was not locked`);
			return { finish: row.finish, live: row.live };
		}),
	};
}

interface FlowRow extends Flow {
	readonly finish: number;
	readonly live: number;
	readonly virtual: number;
	readonly base: number;
	readonly idle: boolean;
}

export interface StartedJob {
	readonly claim: number;
	readonly attempt: number;
	readonly pictureId: string;
	readonly place: string;
	readonly wantsLayers: boolean;
	/** For an enlargement: how many times the sides of the parent. */
	readonly enlarge: 2 | 4 | null;
	readonly parent: string | null;
	readonly recipe: Recipe;
	readonly evaluations: number;
	readonly size: string;
	readonly secondsPerEvaluation: number | null;
}

/** Marks a fetched job as running and moves virtual time; null if the job is not ours any more. */
export async function startJob(
	tx: Queryable,
	job: { readonly id: string; readonly worker: string; readonly device: string },
): Promise<StartedJob | null> {
	const [started] = await tx.query<StartedJob>('select * from taue_start_job($1, $2, $3)', [
		job.id,
		job.worker,
		job.device,
	]);
	return started ?? null;
}

/** The queue (pg-boss's name) of the job that comes first among these, or null. */
export async function firstQueue(db: Queryable, queues: readonly string[]): Promise<string | null> {
	const [first] = await db.query<{ queue: string }>(
		`select queue from jobs where state = 'queued' and queue = any($1) order by start_tag, ordinal limit 1`,
		[queues],
	);
	return first?.queue ?? null;
}

/**
 * The first job in line that somebody else than the running job's person waits for and that costs at most this
 * share of it, or null.
 */
export async function shortJobBeside(
	db: Queryable,
	running: string,
	queues: readonly string[],
	share: number,
): Promise<{ readonly id: string; readonly queue: string } | null> {
	const [first] = await db.query<{ id: string; queue: string }>(
		`select j.id, j.queue from jobs j, jobs r
		where r.id = $1 and j.state = 'queued' and j.queue = any($2) and j.person <> r.person and j.cost <= r.cost * $3
		order by j.start_tag, j.ordinal limit 1`,
		[running, queues, share],
	);
	return first ?? null;
}

/** Above all that a place in line gives: `fair.ts` stays below. */
export const FRONT_PRIORITY = 2_147_483_647;

/** Gives a waiting job the highest priority; answers the one that it had, or null if it does not wait any more. */
export async function bringToFront(
	tx: Queryable,
	bossSchema: string,
	queue: string,
	id: string,
): Promise<number | null> {
	const [job] = await tx.query<{ priority: number }>(
		`select priority from ${bossSchema}.job where name = $1 and id = $2 and state < 'active' for update skip locked`,
		[queue, id],
	);
	if (job === undefined) return null;
	await setPriority(tx, bossSchema, queue, id, FRONT_PRIORITY);
	return job.priority;
}

export async function setPriority(
	tx: Queryable,
	bossSchema: string,
	queue: string,
	id: string,
	priority: number,
): Promise<void> {
	await tx.query(`update ${bossSchema}.job set priority = $3 where name = $1 and id = $2`, [
		queue,
		id,
		priority,
	]);
}

/** Which attempt a call is about. */
export interface Claim {
	readonly id: string;
	readonly claim: number;
}

export interface FinishedJob {
	readonly recipeId: string;
	readonly recipe: Recipe;
	readonly layers: readonly string[];
	readonly seconds: number;
	readonly passes: number;
	readonly evaluations: number;
	readonly device: string;
	readonly safety: 'ok' | 'blur' | 'block';
	readonly files: readonly { readonly kind: string; readonly mime: string; readonly bytes: Uint8Array }[];
}

/** How fast the estimate of seconds per evaluation follows what is measured. */
const LEARNING_RATE = 0.2;

/** Ends a job with its picture; false if the attempt is no longer the current one. */
export async function finishJob(tx: Queryable, { id, claim }: Claim, done: FinishedJob): Promise<boolean> {
	const [finished] = await tx.query<{ picture: string | null }>(
		'select taue_finish_job($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12) as picture',
		[
			id,
			claim,
			done.recipeId,
			JSON.stringify(done.recipe),
			done.layers,
			done.passes,
			done.safety,
			done.device,
			done.seconds,
			done.evaluations,
			done.files.length > 0,
			LEARNING_RATE,
		],
	);
	if (finished.picture === null) return false;
	await insertFiles(tx, finished.picture, done.files);
	return true;
}

async function insertFiles(tx: Queryable, pictureId: string, files: FinishedJob['files']): Promise<void> {
	if (files.length === 0) return;
	const rows = files.map((_, i) => `($1, $${i * 3 + 2}, $${i * 3 + 3}, $${i * 3 + 4})`).join(', ');
	await tx.query(`insert into files (picture_id, kind, mime, bytes) values ${rows}`, [
		pictureId,
		...files.flatMap(({ kind, mime, bytes }) => [kind, mime, bytes]),
	]);
}

/** Puts an attempt back into the line. `failed` counts it; a lost or returned one is not held against it. */
export async function requeueJob(
	tx: Queryable,
	{ id, claim }: Claim,
	why: { readonly failed: boolean; readonly reason: string },
): Promise<boolean> {
	const rows = await tx.query(
		`with again as (
			update jobs set state = 'queued', attempt = attempt + $3, worker = null, started_at = null
			where id = $1 and claim = $2 and state = 'running' returning picture_id, attempt
		), live as (
			delete from progress where job_id = $1
		), picture as (
			update pictures set state = 'queued', version = version + 1
			where id = (select picture_id from again) returning id, place
		)
		select taue_tell(p.id, p.place, 'retrying', null,
			jsonb_build_object('attempt', a.attempt, 'reason', $4::text))::text as told
		from picture p, again a`,
		[id, claim, why.failed ? 1 : 0, why.reason],
	);
	return rows.length > 0;
}

/** Ends a job for good without a picture and tells the person; false if the attempt is no longer current. */
export async function failJob(
	tx: Queryable,
	{ id, claim }: Claim,
	failure: { readonly code: string; readonly message: string },
): Promise<boolean> {
	const rows = await tx.query(
		`with ended as (
			delete from jobs where id = $1 and claim = $2 returning picture_id
		), live as (
			delete from progress where job_id = $1
		), picture as (
			update pictures set state = 'failed', version = version + 1, failure = $3::jsonb, finished_at = now()
			where id = (select picture_id from ended) returning id, place, by_person
		)
		select taue_tell(id, place, 'failed', null, '{}')::text as told,
			taue_tell(id, place, 'notice', by_person, $3::jsonb)::text as noticed
		from picture`,
		[id, claim, JSON.stringify(failure)],
	);
	return rows.length > 0;
}

interface FlowJob {
	readonly id: string;
	readonly start: number;
	readonly finish: number;
	readonly cost: number;
	readonly weight: number;
}

export interface RemovedJob extends FlowJob {
	readonly queue: string;
	readonly place: string;
	readonly person: string;
	readonly running: boolean;
	/** Share of the run that was done, 0..1. */
	readonly spent: number;
	/** The flow's jobs that wait behind it, in order. */
	readonly later: readonly FlowJob[];
	readonly virtual: number;
	readonly base: number;
}

/** Takes a job out of the line because somebody cancelled it; null if it is not there. */
export async function removeJob(tx: Queryable, id: string, by: string): Promise<RemovedJob | null> {
	const [removed] = await tx.query<Omit<RemovedJob, 'later'> & { told: string }>(
		`with ended as (
			delete from jobs where id = $1 returning *
		), live as (
			delete from progress where job_id = $1 returning step, steps
		), picture as (
			-- A device is named where one has worked: that picture counts in quotas.
			update pictures p set state = 'cancelled', version = version + 1, finished_at = now(),
				device = case when e.state = 'running' then e.device end
			from ended e where p.id = e.picture_id returning p.id, p.place
		)
		select e.id, e.queue, e.place, e.person, e.start_tag as start, e.finish_tag as finish, e.cost, e.weight,
			e.state = 'running' as running, c.virtual, c.base,
			coalesce((select step::float8 / greatest(steps, 1) from live), 0) as spent,
			pg_advisory_xact_lock_shared($3)::text as locked,
			taue_tell(p.id, p.place, 'cancelled', $2, '{}')::text as told
		from ended e, picture p, fair_clock c`,
		[id, by, BASE_LOCK],
	);
	if (removed === undefined) return null;
	if (removed.running) await tx.query(`select pg_notify('taue_cancel', $1)`, [id]);
	const later = await tx.query<FlowJob>(
		`select id, start_tag as start, finish_tag as finish, cost, weight from jobs
		where place = $1 and person = $2 and state = 'queued' and start_tag >= $3
		order by start_tag, ordinal for update`,
		[removed.place, removed.person, removed.start],
	);
	return { ...removed, later };
}

/** Writes the tags of a flow whose jobs moved forward. */
export async function moveFlow(
	tx: Queryable,
	flow: { readonly place: string; readonly person: string; readonly finish: number },
	jobs: readonly {
		readonly id: string;
		readonly start: number;
		readonly finish: number;
		readonly priority: number;
	}[],
	bossSchema: string,
): Promise<void> {
	await tx.query('update flows set finish = $3 where place = $1 and person = $2', [
		flow.place,
		flow.person,
		flow.finish,
	]);
	if (jobs.length === 0) return;
	const ids = jobs.map(({ id }) => id);
	await tx.query(
		`update jobs j set start_tag = n.start, finish_tag = n.finish
		from unnest($1::uuid[], $2::float8[], $3::float8[]) as n (id, start, finish) where j.id = n.id`,
		[ids, jobs.map(({ start }) => start), jobs.map(({ finish }) => finish)],
	);
	await tx.query(
		`update ${bossSchema}.job b set priority = n.priority
		from unnest($1::uuid[], $2::int[]) as n (id, priority) where b.id = n.id and b.state < 'active'`,
		[ids, jobs.map(({ priority }) => priority)],
	);
}

/**
 * Returns an active pg-boss job to the line as if it had never been fetched: its next fetch uses up no
 * retry. pg-boss has no call for this; a test holds it against the installed version.
 */
export async function restoreBossJob(
	tx: Queryable,
	bossSchema: string,
	queue: string,
	id: string,
): Promise<void> {
	await tx.query(
		`update ${bossSchema}.job set state = 'created', started_on = null, heartbeat_on = null
		where name = $1 and id = $2 and state = 'active'`,
		[queue, id],
	);
}

/** Tells waiting workers, on commit, that there may be something to do. */
export async function wakeWorkers(tx: Queryable): Promise<void> {
	await tx.query(`select pg_notify('taue_work', '')`);
}

/** A job that we hold for running while pg-boss has given it up. */
export interface StrayJob extends Claim {
	readonly queue: string;
	readonly bossState: string;
}

export async function strayJobs(db: Queryable, bossSchema: string): Promise<StrayJob[]> {
	return db.query<StrayJob>(
		`select j.id, j.claim, j.queue, coalesce(b.state::text, 'gone') as "bossState" from jobs j
		left join ${bossSchema}.job b on b.name = j.queue and b.id = j.id
		where (j.state = 'running' and coalesce(b.state::text, 'gone') <> 'active')
			or (j.state = 'queued' and coalesce(b.state::text, 'gone') in ('gone', 'failed', 'cancelled', 'completed'))`,
	);
}

export async function runningJobs(db: Queryable): Promise<(Claim & { readonly queue: string })[]> {
	return db.query<Claim & { queue: string }>(`select id, claim, queue from jobs where state = 'running'`);
}

/**
 * Moves the base of the priorities up once virtual time has come close to the end of int4, with every
 * waiting job's priority, so that the order stays as it is.
 */
export async function moveBase(
	tx: Queryable,
	bossSchema: string,
	perUnit: number,
	limit: number,
): Promise<boolean> {
	const due = await tx.query('select 1 from fair_clock where (virtual - base) * $1 >= $2', [perUnit, limit]);
	if (due.length === 0) return false;
	await tx.query('select pg_advisory_xact_lock($1)', [BASE_LOCK]);
	const [moved] = await tx.query<{ shift: number }>(
		`update fair_clock set base = floor(virtual) from (select base from fair_clock) as old
		where (virtual - old.base) * $1 >= $2
		returning round((fair_clock.base - old.base) * $1)::bigint as shift`,
		[perUnit, limit],
	);
	if (moved === undefined) return false;
	await tx.query(
		`update ${bossSchema}.job b set priority = least(b.priority::bigint + $1::bigint, 2147483646)::int
		from jobs j where b.id = j.id`,
		[moved.shift],
	);
	return true;
}

/** Flows whose work lies behind virtual time say nothing any more. */
export async function forgetOldFlows(db: Queryable): Promise<void> {
	await db.query('delete from flows where finish <= (select virtual from fair_clock)');
}

export async function writeProgress(
	db: Queryable,
	claim: Claim,
	progress: {
		readonly phase: string;
		readonly step: number;
		readonly steps: number;
		readonly preview: { readonly mime: string; readonly bytes: Uint8Array } | null;
	},
): Promise<void> {
	await db.query(
		`with written as (
			insert into progress (job_id, picture_id, phase, step, steps, preview_mime, preview)
			select id, picture_id, $3, $4, $5, $6, $7 from jobs where id = $1 and claim = $2 and state = 'running'
			on conflict (job_id) do update set phase = excluded.phase, step = excluded.step, steps = excluded.steps,
				preview_mime = coalesce(excluded.preview_mime, progress.preview_mime),
				preview = coalesce(excluded.preview, progress.preview), at = now()
			returning picture_id
		)
		select pg_notify('taue_progress', w.picture_id || ' ' || p.place) from written w join pictures p on p.id = w.picture_id`,
		[
			claim.id,
			claim.claim,
			progress.phase,
			progress.step,
			progress.steps,
			progress.preview?.mime ?? null,
			progress.preview?.bytes ?? null,
		],
	);
}

export interface WorkerRow {
	readonly id: string;
	readonly device: string;
	readonly models: readonly string[];
	readonly busy: boolean;
}

export async function seeWorker(
	db: Queryable,
	worker: { readonly id: string; readonly device: string; readonly models: readonly string[] },
): Promise<void> {
	await db.query(
		`insert into workers (id, device, models) values ($1, $2, $3)
		on conflict (id) do update set device = excluded.device, models = excluded.models, seen_at = now()`,
		[worker.id, worker.device, worker.models],
	);
}

export interface LineRows {
	readonly waiting: readonly {
		id: string;
		pictureId: string;
		place: string;
		person: string;
		start: number;
		seconds: number | null;
	}[];
	readonly running: readonly {
		id: string;
		pictureId: string;
		place: string;
		person: string;
		secondsLeft: number | null;
	}[];
	readonly workers: readonly WorkerRow[];
}

/** Everything that the line's snapshot is made of; workers are those heard of in the last minute. */
export async function readLine(db: Queryable): Promise<LineRows> {
	const rows = await db.query<{
		id: string;
		pictureId: string;
		place: string;
		person: string;
		start: number;
		running: boolean;
		seconds: number | null;
		ran: number;
	}>(
		`select j.id, j.picture_id as "pictureId", j.place, j.person, j.start_tag as start, j.state = 'running' as running,
			j.evaluations * t.seconds as seconds, coalesce(extract(epoch from now() - j.started_at), 0)::float8 as ran
		from jobs j left join (
			select model, size, sum(seconds * runs) / sum(runs) as seconds from timings group by model, size
		) t on t.model = j.model and t.size = j.size
		order by j.start_tag, j.ordinal`,
	);
	const workers = await db.query<WorkerRow>(
		`select w.id, w.device, w.models, exists (select 1 from jobs j where j.worker = w.id and j.state = 'running') as busy
		from workers w where seen_at > now() - interval '1 minute' order by id`,
	);
	return {
		waiting: rows.filter(({ running }) => !running),
		running: rows
			.filter(({ running }) => running)
			.map((row) => ({
				...row,
				secondsLeft: row.seconds === null ? null : Math.max(0, row.seconds - row.ran),
			})),
		workers,
	};
}

/** Seconds per evaluation by `model size`, over all devices. */
export async function readTimings(db: Queryable): Promise<ReadonlyMap<string, number>> {
	const rows = await db.query<{ key: string; seconds: number }>(
		`select concat(model, ' ', size) as key, sum(seconds * runs) / sum(runs) as seconds from timings group by model, size`,
	);
	return new Map(rows.map(({ key, seconds }) => [key, seconds]));
}
