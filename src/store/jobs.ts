import type { Findings } from '../findings/findings.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Queryable } from './database.ts';

/**
 * A job's whole life, in SQL. It waits (`queued`), is taken (`running`, with a claim one higher than the last), is
 * heard of, and ends by being deleted: its picture says how. Whatever changes a running job names the claim that it was
 * taken with, and a claim that is no longer the current one changes nothing.
 */

/** Which attempt a call is about. */
export interface Claim {
	readonly id: string;
	readonly claim: number;
}

export interface TakenJob extends Claim {
	readonly attempt: number;
	readonly model: string;
	readonly pictureId: string;
	readonly place: string;
	readonly wantsLayers: boolean;
	/** For an enlargement: how many times the sides of the parent. */
	readonly enlarge: 2 | 4 | null;
	/** The parent is looked at. */
	readonly looks: boolean;
	readonly parent: string | null;
	readonly recipe: Recipe;
	readonly evaluations: number;
	readonly secondsPerEvaluation: number | null;
}

/**
 * Takes the first job in line for any of the models, and moves virtual time; null where none waits.
 * @param beside - only a job of somebody else that costs at most this share of that running one
 */
export async function takeJob(
	db: Queryable,
	worker: { readonly workerId: string; readonly device: string; readonly models: readonly string[] },
	beside: { readonly running: string; readonly share: number } | null = null,
): Promise<TakenJob | null> {
	const [taken] = await db.query<TakenJob>('select * from taue_take_job($1, $2, $3, $4, $5)', [
		worker.models,
		worker.workerId,
		worker.device,
		beside?.running ?? null,
		beside?.share ?? null,
	]);
	return taken ?? null;
}

/** Says that an attempt lives; false if it is not the current one. */
export async function touchJob(db: Queryable, { id, claim }: Claim): Promise<boolean> {
	const rows = await db.query(
		`update jobs set heartbeat_at = now() where id = $1 and claim = $2 and state = 'running' returning id`,
		[id, claim],
	);
	return rows.length > 0;
}

/**
 * Running jobs that nobody has spoken for, locked until commit: a heartbeat that comes meanwhile comes too late. Those
 * that somebody else is just dealing with are passed over.
 * @param seconds - of silence; null for all that run
 */
export async function lockSilentJobs(tx: Queryable, seconds: number | null): Promise<Claim[]> {
	return tx.query<Claim>(
		`select id, claim from jobs
		where state = 'running' and ($1::float8 is null or heartbeat_at < now() - $1 * interval '1 second')
		order by id for update skip locked`,
		[seconds],
	);
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
	/** Of the parent, where it was looked at. */
	readonly findings: Findings | null;
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
	if (done.findings !== null) await keepFindings(tx, finished.picture, done.findings);
	return true;
}

/** What was seen is known of the picture that was looked at, too. */
async function keepFindings(tx: Queryable, sheet: string, findings: Findings): Promise<void> {
	await tx.query(
		`update pictures set findings = $2::jsonb
		where id = $1 or (id = (select parent from pictures where id = $1) and state = 'done')`,
		[sheet, JSON.stringify(findings)],
	);
}

async function insertFiles(tx: Queryable, pictureId: string, files: FinishedJob['files']): Promise<void> {
	if (files.length === 0) return;
	const rows = files.map((_, i) => `($1, $${i * 3 + 2}, $${i * 3 + 3}, $${i * 3 + 4})`).join(', ');
	await tx.query(`insert into files (picture_id, kind, mime, bytes) values ${rows}`, [
		pictureId,
		...files.flatMap(({ kind, mime, bytes }) => [kind, mime, bytes]),
	]);
}

/**
 * Puts an attempt back into the line, at its old place, and wakes workers. `failed` counts it; a lost or returned one is
 * not held against the job.
 */
export async function requeueJob(
	tx: Queryable,
	{ id, claim }: Claim,
	why: { readonly failed: boolean; readonly reason: string },
): Promise<boolean> {
	const rows = await tx.query(
		`with again as (
			update jobs set state = 'queued', attempt = attempt + $3, worker = null, started_at = null,
				heartbeat_at = null
			where id = $1 and claim = $2 and state = 'running' returning picture_id, attempt
		), live as (
			delete from progress where job_id = $1
		), picture as (
			update pictures set state = 'queued', version = version + 1
			where id = (select picture_id from again) returning id, place
		)
		select taue_tell(p.id, p.place, 'retrying', null,
			jsonb_build_object('attempt', a.attempt, 'reason', $4::text))::text as told,
			pg_notify('taue_work', '')::text as woken
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
			delete from jobs where id = $1 and claim = $2 and state = 'running' returning picture_id
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
	readonly place: string;
	readonly person: string;
	readonly running: boolean;
	/** Share of the run that was done, 0..1. */
	readonly spent: number;
	/** The flow's jobs that wait behind it, in order. */
	readonly later: readonly FlowJob[];
	readonly virtual: number;
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
		select e.id, e.place, e.person, e.start_tag as start, e.finish_tag as finish, e.cost, e.weight,
			e.state = 'running' as running, c.virtual,
			coalesce((select step::float8 / greatest(steps, 1) from live), 0) as spent,
			taue_tell(p.id, p.place, 'cancelled', $2, '{}')::text as told
		from ended e, picture p, fair_clock c`,
		[id, by],
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
