import type { Queryable } from './database.ts';
import type { Claim } from './jobs.ts';

/** Keeps the last progress of an attempt, as long as it is the current one, and tells who watches. */
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
