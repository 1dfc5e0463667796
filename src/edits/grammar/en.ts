import type { Grammar } from '../draft.ts';
import { COLOUR } from '../reword.ts';
import { LOOKS } from './en-looks.ts';
import {
	besideOf,
	CHANGE,
	CLOTHES,
	DIRECTIONS,
	GROUND,
	HOW,
	oneMore,
	PLACE_OF,
	PUT,
	SIDE,
	THING,
	TIMES,
	WEATHER,
	WHERE,
} from './en-words.ts';

/** English ways to ask for a change. Earlier ones are tried first. */
export const english: Grammar = {
	language: 'en',
	courtesies: [
		/^(?:(?:please|pls|now|ok|okay|then|also|and|but|just(?! (?:the|an?) )|hey|hm+),? )+/i,
		/^(?:the )?same(?: picture| image| thing)?,? but (?:with )?/i,
		/^(?:what|how) (?:about|if) |^(?:let's )?try (?:it )?/i,
		/^(?:can|could|would|will) (?:you|we) (?:please )?/i,
		/^(?:i(?:'d| would) (?:like|love)|i want|let's|we want|we need|i need)(?: (?:you )?to)? (?=\S)/i,
		/[ ,]+(?:please|pls|thanks|thank you|instead|too|now|again)$/i,
		/[.!?…]+$/,
	],
	demand:
		/^(?!(?:make|paint|let|have|set) (?:an?|some|me|us|there)\b)(?:make|paint|colou?r|turn|dye|change|set|let|transform|convert|rename|recolou?r|move|shift|nudge|push|pull|bring|slide|put|send|place|drag|raise|lift|remove|delete|erase|take|throw|hide|get rid of|keep only|add|insert|include|swap|exchange|switch|replace|substitute|flip|mirror|reverse|enlarge|shrink|resize|scale|give(?! (?:me|us)\b))\s|->|=>|[→⇒➡➔]/iu,
	between:
		/\s*(?:,? and then |,? then |; ?|[.!] (?=\S)|, and |, | and (?!(?:the|my) [^,;]{1,40} where ))\s*/i,
	names: /\s*(?:,? and |, | & |\+)\s*/i,
	things: /(?:,? and |, | & |\+ ?)(?=(?:an?|another|some|one|two|three|four|five|six|\d|the) )/i,
	carried: (before, part) =>
		`${/^(?:make|paint|colou?r|turn|dye|change|set|move|put|place|shift|add|remove|delete|erase|flip|mirror|replace|give|bring|send)\b/i.exec(before)?.[0] ?? 'make'} ${part}`,
	patterns: [
		{
			pattern: /^(?<object>.+?)\s*(?:->|=>|→|⇒|➡|➔)\s*(?<by>(?:(?!->|=>)[^→⇒➡➔])+)$/u,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern:
				/^(?:swap|exchange|switch)(?: places of| the places of)? (?<object>.+?) (?:and|with|for|&) (?<other>.+?)(?: around)?$/i,
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		// Two things in one place hide each other: what stood there goes where the other one was.
		{
			pattern: new RegExp(`^${PUT} (?<object>.+?) ${WHERE}$`, 'i'),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		{
			pattern: new RegExp(`^(?<object>.+?) (?:should (?:be|go|stand|sit)|goes|belongs) ${WHERE}$`, 'i'),
			means: ({ object, other }) => ({ kind: 'swap', object, other }),
		},
		{
			pattern: new RegExp(`^${PUT} (?<object>.+?) ${PLACE_OF}$`, 'i'),
			means: ({ object, other, of }) => ({ kind: 'swap', object, other: other || of }),
		},
		{
			pattern: new RegExp(`^(?:remove|delete|erase|no|without|drop|clear) ${GROUND}$`, 'i'),
			means: () => ({ kind: 'background', words: 'a plain background' }),
		},
		{
			pattern:
				/^(?:i |we )?(?:do not|don['’]?t|never) (?:want|need|like|draw|show|paint)(?: to see)? (?<object>.+?)(?: anymore| any more)?$/i,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern: /^there (?:should be|must be|is) no (?:more )?(?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern:
				/^(?<object>.+?) (?:should go(?: away)?|can go|has to go|must go|is not needed|isn['’]t needed|should disappear|should not be there|shouldn['’]t be there)$/i,
			means: ({ object }) => ({ kind: 'remove', object }),
		},
		{
			pattern:
				/^(?:remove|delete|erase|clear|take away|get rid of|hide) (?:everything|all|all objects|everyone) (?:except|but|besides|apart from|other than)(?: for)? (?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'only', object }),
		},
		{
			pattern:
				/^(?:let|make|have) (?<object>.+?) and (?<other>.+?) (?:swap|switch|trade|change|exchange)(?: places)?$/i,
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
			pattern: /^(?:keep only|keep just|only|just keep|leave only|just) (?<object>.+)$/i,
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
				/^(?:make |let |have )?(?<object>.+?) (?:should |to )?(?:be )?(?:(?:look|point|walk|turn)(?:s|ing)?|faces?|facing) (?:in |to )?the (?:other|opposite) (?:way|direction|side)$/i,
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
			bare: true,
			pattern:
				/^(?<object>.+?) (?:should be |goes |belongs )?(?:in|to|at) (?:the )?(?:very )?(?<to>front|foreground|back)(?: of (?:everything|all|the others))?$/i,
			means: ({ object, to }) => ({
				kind: 'layer',
				object: object.replace(/^(?:put|bring|move|send) /i, ''),
				to: /^back$/i.test(to) ? 'back' : 'front',
			}),
		},
		{
			pattern: new RegExp(
				`^${CHANGE} ${GROUND} (?:to be |be )?(?:(?<dark>dark|darker)|bright|brighter|lighter)$`,
				'i',
			),
			means: ({ dark }) => ({ kind: 'circumstance', words: dark ? 'night' : 'day' }),
		},
		{
			pattern: new RegExp(
				`^(?:${CHANGE} )?(?:the )?(?<ground>sky|sea|water|ground|grass|floor|background|wall|walls)(?: should be| to| =|:)? (?<words>${COLOUR})$`,
				'i',
			),
			means: ({ ground, words }) => ({ kind: 'background', words: `a ${words} ${ground}` }),
		},
		{
			pattern: new RegExp(
				`^(?:change|set|make|turn|replace) ${GROUND} (?:to |into |be |with |by |= ?)?(?<words>.+)$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: /^(?:use|with|have|put|set|take) (?<words>.+?) (?:as|in|for) (?:the |a )?background$/i,
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: new RegExp(
				`^${GROUND}(?:(?<=background|scene|scenery|setting) (?=an? )| ?[:=] ?| to | is | should be )(?<words>.+)$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'background', words }),
		},
		{
			pattern: new RegExp(
				`^(?:(?:make|set|turn|change|have|let) (?:it|everything|the scene|the picture|this|the time(?: of day)?|the weather|the season|time|weather) (?:to |into |be |look like |look )?)?(?:at |in |by |during )?(?<words>${TIMES})(?: time)?$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'circumstance', words }),
		},
		{
			pattern: new RegExp(
				`^(?:make it|let it|make everything|it should be|have it)(?: be)? (?<weather>${Object.keys(WEATHER).join('|')})$`,
				'i',
			),
			means: ({ weather }) => ({ kind: 'circumstance', words: WEATHER[weather.toLowerCase()] }),
		},
		{
			pattern: new RegExp(
				`^(?:put|move|set|place|have) (?:them|it|the (?:two|three|four|objects)) (?<words>(?:on|in|at|under|by|near|inside|against) (?!(?:the )?${SIDE}$)(?:an?|the) .+)$`,
				'i',
			),
			means: ({ words }) => ({ kind: 'background', words }),
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
			pattern: /^(?:turn|change|transform|convert|rename) (?<object>.+?) (?:into|to) (?<by>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^instead of (?<object>.+?)(?:,? (?:draw|put|use|show|have|paint) |, ?| (?=an? ))(?<by>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: /^(?:with |have |draw |use |put |get )?(?<by>.+?) (?:instead of|rather than) (?<object>.+)$/i,
			means: ({ object, by }) => ({ kind: 'replace', object, by }),
		},
		{
			pattern: new RegExp(
				`^(?:put|place|add|set) (?<words>(?:(?:an?|some|the) )?(?:\\S+ ){0,2}${CLOTHES}) (?:on|onto|on top of|to) (?<object>.+)$`,
				'i',
			),
			means: ({ object, words }) => ({ kind: 'describe', object, words: `wearing ${words}` }),
		},
		{
			pattern: new RegExp(
				`^(?:add|insert|include|draw|put|place|there should be|we need) (?<line>${THING}) (?:${HOW}) (?<others>.+)$`,
				'i',
			),
			means: ({ line, how, others }) => ({
				kind: 'add-beside',
				line: line.replace(/^(?:another|one more) /i, 'a '),
				how: besideOf(how),
				others,
			}),
		},
		{
			bare: true,
			pattern: new RegExp(`^(?<line>${THING}) (?:${HOW}) (?<others>the .+|it)$`, 'i'),
			means: ({ line, how, others }) => ({
				kind: 'add-beside',
				line: line.replace(/^(?:another|one more) /i, 'a '),
				how: besideOf(how),
				others,
			}),
		},
		{
			pattern:
				/^(?:(?:add|draw|insert|include|put in|we need|give me) )?(?:another|one more|an extra) (?<line>.+)$/i,
			means: ({ line }) => ({ kind: 'add', line: `a ${line}` }),
		},
		{
			pattern: /^(?:(?:add|draw) )?(?:some )?more (?<line>.+)$/i,
			means: ({ line }) => (/^(?:to|on|in|of)\b/i.test(line) ? null : { kind: 'add', line: oneMore(line) }),
		},
		{
			pattern: /^(?:add|insert|include|give me|draw|put in|there should be|we need) (?:in )?(?<line>.+)$/i,
			means: ({ line }) => ({ kind: 'add', line }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put|slide|drag) (?<object>.+?) (?:a (?:little bit|little|bit|touch|tad) |slightly |further |more )(?:further |more )?(?:to the )?(?<direction>left|right|up|down|higher|lower|upwards|downwards)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put|slide|drag) (?<object>.+?) (?:to the )?(?<direction>up|down|higher|lower|upwards|downwards|left|right) (?:a (?:little bit|little|bit|touch|tad)|slightly|some more|more)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern: /^(?:nudge|shift|push|pull) (?<object>.+?) (?:to the )?(?<direction>left|right|up|down)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern: /^cent(?:er|re) (?<object>.+)$/i,
			means: ({ object }) => ({ kind: 'move', object, place: 'center' }),
		},
		{
			pattern:
				/^(?:move|shift|nudge|push|pull|bring|put|slide|drag|raise|lift) (?<object>.+?) (?<direction>up|higher|upwards|down|lower|downwards)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			pattern: new RegExp(
				`^(?:move|put|place|drag|shift|slide|bring|set|send|push|take) (?<object>.+?) (?:over |down |up )?(?:to be |to )?${HOW} (?<others>.+)$`,
				'i',
			),
			means: ({ object, how, others }) => ({ kind: 'move-beside', object, how: besideOf(how), others }),
		},
		{
			pattern: new RegExp(`^(?<object>.+?) (?:should be |goes |belongs |must be )${HOW} (?<others>.+)$`, 'i'),
			means: ({ object, how, others }) => ({ kind: 'move-beside', object, how: besideOf(how), others }),
		},
		{
			pattern:
				/^(?:move|put|place|drag|shift|slide|bring|set|send|push|take) (?<object>.+?) (?:over |down |up )?(?:to |on |onto |at |in |into )(?:the )?(?<place>.+)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern: /^(?:move|put|place|drag|shift|slide|bring|set) (?<object>.+?) ?(?:@ ?| )(?<place>\S+)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			bare: true,
			pattern:
				/^(?<object>.+?) (?:just )?(?:a (?:little|bit|touch|tad)(?: bit)?|slightly|a little bit) (?:more |further )*(?:to the )?(?<direction>left|right|up|down|higher|lower)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			bare: true,
			pattern: /^(?<object>.+?) (?:further |more )?(?<direction>up|down|higher|lower|upwards|downwards)$/i,
			means: ({ object, direction }) => ({ kind: 'nudge', object, to: DIRECTIONS[direction.toLowerCase()] }),
		},
		{
			bare: true,
			pattern:
				/^(?<object>\S+|the \S+) (?:to )?(?<place>(?:far |top |bottom |upper |lower )?(?:left|right))$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		{
			pattern:
				/^(?<object>.+?) (?:goes |should be |moves |belongs )?(?:to|on|at|in) the (?<place>(?:far |top |bottom |upper |lower )?(?:left|right|top|bottom|middle|center|centre)(?: side| corner| half)?)$/i,
			means: ({ object, place }) => ({ kind: 'move', object, place }),
		},
		...LOOKS,
	],
	all: /^(?:everything|everyone|everybody|all|them|them (?:all|both)|they|(?:all|both)(?: of them)?|all objects|the objects)$/i,
	two: /^(?:them )?both(?: of them)?$/i,
	one: /^(?:it|this|that|him|her|the object|the thing)$/i,
};
