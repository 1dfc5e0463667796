import type { Grammar } from '../draft.ts';
import { COLOUR } from '../reword.ts';
import { CHANGE, CLOTHES, DEGREE, factorOf, SIDE, SIZE_WORDS, SIZES } from './en-words.ts';

/** How things look: their size, their colour, what they wear. Tried after all that names places and things. */
export const LOOKS: Grammar['patterns'] = [
	{
		pattern:
			/^(?:make )?(?<object>.+?) (?:by )?(?<percent>\d{1,3}) ?% (?<word>bigger|larger|smaller|taller)$/i,
		means: ({ object, percent, word }) => ({
			kind: 'scale',
			object,
			factor: Math.max(0.1, 1 + (word.toLowerCase() === 'smaller' ? -1 : 1) * (Number(percent) / 100)),
		}),
	},
	{
		pattern:
			/^(?<object>.+?) (?:is|are|looks?) (?:way |much |a bit |still |far )*too (?<word>big|large|huge|tall|small|tiny|little)$/i,
		means: ({ object, word }) => ({
			kind: 'scale',
			object,
			factor: /^(?:small|tiny|little)$/i.test(word) ? 1.3 : 0.75,
		}),
	},
	{
		pattern: /^give (?<object>(?:(?:the|my) )?(?:\S+ )?\S+) (?<words>\S+s)$/i,
		means: ({ object, words }) => ({ kind: 'describe', object, words: `with ${words}` }),
	},
	{
		bare: true,
		pattern: /^(?:the )?(?<object>(?!an?\b)\S+) (?<words>(?:with|wearing|holding) .+)$/i,
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		pattern: new RegExp(`^(?<object>.+?) (?:was|were) (?<words>${COLOUR})$`, 'i'),
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		pattern: new RegExp(
			`^(?:make )?(?<object>.+?) (?:(?:should|must|could|can|needs? to|has to|have to|to) )?(?:be )?${DEGREE}(?<word>${Object.keys(SIZES).join('|')})$`,
			'i',
		),
		means: ({ object, word, degree }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
	},
	{
		pattern: new RegExp(`^(?:a )?${DEGREE}(?<word>${Object.keys(SIZES).join('|')}) (?<object>.+)$`, 'i'),
		means: ({ object, word, degree }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
	},
	{
		pattern:
			/^(?:enlarge|grow|scale up|blow up|zoom in on) (?<object>.+?)(?<bit> (?:a (?:little )?bit|a little|slightly))?$/i,
		means: ({ object, bit }) => ({ kind: 'scale', object, factor: bit ? Math.sqrt(1.3) : 1.3 }),
	},
	{
		pattern: /^zoom (?<way>in|out)$/i,
		means: ({ way }) => ({ kind: 'scale', object: 'everything', factor: /in/i.test(way) ? 1.3 : 0.75 }),
	},
	{
		pattern: /^double (?:the size of )?(?<object>.+?)(?: in size)?$/i,
		means: ({ object }) => ({ kind: 'scale', object, factor: 2 }),
	},
	{
		pattern:
			/^(?:(?:shrink|reduce|scale down) (?<object>.+?) (?:by|to) (?:half|50%)|(?:halve|half) (?:the size of )?(?<halved>.+))$/i,
		means: ({ object, halved }) => ({ kind: 'scale', object: object || halved, factor: 0.5 }),
	},
	{
		pattern: /^(?:shrink|reduce|scale down) (?<object>.+)$/i,
		means: ({ object }) => ({ kind: 'scale', object, factor: 0.75 }),
	},
	{
		pattern:
			/^(?:make )?(?<object>.+?) (?:twice|two times|2x|double) (?:as (?:big|large)|the size|bigger|larger)$/i,
		means: ({ object }) => ({ kind: 'scale', object, factor: 2 }),
	},
	{
		pattern: /^(?:make )?(?<object>.+?) (?:half (?:as (?:big|large)|the size|its size))$/i,
		means: ({ object }) => ({ kind: 'scale', object, factor: 0.5 }),
	},
	{
		pattern: /^(?:make|set|resize|scale) (?<object>.+?) (?:to )?:?(?<size>\d{1,3}%(?: ?x ?\d{1,3}%)?)$/i,
		means: ({ object, size }) => ({ kind: 'size', object, size: size.replaceAll(' ', '') }),
	},
	{
		pattern: new RegExp(`^make (?<object>.+?) (?<size>${Object.keys(SIZE_WORDS).join('|')})$`, 'i'),
		means: ({ object, size }) => ({ kind: 'size', object, size: SIZE_WORDS[size.toLowerCase()] }),
	},
	{
		pattern: new RegExp(`^give (?<object>.+?) (?<words>(?:an?|some) .+|(?:\\S+ )?${CLOTHES})$`, 'i'),
		means: ({ object, words }) => ({ kind: 'describe', object, words: `with ${words}` }),
	},
	{
		pattern: new RegExp(
			`^${CHANGE} (?<object>.+?) (?:(?:to be|be|should be|must be|to|in) )?(?<words>${COLOUR})$`,
			'i',
		),
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		bare: true,
		pattern: new RegExp(
			`^(?<object>.+?) (?:(?:to be|be|should be|must be|to|in) )?(?<words>${COLOUR})$`,
			'i',
		),
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		bare: true,
		pattern: new RegExp(`^(?<words>${COLOUR}) (?<object>\\S+)$`, 'i'),
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		pattern: new RegExp(
			`^${CHANGE} (?<object>.+?) (?:to be |be |look |to )?(?<words>(?:(?:a bit|a little|more|very|really|all|completely|bright|dark|light|pale) )*\\S+|(?:with|wear(?:ing|s)?|hold(?:ing|s)?|without) .+)$`,
			'i',
		),
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		pattern: new RegExp(`^${CHANGE} (?<object>.+?) (?<by>an? .+)$`, 'i'),
		means: ({ object, by }) => ({ kind: 'replace', object, by }),
	},
	{
		pattern:
			/^(?<object>.+?) (?:should|must|has to|needs to|could) (?:be )?(?<words>(?:wear|hold)(?:ing)? .+|(?:have|get) an? .+)$/i,
		means: ({ object, words }) => ({
			kind: 'describe',
			object,
			words: words.replace(/^(?:have|get) /i, 'with '),
		}),
	},
	{
		pattern: /^(?:can|could|should|may) (?<object>.+?) be (?<words>\S+)$/i,
		means: ({ object, words }) => ({ kind: 'describe', object, words }),
	},
	{
		pattern:
			/^(?<object>.+?) (?:should be|is now|becomes|must be|needs to be|has to be|as) (?<words>\S+|an? .+)$/i,
		means: ({ object, words }) =>
			/^an? /i.test(words) ? { kind: 'replace', object, by: words } : { kind: 'describe', object, words },
	},
	{
		pattern:
			/^(?:make it |make this |have it |let it be |set it )?(?<words>(?:on|in|at|under|by|near|inside|against) (?:an? |the )?\S.*)$/i,
		means: ({ words }) => ({ kind: 'background', words }),
	},
	{
		bare: true,
		pattern: /^(?<object>\S+) (?:to|into|becomes) (?<by>(?:an? )?\S+)$/i,
		means: ({ object, by }) =>
			new RegExp(`^${SIDE}$`, 'i').test(by)
				? { kind: 'move', object, place: by }
				: { kind: 'replace', object, by },
	},
];
