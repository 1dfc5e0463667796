import type { Locale } from '../../studio/people.ts';
import type { PostTarget, PostView } from '../../studio/posts.ts';
import { localeOf } from '../texts/index.ts';
import { ATTACHMENT_BYTES, TOKEN_MS } from './limits.ts';

/** What is stored with a post, so that any process can write it later, also after a restart. */
export interface Target {
	readonly channel: string;
	/** Server, for the shard that keeps the post. */
	readonly guild: string | null;
	/** Message whose thread the post belongs into; the thread's id is the message's. */
	readonly thread: string | null;
	/** Message that the post answers to where there can be no thread. */
	readonly answerTo: string | null;
	/** Interaction token and the time after which it is not tried any more. */
	readonly answer: { readonly application: string; readonly token: string; readonly untilMs: number } | null;
	/** Placeholder that Discord made of a deferred answer; one of the interaction's posts becomes it. */
	readonly placeholder: string | null;
	/** Whether the bot itself is where the message goes; if not, only the interaction's token can post. */
	readonly botThere: boolean;
	readonly locale: Locale;
	readonly attachmentBytes: number;
	/** Whom to tell where the channel cannot be written to. */
	readonly person: string | null;
	/** A message that could not be posted where it was asked for. */
	readonly lost: boolean;
}

export function writeTarget(target: Target): PostTarget {
	const { channel, thread, answer, ...rest } = target;
	return {
		channel,
		...(thread !== null && { thread }),
		data: {
			...rest,
			application: answer?.application ?? null,
			token: answer?.token ?? null,
			untilMs: answer?.untilMs ?? null,
		},
	};
}

/** Reads what was stored; what an older version left out gets what is safe. */
export function readTarget({ target }: PostView): Target {
	const data = target.data ?? {};
	const text = (key: string) => (typeof data[key] === 'string' ? (data[key] as string) : null);
	const application = text('application');
	const token = text('token');
	const untilMs = typeof data.untilMs === 'number' ? data.untilMs : 0;
	return {
		channel: target.channel ?? '',
		guild: text('guild'),
		thread: target.thread ?? null,
		answerTo: text('answerTo'),
		answer: application === null || token === null ? null : { application, token, untilMs },
		placeholder: text('placeholder'),
		botThere: data.botThere !== false,
		locale: localeOf(text('locale')),
		attachmentBytes: typeof data.attachmentBytes === 'number' ? data.attachmentBytes : ATTACHMENT_BYTES,
		person: text('person'),
		lost: data.lost === true,
	};
}

/** An interaction's token as a target keeps it. */
export function answerOf(
	application: string,
	token: string,
	createdMs: number,
): NonNullable<Target['answer']> {
	return { application, token, untilMs: createdMs + TOKEN_MS };
}
