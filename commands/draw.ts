import { LONGEST_LINE, readOnce } from '../src/layout/index.ts';
import type { DrawAnswer } from '../src/studio/admission.ts';
import type { Command, CommandContext } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, lineOf } from './target.ts';

export const command: Command = {
	name: 'draw',
	ja: '描く',
	description: { en: 'Draw a picture from a line', ja: '一行の文から絵を描く' },
	options: [
		{
			kind: 'line',
			name: 'line',
			ja: '行',
			required: true,
			maxLength: LONGEST_LINE,
			description: {
				en: 'What stands where: cat@left, dog@right on a beach',
				ja: '何をどこに: 猫@左, 犬@右',
			},
		},
	],
	right: 'draw',
	answers: 'public',
	examples: [
		'cat@left, dog@right on a sunny beach',
		'a {red,blue} car@bottom --seed 7 -n 2',
		'draw a quiet harbour at dawn',
	],
	async run(context, options) {
		const { studio, person, place, idempotencyKey, focus, post, asTyped } = context;
		const read = readOnce(lineOf(context, options));
		const changed = await changedByWords(context, read.line);
		if (changed !== null) return jobsReply(changed);
		const meant = asTyped ? null : studio.drawing.meant(read);
		const answer = await studio.drawing.draw({
			person,
			place,
			idempotencyKey,
			line: meant?.sure === true ? meant.read : read,
			...(focus !== undefined && { parent: focus }),
			...(post && { post }),
		});
		return { ...jobsReply(answer), ...(meant !== null && { meant }) };
	},
};

/**
 * `make the cat blue` is no line to draw but a change of what somebody points at, or, where they are alone with
 * the bot and order it, of the newest that they finished. Null where the words ask for no change that is known.
 */
async function changedByWords(context: CommandContext, line: string): Promise<DrawAnswer | null> {
	const { studio, person, place, focus } = context;
	if (focus !== undefined)
		return studio.drawing.changeByWords(line, actContext(context, focus), { pointed: true });
	if (place.direct !== true) return null;
	const { pictures } = await studio.pictures.gallery(place.id, { limit: 1, by: person.id });
	const [newest] = pictures;
	if (newest === undefined) return null;
	return studio.drawing.changeByWords(line, actContext(context, newest.id), { pointed: false });
}
