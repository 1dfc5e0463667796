import type { Command } from './command.ts';
import { inWords, textReply } from './reply.ts';
import { LAYOUT_NAME } from './target.ts';

export const command: Command = {
	name: 'unsave',
	ja: '保存取消',
	description: {
		en: 'Remove a saved layout (its author or a moderator)',
		ja: '保存した配置を消す(保存した人とモデレーター)',
	},
	options: [LAYOUT_NAME],
	right: 'unsave',
	answers: 'private',
	examples: ['unsave beach-party'],
	async run({ studio, place, person, locale }, options) {
		const { name, line } = await studio.layouts.remove(place, person, String(options.name));
		// The line is told once more: it can be saved again.
		const text = { en: `Removed ${name}: ${line}`, ja: `${name} を消しました: ${line}` };
		return textReply(inWords(locale, text));
	},
};
