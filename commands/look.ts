import type { Command } from './command.ts';
import { made, PICTURE } from './target.ts';

export const command: Command = {
	name: 'look',
	ja: '点検',
	description: {
		en: 'Say what went right and wrong in a picture',
		ja: '絵のどこが合っていて、どこが違うかを調べる',
	},
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['look'],
	run: (context, options) => made(context, options, () => ({ kind: 'look' })),
};
