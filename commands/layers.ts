import type { Command } from './command.ts';
import { made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'layers',
	ja: 'レイヤー',
	description: { en: 'The same picture with each object on its own layer', ja: '物ごとのレイヤーを作る' },
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['layers'],
	run: (context, options) => made(context, options, () => ({ kind: 'layers' })),
};
