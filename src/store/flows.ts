import type { Queryable } from './database.ts';

/** A person in a place: what shares of the device belong to. */
export interface Flow {
	readonly place: string;
	readonly person: string;
}

/** The fair order's state, as arriving jobs need it. */
export interface FairState {
	readonly virtual: number;
	/** In the order of the flows that were asked for. */
	readonly flows: readonly { readonly finish: number; readonly live: number }[];
}

/** Reads the fair order's state and locks the flows, so that two requests of one person follow each other. */
export async function lockFlows(tx: Queryable, flows: readonly Flow[]): Promise<FairState> {
	const rows = await tx.query<FlowRow>(
		`with asked as (
			select * from jsonb_to_recordset($1::jsonb) as x (place text, person text)
		), flow as (
			insert into flows (place, person, finish) select place, person, 0 from asked order by place, person
			on conflict (place, person) do update set finish = flows.finish returning place, person, finish
		)
		select flow.*, virtual, not exists (select 1 from jobs) as idle,
			(select count(*) from jobs j where j.place = flow.place and j.person = flow.person) as live
		from flow, fair_clock`,
		[JSON.stringify(flows)],
	);
	const byFlow = new Map(rows.map((row) => [`${row.place} ${row.person}`, row]));
	const { idle } = rows[0];
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
	readonly idle: boolean;
}

/**
 * Locks the flow of a job until commit, as an arriving request does, and before anything else is locked.
 * @returns the flow's finish tag; 0 where nothing is known of it any more
 */
export async function lockFlowOf(tx: Queryable, jobId: string): Promise<number> {
	const [flow] = await tx.query<{ finish: number }>(
		`select f.finish from flows f join jobs j on j.place = f.place and j.person = f.person where j.id = $1
		for update of f`,
		[jobId],
	);
	return flow?.finish ?? 0;
}

/** Writes the tags of a flow whose jobs moved forward. */
export async function moveFlow(
	tx: Queryable,
	flow: { readonly place: string; readonly person: string; readonly finish: number },
	jobs: readonly { readonly id: string; readonly start: number; readonly finish: number }[],
): Promise<void> {
	await tx.query('update flows set finish = $3 where place = $1 and person = $2', [
		flow.place,
		flow.person,
		flow.finish,
	]);
	if (jobs.length === 0) return;
	await tx.query(
		`update jobs j set start_tag = n.start, finish_tag = n.finish
		from unnest($1::uuid[], $2::float8[], $3::float8[]) as n (id, start, finish) where j.id = n.id`,
		[jobs.map(({ id }) => id), jobs.map(({ start }) => start), jobs.map(({ finish }) => finish)],
	);
}

/** Flows whose work lies behind virtual time say nothing any more. */
export async function forgetOldFlows(db: Queryable): Promise<void> {
	await db.query('delete from flows where finish <= (select virtual from fair_clock)');
}
