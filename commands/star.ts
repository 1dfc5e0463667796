import type { Command } from './command.ts';
import { inWords } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'star',
	ja: 'スター',
	description: { en: 'Star a picture for the gallery', ja: '絵に星を付ける' },
	options: [
		{
			kind: 'boolean',
			name: 'on',
			ja: 'オン',
			description: { en: 'no takes the star away', ja: 'no で星を外す' },
		},
		PICTURE,
	],
	right: 'star',
	answers: 'private',
	about: 'finished',
	examples: ['star', 'star no'],
	async run(context, options) {
		const target = await targetOf(context, options, 'star');
		const picture = await context.studio.pictures.change(
			{ kind: 'star', on: options.on !== false },
			actContext(context, target.id),
		);
		const text = { en: `Stars: ${picture.stars}`, ja: `星: ${picture.stars}` };
		return { kind: 'picture', picture, text: inWords(context.locale, text), private: true };
	},
};
