import type { Migration } from './migration.ts';

/** Finished pictures are looked at: such a job is told by its picture's action, and its findings are kept. */
export const looks: Migration = {
	version: 7,
	name: 'looks',
	sql: `
alter table pictures add column findings jsonb;

drop function taue_take_job(text[], text, text, uuid, double precision);
create function taue_take_job(the_models text[], the_worker text, the_device text, the_running uuid,
	share double precision)
returns table (id uuid, claim int, attempt int, model text, evaluations double precision, "pictureId" text, place text,
	"wantsLayers" boolean, enlarge smallint, looks boolean, parent text, recipe jsonb,
	"secondsPerEvaluation" double precision)
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
		select j.id, j.claim + 1, j.attempt, j.model, j.evaluations, p.id, p.place, p.wants_layers, j.enlarge,
			p.action = 'look', p.parent, r.recipe, t.seconds
		from recipes r left join timings t on t.device = the_device and t.model = j.model and t.size = j.size
		where r.id = p.recipe_id;
end $$;
`,
};
