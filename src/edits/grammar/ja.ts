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

/** Japanese ways to ask for a change. Earlier ones are tried first. */
export const japanese: Grammar = {
	language: 'ja',
	courtesies: [
		/^(?:じゃあ|では|あと|次に|それから|ねえ)[、,]?\s*/u,
		/(?:をお願いします|お願いします|お願い)$/u,
		/(?:ください|下さい|ほしい|欲しい|もらえますか|くれますか|くれる)$/u,
		/[。！!？?]+$/u,
	],
	// `猫を描いて` asks for a new picture.
	demand: /を(?!.*(?:描|えが|見)).*(?:[てでにへくする]|追加|削除|反転|変更|交換|移動)$|->|=>|[→⇒➡]/u,
	between: /\s*(?:、それから|、そして|、あと|、|,|;|；)\s*/u,
	patterns: [
		{
			pattern: /^(?<object>.+?)\s*(?:->|=>|→|⇒|➡)\s*(?<by>.+)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: new RegExp(
				`^(?<object>.+?)と(?<other>.+?)を(?:入れ替|入れかえ|いれかえ|交換|取り替え)${END}$`,
				'u',
			),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
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
			pattern: /^(?<object>.+?)(?:なしで|なしに(?:して)?|無しで|は(?:いらない|要らない|不要))$/u,
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
				/^(?<line>.+?)(?:を|も)?(?:追加して|追加する|追加|足して|加えて|入れて|増やして|描いて|置いて)$/u,
			// `猫を左に置いて` is about a cat that is there.
			means: ({ line }) => (/を.+(?:に|へ)$/u.test(line) ? null : { kind: 'add', line }),
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
				/^(?<object>.+?)を(?<degree>もっと|さらに|とても|ずっと|少し|ちょっと|もう少し)?(?<word>大きく|小さく|巨大に)(?:して|する)?$/u,
			means: ({ object, degree, word }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern: /^(?<degree>もっと|さらに|もう少し)?(?<word>大きな|大きい|小さな|小さい)(?<object>[^にを]+)$/u,
			means: ({ object, degree, word }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern:
				/^(?<object>.+?)を(?<by>.+?)(?:に|へと|へ)(?:変えて|変更して|変更|替えて|置き換えて|取り替えて|変える)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?<object>.+?)を(?<stem>赤|青|黒|白|黄色|茶色)く(?:して|する|塗って|変えて)?$/u,
			means: ({ object, stem }) => ({ kind: 'describe', object, words: `${stem}い` }),
		},
		{
			pattern: /^(?<object>.+?)を(?<words>.+?)(?:色)?に(?:塗って|して|する|染めて)?$/u,
			means: ({ object, words }) => ({ kind: 'replace', object, by: words }),
		},
		{
			pattern: /^(?<object>.+?)の代わりに(?<by>.+?)(?:を(?:描いて|入れて|置いて))?$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?<words>.+?)(?:の上|の中|の前)?で$/u,
			means: ({ words }) => ({ kind: 'background', words }),
		},
	],
	all: /^(?:全部|すべて|全て|みんな|両方|どちらも)$/u,
	one: /^(?:それ|これ|あれ)$/u,
};

function factorOf(word: string, degree: string): number {
	const factor = /^小/u.test(word) ? 0.75 : 1.3;
	if (/もう少し|少し|ちょっと/u.test(degree)) return Math.sqrt(factor);
	return degree === '' && word !== '巨大に' ? factor : factor * factor;
}
