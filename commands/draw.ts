import { LONGEST_LINE } from '../src/layout/index.ts';
import type { PictureView } from '../src/studio/picture-view.ts';
import { asksForChange, demandsChange } from '../src/studio/plan/edit.ts';
import type { Command, CommandContext } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext } from './target.ts';

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
		const { studio, person, place, idempotencyKey, focus, post } = context;
		const line = String(options.line);
		const changed = await pictureToChange(context, line);
		if (changed !== null)
			return jobsReply(await studio.drawing.make({ kind: 'edit', line }, actContext(context, changed)));
		// The room's page reads sentences while they are typed: what it sends is what is to be drawn.
		const meant = post === undefined ? null : studio.drawing.meant(line);
		const answer = await studio.drawing.draw({
			person,
			place,
			idempotencyKey,
			line: meant?.sure === true ? meant.line : line,
			...(focus !== undefined && { parent: focus }),
			...(post && { post }),
		});
		return { ...jobsReply(answer), ...(meant !== null && { meant }) };
	},
};

/**
 * The picture that somebody asks to change in words: `make the cat blue` is no line to draw. It is what they point
 * at, or, where they are alone with the bot and order it, the newest that they finished. Null where the words ask
 * for no change that is known.
 */
async function pictureToChange(
	{ studio, person, place, focus }: CommandContext,
	line: string,
): Promise<PictureView | null> {
	if (focus === undefined) {
		if (place.direct !== true) return null;
		const { pictures } = await studio.pictures.gallery(place.id, { limit: 1, by: person.id });
		const [newest] = pictures;
		return newest !== undefined && demandsChange(newest.layout, line) ? newest : null;
	}
	const picture = await studio.pictures.named({ person, place }, focus, 'build');
	return asksForChange(picture.layout, line) ? picture : null;
}
