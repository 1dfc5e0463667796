import type { Command } from './command.ts';
import { made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'upscale',
	ja: '拡大',
	description: { en: 'More pixels', ja: '画素を増やす' },
	options: [
		{
			kind: 'choice',
			name: 'factor',
			ja: '倍率',
			description: { en: 'How many times larger', ja: '倍率' },
			choices: [
				{ value: '2', label: { en: '2 times', ja: '2倍' } },
				{ value: '4', label: { en: '4 times', ja: '4倍' } },
			],
		},
		PICTURE,
	],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['upscale', 'upscale 4'],
	run: (context, options) =>
		made(context, options, () => ({ kind: 'upscale', factor: options.factor === '4' ? 4 : 2 })),
};
