import type { Migration } from './migration.ts';

/** Enlargements are jobs: how many times the sides of the parent picture, null for drawings. */
export const enlargements: Migration = {
	version: 5,
	name: 'enlargements',
	sql: `
alter table jobs add column enlarge smallint;

drop function taue_start_job(uuid, text, text);
create function taue_start_job(the_job uuid, the_worker text, the_device text)
returns table (claim int, attempt int, evaluations double precision, size text, "pictureId" text, place text,
	"wantsLayers" boolean, enlarge smallint, parent text, recipe jsonb, "secondsPerEvaluation" double precision)
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
		select j.claim, j.attempt, j.evaluations, j.size, p.id, p.place, p.wants_layers, j.enlarge, p.parent, r.recipe,
			t.seconds
		from recipes r left join timings t on t.device = the_device and t.model = j.model and t.size = j.size
		where r.id = p.recipe_id;
end $$;
`,
};
