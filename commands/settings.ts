import { may } from '../src/studio/rights.ts';
import type { Command } from './command.ts';
import { listSettings, readPatch } from './settings-text.ts';

export const command: Command = {
	name: 'settings',
	ja: '設定',
	description: {
		en: 'What holds in this place (moderators change it)',
		ja: 'この場所の設定(変更はモデレーター)',
	},
	options: [
		{
			kind: 'text',
			name: 'change',
			ja: '変更',
			maxLength: 1000,
			description: {
				en: 'name=value, for example quota.personHour=20 safety.policy=blur',
				ja: '名前=値 (例: quota.personHour=20)',
			},
		},
		{
			kind: 'choice',
			name: 'scope',
			ja: '範囲',
			description: { en: 'For this channel or the whole server', ja: 'チャンネルまたはサーバー全体' },
			choices: [
				{ value: 'channel', label: { en: 'channel', ja: 'チャンネル' } },
				{ value: 'server', label: { en: 'server', ja: 'サーバー' } },
			],
		},
	],
	right: ({ change, scope }) => {
		if (change === undefined) return 'look';
		return scope === 'server' ? 'server-settings' : 'settings';
	},
	answers: 'private',
	examples: ['settings', 'settings quota.personHour=20', 'settings safety.policy=blur scope=server'],
	async run(context, options) {
		const { studio, place, person } = context;
		const change = typeof options.change === 'string' ? options.change.trim() : '';
		const scope = options.scope === 'server' ? 'server' : 'channel';
		const settings =
			change === ''
				? await studio.settings.of(place)
				: await studio.settings.change(place, person, readPatch(change), scope);
		return {
			kind: 'settings',
			settings,
			text: listSettings(settings),
			editable: may(person, place, 'settings'),
			private: true,
		};
	},
};
