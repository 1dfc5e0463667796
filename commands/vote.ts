import type { Command } from './command.ts';
import { inWords } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'vote',
	ja: '投票',
	description: { en: 'Vote for or against a picture', ja: '絵に投票する' },
	options: [
		{
			kind: 'choice',
			name: 'vote',
			ja: '投票',
			description: { en: 'Up, down, or take it back', ja: '賛成・反対・取り消し' },
			choices: [
				{ value: 'up', label: { en: 'up', ja: '賛成' } },
				{ value: 'down', label: { en: 'down', ja: '反対' } },
				{ value: 'none', label: { en: 'take it back', ja: '取り消し' } },
			],
		},
		PICTURE,
	],
	right: 'vote',
	answers: 'private',
	about: 'finished',
	examples: ['vote up', 'vote down', 'vote none'],
	async run(context, options) {
		const target = await targetOf(context, options, 'vote');
		const value = options.vote === 'down' ? -1 : options.vote === 'none' ? 0 : 1;
		const picture = await context.studio.pictures.change(
			{ kind: 'vote', value },
			actContext(context, target.id),
		);
		const text = { en: `Votes: ${picture.votes}`, ja: `投票: ${picture.votes}` };
		return { kind: 'picture', picture, text: inWords(context.locale, text), private: true };
	},
};
