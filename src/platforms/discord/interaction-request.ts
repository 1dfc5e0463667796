import {
	type BaseInteraction,
	type ButtonInteraction,
	ChannelType,
	type ChatInputCommandInteraction,
	type MessageContextMenuCommandInteraction,
	MessageFlags,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	type StringSelectMenuInteraction,
} from 'discord.js';
import type { Pointed } from '../../../commands/command.ts';
import type { Locale } from '../../studio/people.ts';
import type { PostTarget } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Card, Form } from '../card.ts';
import { readControlId } from '../control-id.ts';
import type { Acknowledgement, Answer, Asker, Request } from '../desk.ts';
import type { Clock, Log } from '../platform.ts';
import { localeOf } from '../texts/index.ts';
import { type DiscordApi, type InteractionKey, refusalOf } from './api.ts';
import type { Gate } from './gate.ts';
import * as limits from './limits.ts';
import { modalOf } from './modal.ts';
import { personOfInteraction, placeOfInteraction } from './people.ts';
import { nonceOf } from './poster.ts';
import { renderCard } from './render.ts';
import { answerOf, type Target, writeTarget } from './target.ts';

export type Actor = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;
export type Answerable = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | Actor;

export interface InteractionRequestOptions {
	readonly studio: Studio;
	readonly api: DiscordApi;
	readonly gate: Gate;
	readonly clock: Clock;
	readonly log: Log;
}

/** What an interaction has open for its answer. */
type Open =
	/** Nothing was sent yet: an answer is the acknowledgement. */
	| 'unacknowledged'
	/** A placeholder that everyone sees, or the person alone. */
	| 'public'
	| 'private'
	/** The message with the control. */
	| 'update'
	/** It could not be acknowledged: nothing. */
	| 'closed';

/** An interaction: it is acknowledged within three seconds, and answered for fifteen minutes. */
export class InteractionRequest implements Request {
	readonly #interaction: Answerable;
	readonly #options: InteractionRequestOptions;
	#open: Open = 'unacknowledged';
	#placeholder: string | null = null;
	/** The message in whose thread new pictures belong. */
	#thread: string | null = null;

	constructor(interaction: Answerable, options: InteractionRequestOptions) {
		this.#interaction = interaction;
		this.#options = options;
	}

	get id(): string {
		return this.#interaction.id;
	}

	async asker(): Promise<Asker> {
		return {
			person: personOfInteraction(this.#interaction),
			place: placeOfInteraction(this.#interaction),
			locale: localeFor(this.#interaction),
		};
	}

	/** The thread of a picture's message; elsewhere nobody points at anything. */
	async pointed(): Promise<Pointed | null> {
		const { channel } = this.#interaction;
		if (channel?.isThread() !== true || channel.parentId === null) return null;
		const post = await this.#options.studio.posts.byMessage('discord', channel.parentId, channel.id);
		return post === null ? null : { thread: post.pictureId };
	}

	async acknowledge(how: Acknowledgement): Promise<void> {
		const { api, gate, log, clock } = this.#options;
		const interaction = this.#interaction;
		const makes = how === 'make' && 'message' in interaction && mayOpenThread(interaction);
		const updates = how === 'quiet' || makes;
		const open = updates ? 'update' : how === 'private' ? 'private' : 'public';
		try {
			this.#placeholder = await gate.acknowledge(() => api.defer(keyOf(interaction), open));
			this.#open = open;
		} catch (error) {
			// Asked is asked: the picture is drawn, and posted as a message of our own.
			this.#open = 'closed';
			const ageMs = clock.wallTime() - interaction.createdTimestamp;
			log.warn(
				{ err: error, interaction: interaction.id, ageMs, refusal: refusalOf(error) },
				'an interaction could not be acknowledged; its answer goes to the channel',
			);
		}
		if (makes) this.#thread = await this.#threadOf(interaction);
	}

	/** The message of the control, or where its person alone sees that one, the picture's. */
	async #threadOf({ message, channelId, customId }: Actor): Promise<string | null> {
		if (message?.flags.has(MessageFlags.Ephemeral) !== true) return message?.id ?? null;
		const picture = readControlId(customId)?.picture ?? null;
		if (picture === null) return null;
		const posts = await this.#options.studio.posts.of(picture);
		const here = posts.find(({ platform, target }) => platform === 'discord' && target.channel === channelId);
		return here?.message ?? null;
	}

	target({ locale }: Asker): PostTarget {
		const interaction = this.#interaction;
		const { applicationId, token, createdTimestamp, guildId } = interaction;
		const acknowledged = this.#open !== 'unacknowledged' && this.#open !== 'closed';
		const target: Target = {
			channel: interaction.channelId ?? '',
			guild: guildId,
			thread: this.#thread,
			answerTo: null,
			answer: acknowledged ? answerOf(applicationId, token, createdTimestamp) : null,
			placeholder: this.#placeholder,
			botThere: interaction.guild !== null || guildId === null,
			locale,
			attachmentBytes: this.#attachmentBytes(),
			person: interaction.user.id,
			lost: false,
		};
		return writeTarget(target);
	}

	async answer(answer: Answer, card: () => Promise<Card>): Promise<void> {
		const { api, studio } = this.#options;
		const key = keyOf(this.#interaction);
		const shown = await card();
		switch (this.#open) {
			case 'unacknowledged':
				return api.reply(key, await this.#render(shown, true));
			case 'closed':
				return this.#tellDirectly(shown);
			case 'update':
				return this.#followUp(shown, answer.private);
			case 'public':
				if (!answer.private) break;
				// The first follow-up would take the place of the public placeholder, and be public.
				await api.deleteAnswer(key);
				return this.#followUp(shown, true);
		}
		const message = await renderCard(shown, { studio, attachmentBytes: this.#attachmentBytes() });
		await api.editAnswer(key, '@original', message);
	}

	async tell(card: Card): Promise<void> {
		if (this.#open !== 'closed') await this.#followUp(card, true);
	}

	async openForm(form: Form): Promise<void> {
		await this.#options.api.openModal(keyOf(this.#interaction), modalOf(form));
	}

	#render(card: Card, isPrivate: boolean) {
		const { studio } = this.#options;
		return renderCard(card, { studio, attachmentBytes: this.#attachmentBytes(), private: isPrivate });
	}

	async #followUp(card: Card, isPrivate: boolean): Promise<void> {
		await this.#options.api.followUp(keyOf(this.#interaction), await this.#render(card, isPrivate));
	}

	/** Where nothing else is open: a direct message. */
	async #tellDirectly(card: Card): Promise<void> {
		const { api, studio } = this.#options;
		const channel = await api.directChannel(this.#interaction.user.id);
		const message = await renderCard(card, { studio, attachmentBytes: limits.ATTACHMENT_BYTES });
		await api.post(channel, message, { nonce: nonceOf(this.id) });
	}

	#attachmentBytes(): number {
		// Older servers of Discord's interface leave it out.
		const { attachmentSizeLimit } = this.#interaction;
		return Number.isFinite(attachmentSizeLimit) ? attachmentSizeLimit : limits.ATTACHMENT_BYTES;
	}
}

export function keyOf(interaction: BaseInteraction): InteractionKey {
	return { id: interaction.id, token: interaction.token, application: interaction.applicationId };
}

export function localeFor(interaction: BaseInteraction): Locale {
	return localeOf(interaction.locale);
}

const CAN_THREAD = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.CreatePublicThreads,
	PermissionFlagsBits.SendMessagesInThreads,
];

/** Whether the answer belongs into a thread of the control's message, or of the one that led to it. */
function mayOpenThread({ message, channel, guild, appPermissions, customId }: Actor): boolean {
	if (message === null || guild === null) return false;
	const alone = message.flags.has(MessageFlags.Ephemeral);
	if (alone && (readControlId(customId)?.picture ?? null) === null) return false;
	const fits = channel?.type === ChannelType.GuildText || channel?.type === ChannelType.GuildAnnouncement;
	return fits && appPermissions?.has(CAN_THREAD) === true;
}
