import type { Migration } from './migration.ts';

export const studio: Migration = {
	version: 1,
	name: 'studio',
	sql: `
create table people (
	id text primary key,
	name text not null,
	first_seen timestamptz not null default now()
);

-- Channels, rooms, and the servers that they belong to. "seq" numbers the place's events.
create table places (
	id text primary key,
	platform text not null,
	server text,
	name text,
	seq bigint not null default 0,
	settings jsonb not null default '{}',
	created_at timestamptz not null default now()
);
create index places_platform on places (platform);
create index places_server on places (server);

create table recipes (
	id text primary key,
	recipe jsonb not null
);
create index recipes_prefix on recipes (id text_pattern_ops);

create table pictures (
	id text primary key,
	job_id uuid not null unique,
	place text not null references places (id),
	server text,
	root text not null,
	parent text references pictures (id),
	action text not null,
	note text not null default '',
	line text not null,
	layout jsonb,
	recipe_id text references recipes (id),
	by_person text references people (id),
	at timestamptz not null default now(),
	state text not null,
	version bigint not null default 0,
	width int not null,
	height int not null,
	wants_layers boolean not null default false,
	layers text[] not null default '{}',
	seconds double precision,
	passes double precision,
	device text,
	failure jsonb,
	safety text not null default 'ok',
	votes int not null default 0,
	stars int not null default 0,
	kept boolean not null default false,
	finished_at timestamptz
);
create index pictures_place on pictures (place, at desc, id desc);
create index pictures_stars on pictures (place, stars desc, at desc) where stars > 0;
create index pictures_root on pictures (root, at);
create index pictures_parent on pictures (parent);
create index pictures_person on pictures (by_person, place, at desc);
create index pictures_server on pictures (server, at desc);
create index pictures_recipe on pictures (recipe_id);
create index pictures_kept on pictures (finished_at) where kept;

create table files (
	picture_id text not null references pictures (id) on delete cascade,
	kind text not null,
	mime text not null,
	bytes bytea not null,
	primary key (picture_id, kind)
);
-- Pictures are compressed already.
alter table files alter column bytes set storage external;

-- Work that is waiting or under way; a job's row goes when it ends, and its picture says how.
create table jobs (
	id uuid primary key,
	picture_id text not null references pictures (id),
	queue text not null,
	model text not null,
	place text not null,
	person text not null,
	state text not null default 'queued',
	cost double precision not null,
	weight double precision not null,
	start_tag double precision not null,
	finish_tag double precision not null,
	evaluations double precision not null,
	size text not null,
	claim int not null default 0,
	attempt int not null default 0,
	worker text,
	device text,
	ordinal bigint generated always as identity,
	enqueued_at timestamptz not null default now(),
	started_at timestamptz
);
create index jobs_line on jobs (start_tag, ordinal) where state = 'queued';
create index jobs_flow on jobs (place, person, start_tag);
create index jobs_person on jobs (person);
create unique index jobs_picture on jobs (picture_id);

-- Fair order: virtual time, and where each person's line in a place ends.
create table fair_clock (
	one boolean primary key default true check (one),
	virtual double precision not null default 0,
	base double precision not null default 0
);
insert into fair_clock default values;
create table flows (
	place text not null,
	person text not null,
	finish double precision not null,
	primary key (place, person)
);

-- Seconds per UNet evaluation, learned.
create table timings (
	device text not null,
	model text not null,
	size text not null,
	seconds double precision not null,
	runs int not null,
	at timestamptz not null default now(),
	primary key (device, model, size)
);

create table workers (
	id text primary key,
	device text not null,
	models text[] not null,
	busy uuid,
	seen_at timestamptz not null default now()
);

-- Only the last of each running job; nothing is lost when it is.
create unlogged table progress (
	job_id uuid primary key,
	picture_id text not null,
	phase text not null,
	step int not null,
	steps int not null,
	preview_mime text,
	preview bytea,
	at timestamptz not null default now()
);

create table posts (
	id text primary key,
	picture_id text not null references pictures (id) on delete cascade,
	platform text not null,
	place text not null,
	channel text,
	thread text,
	data jsonb not null default '{}',
	message text,
	shown bigint not null default -1,
	request text unique,
	at timestamptz not null default now()
);
create index posts_picture on posts (picture_id);
create index posts_message on posts (platform, channel, message);
create index posts_platform on posts (platform, at);

create table votes (
	picture_id text not null references pictures (id) on delete cascade,
	person text not null,
	value smallint not null default 0,
	star boolean not null default false,
	at timestamptz not null default now(),
	primary key (picture_id, person)
);
create index votes_person on votes (person);

create table events (
	place text not null,
	seq bigint not null,
	kind text not null,
	picture_id text,
	person text,
	body jsonb not null default '{}',
	at timestamptz not null default now(),
	primary key (place, seq)
);
create index events_person on events (person);
create index events_at on events (at);

-- What was answered to which request, so that a repeat is answered alike.
create table requests (
	key text primary key,
	pictures text[] not null default '{}',
	at timestamptz not null default now()
);
create index requests_at on requests (at);

create table safety_log (
	id bigint generated always as identity primary key,
	at timestamptz not null default now(),
	place text not null,
	person text,
	picture_id text,
	stage text not null,
	policy text not null,
	decision text not null,
	reasons jsonb not null
);
create index safety_log_place on safety_log (place, at desc);
create index safety_log_person on safety_log (person);

create table memory (
	platform text not null,
	key text not null,
	value text not null,
	primary key (platform, key)
);

-- Appends an event to the log of every place where the picture is to be seen, and wakes the readers. The
-- place's row stays locked until commit: numbers become visible in order and without gaps.
create function taue_tell(the_picture text, home text, the_kind text, the_person text, the_body jsonb) returns void
language plpgsql as $$
declare
	target record;
	number bigint;
begin
	for target in
		select home as id union select p.place from posts p where p.picture_id = the_picture order by 1
	loop
		update places set seq = seq + 1 where id = target.id returning seq into number;
		if number is not null then
			insert into events (place, seq, kind, picture_id, person, body)
				values (target.id, number, the_kind, the_picture, the_person, the_body);
			perform pg_notify('taue_events', number || ' ' || target.id);
		end if;
	end loop;
end $$;
`,
};
