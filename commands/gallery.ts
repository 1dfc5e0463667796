import type { Command } from './command.ts';
import { inWords } from './reply.ts';

export const command: Command = {
	name: 'gallery',
	ja: 'ギャラリー',
	description: { en: 'The best or newest pictures of this place', ja: 'この場所の作品を見る' },
	options: [
		{
			kind: 'choice',
			name: 'sort',
			ja: '並び順',
			description: { en: 'In which order', ja: '並び順' },
			choices: [
				{ value: 'newest', label: { en: 'newest', ja: '新しい順' } },
				{ value: 'stars', label: { en: 'most stars', ja: '星の多い順' } },
				{ value: 'votes', label: { en: 'most votes', ja: '投票の多い順' } },
			],
		},
	],
	right: 'look',
	answers: 'public',
	examples: ['gallery', 'gallery stars'],
	async run(context, options) {
		const sort = options.sort === 'stars' || options.sort === 'votes' ? options.sort : 'newest';
		const page = await context.studio.pictures.gallery(context.place.id, { sort, limit: 10 });
		const title = { en: `Gallery, ${sort} first`, ja: 'ギャラリー' };
		return { kind: 'gallery', page, title: inWords(context.locale, title), private: false };
	},
};
