import type { Command } from './command.ts';
import { made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'reroll',
	ja: '引き直し',
	description: { en: 'The same layout again with new seeds', ja: '同じ配置で描き直す' },
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['reroll', 'reroll 7f3k9m2p4q6t'],
	run: (context, options) => made(context, options, () => ({ kind: 'reroll' })),
};
