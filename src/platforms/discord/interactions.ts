import {
	type Attachment,
	type AutocompleteInteraction,
	type BaseInteraction,
	type ButtonInteraction,
	ChannelType,
	type ChatInputCommandInteraction,
	type Interaction,
	type Message,
	type MessageContextMenuCommandInteraction,
	MessageFlags,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	type StringSelectMenuInteraction,
} from 'discord.js';
import type { CommandContext, Commands, Reply } from '../../../commands/command.ts';
import type { Invocation } from '../../../commands/invocation.ts';
import type { Pointed } from '../../../commands/picture-in-view.ts';
import type { Person, PictureId, Place, Studio } from '../../studio/types.ts';
import type { Card } from '../card.ts';
import { completeField, completeLine } from '../complete.ts';
import { readControlId } from '../control-id.ts';
import { type ControlUse, controlMode, internalError, useControl } from '../controls.ts';
import { recoverFrom } from '../dropped.ts';
import { lineOfForm } from '../form-line.ts';
import type { Keeper } from '../keeper.ts';
import type { Clock, Log } from '../platform.ts';
import { errorCard, replyCard, warningsCard } from '../reply-card.ts';
import { localeOf, textsFor } from '../texts/index.ts';
import { type DiscordApi, type InteractionKey, refusalOf } from './api.ts';
import { fileOf, filesOf } from './attached.ts';
import { type Completing, completeOption } from './complete-option.ts';
import { DRAW_COMMAND, FORM_OBJECTS, RECIPE_COMMAND } from './definitions.ts';
import type { Gate } from './gate.ts';
import * as limits from './limits.ts';
import { modalOf, valuesOf } from './modal.ts';
import { personOfInteraction, placeOfInteraction } from './people.ts';
import { nonceOf } from './poster.ts';
import { renderCard } from './render.ts';
import { exampleIn, givenIn, SETTINGS_COMMAND, STUDIO_COMMAND } from './studio-commands.ts';
import { answerOf, type Target, writeTarget } from './target.ts';

/** A form must be there within the time of an acknowledgement; what takes longer is told to be busy. */
const FORM_MS = 2_000;

export interface InteractionOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly api: DiscordApi;
	readonly keeper: Keeper;
	readonly gate: Gate;
	readonly clock: Clock;
	readonly log: Log;
	/** What may be completed in a place; it answers at once, or nearly. */
	readonly completion: (place: Place) => Promise<Completing>;
	/** Hosts from which attachments are fetched. */
	readonly attachmentOrigins: readonly string[];
}

type Actor = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;
type Answerable = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | Actor;

/** How an interaction was acknowledged. */
interface Acknowledged {
	readonly how: 'public' | 'private' | 'update' | 'not';
	readonly placeholder: string | null;
}

/** Everything that people do with commands, buttons, menus and forms. */
export class Interactions {
	readonly #options: InteractionOptions;

	constructor(options: InteractionOptions) {
		this.#options = options;
	}

	/** Never rejects: what goes wrong is told to the person and noted in the log. */
	async handle(interaction: Interaction): Promise<void> {
		const { log } = this.#options;
		try {
			if (interaction.isAutocomplete()) await this.#complete(interaction);
			else if (interaction.isChatInputCommand()) await this.#command(interaction);
			else if (interaction.isMessageContextMenuCommand()) await this.#recipe(interaction);
			else if (interaction.isButton() || interaction.isStringSelectMenu()) await this.#control(interaction);
			else if (interaction.isModalSubmit()) await this.#control(interaction);
		} catch (error) {
			log.error({ err: error, interaction: interaction.id }, 'an interaction could not be answered');
		}
	}

	// ---------------------------------------------------------------------------------------------- commands

	async #command(interaction: ChatInputCommandInteraction): Promise<void> {
		const { commandName } = interaction;
		if (commandName === STUDIO_COMMAND) return this.#studio(interaction, interaction.options.getSubcommand());
		if (commandName === SETTINGS_COMMAND) return this.#studio(interaction, 'settings');
		if (commandName !== DRAW_COMMAND) return;
		const text = textOf(interaction);
		const attached = interaction.options.getAttachment('picture');
		if (attached !== null) return this.#dropped(interaction, text, attached);
		return this.#invoke(interaction, this.#options.commands.read(text));
	}

	/** A command with its own options. */
	async #studio(interaction: ChatInputCommandInteraction, name: string): Promise<void> {
		const [first] = interaction.options.data;
		const filled = name === 'settings' ? interaction.options.data : (first?.options ?? []);
		return this.#invoke(interaction, this.#options.commands.fill(name, givenIn(filled)));
	}

	/** Read before it is acknowledged: what is for the person alone, and a mistake, is so from the beginning. */
	async #invoke(interaction: ChatInputCommandInteraction, invocation: Invocation): Promise<void> {
		const { mistake, answers } = invocation;
		if (mistake !== null) return this.#replyAtOnce(interaction, errorCard(mistake, localeFor(interaction)));
		const acknowledged = await this.#acknowledge(interaction, answers);
		await this.#answer(interaction, acknowledged, async () => {
			const context = await this.#context(interaction, acknowledged, null);
			const pointed = await this.#pointed(interaction);
			return this.#options.commands.run(invocation, { ...context, ...(pointed !== null && { pointed }) });
		});
	}

	/** A PNG in the field for one: its recipe. */
	async #dropped(interaction: ChatInputCommandInteraction, text: string, file: Attachment): Promise<void> {
		const locale = localeFor(interaction);
		if (text !== '') {
			const message = textsFor(locale).pictureAlone;
			const card = errorCard({ kind: 'error', code: 'picture-alone', message, private: true }, locale);
			return this.#replyAtOnce(interaction, card);
		}
		const acknowledged = await this.#acknowledge(interaction, 'private');
		await this.#answer(interaction, acknowledged, async () =>
			recoverFrom(
				[fileOf(file, this.#options.attachmentOrigins)],
				await this.#context(interaction, acknowledged, null),
			),
		);
	}

	/** The thread of a picture's message; elsewhere nobody points at anything. */
	async #pointed({ channel }: BaseInteraction): Promise<Pointed | null> {
		if (channel?.isThread() !== true || channel.parentId === null) return null;
		const post = await this.#options.studio.postOf('discord', channel.parentId, channel.id);
		return post === null ? null : { thread: post.pictureId };
	}

	async #recipe(interaction: MessageContextMenuCommandInteraction): Promise<void> {
		if (interaction.commandName !== RECIPE_COMMAND) return;
		const acknowledged = await this.#acknowledge(interaction, 'private');
		await this.#answer(interaction, acknowledged, async () => {
			const { studio, commands } = this.#options;
			const { targetMessage } = interaction;
			const post = await studio.postOf('discord', interaction.channelId, targetMessage.id);
			const picture = post?.pictureId ?? pictureInMessage(targetMessage);
			const context = await this.#context(interaction, acknowledged, null);
			if (picture !== null) return commands.run(commands.fill('show', { picture }), context);
			return recoverFrom(filesOf(targetMessage, this.#options.attachmentOrigins), context);
		});
	}

	// ---------------------------------------------------------------------------- buttons, menus and forms

	async #control(interaction: Actor): Promise<void> {
		const control = readControlId(interaction.customId);
		if (control === null) {
			const message = textsFor(localeFor(interaction)).oldControl;
			const card = errorCard(
				{ kind: 'error', code: 'old-control', message, private: true },
				localeFor(interaction),
			);
			return this.#replyAtOnce(interaction, card);
		}
		const use: ControlUse = {
			control,
			...(interaction.isStringSelectMenu() && { chosen: interaction.values[0] }),
			...(interaction.isModalSubmit() && { values: valuesOf(interaction) }),
			...(control.action === 'correct' && lineInMessage(interaction.message)),
		};
		const mode = controlMode(use);
		if (mode === 'form') return this.#form(interaction, use);
		const line = use.values?.line;
		const mistake = line === undefined ? null : this.#options.commands.fill('draw', { line }).mistake;
		if (mistake !== null) {
			return this.#replyAtOnce(interaction, errorCard(mistake, localeFor(interaction), control.picture));
		}
		const thread = mode === 'make' ? threadFor(interaction) : null;
		const how = mode === 'quiet' || thread !== null ? 'update' : mode === 'private' ? 'private' : 'public';
		const acknowledged = await this.#acknowledge(interaction, how);
		await this.#answer(interaction, acknowledged, async () => {
			const answer = await useControl(use, await this.#context(interaction, acknowledged, thread));
			if (answer.kind === 'reply') return answer.reply;
			if (answer.kind === 'changed') this.#options.keeper.touch(answer.picture.id, 0);
			return null;
		});
	}

	/** A form is its own acknowledgement, so what it shows must be read quickly. */
	async #form(interaction: Actor, use: ControlUse): Promise<void> {
		const locale = localeFor(interaction);
		const { clock, api } = this.#options;
		const context = await this.#context(interaction, { how: 'not', placeholder: null }, null);
		let timer = { clear: () => {} };
		const late = new Promise<null>((resolve) => {
			timer = clock.setTimeout(() => resolve(null), FORM_MS);
		});
		const answer = await Promise.race([useControl(use, context), late]).finally(() => timer.clear());
		if (answer?.kind === 'form') return api.openModal(keyOf(interaction), modalOf(answer.form));
		const reply =
			answer?.kind === 'reply' && answer.reply.kind === 'error'
				? answer.reply
				: ({ kind: 'error', code: 'busy', message: textsFor(locale).busy, private: true } as const);
		await this.#replyAtOnce(interaction, errorCard(reply, locale));
	}

	// ---------------------------------------------------------------------------------------------- answers

	async #acknowledge(interaction: Answerable, how: 'public' | 'private' | 'update'): Promise<Acknowledged> {
		const { api, gate, log, clock } = this.#options;
		try {
			const placeholder = await gate.acknowledge(() => api.defer(keyOf(interaction), how));
			return { how, placeholder };
		} catch (error) {
			// Asked is asked: the picture is drawn, and posted as a message of our own.
			const ageMs = clock.wallTime() - interaction.createdTimestamp;
			log.warn(
				{ err: error, interaction: interaction.id, ageMs, refusal: refusalOf(error) },
				'an interaction could not be acknowledged; its answer goes to the channel',
			);
			return { how: 'not', placeholder: null };
		}
	}

	/** Runs, and shows what came of it in the way that the acknowledgement left open. */
	async #answer(
		interaction: Answerable,
		acknowledged: Acknowledged,
		run: () => Promise<Reply | null>,
	): Promise<void> {
		const { log, keeper, gate } = this.#options;
		const locale = localeFor(interaction);
		let reply: Reply | null;
		try {
			reply = await gate.work(run);
		} catch (error) {
			log.error({ err: error, interaction: interaction.id }, 'a command failed');
			reply = internalError(locale);
		}
		if (reply === null) return;
		if (reply.kind === 'jobs') {
			for (const { pictureId } of reply.jobs) keeper.touch(pictureId, 1);
			const notes = warningsCard(reply.warnings, locale);
			if (notes !== null && acknowledged.how !== 'not') await this.#followUp(interaction, notes, true);
			return;
		}
		const card = await replyCard(reply, {
			studio: this.#options.studio,
			example: (text) => exampleIn(this.#options.commands, text),
			locale,
			altTextLength: limits.ALT_TEXT,
			textLength: 1_000,
		});
		await this.#show(interaction, acknowledged, card, reply.private);
	}

	async #show(interaction: Answerable, { how }: Acknowledged, card: Card, isPrivate: boolean): Promise<void> {
		const { api, studio } = this.#options;
		const answer = keyOf(interaction);
		if (how === 'not') return this.#tellDirectly(interaction, card);
		if (how === 'update') return this.#followUp(interaction, card, isPrivate);
		if (how === 'public' && isPrivate) {
			// The first follow-up would take the place of the public placeholder, and be public.
			await api.deleteAnswer(answer);
			return this.#followUp(interaction, card, true);
		}
		const message = await renderCard(card, { studio, attachmentBytes: attachmentBytes(interaction) });
		await api.editAnswer(answer, '@original', message);
	}

	async #followUp(interaction: Answerable, card: Card, isPrivate: boolean): Promise<void> {
		const { api, studio } = this.#options;
		const options = { studio, attachmentBytes: attachmentBytes(interaction), private: isPrivate };
		await api.followUp(keyOf(interaction), await renderCard(card, options));
	}

	async #replyAtOnce(interaction: Answerable, card: Card): Promise<void> {
		const { api, studio } = this.#options;
		const options = { studio, attachmentBytes: attachmentBytes(interaction), private: true };
		await api.reply(keyOf(interaction), await renderCard(card, options));
	}

	/** Where nothing else is open: a direct message. */
	async #tellDirectly(interaction: Answerable, card: Card): Promise<void> {
		const { api, studio } = this.#options;
		const channel = await api.directChannel(interaction.user.id);
		const message = await renderCard(card, { studio, attachmentBytes: limits.ATTACHMENT_BYTES });
		await api.post(channel, message, { nonce: nonceOf(interaction.id) });
	}

	async #context(
		interaction: Answerable,
		acknowledged: Acknowledged,
		thread: string | null,
	): Promise<CommandContext> {
		const { studio, commands } = this.#options;
		const place = placeOfInteraction(interaction);
		const person: Person = personOfInteraction(interaction);
		const locale = localeFor(interaction);
		const target: Target = {
			channel: interaction.channelId ?? '',
			guild: interaction.guildId,
			thread,
			answerTo: null,
			answer:
				acknowledged.how === 'not'
					? null
					: answerOf(interaction.applicationId, interaction.token, interaction.createdTimestamp),
			placeholder: acknowledged.placeholder,
			botThere: interaction.guild !== null || interaction.guildId === null,
			locale,
			attachmentBytes: attachmentBytes(interaction),
			person: interaction.user.id,
			lost: false,
		};
		return {
			studio,
			commands,
			person,
			place,
			locale,
			idempotencyKey: interaction.id,
			post: writeTarget(target),
		};
	}

	async #complete(interaction: AutocompleteInteraction): Promise<void> {
		const { name, value } = interaction.options.getFocused(true);
		const source = await this.#options.completion(placeOfInteraction(interaction));
		const choices =
			interaction.commandName === STUDIO_COMMAND
				? completeOption(this.#options.commands, interaction, source)
				: name === 'line'
					? completeLine(value, source)
					: completeField(fieldOf(name), value, source);
		try {
			await this.#options.api.complete(keyOf(interaction), choices.slice(0, limits.CHOICES));
		} catch (error) {
			// The person typed on; the next key press asks anew.
			if (refusalOf(error) !== 'interaction') throw error;
		}
	}
}

function fieldOf(name: string): 'object' | 'place' | 'background' | 'size' {
	if (name.startsWith('object')) return 'object';
	if (name.startsWith('place')) return 'place';
	return name === 'size' ? 'size' : 'background';
}

function keyOf(interaction: BaseInteraction): InteractionKey {
	return { id: interaction.id, token: interaction.token, application: interaction.applicationId };
}

function localeFor(interaction: BaseInteraction) {
	return localeOf(interaction.locale);
}

function attachmentBytes(interaction: BaseInteraction): number {
	// Older servers of Discord's interface leave it out.
	return Number.isFinite(interaction.attachmentSizeLimit)
		? interaction.attachmentSizeLimit
		: limits.ATTACHMENT_BYTES;
}

/** What was typed into the line, with what was filled into the form's fields. */
function textOf({ options }: ChatInputCommandInteraction): string {
	const text = (name: string) => options.getString(name) ?? undefined;
	const whole = (name: string) => options.getInteger(name) ?? undefined;
	const objects = Array.from({ length: FORM_OBJECTS }, (_, index) => ({
		text: text(`object${index + 1}`) ?? '',
		...optional('place', text(`place${index + 1}`)),
	}));
	return lineOfForm({
		objects,
		...optional('line', text('line')),
		...optional('background', text('background')),
		...optional('seed', whole('seed')),
		...optional('size', text('size')),
		...optional('count', whole('count')),
		...optional('model', text('model')),
	});
}

function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
	return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

const CAN_THREAD = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.CreatePublicThreads,
	PermissionFlagsBits.SendMessagesInThreads,
];

/** The message in whose thread the answer belongs, where we may open one. */
function threadFor(interaction: Actor): string | null {
	const { message, channel, guild, appPermissions } = interaction;
	if (message === null || guild === null || message.flags.has(MessageFlags.Ephemeral)) return null;
	const fits = channel?.type === ChannelType.GuildText || channel?.type === ChannelType.GuildAnnouncement;
	return fits && appPermissions?.has(CAN_THREAD) === true ? message.id : null;
}

/** All values of a key in a message's components, in order. */
function valuesIn(message: Message, key: string): readonly string[] {
	const found: string[] = [];
	const walk = (value: unknown) => {
		if (value === null || typeof value !== 'object') return;
		for (const [name, entry] of Object.entries(value)) {
			if (name === key && typeof entry === 'string') found.push(entry);
			else walk(entry);
		}
	};
	walk(message.components.map((component) => component.toJSON()));
	return found;
}

/** The picture that a message of ours shows: its buttons say so. */
function pictureInMessage(message: Message): PictureId | null {
	for (const id of valuesIn(message, 'custom_id')) {
		const picture = readControlId(id)?.picture;
		if (picture) return picture;
	}
	return null;
}

const CODE_BLOCK = /```[a-z]*\n([\s\S]*?)\n```/g;

/** The line in the last code block of an error's message. */
function lineInMessage(message: Message | null): { line?: string } {
	const blocks =
		message === null
			? []
			: valuesIn(message, 'content').flatMap((content) =>
					[...content.matchAll(CODE_BLOCK)].map((match) => match[1]),
				);
	const line = blocks.at(-1);
	return line === undefined ? {} : { line };
}
