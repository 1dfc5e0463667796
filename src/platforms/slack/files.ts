import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { CardImage } from '../card.ts';
import { type EncodedImage, fileName, fitImage, loadImage, type StoredPictures } from '../images.ts';
import type { Clock, Log } from '../platform.ts';
import * as limits from './limits.ts';
import { refusalOf, UploadRefused } from './refusal.ts';

export interface FilesOptions {
	readonly studio: StoredPictures;
	readonly clock: Clock;
	readonly log: Log;
	/** First pause between two looks at a file that Slack still works on; later ones are longer. */
	readonly pollMs: number;
}

/** Where a file is shared, where it must be to be seen. */
export interface Share {
	readonly channel: string;
	readonly thread: string | null;
}

export interface Uploaded {
	readonly id: string;
	/** The message that Slack made of a shared file. */
	readonly ts: string | null;
}

/**
 * The encodings that are tried: as stored, then JPEG, smaller each time. Slack's image blocks show PNG, JPEG
 * and GIF, so the ladder's WebP (step 1) is never sent.
 */
const STEPS = [0, 2, 3, 4] as const;
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif']);
const UPLOAD_TRIES = 3;
const POLLS = 14;
const POLL_GROWTH = 1.5;
const LONGEST_POLL_MS = 4_000;

const urlAnswer = z.object({ upload_url: z.string(), file_id: z.string() });
const share = z.record(z.string(), z.array(z.object({ ts: z.string() })));
const infoAnswer = z.object({
	file: z.object({
		mimetype: z.string().optional(),
		shares: z.object({ public: share.optional(), private: share.optional() }).optional(),
	}),
});

/** Brings pictures to Slack as files, which image blocks then show. */
export class Files {
	readonly #options: FilesOptions;

	constructor(options: FilesOptions) {
		this.#options = options;
	}

	/**
	 * Uploads in the best encoding that Slack takes; null where the studio has no bytes or no encoding fits.
	 * Without `share` the file is in no channel, and only image blocks show it.
	 */
	async upload(
		client: webApi.WebClient,
		image: CardImage,
		shared: Share | null = null,
	): Promise<Uploaded | null> {
		const loaded = await loadImage(this.#options.studio, image.source);
		if (loaded === null) return null;
		for (const step of STEPS) {
			if (step === 0 && !SHOWN.has(loaded.mime)) continue;
			const fitting = await fitImage(loaded, limits.FILE_BYTES, step);
			if (fitting === null) continue;
			try {
				return await this.#send(client, image, fitting, shared);
			} catch (error) {
				if (refusalOf(error) !== 'too-large') throw error;
				this.#options.log.warn(
					{ step, bytes: fitting.bytes.byteLength, image: image.name },
					'Slack refused a file as too large; a smaller encoding is next',
				);
			}
		}
		return null;
	}

	async #send(
		client: webApi.WebClient,
		image: CardImage,
		{ mime, bytes }: EncodedImage,
		shared: Share | null,
	): Promise<Uploaded> {
		const filename = fileName(image.name, mime);
		// Called by name: the method's own argument is `alt_txt`, which the client's typed call does not know.
		const { upload_url, file_id } = urlAnswer.parse(
			await client.apiCall('files.getUploadURLExternal', {
				filename,
				length: bytes.byteLength,
				alt_txt: image.alt.slice(0, limits.ALT_TEXT),
			}),
		);
		await this.#put(upload_url, bytes);
		await client.files.completeUploadExternal({
			files: [{ id: file_id, title: filename }],
			...(shared !== null && { channel_id: shared.channel }),
			...(shared !== null && shared.thread !== null && { thread_ts: shared.thread }),
		} as webApi.FilesCompleteUploadExternalArguments);
		return { id: file_id, ts: await this.#ready(client, file_id, shared) };
	}

	/** @throws UploadRefused */
	async #put(url: string, bytes: Uint8Array): Promise<void> {
		for (let tries = 1; ; tries++) {
			const answer = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/octet-stream' },
				body: Buffer.from(bytes),
			});
			await answer.body?.cancel();
			if (answer.ok) return;
			const retry = answer.status === 429 || answer.status >= 500;
			if (!retry || tries >= UPLOAD_TRIES) throw new UploadRefused(answer.status);
			const after = Number(answer.headers.get('retry-after'));
			await this.pause(after > 0 ? after * 1_000 : this.#options.pollMs * 2 ** tries);
		}
	}

	/** Waits until Slack has looked at the file: before, no block shows it. The `ts` of its message, if shared. */
	async #ready(client: webApi.WebClient, file: string, shared: Share | null): Promise<string | null> {
		const { pollMs, log } = this.#options;
		for (let poll = 0; poll < POLLS; poll++) {
			const answer = infoAnswer.parse(await client.files.info({ file }));
			const { mimetype, shares } = answer.file;
			const seen = { ...shares?.public, ...shares?.private };
			const ts = shared === null ? undefined : seen[shared.channel]?.[0]?.ts;
			if (shared === null ? mimetype !== undefined && mimetype !== '' : ts !== undefined) return ts ?? null;
			await this.pause(Math.min(LONGEST_POLL_MS, pollMs * POLL_GROWTH ** poll));
		}
		log.warn({ file }, 'Slack takes long over a file; it is used as it is');
		return null;
	}

	/** Files that nothing shows any more; failures are left alone. */
	async remove(client: webApi.WebClient, files: readonly string[]): Promise<void> {
		for (const file of files) {
			try {
				await client.files.delete({ file });
			} catch (error) {
				this.#options.log.debug({ err: error, file }, 'a file could not be deleted');
			}
		}
	}

	pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			this.#options.clock.setTimeout(resolve, ms);
		});
	}
}
