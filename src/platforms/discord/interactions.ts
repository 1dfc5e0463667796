import type {
	AutocompleteInteraction,
	ChatInputCommandInteraction,
	Interaction,
	Message,
	MessageContextMenuCommandInteraction,
} from 'discord.js';
import type { Commands } from '../../../commands/command.ts';
import { errorReply } from '../../../commands/reply.ts';
import type { Place } from '../../studio/people.ts';
import type { PictureId } from '../../studio/picture-view.ts';
import { completeField, completeLine } from '../complete.ts';
import { type ControlAction, readControlId } from '../control-id.ts';
import type { ControlUse } from '../controls.ts';
import type { Desk } from '../desk.ts';
import { lineOfForm } from '../form-line.ts';
import { textsFor } from '../texts/index.ts';
import { refusalOf } from './api.ts';
import { fileOf, filesOf } from './attached.ts';
import { type Completing, completeOption } from './complete-option.ts';
import { DRAW_COMMAND, FORM_OBJECTS, RECIPE_COMMAND } from './definitions.ts';
import {
	type Actor,
	type Answerable,
	InteractionRequest,
	type InteractionRequestOptions,
	keyOf,
	localeFor,
} from './interaction-request.ts';
import * as limits from './limits.ts';
import { valuesOf } from './modal.ts';
import { placeOfInteraction } from './people.ts';
import { givenIn, SETTINGS_COMMAND, STUDIO_COMMAND } from './studio-commands.ts';

export interface InteractionOptions extends InteractionRequestOptions {
	readonly desk: Desk;
	readonly commands: Commands;
	/** What may be completed in a place; it answers at once, or nearly. */
	readonly completion: (place: Place) => Promise<Completing>;
	/** Hosts from which attachments are fetched. */
	readonly attachmentOrigins: readonly string[];
}

/** Reads what people do with commands, buttons, menus and forms, and brings it to the desk. */
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

	#request(interaction: Answerable): InteractionRequest {
		return new InteractionRequest(interaction, this.#options);
	}

	async #command(interaction: ChatInputCommandInteraction): Promise<void> {
		const { desk, attachmentOrigins } = this.#options;
		const { commandName, options } = interaction;
		const request = this.#request(interaction);
		if (commandName === SETTINGS_COMMAND) return desk.filled('settings', givenIn(options.data), request);
		if (commandName === STUDIO_COMMAND) {
			return desk.filled(options.getSubcommand(), givenIn(options.data[0]?.options ?? []), request);
		}
		if (commandName !== DRAW_COMMAND) return;
		const text = textOf(interaction);
		const attached = options.getAttachment('picture');
		if (attached === null) return desk.typed(text, request);
		if (text === '') return desk.recipe(async () => [fileOf(attached, attachmentOrigins)], request);
		const { pictureAlone } = textsFor(localeFor(interaction));
		return desk.refuse(errorReply('picture-alone', pictureAlone), request);
	}

	async #recipe(interaction: MessageContextMenuCommandInteraction): Promise<void> {
		if (interaction.commandName !== RECIPE_COMMAND) return;
		const { desk, studio, attachmentOrigins } = this.#options;
		const { targetMessage, channelId } = interaction;
		const source = async () => {
			const post = await studio.posts.byMessage('discord', channelId, targetMessage.id);
			return post?.pictureId ?? pictureInMessage(targetMessage) ?? filesOf(targetMessage, attachmentOrigins);
		};
		return desk.recipe(source, this.#request(interaction));
	}

	async #control(interaction: Actor): Promise<void> {
		const control = readControlId(interaction.customId);
		const use: ControlUse | null = control && {
			control,
			...(interaction.isStringSelectMenu() && { chosen: interaction.values[0] }),
			...(interaction.isModalSubmit() && { values: valuesOf(interaction) }),
			...(WITH_LINE.includes(control.action) && lineInMessage(interaction.message)),
		};
		return this.#options.desk.used(use, this.#request(interaction));
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

/** Controls whose line stands in their message. */
const WITH_LINE: readonly ControlAction[] = ['correct', 'offered'];

const CODE_BLOCK = /```[a-z]*\n([\s\S]*?)\n```/g;

/** The line in the last code block of a message. */
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
