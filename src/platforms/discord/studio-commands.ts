import {
	type APIApplicationCommandBasicOption,
	type APIApplicationCommandSubcommandOption,
	ApplicationCommandOptionType,
	type CommandInteractionOption,
} from 'discord.js';
import type { Command, CommandOption, Commands } from '../../../commands/command.ts';
import { STRING_OPTION } from './limits.ts';

/**
 * `/studio reroll`, `/studio gallery` and the rest: everything but drawing, as subcommands with their own
 * options. They stand apart from `/taue`, since a command of Discord's has either options or subcommands.
 */
export const STUDIO_COMMAND = 'studio';
/** A command of its own, so that a server can decide who sees it. */
export const SETTINGS_COMMAND = 'studio-settings';

/** Everything but drawing and settings, which have commands of their own. */
export function studioCommands(commands: Commands): readonly Command[] {
	return commands.all.filter(({ name }) => name !== 'draw' && name !== 'settings');
}

export function subcommandOf({
	name,
	ja,
	description,
	options,
}: Command): APIApplicationCommandSubcommandOption {
	return {
		type: ApplicationCommandOptionType.Subcommand,
		name,
		name_localizations: { ja },
		description: description.en,
		description_localizations: { ja: description.ja },
		options: optionsOf(options),
	};
}

/** Discord wants what must be given first. */
export function optionsOf(options: readonly CommandOption[]): APIApplicationCommandBasicOption[] {
	return options.toSorted((a, b) => Number(b.required === true) - Number(a.required === true)).map(optionOf);
}

/** Characters of what is completed but has no length of its own. */
const WORDS = 200;

function optionOf(option: CommandOption): APIApplicationCommandBasicOption {
	const base = {
		name: option.name,
		name_localizations: { ja: option.ja },
		description: option.description.en,
		description_localizations: { ja: option.description.ja },
		required: option.required === true,
	};
	switch (option.kind) {
		case 'integer':
			return { ...base, type: ApplicationCommandOptionType.Integer, ...bounds(option) };
		case 'number':
			return { ...base, type: ApplicationCommandOptionType.Number, ...bounds(option) };
		case 'boolean':
			return { ...base, type: ApplicationCommandOptionType.Boolean };
		case 'choice':
			return {
				...base,
				type: ApplicationCommandOptionType.String,
				choices: option.choices.map(({ value, label }) => ({
					name: label.en,
					name_localizations: { ja: label.ja },
					value,
				})),
			};
		case 'text':
			return { ...base, type: ApplicationCommandOptionType.String, max_length: option.maxLength };
		case 'line':
		case 'name':
			return {
				...base,
				type: ApplicationCommandOptionType.String,
				autocomplete: true,
				max_length: Math.min(option.maxLength, STRING_OPTION),
			};
		default:
			return {
				...base,
				type: ApplicationCommandOptionType.String,
				autocomplete: true,
				max_length: WORDS,
			};
	}
}

function bounds({ min, max }: { readonly min?: number; readonly max?: number }) {
	return { ...(min !== undefined && { min_value: min }), ...(max !== undefined && { max_value: max }) };
}

/** What was filled in, by the names of the options. */
export function givenIn(options: readonly CommandInteractionOption[]): Readonly<Record<string, unknown>> {
	return Object.fromEntries(options.map(({ name, value }) => [name, value]));
}

/** An example of the help as it is given in Discord: `/taue move dog right` is `/studio move object:dog to:right`. */
export function exampleIn(commands: Commands, example: string): string {
	const { command, values } = commands.read(example.replace(/^\/taue\s+/, ''));
	if (command === null || command.name === 'draw') return `/taue line:${values.line}`;
	const { name, options } = command;
	const given = options.filter((option) => values[option.name] !== undefined);
	const called = name === 'settings' ? `/${SETTINGS_COMMAND}` : `/${STUDIO_COMMAND} ${name}`;
	return [called, ...given.map((option) => `${option.name}:${values[option.name]}`)].join(' ');
}
