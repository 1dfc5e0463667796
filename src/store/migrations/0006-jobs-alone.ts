import type { Migration } from './migration.ts';

/**
 * The table of jobs says all there is to say about a job; until here pg-boss kept a second copy of its state in a
 * schema of its own. Whatever waited there waits here too, and what ran has its claim here: nothing needs to be
 * copied. A running job's silence is counted from now on, so one whose worker is gone returns to its place in line.
 */
export const jobsAlone: Migration = {
	version: 6,
	name: 'jobs-alone',
	sql: `
drop schema if exists taue_boss cascade;
alter table fair_clock drop column base;
alter table jobs drop column queue;
alter table jobs add column heartbeat_at timestamptz;
update jobs set heartbeat_at = now() where state = 'running';

-- Takes the first waiting job of these models and moves virtual time; no row where there is none. With a running one,
-- only one of somebody else that costs at most this share of that job. What another worker is just taking is
-- passed over, so nobody waits and no job is taken twice.
drop function taue_start_job(uuid, text, text);
create function taue_take_job(the_models text[], the_worker text, the_device text, the_running uuid,
	share double precision)
returns table (id uuid, claim int, attempt int, model text, evaluations double precision, "pictureId" text, place text,
	"wantsLayers" boolean, enlarge smallint, parent text, recipe jsonb, "secondsPerEvaluation" double precision)
language plpgsql
-- The line is read in the order of its index, whatever the planner believes about a table that grows and shrinks.
set enable_sort = off
as $$
#variable_conflict use_column
declare
	running jobs;
	j jobs;
	p pictures;
begin
	select * into running from jobs where id = the_running;
	select * into j from jobs
		where state = 'queued' and model = any(the_models)
			and (the_running is null or (person <> running.person and cost <= running.cost * share))
		order by start_tag, ordinal limit 1 for update skip locked;
	if not found then return; end if;
	update jobs set state = 'running', claim = claim + 1, worker = the_worker, device = the_device, started_at = now(),
		heartbeat_at = now() where id = j.id;
	-- Virtual time is the start tag of the job that was begun last, and never goes back: one that comes again keeps its own.
	update fair_clock set virtual = j.start_tag where virtual < j.start_tag;
	update pictures set state = 'running', version = version + 1 where id = j.picture_id returning * into p;
	perform taue_tell(p.id, p.place, 'started', null, '{}');
	return query
		select j.id, j.claim + 1, j.attempt, j.model, j.evaluations, p.id, p.place, p.wants_layers, j.enlarge, p.parent,
			r.recipe, t.seconds
		from recipes r left join timings t on t.device = the_device and t.model = j.model and t.size = j.size
		where r.id = p.recipe_id;
end $$;
`,
};
