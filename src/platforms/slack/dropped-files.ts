import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { DownloadError, download } from '../download.ts';
import { type DroppedFile, PICTURE_TIMEOUT_MS } from '../dropped.ts';
import { MOST_PICTURE_BYTES } from '../dropped-size.ts';
import { codeOf } from './refusal.ts';

/** Where Slack keeps files. */
const SLACK_ORIGIN = 'https://files.slack.com';

/** A file as events and `files.info` tell of it; some events tell the id alone. */
export const slackFile = z.object({
	id: z.string(),
	name: z.string().nullish(),
	mimetype: z.string().optional(),
	size: z.number().optional(),
	/** `check_file_info`: only `files.info` has the rest (files of other organisations). */
	file_access: z.string().optional(),
	url_private: z.string().optional(),
	url_private_download: z.string().optional(),
});
export type SlackFile = z.output<typeof slackFile>;
const info = z.object({ file: slackFile });

/** The hosts that files, and with them the bot's token, may be asked of: Slack's, and that of a proxy. */
export function fileOrigins(apiUrl: string | null): readonly string[] {
	return apiUrl === null ? [SLACK_ORIGIN] : [SLACK_ORIGIN, new URL(apiUrl).origin];
}

/** A file that people shared, with what Slack says of it. A file that Slack does not show us cannot be fetched. */
export async function droppedFile(
	client: webApi.WebClient,
	given: SlackFile,
	origins: readonly string[],
): Promise<DroppedFile> {
	const file = await known(client, given);
	const url = file.url_private_download ?? file.url_private;
	return {
		name: file.name ?? file.id,
		mime: file.mimetype === undefined || file.mimetype === '' ? null : file.mimetype,
		bytes: file.size ?? null,
		fetch: async () => {
			if (url === undefined) throw new DownloadError('refused', `Slack has no address for ${file.id}.`);
			return download(url, {
				origins,
				mostBytes: MOST_PICTURE_BYTES,
				timeoutMs: PICTURE_TIMEOUT_MS,
				headers: { authorization: `Bearer ${client.token ?? ''}` },
			});
		},
	};
}

async function known(client: webApi.WebClient, given: SlackFile): Promise<SlackFile> {
	const whole = given.mimetype !== undefined && given.url_private !== undefined;
	if (whole && given.file_access !== 'check_file_info') return given;
	try {
		return info.parse(await client.files.info({ file: given.id })).file;
	} catch (error) {
		// Deleted, or in a channel that is closed to us.
		if (codeOf(error) === null) throw error;
		return { ...given, name: given.name ?? `${given.id}.png`, mimetype: given.mimetype ?? 'image/png' };
	}
}

/** Names under which our pictures are posted and downloaded: they end with the picture's id. */
const OUR_NAME = /(?:^|[-_ ])[0-9a-hjkmnp-tv-z]{12}(?:\b|_).*\.png$/;

/** Whether a file that nobody asked us about is to be looked into: others' files are left alone. */
export function isNamedLikeOurs({ name }: Pick<DroppedFile, 'name'>): boolean {
	return OUR_NAME.test(name);
}
