import { LONGEST_LINE } from '../src/layout/index.ts';
import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'edit',
	description: {
		en: 'Change the line; objects that stay keep their looks',
		ja: '文を書き換える(残る物は見た目を保つ)',
	},
	options: [
		PICTURE,
		{
			kind: 'line',
			name: 'line',
			required: true,
			maxLength: LONGEST_LINE,
			description: { en: 'The whole line, changed', ja: '書き換えた文全体' },
		},
	],
	examples: ['edit cat@left, fox@right on a beach'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'build');
		return jobsReply(
			await context.studio.make({ kind: 'edit', line: String(options.line) }, actContext(context, picture)),
		);
	},
};
