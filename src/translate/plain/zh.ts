import { toEnglish } from '../words.ts';
import type { PlainGrammar } from './sentence.ts';

const PLACE = '(?<place>左上|右上|左下|右下|最左|最右|正中间|正中|中间|中間|中央|左|右|上|下)';
const SIDE = '(?:边|邊|侧|側|方|面|上角|下角|角)?';
const COUNT = '(?:[一1](?:只|隻|个|個|条|條|匹|头|頭|辆|輛|座|棵|朵|艘|架|位|把|本|顶)?)?';

export const chinese: PlainGrammar = {
	// Signs that Japanese does not write without kana beside them.
	script:
		/^(?=.*[的是在和与與跟只隻个個条條张張这這们們请請边邊])[^\p{Script=Hiragana}\p{Script=Katakana}]*$/u,
	asks: /[画畫]|请|請|给我|給我|生成/u,
	courtesies: [
		/^(?:请|請)?(?:帮我|幫我|给我|給我)?(?:[画畫]|生成|绘制|繪製)(?:一[张張幅])?/u,
		/^(?:我想要|我想看|想要)(?:一[张張幅])?/u,
		/(?:的)?(?:图片|圖片|图|圖|画|畫)$/u,
		/(?:谢谢|謝謝)$/u,
	],
	between:
		/\s*[、,，;；。]\s*|(?<=\S)(?:和|与|與|跟|还有|還有|以及)(?=\S)|(?<=[\p{sc=Han}]{2})(?=[左右][边邊侧側](?:是|有|一))/u,
	join: '，',
	related:
		/^(?<rest>.+?)(?:的)?(?<how>上|下|左|右|前|后|後|里|裡|中间|中間|之间|之間)(?:面|边|邊|方)?(?:有|站着|坐着|是)(?<what>.+)$/u,
	besideOf: (how, others) =>
		new Set(others).size < others.length
			? 'between them'
			: `${RELATIONS[how] ?? 'beside'} ${others.map(bare).join(' and ')}`,
	betweens: /^[中之][间間]$/u,
	oneOfTwo: (words) =>
		/^(?:[两兩二2](?:只|隻|个|個|条|條|匹|头|頭|辆|輛|座|棵|朵|艘|架|位|把|本))?(?<thing>[^和与與跟]+)$/u.exec(
			words,
		)?.groups?.thing ?? null,
	turned: [],
	apart: ['1/3', '3/3'],
	placed: [
		new RegExp(`^(?:在)?${PLACE}${SIDE}(?:是|有|的)?(?<what>.+)$`, 'u'),
		new RegExp(`^(?<what>.+?)在${PLACE}${SIDE}$`, 'u'),
	],
	placeOf: (words) => words,
	groundFirst: /^(?:在)?(?<ground>.+?)(?:上|里|裡|中|下)?(?:的|有)(?<what>.+)$/u,
	grounded: [/在(?=.+(?:上|里|裡|中|边|邊|下)$)/gu, /^/g],
	rows: [['中央'], ['左', '右'], ['1/3', '2/3', '3/3']],
	across: { 左: '右', 右: '左', 上: '下', 下: '上', 左上: '右下', 右上: '左下', 左下: '右上', 右下: '左上' },
	thing(words, known) {
		const text = bare(words.trim());
		const { unknown } = toEnglish(text, 'object');
		return text !== '' && unknown.length === 0 && known.isNoun(text) ? { text, sure: true } : null;
	},
	ground(words, known) {
		const text = words.trim().replace(/^在/u, '');
		const scene = text.replace(/(?:上|里|裡|中)$/u, '');
		const best = [scene, text].find((each) => isScene(each));
		return best === undefined || known.isNoun(best) ? null : { tied: `，${best}`, sure: true };
	},
};

const RELATIONS: Readonly<Record<string, string>> = {
	上: 'above',
	下: 'below',
	左: 'left of',
	右: 'right of',
	前: 'in front of',
	后: 'behind',
	後: 'behind',
	里: 'inside',
	裡: 'inside',
	中间: 'between',
	中間: 'between',
	之间: 'between',
	之間: 'between',
};

function isScene(words: string): boolean {
	const { text, unknown } = toEnglish(words, 'background');
	return unknown.length === 0 && /^(?:an?|the) |^space\b/.test(text);
}

/** Without a count of one: `一只猫`. */
function bare(words: string): string {
	return words.replace(new RegExp(`^${COUNT}`, 'u'), '');
}
