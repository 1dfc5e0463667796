import type { Locale } from '../../studio/people.ts';

/** What only Slack needs to say. */
const en = {
	drawTitle: 'Draw a picture',
	close: 'Close',
	where: 'Where to post it',
	object: (number: number) => `Object ${number}`,
	objectHint: 'for example: a red cat',
	place: (number: number) => `Place of object ${number}`,
	placeHint: 'left, tl, 2/3, b2, (10 20 60 90); with :large or :40% behind it for the size',
	background: 'Background',
	seed: 'Seed',
	size: 'Size of the picture',
	sizeHint: 'square, portrait, landscape, 16:9 or 512x768',
	count: 'How many pictures',
	model: 'Model',
	nothing: 'Fill in an object or a background.',
	meant: (line: string) => `Did you mean: ${line}`,
	shared: 'The picture is in the thread of this message.',
};

const ja: typeof en = {
	drawTitle: '絵を描く',
	close: '閉じる',
	where: '投稿先',
	object: (number) => `物 ${number}`,
	objectHint: '例: 赤い猫',
	place: (number) => `物 ${number} の場所`,
	placeHint: '左、tl、2/3、b2、(10 20 60 90)。後ろに :large や :40% で大きさ',
	background: '背景',
	seed: 'シード',
	size: '絵の大きさ',
	sizeHint: 'square、portrait、landscape、16:9、512x768',
	count: '枚数',
	model: 'モデル',
	nothing: '物か背景を入力してください。',
	meant: (line) => `もしかして: ${line}`,
	shared: '絵はこのメッセージのスレッドにあります。',
};

export function slackTexts(locale: Locale): typeof en {
	return locale === 'ja' ? ja : en;
}
