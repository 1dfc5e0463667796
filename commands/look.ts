import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'look',
	ja: '点検',
	description: {
		en: 'Say what went right and wrong in a picture',
		ja: '絵のどこが合っていて、どこが違うかを調べる',
	},
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['look'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'build');
		return jobsReply(await context.studio.drawing.make({ kind: 'look' }, actContext(context, picture.id)));
	},
};
