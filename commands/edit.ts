import { LONGEST_LINE } from '../src/layout/index.ts';
import { isWholeLine } from '../src/studio/plan/edit.ts';
import type { Command } from './command.ts';
import { lineOf, made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'edit',
	ja: '編集',
	description: {
		en: 'Change a picture in words or by its line; what stays keeps its looks',
		ja: '言葉や文で絵を変える(残る物は見た目を保つ)',
	},
	options: [
		PICTURE,
		{
			kind: 'line',
			name: 'line',
			ja: '行',
			required: true,
			maxLength: LONGEST_LINE,
			isWhole: isWholeLine,
			description: {
				en: 'What to change (make the cat blue), or the whole line',
				ja: '変更(猫を青く)、または文全体',
			},
		},
	],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['edit make the cat blue', 'edit cat -> fox', 'edit cat@left, fox@right on a beach'],
	run: (context, options) => made(context, options, () => ({ kind: 'edit', line: lineOf(context, options) })),
};
