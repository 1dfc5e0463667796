import { z } from 'zod';
import { slackFile } from './dropped-files.ts';

/** What we read of Slack's payloads; everything else in them is left alone. */

const user = z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional() });
const channel = z.object({ id: z.string(), name: z.string().optional() });

export const commandBody = z.object({
	channel_id: z.string(),
	channel_name: z.string().optional(),
	user_id: z.string(),
	user_name: z.string().optional(),
	text: z.string().default(''),
	trigger_id: z.string(),
	response_url: z.string().optional(),
});

export const actionBody = z.object({
	user,
	channel: channel.optional(),
	container: z
		.object({
			channel_id: z.string().optional(),
			message_ts: z.string().optional(),
			thread_ts: z.string().optional(),
			is_ephemeral: z.boolean().optional(),
		})
		.optional(),
	message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
	trigger_id: z.string(),
	response_url: z.string().optional(),
	actions: z
		.array(
			z.object({
				action_id: z.string(),
				value: z.string().optional(),
				selected_option: z.object({ value: z.string() }).nullish(),
			}),
		)
		.min(1),
});

const fieldState = z.object({
	value: z.string().nullish(),
	selected_option: z.object({ value: z.string() }).nullish(),
	selected_conversation: z.string().nullish(),
});

export const viewBody = z.object({
	user,
	trigger_id: z.string().optional(),
	view: z.object({
		id: z.string(),
		hash: z.string().optional(),
		callback_id: z.string(),
		private_metadata: z.string().default(''),
		state: z.object({ values: z.record(z.string(), z.record(z.string(), fieldState)) }),
	}),
	response_urls: z.array(z.object({ channel_id: z.string(), response_url: z.string() })).optional(),
});

export const messageShortcutBody = z.object({
	user,
	channel,
	message_ts: z.string(),
	message: z
		.object({
			ts: z.string().optional(),
			thread_ts: z.string().optional(),
			files: z.array(slackFile).optional(),
		})
		.optional(),
	trigger_id: z.string(),
	response_url: z.string().optional(),
});

export const globalShortcutBody = z.object({ user, trigger_id: z.string() });

export const mentionEvent = z.object({
	user: z.string().optional(),
	bot_id: z.string().optional(),
	text: z.string(),
	channel: z.string(),
	ts: z.string(),
	thread_ts: z.string().optional(),
	files: z.array(slackFile).optional(),
	/** Pictures stand in blocks of several kinds, and in the messages that this one passes on. */
	blocks: z.unknown().optional(),
	attachments: z.unknown().optional(),
});

/** A line that somebody writes to the app itself; edits, deletions and what apps write have other subtypes. An answer that the channel sees and `/me` are lines, too. */
export const directMessage = mentionEvent.extend({
	channel_type: z.literal('im'),
	subtype: z.enum(['file_share', 'thread_broadcast', 'me_message']).optional(),
	text: z.string().default(''),
});

export const homeEvent = z.object({
	user: z.string(),
	channel: z.string(),
	tab: z.enum(['home', 'messages']),
});

export const fileSharedEvent = z.object({
	file_id: z.string(),
	user_id: z.string(),
	channel_id: z.string(),
});

export const reactionEvent = z.object({
	type: z.enum(['reaction_added', 'reaction_removed']),
	user: z.string(),
	reaction: z.string(),
	item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
});

/** The id by which a repeat of the same delivery is known; null where there is none. */
export function deliveryId(body: unknown): string | null {
	const parsed = z
		.object({
			event_id: z.string().optional(),
			type: z.string().optional(),
			trigger_id: z.string().optional(),
			view: z.object({ id: z.string().optional(), hash: z.string().optional() }).optional(),
		})
		.safeParse(body);
	if (!parsed.success) return null;
	const { event_id, trigger_id, view, type } = parsed.data;
	if (event_id) return `event ${event_id}`;
	if (view?.id) return `${type} ${view.id} ${view.hash ?? ''} ${trigger_id ?? ''}`;
	return trigger_id ? `trigger ${trigger_id}` : null;
}
