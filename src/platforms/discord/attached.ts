import type { Attachment, Message } from 'discord.js';
import { download } from '../download.ts';
import { type DroppedFile, MOST_PICTURE_BYTES, PICTURE_TIMEOUT_MS } from '../dropped.ts';

/** Where Discord keeps what people attach. */
const DISCORD_ORIGINS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

/** The hosts that attachments are fetched from; beside Discord's the one of a proxy, where there is one. */
export function attachmentOrigins(api: string | null): readonly string[] {
	return api === null ? DISCORD_ORIGINS : [...DISCORD_ORIGINS, new URL(api).origin];
}

export function fileOf(
	{ name, contentType, size, url }: Attachment,
	origins: readonly string[],
): DroppedFile {
	return {
		name,
		mime: contentType,
		bytes: size,
		fetch: () => download(url, { origins, mostBytes: MOST_PICTURE_BYTES, timeoutMs: PICTURE_TIMEOUT_MS }),
	};
}

/** The files of a message, those of a forwarded one included. */
export function filesOf(message: Message, origins: readonly string[]): readonly DroppedFile[] {
	const forwarded = [...message.messageSnapshots.values()].flatMap(({ attachments }) =>
		attachments === undefined ? [] : [...attachments.values()],
	);
	return [...message.attachments.values(), ...forwarded].map((attachment) => fileOf(attachment, origins));
}
