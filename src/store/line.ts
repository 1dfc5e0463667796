import type { Queryable } from './database.ts';

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
