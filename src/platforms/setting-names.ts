/**
 * Names of settings by their keys, for people; a key that is missing stands for itself. The room's page and the
 * chats show the same ones.
 */
export const SETTING_NAMES: Readonly<Record<'en' | 'ja', Readonly<Record<string, string>>>> = {
	en: {
		enabled: 'Draws here',
		locale: 'Language of posts',
		models: 'Models that may draw',
		defaults: 'Flags of every line',
		scheduler: 'Scheduler of lines that name none',
		'quota.personHour': 'Pictures of one person in an hour',
		'quota.personDay': 'Pictures of one person in a day',
		'quota.personConcurrent': 'Pictures of one person in line at once',
		'quota.channelHour': 'Pictures here in an hour',
		'quota.channelDay': 'Pictures here in a day',
		'quota.serverHour': 'Pictures of the whole server in an hour',
		'quota.serverDay': 'Pictures of the whole server in a day',
		'limits.area': 'Largest picture, in areas of the model’s own size',
		'limits.work': 'Dearest picture, in passes',
		'safety.policy': 'What becomes of unsafe pictures',
		'safety.words': 'Words that refuse a line',
		retentionDays: 'Days for which pictures are kept',
	},
	ja: {
		enabled: 'ここで描く',
		locale: '投稿の言語',
		models: '使えるモデル',
		defaults: 'すべての行に付くフラグ',
		scheduler: '行に書かれていないときのスケジューラー',
		'quota.personHour': '一人一時間の枚数',
		'quota.personDay': '一人一日の枚数',
		'quota.personConcurrent': '一人が同時に待てる枚数',
		'quota.channelHour': 'ここの一時間の枚数',
		'quota.channelDay': 'ここの一日の枚数',
		'quota.serverHour': 'サーバー全体の一時間の枚数',
		'quota.serverDay': 'サーバー全体の一日の枚数',
		'limits.area': '絵の最大の広さ (モデル本来の広さの倍数)',
		'limits.work': '一枚の最大の手間 (パス)',
		'safety.policy': '安全でない絵の扱い',
		'safety.words': '断る言葉',
		retentionDays: '絵を残す日数',
	},
};
