import { LONGEST_LINE } from '../src/layout/index.ts';
import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';

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
		const { person, place, idempotencyKey, focus, post } = context;
		return jobsReply(
			await context.studio.draw({
				person,
				place,
				idempotencyKey,
				line: String(options.line),
				...(focus !== undefined && { parent: focus }),
				...(post && { post }),
			}),
		);
	},
};
