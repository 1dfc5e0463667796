import type { Migration } from './migration.ts';

/** Recipes out of pictures that people dropped and that are not stored here, for the button that draws them. */
export const foundRecipes: Migration = {
	version: 3,
	name: 'found-recipes',
	sql: `
create table found_recipes (
	id text not null,
	person text not null,
	recipe jsonb not null,
	at timestamptz not null default now(),
	primary key (person, id)
);
create index found_recipes_id on found_recipes (id text_pattern_ops);
create index found_recipes_at on found_recipes (at);
`,
};
