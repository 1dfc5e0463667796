import type { Locale } from '../../studio/people.ts';
import type { PostTarget, PostView } from '../../studio/posts.ts';
import { localeOf } from '../texts/index.ts';

/** What is stored with a post, so that it can be written later, also after a restart. */
export interface Target {
	readonly team: string;
	readonly channel: string;
	/** `ts` of the message in whose thread it belongs. */
	readonly thread: string | null;
	readonly locale: Locale;
	/** Whom to tell where the channel cannot be written to. */
	readonly person: string | null;
	/** A message that could not be posted where it was asked for. */
	readonly lost: boolean;
	/** A shared file of which Slack made a message of its own: there is nothing to edit. */
	readonly shared: boolean;
}

export function writeTarget({ channel, thread, ...data }: Target): PostTarget {
	return { channel, ...(thread !== null && { thread }), data };
}

/** Reads what was stored; what an older version left out gets what is safe. */
export function readTarget({ target }: Pick<PostView, 'target'>): Target {
	const data = target.data ?? {};
	const text = (key: string) => (typeof data[key] === 'string' ? (data[key] as string) : null);
	return {
		team: text('team') ?? '',
		channel: target.channel ?? '',
		thread: target.thread ?? null,
		locale: localeOf(text('locale')),
		person: text('person'),
		lost: data.lost === true,
		shared: data.shared === true,
	};
}
