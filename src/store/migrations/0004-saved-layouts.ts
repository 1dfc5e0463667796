import type { Migration } from './migration.ts';

/** Lines that a team keeps under a name, in the place where they were saved. */
export const savedLayouts: Migration = {
	version: 4,
	name: 'saved-layouts',
	sql: `
create table saved_layouts (
	place text not null references places (id),
	name text not null,
	line text not null,
	by_person text references people (id),
	at timestamptz not null default now(),
	primary key (place, name)
);
create index saved_layouts_person on saved_layouts (by_person);
`,
};
