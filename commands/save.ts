import { LONGEST_LINE } from '../src/layout/index.ts';
import type { Command } from './command.ts';
import { inWords, textReply } from './reply.ts';
import { LAYOUT_NAME, targetOf } from './target.ts';

export const command: Command = {
	name: 'save',
	ja: '保存',
	description: { en: 'Keep a layout under a name, for everyone here', ja: '配置に名前を付けて保存する' },
	options: [
		LAYOUT_NAME,
		{
			kind: 'line',
			name: 'line',
			ja: '行',
			maxLength: LONGEST_LINE,
			description: {
				en: 'The line to keep (the one of the picture in view if left out)',
				ja: '保存する文(省略時は表示中の絵の文)',
			},
		},
	],
	right: 'save',
	answers: 'private',
	about: 'finished',
	examples: ['save beach-party', 'save beach-party cat@left, dog@right on a beach'],
	async run(context, options) {
		const { studio, place, person, locale, read } = context;
		const given = read ?? (await targetOf(context, {}, 'build')).line;
		const { name, line } = await studio.layouts.save(place, person, String(options.name), given);
		const text = {
			en: `Saved as ${name}: ${line}\nAnyone here can draw it with “saved ${name}”.`,
			ja: `${name} として保存しました: ${line}\n「saved ${name}」で誰でも描けます。`,
		};
		return textReply(inWords(locale, text));
	},
};
