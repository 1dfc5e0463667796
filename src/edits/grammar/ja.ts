import type { RelationKind } from '../../layout/index.ts';
import { toEnglish } from '../../translate/index.ts';
import type { Grammar } from '../draft.ts';

/** What may follow the stem of a verb: `て`, `てください`, `る`, `した` … or nothing. */
const END = '(?:て|で|る|す|した|してください|して下さい|して|しよう|たい|する|えて|え)?';

const TIMES: Readonly<Record<string, string>> = {
	夜: 'night',
	夜中: 'midnight',
	夕方: 'sunset',
	夕暮れ: 'dusk',
	夕焼け: 'sunset',
	朝: 'the morning',
	昼: 'day',
	日中: 'day',
	雨: 'the rain',
	霧: 'the fog',
	冬: 'winter',
	春: 'spring',
	夏: 'summer',
	秋: 'autumn',
};

/** What stands beside what: `家の上`, `猫と犬の間`. */
const BESIDE: Readonly<Record<string, RelationKind>> = {
	上: 'above',
	真上: 'above',
	下: 'below',
	左: 'left-of',
	左側: 'left-of',
	左隣: 'left-of',
	右: 'right-of',
	右側: 'right-of',
	右隣: 'right-of',
	隣: 'beside',
	となり: 'beside',
	横: 'beside',
	そば: 'beside',
	近く: 'beside',
	前: 'in-front-of',
	手前: 'in-front-of',
	後ろ: 'behind',
	奥: 'behind',
	裏: 'behind',
	中: 'inside',
	間: 'between',
};
const HOW = `(?<how>${Object.keys(BESIDE)
	.toSorted((a, b) => b.length - a.length)
	.join('|')})`;
const PLACE =
	'(?<place>(?:画面の)?(?:左上|右上|左下|右下|左端|右端|真ん中|中央|左|右|上|下)(?:側|端|の方|隅|の隅|の角)?)';
const ADD = '(?:追加|足し|加え|入れ|増やし|描い|かい|お?置い)(?:て|する|た|たい)?(?:して|ほしい)?';
const PUT = '(?:移動|動かし|移し|置い|寄せ|持ってき|持っていっ|やっ)(?:て|する)?(?:して)?';
/** Where something is: `猫のところ`, `猫がいる場所`. */
const THERE = '(?:の(?:いる|ある)?|が(?:いる|ある|いた|あった))(?:ところ|所|場所|位置)';
/** Things are put on with a verb of their own, to what they are then. */
const WORN: readonly (readonly [verbs: string, tie: string])[] = [
	['かぶ(?:せ|らせ)|被(?:せ|らせ)|着せ|着け|履かせ|はかせ|かけ|巻い|まい', 'wearing'],
	['持たせ|もたせ', 'holding'],
	['つけ|付け|生やし', 'with'],
];
const WEARING = 'かぶった|被った|かぶっている|着た|着ている|つけた|付けた|履いた|かけた';

/** Colours as stems of a verb, also in kana: `青く`. */
const STEMS: Readonly<Record<string, string>> = {
	赤: '赤い',
	青: '青い',
	黒: '黒い',
	白: '白い',
	黄色: '黄色い',
	茶色: '茶色い',
	あか: '赤い',
	あお: '青い',
	くろ: '黒い',
	しろ: '白い',
	きいろ: '黄色い',
	ちゃいろ: '茶色い',
};
/** What follows a noun where it is said what becomes of it; speech leaves it out. */
const OF = '(?:を|は|も|、)?';

/** Words that the tables have as a ground: `雪原`. */
function isScene(words: string): boolean {
	const { text, unknown } = toEnglish(words, 'background');
	return unknown.length === 0 && /^(?:an?|the) |^space$/.test(text);
}

/** Japanese ways to ask for a change. Earlier ones are tried first. */
export const japanese: Grammar = {
	language: 'ja',
	courtesies: [
		/^(?:じゃあ|では|あと|次に|それから|ねえ)[、,]?\s*/u,
		/(?:をお願いします|お願いします|お願い)$/u,
		/(?:ください|下さい|ほしい|欲しい|もらえますか|くれますか|くれる)$/u,
		/[。！!？?]+$/u,
		/(?<=[動転加除更換大小])(?:させて|をして)$/u,
	],
	// `猫を描いて` asks for a new picture.
	demand: /を(?!.*(?:描|えが|見)).*(?:[てでにへくする]|追加|削除|反転|変更|交換|移動)$|->|=>|[→⇒➡]/u,
	between:
		/\s*(?:、それから|、そして|、あと|、|,|;|；|。(?=.)|それから|そして|(?<=て)(?=[^、。]+[をに]))\s*/u,
	names: /と|や|、|,/u,
	things: /と|、|,/u,
	patterns: [
		{
			pattern: /^(?<object>.+?)(?:->|=>|→|⇒|➡)(?<by>[^→⇒➡、,]+)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: new RegExp(
				`^(?<object>.+?)と(?<other>.+?)(?:の(?:位置|場所))?を(?:入れ替|入れかえ|いれかえ|交換|取り替え)${END}$`,
				'u',
			),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		// Two things in one place hide each other: what stood there goes where the other one was.
		{
			pattern: new RegExp(`^(?<other>.+?)${THERE}に(?<object>.+?)を${PUT}$`, 'u'),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		{
			pattern: new RegExp(`^(?<object>.+?)を(?<other>.+?)${THERE}[にへ]${PUT}$`, 'u'),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		{
			pattern: /^(?<object>.+?)の代わりに(?<by>.+?)(?:を(?:描いて|入れて|置いて|出して))?$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: new RegExp(
				`^(?:背景を)?(?<words>${Object.keys(TIMES).join('|')})(?:の(?:背景|風景|景色|シーン|時間))?(?:に(?:して|する|しよう|変えて)?|で)$`,
				'u',
			),
			means: ({ words }) => ({ kind: 'circumstance', words: TIMES[words] }),
		},
		{
			pattern: /^(?<words>.+?)の(?:背景|風景|景色)に(?:して|する|変えて)?$/u,
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: /^(?<words>雪|森|海|水|宇宙|街|町|部屋|砂漠|山|庭)の中(?:に(?:して|する)?|で)$/u,
			means: ({ words }) => ({ kind: 'background', words: `${words}の中` }),
		},
		{
			pattern:
				/^背景(?:を|は)?(?:消して|消す|なくして|なし(?:に(?:して)?|で)?|無し(?:に(?:して)?|で)?|いらない|要らない)$/u,
			means: () => ({ kind: 'background', words: 'a plain background' }),
		},
		{
			pattern: /^背景(?:を|は)(?<words>.+?)(?:に(?:して|する|変えて|変更して|変更|しよう)?)?$/u,
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: new RegExp(`^(?<words>${Object.keys(TIMES).join('|')})(?:に(?:して|する|しよう)?|で)?$`, 'u'),
			means: ({ words }) => ({ kind: 'circumstance', words: TIMES[words] }),
		},
		{
			pattern: /^(?<object>.+?)だけ(?:に(?:して|する)?|(?:を)?残して)$/u,
			means: ({ object }) => ({ kind: 'only', object }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:を)?(?:消して|消す|けして|削除して|削除する|削除|取り除いて|取って|取り去って|なくして|外して|どけて)$/u,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:なしで|なし|なしに(?:して)?|無しで|無し|(?:は|が)?(?:いらない|要らない|いりません|要りません|不要|必要ない|なくていい)(?:です|よ|かな)?)$/u,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:を|の)?(?:左右)?(?:反転|裏返|ひっくり返|向きを(?:変え|逆に)|逆向きに|反対向きに)(?:して|する|し|て|す)?$/u,
			means: ({ object }) => ({ kind: 'flip', object }),
		},
		{
			pattern:
				/^(?<object>.+?)を(?:一番)?(?:手前|前面|最前面|前)(?:に|へ)(?:して|出して|移動して|持ってきて|置いて)?$/u,
			means: ({ object }) => ({ kind: 'layer', object, to: 'front' }),
		},
		{
			pattern: /^(?<object>.+?)を(?:一番)?(?:奥|後ろ|背面|最背面)(?:に|へ)(?:して|移動して|下げて|置いて)?$/u,
			means: ({ object }) => ({ kind: 'layer', object, to: 'back' }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:が|は)(?:ちょっと|少し)?(?<word>大き|小さ|でか|ちいさ)(?:すぎる|すぎます|すぎ|過ぎる|過ぎます)(?:よ|かな|ね)?$/u,
			means: ({ object, word }) => ({ kind: 'scale', object, factor: /^[小ち]/u.test(word) ? 1.3 : 0.75 }),
		},
		{
			pattern: /^(?<object>.+?)を(?:もう)?(?:少し|ちょっと)?(?<direction>上げ|下げ)(?:て|る)$/u,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: direction === '上げ' ? 'up' : 'down' }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:じゃなくて|ではなく(?:て)?|でなく)(?:、)?(?<by>.+?)(?:に(?:して)?|を描いて)?$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?<object>[^をは]+)(?:を|は)(?<words>[^をは]+)で$/u,
			means: ({ object, words }) => ({ kind: 'replace', object, by: words }),
		},
		{
			pattern: /^(?<object>[^をは]+)(?:を|は)(?<words>[^をは]+そう)に(?:して)?$/u,
			means: ({ object, words }) => ({ kind: 'describe', object, words: `${words}な` }),
		},
		{
			pattern: /^もっと(?<line>[^いくをに]+)$/u,
			means: ({ line }) => ({ kind: 'add', line }),
		},
		...WORN.map(([verbs, tie]) => ({
			pattern: new RegExp(`^(?<object>.+?)に(?<words>.+?)を(?:${verbs})(?:て|る|た)?$`, 'u'),
			means: ({ object, words }: Readonly<Record<string, string>>) =>
				({ kind: 'describe', object, words: `${tie} ${words}` }) as const,
		})),
		{
			pattern: new RegExp(`^(?<words>.+?)を(?:${WEARING})(?<object>.+?)に(?:して|する|変えて)?$`, 'u'),
			means: ({ object, words }) => ({ kind: 'describe', object, words: `wearing ${words}` }),
		},
		{
			pattern: new RegExp(`^(?<others>.+?)の${HOW}に(?<line>.+?)(?:を|も)?${ADD}$`, 'u'),
			means: ({ line, how, others }) => ({ kind: 'add-beside', line, how: BESIDE[how], others }),
		},
		{
			pattern: new RegExp(
				`^(?<line>.+?)(?:を|も)(?<others>.+?)の${HOW}に(?:追加|足し|加え|入れ|描い)(?:て|する)?(?:して)?$`,
				'u',
			),
			means: ({ line, how, others }) => ({ kind: 'add-beside', line, how: BESIDE[how], others }),
		},
		{
			pattern: new RegExp(`^(?<object>.+?)を(?<others>.+?)の${HOW}(?:に|へ)(?:${PUT})?(?:して)?$`, 'u'),
			means: ({ object, how, others }) => ({ kind: 'move-beside', object, how: BESIDE[how], others }),
		},
		{
			pattern: new RegExp(
				`^(?<line>.+?)(?:を|も)${PLACE}(?:に|へ)(?:追加|足し|加え|入れ|描い|かい)(?:て|する)?(?:して)?$`,
				'u',
			),
			means: ({ line, place }) => ({ kind: 'add', line: `${line}@${place}` }),
		},
		{
			pattern: new RegExp(`^${PLACE}(?:に|へ)(?<line>.+?)(?:を|も)${ADD}$`, 'u'),
			means: ({ line, place }) => ({ kind: 'add', line: `${line}@${place}` }),
		},
		{
			pattern:
				/^(?<others>[^を]+)に(?<line>[^をに]+)を(?:置いて|乗せて|載せて|のせて|追加して?|追加|足して|止まらせて)$/u,
			means: ({ line, others }) => ({ kind: 'add-beside', line, how: 'on', others }),
		},
		{
			pattern:
				/^(?<line>.+?)(?:を|も)?(?:追加して|追加する|追加|足して|加えて|入れて|増やして|描いて|置いて)$/u,
			// `猫を左に置いて` is about a cat that is there.
			means: ({ line }) =>
				/を.+(?:に|へ)$|の[上下左右隣横前奥中間]に|.に./u.test(line) ? null : { kind: 'add', line },
		},
		{
			pattern:
				/^(?<object>.+?)を(?:もう)?(?:少し|ちょっと)(?<direction>左|右|上|下)(?:に|へ)(?:して|動かして|移動して|ずらして|寄せて)?$/u,
			means: ({ object, direction }) => ({
				kind: 'nudge',
				object,
				to: direction === '左' ? 'left' : direction === '右' ? 'right' : direction === '上' ? 'up' : 'down',
			}),
		},
		{
			pattern:
				/^(?<object>.+?)を(?<place>.+?)(?:に|へ)(?:移動して|移動する|移動|動かして|移して|置いて|寄せて|持ってきて|持っていって)$/u,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:を|は)(?<place>(?:左|右|上|下|中央|真ん中)(?:上|下|側|端)?)(?:に|へ)?(?:して)?$/u,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern:
				/^(?<object>.+?)(?:を|は|も|、)?(?<degree>もっと|さらに|とても|ずっと|すごく|めっちゃ|かなり|うんと|もう少し|少し|もうちょっと|ちょっと)?(?<word>大きく|小さく|おおきく|ちいさく|巨大に)(?:して|する)?$/u,
			means: ({ object, degree, word }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern: new RegExp(
				`^(?<object>.+?)${OF}(?:(?<times>[2-4２-４二三四])?倍|(?<half>半分))(?:の(?:大きさ|サイズ))?(?:に|へ)?(?:大きく)?(?:して|する)?$`,
				'u',
			),
			means: ({ object, times, half }) => ({ kind: 'scale', object, factor: half ? 0.5 : timesOf(times) }),
		},
		{
			pattern: /^(?<degree>もっと|さらに|もう少し)?(?<word>大きな|大きい|小さな|小さい)(?<object>[^にを]+)$/u,
			means: ({ object, degree, word }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern:
				/^(?<object>[^、。]+?)を(?<by>[^をにでへ、。]+)(?:に|へと|へ)(?:変えて|変更して|変更|替えて|置き換えて|取り替えて|変える)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: new RegExp(
				`^(?<object>.+?)(?:の色)?${OF}(?<stem>${Object.keys(STEMS).join('|')})く(?:して|する|塗って|変えて|なって)?$`,
				'u',
			),
			means: ({ object, stem }) => ({ kind: 'describe', object, words: STEMS[stem] }),
		},
		{
			pattern: /^(?<object>.+?)の色(?:を|は)(?<words>.+?)に(?:変えて|変更して|変更|塗って|して|する)?$/u,
			means: ({ object, words }) => ({ kind: 'describe', object, words }),
		},
		{
			pattern: /^(?<words>[^をにで、。]*[いなのた])(?<object>[^をにで、。]{1,8})に(?:して|する|変えて)$/u,
			means: ({ object, words }) => ({ kind: 'describe', object, words }),
		},
		{
			pattern: /^(?<object>[^、。]+?)を(?<words>[^をにでへ、。]+?)(?:色)?に(?:塗って|して|する|染めて)?$/u,
			means: ({ object, words }) => ({ kind: 'replace', object, by: words }),
		},
		{
			pattern: /^(?<words>[^をがは、]+)に(?:して|変えて|する|変更)?$/u,
			means: ({ words }) => (isScene(words) ? { kind: 'background', words } : null),
		},
		{
			pattern: /^(?<words>.+?)(?:の上|の中|の前)?で$/u,
			means: ({ words }) => ({ kind: 'background', words }),
		},
	],
	all: /^(?:全部|すべて|全て|みんな|両方|どちらも|両方とも)$/u,
	two: /^(?:両方(?:とも)?|どちらも)$/u,
	one: /^(?:それ|これ|あれ)$/u,
};

function timesOf(times: string): number {
	const digit = '２３４二三四'.indexOf(times);
	return Number(times) || (digit === -1 || times === '' ? 2 : (digit % 3) + 2);
}

function factorOf(word: string, degree: string): number {
	const factor = /^(?:小|ち)/u.test(word) ? 0.75 : 1.3;
	if (/もう少し|少し|ちょっと/u.test(degree)) return Math.sqrt(factor);
	return degree === '' && word !== '巨大に' ? factor : factor * factor;
}
