import { type Message, MessageFlags } from 'discord.js';
import type { CommandContext, Commands, ErrorReply } from '../../../commands/command.ts';
import type { RecoveredReply } from '../../../commands/redraw.ts';
import type { Locale, Studio } from '../../studio/types.ts';
import { recoverFrom } from '../dropped.ts';
import type { Log } from '../platform.ts';
import { errorCard, replyCard } from '../reply-card.ts';
import { localeOf } from '../texts/index.ts';
import type { DiscordApi } from './api.ts';
import { filesOf } from './attached.ts';
import * as limits from './limits.ts';
import { personOfMessage, placeOfMessage } from './people.ts';
import { nonceOf } from './poster.ts';
import { renderCard } from './render.ts';

export interface MessageOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly api: DiscordApi;
	readonly log: Log;
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
		const { log, attachmentOrigins } = this.#options;
		if (!this.#isForUs(message)) return;
		try {
			const files = filesOf(message, attachmentOrigins);
			if (files.length === 0) return;
			const context = this.#contextOf(message);
			const reply = await recoverFrom(files, context);
			if (reply.kind === 'error') await this.#tell(message, reply, context.locale);
			else await this.#answer(message, reply, context.locale);
		} catch (error) {
			log.error({ err: error, message: message.id }, 'a picture in a message could not be looked into');
		}
	}

	#isForUs({ author, guildId, mentions, flags }: Message): boolean {
		const self = this.#options.self();
		if (self === null || author.bot || author.id === self || flags.has(MessageFlags.Ephemeral)) return false;
		return guildId === null || mentions.users.has(self);
	}

	#contextOf(message: Message): CommandContext {
		const { studio, commands } = this.#options;
		return {
			studio,
			commands,
			person: personOfMessage(message),
			place: placeOfMessage(message),
			// A message does not say its person's language; the server does.
			locale: localeOf(message.guild?.preferredLocale),
			idempotencyKey: message.id,
		};
	}

	async #answer(message: Message, reply: Exclude<RecoveredReply, ErrorReply>, locale: Locale): Promise<void> {
		const { studio, api } = this.#options;
		const card = await replyCard(reply, {
			studio,
			locale,
			altTextLength: limits.ALT_TEXT,
			textLength: 1_000,
		});
		const rendered = await renderCard(card, { studio, attachmentBytes: limits.ATTACHMENT_BYTES });
		await api.post(message.channelId, rendered, { nonce: nonceOf(message.id), answerTo: message.id });
	}

	/** A mistake is its person's alone: told directly, and where that is closed, as an answer. */
	async #tell(message: Message, reply: ErrorReply, locale: Locale): Promise<void> {
		const { studio, api, log } = this.#options;
		const rendered = await renderCard(errorCard(reply, locale), {
			studio,
			attachmentBytes: limits.ATTACHMENT_BYTES,
		});
		const nonce = nonceOf(message.id);
		try {
			const direct =
				message.guildId === null ? message.channelId : await api.directChannel(message.author.id);
			await api.post(direct, rendered, { nonce });
		} catch (error) {
			log.info(
				{ err: error, person: message.author.id },
				'direct messages are closed; a mistake is told openly',
			);
			await api.post(message.channelId, rendered, { nonce, answerTo: message.id });
		}
	}
}
