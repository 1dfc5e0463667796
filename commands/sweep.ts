import type { SweepAxis } from '../src/studio/actions.ts';
import type { PictureView } from '../src/studio/picture-view.ts';
import type { Command } from './command.ts';
import { made, objectNumber, PICTURE } from './target.ts';

const FLAGS = ['steps', 'guidance', 'crop', 'transplant', 'arm', 'seed'] as const;

function axisOf(picture: PictureView, over: string): SweepAxis {
	const name = over.trim().toLowerCase().replace(/^--/, '');
	const flag = FLAGS.find((known) => known === name);
	if (flag !== undefined) return { kind: 'flag', flag };
	const object = objectNumber(picture, name);
	return object === 0 ? { kind: 'background' } : { kind: 'object', object };
}

export const command: Command = {
	name: 'sweep',
	ja: '比較',
	description: { en: 'One picture per value, all else the same', ja: '値ごとに一枚ずつ描く' },
	options: [
		{
			kind: 'text',
			name: 'over',
			ja: '対象',
			required: true,
			maxLength: 100,
			description: {
				en: 'An object number, background, or steps, guidance, crop, transplant, arm, seed',
				ja: '物の番号、background、または steps などのフラグ',
			},
		},
		{
			kind: 'text',
			name: 'values',
			ja: '値',
			required: true,
			maxLength: 1000,
			description: { en: 'Values, separated by commas (at most 8)', ja: '値(カンマ区切り、最大8個)' },
		},
		PICTURE,
	],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: [
		'sweep 1 red cat, blue cat, green cat',
		'sweep guidance 3, 5, 8',
		'sweep background a beach, a forest',
	],
	run: (context, options) =>
		made(context, options, (picture) => ({
			kind: 'sweep',
			over: axisOf(picture, String(options.over)),
			values: String(options.values).split(/[,、,]/),
		})),
};
