import type { Locale } from '../../studio/people.ts';
import type { Card, CardImage } from '../card.ts';
import type { Log } from '../platform.ts';
import { imagesOf, type MessageBody, messageOf } from './blocks.ts';
import type { Files } from './files.ts';
import type { Pace } from './pace.ts';
import { codeOf, refusalOf } from './refusal.ts';
import type { Workspace } from './workspaces.ts';

/** Who asked, and where an answer goes. */
export interface Asked {
	readonly workspace: Workspace;
	readonly channel: string;
	readonly thread: string | null;
	readonly user: string;
	/** Takes five answers within half an hour, also where the app is not in the channel. */
	readonly responseUrl: string | null;
	readonly locale: Locale;
}

export interface AnswersOptions {
	readonly files: Files;
	readonly pace: Pace;
	readonly log: Log;
}

/** The two ways to answer people. */
export class Answers {
	readonly #options: AnswersOptions;

	constructor(options: AnswersOptions) {
		this.#options = options;
	}

	/** For everyone in the channel; for the person alone where the channel is closed to us. */
	async post(card: Card, asked: Asked): Promise<void> {
		const { workspace, channel, thread } = asked;
		const { pace, log } = this.#options;
		try {
			await this.#withImages(card, asked, (body) =>
				pace.post(workspace.team, channel, () =>
					workspace.answers.chat.postMessage({
						channel,
						...(thread !== null && { thread_ts: thread }),
						...body,
						unfurl_links: false,
						unfurl_media: false,
					}),
				),
			);
		} catch (error) {
			if (refusalOf(error) !== 'channel') throw error;
			log.warn({ code: codeOf(error), channel }, 'an answer for everyone is told to its person alone');
			await this.tell(card, asked);
		}
	}

	/** For the person alone. */
	async tell(card: Card, asked: Asked): Promise<void> {
		await this.#withImages(card, asked, (body) => this.#tell(body, asked));
	}

	async #tell(body: MessageBody, asked: Asked): Promise<void> {
		const { workspace, channel, user, thread, responseUrl } = asked;
		if (responseUrl !== null) {
			const answer = await fetch(responseUrl, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...body }),
			});
			const said = await answer.text();
			if (answer.ok) return;
			// Slack names what is wrong with the blocks in the body of a 404 or 500.
			if (/invalid_blocks/.test(said)) throw new BlocksRefused(said);
		}
		try {
			await workspace.answers.chat.postEphemeral({
				channel,
				user,
				...(thread !== null && { thread_ts: thread }),
				...body,
			});
		} catch (error) {
			if (refusalOf(error) !== 'channel') throw error;
			// The app is not in the channel: the direct messages are always open.
			await workspace.answers.chat.postMessage({ channel: user, ...body });
		}
	}

	/** Uploads what the card shows, and does without it where Slack does not take it. */
	async #withImages(
		card: Card,
		{ workspace }: Asked,
		send: (body: MessageBody) => Promise<unknown>,
	): Promise<void> {
		const { files, log } = this.#options;
		const uploaded = new Map<CardImage, string>();
		await Promise.all(
			imagesOf(card).map(async (image) => {
				try {
					const file = await files.upload(workspace.posts, image);
					if (file !== null) uploaded.set(image, file.id);
				} catch (error) {
					log.warn({ err: error, image: image.name }, 'a picture of an answer could not be uploaded');
				}
			}),
		);
		try {
			await send(messageOf(card, (image) => uploaded.get(image) ?? null));
		} catch (error) {
			const refused = error instanceof BlocksRefused || refusalOf(error) === 'blocks';
			if (!refused || uploaded.size === 0) throw error;
			log.warn(
				{ team: workspace.team },
				'Slack shows no unshared files here; an answer goes without pictures',
			);
			await send(messageOf(card, () => null));
		}
	}
}

class BlocksRefused extends Error {}
