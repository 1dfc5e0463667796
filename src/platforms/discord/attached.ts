import type { Attachment, Message } from 'discord.js';
import { download } from '../download.ts';
import { type DroppedFile, PICTURE_TIMEOUT_MS } from '../dropped.ts';
import { MOST_PICTURE_BYTES } from '../dropped-size.ts';

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
		fetch: () => fetchFile(url, origins),
	};
}

/** The files of a message, those of a forwarded one and those that components show included. */
export function filesOf(message: Message, origins: readonly string[]): readonly DroppedFile[] {
	const messages = [message, ...message.messageSnapshots.values()];
	const attached = messages.flatMap(({ attachments }) => [...(attachments?.values() ?? [])]);
	const paths = new Set(attached.map(({ url }) => pathOf(url)));
	// Another TAUE's picture stands in a media gallery; whether it is listed as an attachment, too, is open.
	const shown = messages
		.flatMap(({ components }) => mediaIn((components ?? []).map((component) => component.toJSON())))
		.filter(({ url }) => !paths.has(pathOf(url)));
	return [
		...attached.map((attachment) => fileOf(attachment, origins)),
		...shown.map(({ url, mime }) => ({
			name: pathOf(url),
			mime,
			bytes: null,
			fetch: () => fetchFile(url, origins),
		})),
	];
}

interface Media {
	readonly url: string;
	readonly mime: string | null;
}

function mediaIn(value: unknown): readonly Media[] {
	if (value === null || typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([key, entry]) => {
		const { url, content_type: mime } = (key === 'media' ? entry : {}) as {
			url?: unknown;
			content_type?: unknown;
		};
		if (typeof url !== 'string') return mediaIn(entry);
		return [{ url, mime: typeof mime === 'string' ? mime : null }];
	});
}

/** Without what Discord signs, which differs from time to time. */
function pathOf(url: string): string {
	return URL.canParse(url) ? new URL(url).pathname : url;
}

function fetchFile(url: string, origins: readonly string[]): Promise<Uint8Array> {
	return download(url, { origins, mostBytes: MOST_PICTURE_BYTES, timeoutMs: PICTURE_TIMEOUT_MS });
}
