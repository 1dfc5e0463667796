import type { AutocompleteInteraction } from 'discord.js';
import type { CommandOption, Commands } from '../../../commands/command.ts';
import type { PictureView } from '../../studio/picture-view.ts';
import {
	type Completion,
	type CompletionSource,
	completeField,
	completeLine,
	completeName,
} from '../complete.ts';
import { shorten } from '../shorten.ts';

/** What is completed while people type: words, and the pictures of the place, newest first. */
export interface Completing extends CompletionSource {
	readonly pictures: readonly PictureView[];
}

const SIZES = ['small', 'medium', 'large', 'huge', '25%', '40%', '60%', '30%x50%'];
const LABEL = 100;

/** What may be filled into an option of `/studio`, by the option's kind. */
export function completeOption(
	commands: Commands,
	interaction: AutocompleteInteraction,
	source: Completing,
): readonly Completion[] {
	const { name, value } = interaction.options.getFocused(true);
	const command = commands.get(interaction.options.getSubcommand());
	const option = command?.options.find((each) => each.name === name);
	if (option === undefined) return [];
	return completionsOf(option, value, source, interaction.options.getString('picture'));
}

function completionsOf(
	option: CommandOption,
	value: string,
	source: Completing,
	pictureId: string | null,
): readonly Completion[] {
	const picture = source.pictures.find(({ id }) => id === pictureId) ?? source.pictures[0];
	switch (option.kind) {
		case 'line': {
			// The line of the picture in view is what an edit begins with.
			const examples = picture === undefined ? [] : [picture.line].filter((line) => line !== '');
			return completeLine(value, { ...source, commands: [], examples });
		}
		case 'name':
			return completeName(value, source);
		case 'place':
			return completeField('place', value, source);
		case 'size':
			return among(SIZES, value);
		case 'object':
			return objectsOf(picture, value);
		case 'picture':
			return picturesLike(source.pictures, value);
		default:
			return [];
	}
}

function among(words: readonly string[], typed: string): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	const found = words.filter((word) => word.startsWith(start)).map((word) => ({ name: word, value: word }));
	return start === '' || words.includes(start)
		? found
		: [{ name: typed.trim(), value: typed.trim() }, ...found];
}

function objectsOf(picture: PictureView | undefined, typed: string): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	const objects = (picture?.layout?.objects ?? []).map(({ text }, index) => ({
		name: shorten(`${index + 1}. ${text}`, LABEL),
		value: String(index + 1),
	}));
	return [...objects, { name: '0. background', value: '0' }].filter(({ name }) =>
		name.toLowerCase().includes(start),
	);
}

function picturesLike(pictures: readonly PictureView[], typed: string): readonly Completion[] {
	const start = typed.trim().toLowerCase();
	return pictures
		.filter(({ id, line, state }) => state !== 'deleted' && `${id} ${line.toLowerCase()}`.includes(start))
		.map(({ id, line }) => ({ name: shorten(`${id} ${line}`, LABEL), value: id }));
}
