import { type Message, MessageFlags } from 'discord.js';
import type { Studio } from '../../studio/types.ts';
import type { Card } from '../card.ts';
import type { Answer, Asker, Desk, Request } from '../desk.ts';
import type { Log } from '../platform.ts';
import { localeOf } from '../texts/index.ts';
import type { DiscordApi } from './api.ts';
import { filesOf } from './attached.ts';
import * as limits from './limits.ts';
import { personOfMessage, placeOfMessage } from './people.ts';
import { nonceOf } from './poster.ts';
import { type RenderedMessage, renderCard } from './render.ts';

interface MessageRequestOptions {
	readonly studio: Studio;
	readonly api: DiscordApi;
	readonly log: Log;
}

export interface MessageOptions extends MessageRequestOptions {
	readonly desk: Desk;
	/** Our own id: a message is for us if it mentions us. */
	readonly self: () => string | null;
	readonly attachmentOrigins: readonly string[];
}

/**
 * Pictures that people drop into the chat: with a mention of the bot, or in its direct messages. Without the
 * privileged intent Discord sends the files of these messages alone, so no other message is looked at.
 */
export class MessageListener {
	readonly #options: MessageOptions;

	constructor(options: MessageOptions) {
		this.#options = options;
	}

	/** Never rejects. */
	async handle(message: Message): Promise<void> {
		const { desk, log, attachmentOrigins } = this.#options;
		if (!this.#isForUs(message)) return;
		try {
			const files = filesOf(message, attachmentOrigins);
			if (files.length > 0) await desk.recipe(async () => files, new MessageRequest(message, this.#options));
		} catch (error) {
			log.error({ err: error, message: message.id }, 'a picture in a message could not be looked into');
		}
	}

	#isForUs({ author, guildId, mentions, flags }: Message): boolean {
		const self = this.#options.self();
		if (self === null || author.bot || author.id === self || flags.has(MessageFlags.Ephemeral)) return false;
		return guildId === null || mentions.users.has(self);
	}
}

/** A message with a file: its recipe is an answer to it, a mistake is its person's alone. */
class MessageRequest implements Request {
	readonly #message: Message;
	readonly #options: MessageRequestOptions;

	constructor(message: Message, options: MessageRequestOptions) {
		this.#message = message;
		this.#options = options;
	}

	get id(): string {
		return this.#message.id;
	}

	async asker(): Promise<Asker> {
		return {
			person: personOfMessage(this.#message),
			place: placeOfMessage(this.#message),
			// A message does not say its person's language; the server does.
			locale: localeOf(this.#message.guild?.preferredLocale),
		};
	}

	async acknowledge(): Promise<void> {}

	target(): undefined {}

	async answer(answer: Answer, card: () => Promise<Card>): Promise<void> {
		const message = await this.#render(await card());
		if (answer.kind === 'error') await this.#tellAlone(message);
		else await this.#reply(message);
	}

	async tell(card: Card): Promise<void> {
		await this.#tellAlone(await this.#render(card));
	}

	async openForm(): Promise<void> {}

	#render(card: Card): Promise<RenderedMessage> {
		const { studio } = this.#options;
		return renderCard(card, { studio, attachmentBytes: limits.ATTACHMENT_BYTES });
	}

	async #reply(message: RenderedMessage): Promise<void> {
		const { api } = this.#options;
		await api.post(this.#message.channelId, message, { nonce: nonceOf(this.id), answerTo: this.id });
	}

	/** Told directly, and where that is closed, as an answer. */
	async #tellAlone(message: RenderedMessage): Promise<void> {
		const { api, log } = this.#options;
		const { guildId, channelId, author } = this.#message;
		try {
			const direct = guildId === null ? channelId : await api.directChannel(author.id);
			await api.post(direct, message, { nonce: nonceOf(this.id) });
		} catch (error) {
			log.info({ err: error, person: author.id }, 'direct messages are closed; a mistake is told openly');
			await this.#reply(message);
		}
	}
}
