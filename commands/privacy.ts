import type { Locale } from '../src/studio/people.ts';
import type { PrivacyReport } from '../src/studio/privacy.ts';
import type { Command } from './command.ts';

function privacyText(
	{ pictures, votes, said, layouts }: PrivacyReport,
	action: string,
	locale: Locale,
): string {
	const ja = locale === 'ja';
	const stored = ja
		? `保存: 表示名、絵 ${pictures} 枚(文とレシピ)、投票 ${votes}、発言 ${said}、保存した配置 ${layouts}。`
		: `Stored: your display name, ${pictures} pictures with their lines and recipes, ${votes} votes, ${said} lines said, ${layouts} saved layouts.`;
	if (action === 'forget-all')
		return ja ? `${stored} すべて削除しました。` : `${stored} All of it was removed.`;
	if (action === 'forget-me') {
		return ja
			? `${stored} 名前・投票・発言を削除しました。絵と保存した配置は名前なしで残ります。`
			: `${stored} Your name, votes and words were removed; pictures and saved layouts stay without your name.`;
	}
	return ja
		? `${stored} 第三者には渡しません。privacy forget-me で名前・投票・発言を、forget-all で絵と保存した配置も削除します。`
		: `${stored} Nothing is given to others. privacy forget-me removes your name, votes and words; privacy forget-all your pictures and saved layouts too.`;
}

export const command: Command = {
	name: 'privacy',
	ja: 'プライバシー',
	description: { en: 'What is stored about you, and how to be forgotten', ja: '保存されている情報と削除' },
	options: [
		{
			kind: 'choice',
			name: 'do',
			ja: '操作',
			description: {
				en: 'forget me removes your data; forget all removes your pictures too',
				ja: 'forget-me で個人情報を削除',
			},
			choices: [
				{ value: 'show', label: { en: 'show', ja: '表示' } },
				{ value: 'forget-me', label: { en: 'forget me', ja: '私を忘れる' } },
				{ value: 'forget-all', label: { en: 'forget me and my pictures', ja: '絵も含めて忘れる' } },
			],
		},
	],
	right: 'look',
	answers: 'private',
	examples: ['privacy', 'privacy forget-me', 'privacy forget-all'],
	async run(context, options) {
		const { studio, person, locale } = context;
		const action = options.do;
		const report =
			action === 'forget-me' || action === 'forget-all'
				? await studio.privacy.forget(person.id, { pictures: action === 'forget-all' })
				: await studio.privacy.report(person.id);
		return {
			kind: 'privacy',
			report,
			text: privacyText(report, String(action ?? 'show'), locale),
			private: true,
		};
	},
};
