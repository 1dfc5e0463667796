import { isPlaceRight, mustMay } from '../src/studio/rights.ts';
import { command as about } from './about.ts';
import { command as cancel } from './cancel.ts';
import type { Command, Commands } from './command.ts';
import { command as remove } from './delete.ts';
import { command as draw } from './draw.ts';
import { command as edit } from './edit.ts';
import { command as gallery } from './gallery.ts';
import { command as help } from './help.ts';
import { command as history } from './history.ts';
import { readFilled, readTyped } from './invocation.ts';
import { command as layers } from './layers.ts';
import { command as look } from './look.ts';
import { command as move } from './move.ts';
import { command as nouns } from './nouns.ts';
import { pictureInView } from './picture-in-view.ts';
import { command as privacy } from './privacy.ts';
import { command as queue } from './queue.ts';
import { command as redraw } from './redraw.ts';
import { replyToError } from './reply.ts';
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
	look,
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
	nouns,
	about,
	help,
];

const BY_NAME = new Map(ALL.map((command) => [command.name, command]));

const known = (name: string) => BY_NAME.get(name);

/** All that can be typed, on every platform. */
export const commands: Commands = {
	all: ALL,
	get: known,
	read: (text) => readTyped(text, known),
	fill: (name, given) => readFilled(name, given, known),
	async run({ command, values, read, mistake }, context) {
		if (mistake !== null) return mistake;
		if (command === null) throw new Error('an invocation without a command has a mistake');
		try {
			// Asked before anything is read; rights to a picture are asked with it (`target.ts`).
			const right = typeof command.right === 'function' ? command.right(values) : command.right;
			if (isPlaceRight(right)) mustMay(context.person, context.place, right);
			const focus = values.picture === undefined ? await pictureInView(command, context) : undefined;
			return await command.run(
				{ ...context, ...(focus !== undefined && { focus }), ...(read && { read }) },
				values,
			);
		} catch (error) {
			return replyToError(error);
		}
	},
};
