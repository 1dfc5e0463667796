import { readControlId } from '../control-id.ts';
import type { ControlUse } from '../controls.ts';
import { type SlackFile, slackFile } from './dropped-files.ts';
import type * as payloads from './payloads.ts';
import type { Where } from './request.ts';

export type Body<K extends keyof typeof payloads> = (typeof payloads)[K] extends {
	readonly _output: infer Output;
}
	? Output
	: never;

/** Files of a message: beside its text, in its blocks, and in the messages that it passes on. */
export function filesOf({ files = [], blocks, attachments }: Body<'mentionEvent'>): readonly SlackFile[] {
	const all = [...files, ...shownIn(blocks), ...shownIn(attachments)];
	return all.filter(({ id }, index) => all.findIndex((file) => file.id === id) === index);
}

/** Files anywhere in what a message shows. */
function shownIn(value: unknown): readonly SlackFile[] {
	if (value === null || typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([key, entry]): readonly SlackFile[] => {
		const given = key === 'slack_file' ? [entry] : key === 'files' && Array.isArray(entry) ? entry : null;
		if (given === null) return shownIn(entry);
		return given.flatMap((file) => slackFile.safeParse(file).data ?? []);
	});
}

export function teamOf({ teamId, enterpriseId }: { teamId?: string; enterpriseId?: string }): string {
	return teamId ?? enterpriseId ?? '';
}

export function nameOf({
	name,
	username,
}: {
	name?: string | undefined;
	username?: string | undefined;
}): string | null {
	return name ?? username ?? null;
}

/** A press in a message: new pictures go into the thread of the message, or of the one it is in. */
export function whereOf(body: Body<'actionBody'>, team: string): Where {
	const { container, message, user } = body;
	const alone = container?.is_ephemeral === true;
	const inThread = message?.thread_ts ?? container?.thread_ts ?? null;
	return {
		team,
		channel: body.channel?.id ?? container?.channel_id ?? '',
		channelName: body.channel?.name,
		thread: inThread ?? (alone ? null : (message?.ts ?? container?.message_ts ?? null)),
		user: user.id,
		userName: nameOf(user),
		responseUrl: body.response_url ?? null,
		key: body.trigger_id,
		trigger: body.trigger_id,
	};
}

export function useOf({ actions: [action] }: Body<'actionBody'>): ControlUse | null {
	const control = readControlId(action.action_id);
	if (control === null) return null;
	const chosen = action.selected_option?.value;
	return {
		control,
		...(chosen !== undefined && { chosen }),
		...(action.value !== undefined && { line: action.value }),
	};
}
