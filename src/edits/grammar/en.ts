import type { Direction, Grammar } from '../draft.ts';

const SIZES: Readonly<Record<string, number>> = {
	bigger: 1.3,
	larger: 1.3,
	taller: 1.3,
	greater: 1.3,
	smaller: 0.75,
	tinier: 0.6,
	shorter: 0.75,
};

const SIZE_WORDS: Readonly<Record<string, string>> = {
	big: 'large',
	large: 'large',
	huge: 'huge',
	giant: 'huge',
	enormous: 'huge',
	small: 'small',
	little: 'small',
	tiny: 'small',
	medium: 'medium',
	'normal size': 'medium',
	'medium sized': 'medium',
};

const DIRECTIONS: Readonly<Record<string, Direction>> = {
	left: 'left',
	right: 'right',
	up: 'up',
	higher: 'up',
	upwards: 'up',
	down: 'down',
	lower: 'down',
	downwards: 'down',
};

/** `much bigger` counts twice, `a bit bigger` half. */
function factorOf(word: string, degree: string): number {
	const factor = SIZES[word.toLowerCase()] ?? 1;
	if (/much|lot|far|way/i.test(degree)) return factor * factor;
	if (/bit|little|slightly|touch/i.test(degree)) return Math.sqrt(factor);
	return factor;
}

const CHANGE = '(?:make|paint|colou?r|turn|dye|change|set|let|have)';
const DEGREE = '(?<degree>(?:much|a lot|way|far|a bit|a little|slightly|a touch) )?';
const TIMES =
	'night|sunset|sunrise|dawn|dusk|noon|midday|midnight|day|daytime|the rain|the fog|the mist|a storm|winter|summer|spring|autumn|fall|the evening|the morning';
const GROUND = '(?:the )?(?:background|scene|scenery|setting|ground|place|surroundings)';

/** English ways to ask for a change. Earlier ones are tried first. */
export const english: Grammar = {
	language: 'en',
	courtesies: [
		/^(?:(?:please|pls|now|ok|okay|then|also|and|but|just|hey|hm+),? )+/i,
		/^(?:can|could|would|will) (?:you|we) (?:please )?/i,
		/^(?:i(?:'d| would) (?:like|love)|i want|let's|we want|we need|i need)(?: (?:you )?to)? (?=\S)/i,
		/[ ,]+(?:please|pls|thanks|thank you|instead|too|now|again)$/i,
		/[.!?…]+$/,
	],
	demand:
		/^(?!(?:make|paint|let|have|set) (?:an?|some|me|us|there)\b)(?:make|paint|colou?r|turn|dye|change|set|let|transform|convert|move|shift|nudge|push|pull|bring|put|send|place|drag|raise|lift|remove|delete|erase|take|throw|hide|get rid of|keep only|add|insert|include|swap|exchange|switch|replace|substitute|flip|mirror|reverse|enlarge|shrink|resize|scale|give(?! (?:me|us)\b))\s|->|=>|[→⇒➡➔]/iu,
	between: /\s*(?:,? and then |,? then |; ?|, and |, | and )\s*/i,
	patterns: [
		{
			pattern: /^(?<object>.+?)\s*(?:->|=>|→|⇒|➡|➔)\s*(?<by>.+)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern:
				/^(?:swap|exchange|switch)(?: places of| the places of)? (?<object>.+?) (?:and|with|for|&) (?<other>.+?)(?: around)?$/i,
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		{
			pattern:
				/^(?:remove|delete|erase|drop|cut|hide|kill|take away|take out|get rid of|lose|without|no|no more) (?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern: /^(?:take|leave|throw) (?<object>.+?) (?:away|out|off)$/i,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern: /^(?:keep only|only|just keep|leave only) (?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'only', object }),
		},
		{
			pattern: /^(?:flip|mirror|reverse) (?<object>.+?)(?: horizontally| around| over)?$/i,
			means: ({ object }) => ({ kind: 'flip', object }),
		},
		{
			pattern: /^turn (?<object>.+?) (?:around|round|the other way(?: (?:a)?round)?)$/i,
			means: ({ object }) => ({ kind: 'flip', object }),
		},
		{
			pattern:
				/^(?:make|let) (?<object>.+?) (?:look|face|point|walk)(?:ing)? (?:in )?the other (?:way|direction)$/i,
			means: ({ object }) => ({ kind: 'flip', object }),
		},
		{
			pattern:
				/^(?:bring|move|put|send) (?<object>.+?) (?:to|in|into) (?:the )?(?:front|foreground)(?: of (?:everything|all|the others))?$/i,
			means: ({ object }) => ({ kind: 'layer', object, to: 'front' }),
		},
		{
			pattern: /^(?:send|move|put|bring) (?<object>.+?) (?:to|in|into) (?:the )?(?:back|background)$/i,
			means: ({ object }) => ({ kind: 'layer', object, to: 'back' }),
		},
		{
			pattern: new RegExp(
				`^(?:change|set|make|turn|replace) ${GROUND} (?:to |into |be |with |by |= ?)?(?<words>.+)$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: new RegExp(`^${GROUND}(?: ?[:=] ?| to | is | should be )(?<words>.+)$`, 'i'),
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: new RegExp(
				`^(?:(?:make|set|turn|change|have|let) (?:it|everything|the scene|the picture|this) (?:to |into |be )?)?(?:at |in |by |during )?(?<words>${TIMES})(?: time)?$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'circumstance', words }),
		},
		{
			pattern:
				/^(?:put|move|set|place|have) (?:it all|them all|all of it|all of them|everything|everyone|the whole thing) (?<words>(?:on|in|at|under|by|near|inside|onto|into) .+)$/i,
			means: ({ words }) => ({
				kind: 'background',
				words: words.replace(/^onto /i, 'on ').replace(/^into /i, 'in '),
			}),
		},
		{
			pattern: /^(?:replace|swap out|exchange|substitute) (?<object>.+?) (?:with|by|for) (?<by>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?:turn|change|transform|convert) (?<object>.+?) (?:into|to) (?<by>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?<by>.+?) (?:instead of|rather than) (?<object>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?:add|insert|include|give me|draw|put in|there should be|we need) (?<line>.+)$/i,
			means: ({ line }) => ({ kind: 'add', line }),
		},
		{
			pattern: /^(?<line>(?:another|one more|an extra) .+)$/i,
			means: ({ line }) => ({ kind: 'add', line: line.replace(/^\S+(?: more| extra)? /i, 'a ') }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put) (?<object>.+?) (?:a (?:little|bit|touch|tad) |slightly |further |more )(?:further |more )?(?:to the )?(?<direction>left|right|up|down|higher|lower|upwards|downwards)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put) (?<object>.+?) (?:to the )?(?<direction>up|down|higher|lower|upwards|downwards|left|right) (?:a (?:little|bit|touch|tad)|slightly)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put|raise|lift) (?<object>.+?) (?<direction>up|higher|upwards|down|lower|downwards)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern:
				/^(?:move|put|place|drag|shift|bring|set|send|push|take) (?<object>.+?) (?:over |down |up )?(?:to |on |onto |at |in |into )(?:the )?(?<place>.+)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern: /^(?:move|put|place|drag|shift|bring|set) (?<object>.+?) ?(?:@ ?| )(?<place>\S+)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern:
				/^(?<object>.+?) (?:goes |should be |moves |belongs )?(?:to|on|at|in) the (?<place>(?:far |top |bottom |upper |lower )?(?:left|right|top|bottom|middle|center|centre)(?: side| corner| half)?)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern: new RegExp(
				`^(?:make )?(?<object>.+?) ${DEGREE}(?<word>${Object.keys(SIZES).join('|')})$`,
				'i',
			),
			means: ({ object, word, degree }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern: new RegExp(`^(?:a )?${DEGREE}(?<word>${Object.keys(SIZES).join('|')}) (?<object>.+)$`, 'i'),
			means: ({ object, word, degree }) => ({ kind: 'scale', object, factor: factorOf(word, degree) }),
		},
		{
			pattern: /^(?:enlarge|grow|scale up|blow up|zoom in on) (?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'scale', object, factor: 1.3 }),
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
			pattern: /^give (?<object>.+?) (?<words>an? .+)$/i,
			means: ({ object, words }) => ({ kind: 'describe', object, words: `with ${words}` }),
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
			pattern: /^(?<object>.+?) (?:should be|is now|becomes|must be|as) (?<words>\S+|an? .+)$/i,
			means: ({ object, words }) =>
				/^an? /i.test(words) ? { kind: 'replace', object, by: words } : { kind: 'describe', object, words },
		},
		{
			pattern:
				/^(?:make it |make this |have it |let it be |set it )?(?<words>(?:on|in|at|under|by|near|inside|against) (?:an? |the )?\S.*)$/i,
			means: ({ words }) => ({ kind: 'background', words }),
		},
	],
	all: /^(?:everything|everyone|everybody|all|them|all of them|both|both of them|all objects|the objects)$/i,
	one: /^(?:it|this|that|him|her|the object|the thing)$/i,
};
