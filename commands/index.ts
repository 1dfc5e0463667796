import { command as cancel } from './cancel.ts';
import type { Command, CommandContext, Commands, Reply } from './command.ts';
import { command as remove } from './delete.ts';
import { command as draw } from './draw.ts';
import { command as edit } from './edit.ts';
import { command as gallery } from './gallery.ts';
import { command as help } from './help.ts';
import { command as history } from './history.ts';
import { command as layers } from './layers.ts';
import { command as move } from './move.ts';
import { command as privacy } from './privacy.ts';
import { command as queue } from './queue.ts';
import { readForm, readWords } from './read.ts';
import { command as redraw } from './redraw.ts';
import { errorReply, replyToError } from './reply.ts';
import { command as reroll } from './reroll.ts';
import { command as rerollObject } from './reroll-object.ts';
import { command as save } from './save.ts';
import { command as saved } from './saved.ts';
import { command as settings } from './settings.ts';
import { command as show } from './show.ts';
import { command as star } from './star.ts';
import { command as sweep } from './sweep.ts';
import { command as unsave } from './unsave.ts';
import { command as upscale } from './upscale.ts';
import { command as vary } from './vary.ts';
import { command as vote } from './vote.ts';

const ALL: readonly Command[] = [
	draw,
	reroll,
	rerollObject,
	vary,
	move,
	edit,
	sweep,
	upscale,
	layers,
	cancel,
	remove,
	vote,
	star,
	show,
	redraw,
	history,
	gallery,
	save,
	saved,
	unsave,
	queue,
	settings,
	privacy,
	help,
];

const BY_NAME = new Map(ALL.map((command) => [command.name, command]));

/** The command that a text begins with, and what follows it. A text that begins with none is a line to draw. */
function split(text: string): { readonly command: Command; readonly rest: string } {
	const trimmed = text.trim();
	if (trimmed === '') return { command: help, rest: '' };
	const first = /^[a-z-]+(?=\s|$)/i.exec(trimmed)?.[0].toLowerCase();
	const command = first === undefined ? undefined : BY_NAME.get(first);
	if (command === undefined || first === undefined) return { command: draw, rest: trimmed };
	const rest = trimmed.slice(first.length).trim();
	// `queue of ducks@left` has a place, and no command but these has a use for one.
	const takesPlaces = command.options.some(({ kind }) => kind === 'line' || kind === 'place');
	if (!takesPlaces && /\S@\S/.test(rest)) return { command: draw, rest: trimmed };
	return { command, rest };
}

async function answer(work: () => Promise<Reply>): Promise<Reply> {
	try {
		return await work();
	} catch (error) {
		return replyToError(error);
	}
}

/** All that can be typed, on every platform. */
export const commands: Commands = {
	all: ALL,
	get: (name) => BY_NAME.get(name),
	runText(text: string, context: CommandContext) {
		return answer(async () => {
			const { command, rest } = split(text);
			return command.run(context, readWords(command, rest));
		});
	},
	run(name, given, context) {
		return answer(async () => {
			const command = BY_NAME.get(name);
			if (command === undefined)
				return errorReply('unknown-command', `There is no command ${JSON.stringify(name)}.`);
			return command.run(context, readForm(command, given));
		});
	},
};
