import type { Command } from './command.ts';
import { made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'vary',
	ja: '変化',
	description: { en: 'Variations of a picture', ja: '絵のバリエーションを作る' },
	options: [
		{
			kind: 'choice',
			name: 'strength',
			ja: '強さ',
			description: {
				en: 'New seeds, or a subtle change of the same ones',
				ja: '新しいシード、またはわずかな変化',
			},
			choices: [
				{ value: 'new', label: { en: 'new seeds', ja: '新しいシード' } },
				{ value: 'subtle', label: { en: 'subtle', ja: 'わずかに' } },
			],
		},
		{
			kind: 'integer',
			name: 'count',
			ja: '枚数',
			min: 1,
			max: 4,
			description: { en: 'How many (1 to 4)', ja: '枚数(1~4)' },
		},
		PICTURE,
	],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['vary', 'vary subtle', 'vary new 4'],
	run: (context, options) =>
		made(context, options, () => ({
			kind: 'vary',
			strength: options.strength === 'subtle' ? 'subtle' : 'new',
			count: typeof options.count === 'number' ? options.count : 1,
		})),
};
