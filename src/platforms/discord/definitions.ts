import {
	type APIApplicationCommandIntegerOption,
	type APIApplicationCommandOption,
	type APIApplicationCommandStringOption,
	ApplicationCommandOptionType,
	ApplicationCommandType,
	ApplicationIntegrationType,
	InteractionContextType,
	PermissionFlagsBits,
} from 'discord.js';
import { commands } from '../../../commands/index.ts';
import { LONGEST_LINE } from '../../layout/index.ts';
import { STRING_OPTION } from './limits.ts';
import {
	optionsOf,
	SETTINGS_COMMAND,
	STUDIO_COMMAND,
	studioCommands,
	subcommandOf,
} from './studio-commands.ts';

export const DRAW_COMMAND = 'taue';
export const RECIPE_COMMAND = 'TAUE: show recipe';
/** Pairs of fields for people who prefer forms. */
export const FORM_OBJECTS = 4;

type Option = APIApplicationCommandOption;

const everywhere = {
	integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
	contexts: [
		InteractionContextType.Guild,
		InteractionContextType.BotDM,
		InteractionContextType.PrivateChannel,
	],
};

/** An option that may be left out. */
function optional<Kind extends Option>(type: Kind['type']) {
	return (name: string, en: string, ja: string, more: Partial<Kind> = {}): Option =>
		({
			type,
			name,
			description: en,
			description_localizations: { ja },
			required: false,
			...more,
		}) as Option;
}

const text = optional<APIApplicationCommandStringOption>(ApplicationCommandOptionType.String);
const integer = optional<APIApplicationCommandIntegerOption>(ApplicationCommandOptionType.Integer);

function objectFields(number: number): readonly Option[] {
	return [
		text(`object${number}`, `Object ${number}: what it is`, `${number}つ目の物`, {
			autocomplete: true,
			max_length: 200,
			name_localizations: { ja: `物${number}` },
		}),
		text(`place${number}`, `Where object ${number} stands`, `${number}つ目の場所`, {
			autocomplete: true,
			max_length: 60,
			name_localizations: { ja: `場所${number}` },
		}),
	];
}

const [SETTINGS] = commands.all.filter(({ name }) => name === 'settings');

/** A command as it is registered. Permissions are a number in Discord's OpenAPI file; it answers with a text. */
export interface Definition {
	readonly type: ApplicationCommandType;
	readonly name: string;
	readonly name_localizations?: { readonly ja: string };
	readonly description?: string;
	readonly description_localizations?: { readonly ja: string };
	readonly integration_types: readonly ApplicationIntegrationType[];
	readonly contexts: readonly InteractionContextType[];
	readonly default_member_permissions?: number;
	readonly options?: readonly APIApplicationCommandOption[];
}

/** The commands that Discord shows; `register.ts` brings them there. */
export const DEFINITIONS: readonly Definition[] = [
	{
		type: ApplicationCommandType.ChatInput,
		name: DRAW_COMMAND,
		description: 'Draw what you place: cat@left, dog@right on a sunny beach',
		description_localizations: { ja: '置いたものを描く: 猫@左、犬@右、砂浜' },
		...everywhere,
		options: [
			text(
				'line',
				'What to draw and where: cat@left, dog@right on a beach (everything else: /studio)',
				'何をどこに描くか: 猫@左, 犬@右 (ほかは /studio)',
				{
					autocomplete: true,
					max_length: Math.min(LONGEST_LINE, STRING_OPTION),
					name_localizations: { ja: '行' },
				},
			),
			...Array.from({ length: FORM_OBJECTS }, (_, index) => objectFields(index + 1)).flat(),
			text('background', 'What is behind everything', '背景', {
				autocomplete: true,
				max_length: 300,
				name_localizations: { ja: '背景' },
			}),
			integer('seed', 'The same seed draws the same picture again', '同じシードは同じ絵になる', {
				min_value: 0,
				max_value: 4_294_967_295,
				name_localizations: { ja: 'シード' },
			}),
			text('size', 'square, portrait, landscape, 16:9 or 512x768', 'square、portrait、landscape、16:9 など', {
				autocomplete: true,
				max_length: 20,
				name_localizations: { ja: '大きさ' },
			}),
			integer('count', 'How many pictures, each with its own seed', '描く枚数', {
				min_value: 1,
				max_value: 8,
				name_localizations: { ja: '枚数' },
			}),
			text('model', 'The model to draw with', '使うモデル', {
				max_length: 200,
				name_localizations: { ja: 'モデル' },
			}),
			{
				type: ApplicationCommandOptionType.Attachment,
				name: 'picture',
				name_localizations: { ja: '画像' },
				description: 'A PNG that TAUE once posted: brings back its recipe',
				description_localizations: { ja: 'TAUE が投稿した PNG からレシピを取り出す' },
				required: false,
			},
		],
	},
	{
		type: ApplicationCommandType.ChatInput,
		name: STUDIO_COMMAND,
		description: 'Reroll, move, save, show, gallery, queue and all else that the studio can do',
		description_localizations: { ja: '引き直し・移動・保存・表示・ギャラリーなど、描く以外のすべて' },
		...everywhere,
		options: studioCommands(commands).map(subcommandOf),
	},
	{
		type: ApplicationCommandType.ChatInput,
		name: SETTINGS_COMMAND,
		description: SETTINGS.description.en,
		description_localizations: { ja: SETTINGS.description.ja },
		// Servers may give it to others; what it changes is held to moderators all the same.
		default_member_permissions: Number(PermissionFlagsBits.ManageMessages),
		integration_types: [ApplicationIntegrationType.GuildInstall],
		contexts: [InteractionContextType.Guild],
		options: optionsOf(SETTINGS.options),
	},
	{
		type: ApplicationCommandType.Message,
		name: RECIPE_COMMAND,
		name_localizations: { ja: 'TAUE: レシピを表示' },
		...everywhere,
	},
];
