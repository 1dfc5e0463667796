import type { Migration } from './migration.ts';

/**
 * The two statements that run for every picture, as functions: their plans are made once a session, not once
 * a call, which halves their time in a database without a server (docs/operating.md has the figures).
 */
export const jobSteps: Migration = {
	version: 2,
	name: 'job-steps',
	sql: `
create function taue_start_job(the_job uuid, the_worker text, the_device text)
returns table (claim int, attempt int, evaluations double precision, size text, "pictureId" text, place text,
	"wantsLayers" boolean, recipe jsonb, "secondsPerEvaluation" double precision)
language plpgsql as $$
#variable_conflict use_column
declare
	j jobs;
	p pictures;
begin
	update jobs set state = 'running', claim = claim + 1, worker = the_worker, device = the_device, started_at = now()
		where id = the_job returning * into j;
	if not found then return; end if;
	update fair_clock set virtual = j.start_tag where virtual < j.start_tag;
	update pictures set state = 'running', version = version + 1 where id = j.picture_id returning * into p;
	perform taue_tell(p.id, p.place, 'started', null, '{}');
	return query
		select j.claim, j.attempt, j.evaluations, j.size, p.id, p.place, p.wants_layers, r.recipe, t.seconds
		from recipes r left join timings t on t.device = the_device and t.model = j.model and t.size = j.size
		where r.id = p.recipe_id;
end $$;

-- Ends a job with its picture; null if the attempt is no longer the current one.
create function taue_finish_job(the_job uuid, the_claim int, the_recipe_id text, the_recipe jsonb, the_layers text[],
	the_passes double precision, the_safety text, the_device text, the_seconds double precision,
	the_evaluations double precision, is_kept boolean, learning_rate double precision)
returns text
language plpgsql as $$
declare
	j jobs;
	home text;
begin
	delete from jobs where id = the_job and claim = the_claim and state = 'running' returning * into j;
	if not found then return null; end if;
	insert into recipes (id, recipe) values (the_recipe_id, the_recipe) on conflict (id) do nothing;
	delete from progress where job_id = the_job;
	if the_evaluations > 0 then
		insert into timings (device, model, size, seconds, runs)
			values (the_device, j.model, j.size, the_seconds / the_evaluations, 1)
			on conflict (device, model, size) do update set runs = timings.runs + 1, at = now(),
				seconds = timings.seconds + learning_rate * (excluded.seconds - timings.seconds);
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
