import { toEnglish } from '../words.ts';
import type { PlainGrammar } from './sentence.ts';

const PLACE = '(?<place>左上|右上|左下|右下|左端|右端|真ん中|中央|左|右|上|下)';
const SIDE = '(?:の?方|側|のほう)?';

export const japanese: PlainGrammar = {
	script: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
	asks: /[描書か]いて|見せて|作って|お願い|ください/u,
	courtesies: [
		/(?:の絵)?(?:を|が)?(?:描|えが|か)いて(?:ください|下さい|ほしい|欲しい|くれる)?$/u,
		/(?:の絵)?(?:が|を)(?:見たい|ほしい|欲しい|お願い(?:します)?|ください)(?:です)?$/u,
		/(?:が|も)?(?:いる|ある|います|あります|いて|座っている|立っている)(?:ところ|絵|画像|風景)?$/u,
		/の絵$/u,
	],
	between: /\s*[、,,;;。]\s*|と(?=[^ころ])|そして|それから/u,
	join: '、',
	related:
		/^(?<rest>.+?)の(?<how>上|下|左|右|手前|前|後ろ|奥|中|間|あいだ)(?:側)?に(?:いる|ある|は)?(?<what>.+)$/,
	besideOf: (how, others) =>
		new Set(others).size < others.length ? 'between them' : `${others.join('と')}の${how}`,
	betweens: /^(?:間|あいだ)$/u,
	oneOfTwo: (words) =>
		/^(?:[二2](?:匹|羽|頭|個|台|本|人|つ|枚|輪|軒)の)?(?<thing>[^とや]+)$/u.exec(words)?.groups?.thing ??
		null,
	turned: [],
	apart: ['1/3', '3/3'],
	placed: [
		new RegExp(`^${PLACE}${SIDE}(?:に|には|は|が|の|で)?(?<what>.+)$`, 'u'),
		new RegExp(`^(?<what>.+?)(?:が|を|は|も)?${PLACE}${SIDE}(?:に|へ)?$`, 'u'),
	],
	placeOf: (words) => words,
	groundFirst:
		/^(?<ground>.+?)(?:に|で|の上に|の上で|の中に|の中で|にいる|の上の|の中の|の)(?:は|いる)?(?<what>.+)$/u,
	grounded: [/が(?=.{1,12}(?:に|で)$)/gu, /^/g],
	rows: [['中央'], ['左', '右'], ['1/3', '2/3', '3/3']],
	across: {
		左: '右',
		右: '左',
		上: '下',
		下: '上',
		左上: '右下',
		右上: '左下',
		左下: '右上',
		右下: '左上',
		左端: '右端',
		右端: '左端',
	},
	thing(words, known) {
		const text = words.trim().replace(/(?:が|を|は|も|に)$/u, '');
		const { unknown } = toEnglish(text, 'object');
		return unknown.length === 0 && known.isNoun(text) ? { text, sure: true } : null;
	},
	ground(words, known) {
		const text = words
			.trim()
			.replace(/^が/u, '')
			.replace(/(?:に|で|には|では|の上に|の上で|の中で|の中に)$/u, '');
		const english = toEnglish(text, 'background');
		if (text === '' || known.isNoun(text) || english.unknown.length > 0) return null;
		// `赤色の猫` says a colour and no place.
		if (known.colours.includes(english.text) || /[がをは]/u.test(text)) return null;
		return { tied: `、${text}`, sure: true };
	},
};
