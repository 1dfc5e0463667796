import type { Migration } from './migration.ts';

/**
 * Two rows are written for every picture of a fleet: virtual time, and the seconds that a model takes on a device. A
 * transaction that finds another one at such a row passes it over instead of waiting for it: virtual time is moved
 * by the other one or by the next that begins, and one measurement more or less changes no mean.
 */
export const hotRows: Migration = {
	version: 9,
	name: 'hot-rows',
	sql: `
create or replace function taue_take_job(the_models text[], the_worker text, the_device text, the_running uuid,
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
	update fair_clock set virtual = j.start_tag
		where one in (select c.one from fair_clock c where c.virtual < j.start_tag for update skip locked);
	update pictures set state = 'running', version = version + 1 where id = j.picture_id returning * into p;
	perform taue_tell(p.id, p.place, 'started', null, '{}');
	return query
		select j.id, j.claim + 1, j.attempt, j.model, j.evaluations, p.id, p.place, p.wants_layers, j.enlarge,
			p.action = 'look', p.parent, r.recipe, t.seconds
		from recipes r left join timings t on t.device = the_device and t.model = j.model and t.size = j.size
		where r.id = p.recipe_id;
end $$;

create or replace function taue_finish_job(the_job uuid, the_claim int, the_recipe_id text, the_recipe jsonb, the_layers text[],
	the_passes double precision, the_safety text, the_device text, the_seconds double precision,
	the_evaluations double precision, is_kept boolean, learning_rate double precision)
returns text
language plpgsql as $$
declare
	j jobs;
	home text;
	measured double precision;
begin
	delete from jobs where id = the_job and claim = the_claim and state = 'running' returning * into j;
	if not found then return null; end if;
	insert into recipes (id, recipe) values (the_recipe_id, the_recipe) on conflict (id) do nothing;
	delete from progress where job_id = the_job;
	if the_evaluations > 0 then
		measured := the_seconds / the_evaluations;
		update timings set runs = runs + 1, at = now(), seconds = seconds + learning_rate * (measured - seconds)
			where (device, model, size) in (
				select t.device, t.model, t.size from timings t
				where t.device = the_device and t.model = j.model and t.size = j.size for update skip locked);
		-- A row that another one is writing is there already; to insert beside it would mean to wait for it.
		if not found and not exists (
				select 1 from timings t where t.device = the_device and t.model = j.model and t.size = j.size) then
			insert into timings (device, model, size, seconds, runs) values (the_device, j.model, j.size, measured, 1)
				on conflict (device, model, size) do nothing;
		end if;
	end if;
	update pictures set state = 'done', version = version + 1, recipe_id = the_recipe_id, layers = the_layers,
		seconds = the_seconds, passes = the_passes, device = the_device, safety = the_safety, kept = is_kept,
		finished_at = now()
		where id = j.picture_id returning place into home;
	perform taue_tell(j.picture_id, home, 'done', null, '{}');
	return j.picture_id;
end $$;
`,
};
