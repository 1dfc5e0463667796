import type { Migration } from './migration.ts';

/** Pictures of one request stand in one message. Posts from before keep their one picture each. */
export const jointPosts: Migration = {
	version: 8,
	name: 'joint-posts',
	sql: `
-- All pictures of a message with several, in their order, picture_id first; null where there is one. They are of
-- the place that the post is in, or the person's own.
alter table posts add column pictures text[];
-- The picture that the message's controls are about, once somebody chose one, and how often that was done.
alter table posts add column picked text, add column picks int not null default 0;
create index posts_pictures on posts using gin (pictures) where pictures is not null;
`,
};
