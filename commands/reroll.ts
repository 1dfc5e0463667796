import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'reroll',
	ja: '引き直し',
	description: { en: 'The same layout again with new seeds', ja: '同じ配置で描き直す' },
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['reroll', 'reroll 7f3k9m2p4q6t'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'build');
		return jobsReply(await context.studio.drawing.make({ kind: 'reroll' }, actContext(context, picture.id)));
	},
};
