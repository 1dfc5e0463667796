import { type Message, MessageFlags } from 'discord.js';
import type { Pointed } from '../../../commands/command.ts';
import type { PostTarget } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Card } from '../card.ts';
import type { Answer, Asker, Desk, Request } from '../desk.ts';
import type { Clock, Log } from '../platform.ts';
import { saidTo } from '../said.ts';
import { SaidTwice } from '../said-twice.ts';
import { localeOf } from '../texts/index.ts';
import type { DiscordApi } from './api.ts';
import { filesOf } from './attached.ts';
import * as limits from './limits.ts';
import { personOfMessage, placeOfMessage } from './people.ts';
import { nonceOf } from './poster.ts';
import { type RenderedMessage, renderCard } from './render.ts';
import { writeTarget } from './target.ts';

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
	readonly clock: Clock;
}

/**
 * What people say to the bot: lines and pictures, with a mention of it or in its direct messages. Without the
 * privileged intent Discord sends the content of these messages alone, so no other message is looked at. Edits
 * of them are not listened to: a message makes one picture.
 */
export class MessageListener {
	readonly #options: MessageOptions;
	readonly #twice: SaidTwice;

	constructor(options: MessageOptions) {
		this.#options = options;
		this.#twice = new SaidTwice(options.clock);
	}

	/** Never rejects. */
	async handle(message: Message): Promise<void> {
		const { desk, log, attachmentOrigins } = this.#options;
		if (!this.#isForUs(message)) return;
		try {
			const request = new MessageRequest(message, this.#options);
			const files = filesOf(message, attachmentOrigins);
			const text = this.#textOf(message);
			if (files.length > 0 && text === '') await desk.recipe(async () => files, request);
			else if (!this.#twice.is(message.channelId, message.author.id, text)) await desk.typed(text, request);
		} catch (error) {
			log.error({ err: error, message: message.id }, 'a message could not be answered');
		}
	}

	/** What was said to us: our own role has our name, and people take the one for the other. */
	#textOf(message: Message): string {
		const names = [`@!?${this.#options.self() ?? ''}`, ...this.#rolesOf(message).map((id) => `@&${id}`)];
		return saidTo(message.content, new RegExp(`<(?:${names.join('|')})>`, 'g'));
	}

	#isForUs(message: Message): boolean {
		const { author, guildId, mentions, flags } = message;
		const self = this.#options.self();
		if (self === null || author.bot || author.id === self || flags.has(MessageFlags.Ephemeral)) return false;
		return guildId === null || mentions.users.has(self) || this.#rolesOf(message).length > 0;
	}

	/** The role that Discord made for us in a server, where it is mentioned. */
	#rolesOf({ mentions }: Message): readonly string[] {
		const self = this.#options.self();
		return mentions.roles.filter(({ tags }) => tags?.botId === self).map(({ id }) => id);
	}
}

/** Answers that were asked for openly, though a command keeps them to one person. */
const OPEN: ReadonlySet<Answer['kind']> = new Set(['recipe', 'found-recipe', 'picture', 'help']);

/** Something said: pictures and recipes answer it, a mistake and what is private are its person's alone. */
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

	/** The message that this one answers to, or the thread of a picture. */
	async pointed(): Promise<Pointed | null> {
		const { studio } = this.#options;
		const { reference, channel, channelId } = this.#message;
		if (reference?.messageId != null) {
			const post = await studio.posts.byMessage('discord', channelId, reference.messageId);
			if (post !== null) return { picture: post.pictureId };
		}
		if (!channel.isThread() || channel.parentId === null) return null;
		const root = await studio.posts.byMessage('discord', channel.parentId, channelId);
		return root === null ? null : { thread: root.pictureId };
	}

	target({ locale }: Asker): PostTarget {
		const { id, channelId, guildId, author } = this.#message;
		return writeTarget({
			channel: channelId,
			guild: guildId,
			thread: null,
			answerTo: id,
			answer: null,
			placeholder: null,
			botThere: true,
			locale,
			attachmentBytes: limits.ATTACHMENT_BYTES,
			person: author.id,
			lost: false,
		});
	}

	async answer(answer: Answer, card: () => Promise<Card>): Promise<void> {
		const message = await this.#render(await card());
		if (OPEN.has(answer.kind) || !answer.private) await this.#reply(message);
		else await this.#tellAlone(message);
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
