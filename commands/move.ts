import type { Command } from './command.ts';
import { made, OBJECT, objectNumber, PICTURE } from './target.ts';

export const command: Command = {
	name: 'move',
	ja: '移動',
	description: { en: 'Move or resize one object', ja: '物を動かす・大きさを変える' },
	options: [
		OBJECT,
		{
			kind: 'place',
			name: 'to',
			ja: '移動先',
			description: {
				en: 'Where to: left, tl, 2/3, b2, (10 20 60 90)',
				ja: '移動先: 左, tl, 2/3, (10 20 60 90)',
			},
		},
		{
			kind: 'size',
			name: 'size',
			ja: '大きさ',
			description: { en: 'How large: small, large, 40%, 30%x50%', ja: '大きさ: small, large, 40%' },
		},
		PICTURE,
	],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['move dog right', 'move 1 tl small', 'move 2 (10 20 60 90)'],
	run: (context, options) =>
		made(context, options, (picture) => ({
			kind: 'move',
			object: objectNumber(picture, options.object),
			...(options.to !== undefined && { to: String(options.to) }),
			...(options.size !== undefined && { size: String(options.size) }),
		})),
};
