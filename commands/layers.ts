import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'layers',
	ja: 'レイヤー',
	description: { en: 'The same picture with each object on its own layer', ja: '物ごとのレイヤーを作る' },
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['layers'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'build');
		return jobsReply(await context.studio.drawing.make({ kind: 'layers' }, actContext(context, picture.id)));
	},
};
