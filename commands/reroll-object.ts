import type { Command } from './command.ts';
import { made, OBJECT, objectNumber, PICTURE } from './target.ts';

export const command: Command = {
	name: 'reroll-object',
	ja: '一つだけ引き直し',
	description: { en: 'A new try for one object; all else stays', ja: '一つの物だけ描き直す' },
	options: [OBJECT, PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['reroll-object 2', 'reroll-object dog', 'reroll-object background'],
	run: (context, options) =>
		made(context, options, (picture) => ({
			kind: 'reroll-object',
			object: objectNumber(picture, options.object),
		})),
};
