import type { Layout } from '../layout/layout.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Queryable } from './database.ts';

/** A picture about to be drawn: its row, its job's row and, where a platform will show it, its post. */
export interface AcceptedRow {
	readonly id: string;
	readonly job_id: string;
	readonly place: string;
	readonly server: string | null;
	readonly person: string;
	/** Key of the request that it answers. */
	readonly request: string;
	readonly root: string;
	readonly parent: string | null;
	readonly action: string;
	readonly note: string;
	readonly line: string;
	readonly layout: Layout;
	readonly recipe_id: string;
	readonly recipe: Recipe;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	readonly wants_layers: boolean;
	/** How many times the sides of the parent, for an enlargement. */
	readonly enlarge: 2 | 4 | null;
	readonly model: string;
	readonly cost: number;
	readonly weight: number;
	readonly start_tag: number;
	readonly finish_tag: number;
	readonly evaluations: number;
	readonly size: string;
	readonly post: ({ readonly id: string } & PostRowInput) | null;
}

export interface PostRowInput {
	readonly platform: string;
	readonly channel: string | null;
	readonly thread: string | null;
	readonly data: object;
	/** Those that it shows: the row's own and further ones of the same request. */
	readonly pictures: readonly string[];
}

const ACCEPTED = {
	id: 'text',
	job_id: 'uuid',
	place: 'text',
	server: 'text',
	person: 'text',
	request: 'text',
	root: 'text',
	parent: 'text',
	action: 'text',
	note: 'text',
	line: 'text',
	layout: 'jsonb',
	recipe_id: 'text',
	recipe: 'jsonb',
	width: 'int',
	height: 'int',
	wants_layers: 'boolean',
	enlarge: 'smallint',
	model: 'text',
	cost: 'float8',
	weight: 'float8',
	start_tag: 'float8',
	finish_tag: 'float8',
	evaluations: 'float8',
	size: 'text',
	post: 'jsonb',
} as const satisfies Record<keyof AcceptedRow, string>;

const ACCEPTED_NAMES = Object.keys(ACCEPTED).join(', ');
const ACCEPTED_TYPES = Object.entries(ACCEPTED)
	.map(([name, type]) => `${name} ${type}`)
	.join(', ');

/** Writes accepted pictures, all or nothing, and tells their places. Their flows were locked by `lockFlows`. */
export async function insertAccepted(tx: Queryable, rows: readonly AcceptedRow[]): Promise<void> {
	await tx.query(
		`with input as (
			select * from rows from (jsonb_to_recordset($1::jsonb) as (${ACCEPTED_TYPES}))
				with ordinality as x (${ACCEPTED_NAMES}, nth)
		), recipe as (
			insert into recipes (id, recipe) select distinct on (recipe_id) recipe_id, recipe from input order by recipe_id
			on conflict (id) do nothing
		), picture as (
			insert into pictures (id, job_id, place, server, root, parent, action, note, line, layout, recipe_id, by_person, at,
				state, version, width, height, wants_layers)
			select id, job_id, place, server, root, parent, action, note, line, layout, recipe_id, person,
				now() + nth * interval '1 microsecond', 'queued', 0,
				width, height, wants_layers from input
		), job as (
			insert into jobs (id, picture_id, model, place, person, cost, weight, start_tag, finish_tag, evaluations, size,
				enlarge)
			select job_id, id, model, place, person, cost, weight, start_tag, finish_tag, evaluations, size, enlarge
			from input order by nth
		), flow as (
			update flows f set finish = n.finish
			from (select place, person, max(finish_tag) as finish from input group by place, person) n
			where f.place = n.place and f.person = n.person
		), request as (
			update requests q set pictures = n.pictures
			from (select request, array_agg(id order by nth) as pictures from input group by request) n where q.key = n.request
		), post as (
			insert into posts (id, picture_id, platform, place, channel, thread, data, pictures)
			select post->>'id', id, post->>'platform', place, post->>'channel', post->>'thread', post->'data',
				case when jsonb_array_length(post->'pictures') > 1
					then array(select jsonb_array_elements_text(post->'pictures')) end
			from input where jsonb_typeof(post) = 'object'
		)
		select taue_tell(id, place, 'queued', person, '{}')::text, pg_notify('taue_work', '')::text
		from input order by place, nth`,
		[JSON.stringify(rows)],
	);
}
