import type { Command } from './command.ts';
import { jobsReply } from './reply.ts';
import { actContext, OBJECT, objectNumber, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'reroll-object',
	ja: '一つだけ引き直し',
	description: { en: 'A new try for one object; all else stays', ja: '一つの物だけ描き直す' },
	options: [OBJECT, PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['reroll-object 2', 'reroll-object dog', 'reroll-object background'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'build');
		const object = objectNumber(picture, options.object);
		return jobsReply(
			await context.studio.drawing.make({ kind: 'reroll-object', object }, actContext(context, picture.id)),
		);
	},
};
