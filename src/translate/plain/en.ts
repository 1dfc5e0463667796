import { oneOf } from '../../layout/counts.ts';
import type { KnownWords } from '../known-words.ts';
import type { PlainGrammar } from './sentence.ts';

const PLACES: Readonly<Record<string, string>> = {
	'top left': 'top-left',
	'upper left': 'top-left',
	'left top': 'top-left',
	'top right': 'top-right',
	'upper right': 'top-right',
	'right top': 'top-right',
	'bottom left': 'bottom-left',
	'lower left': 'bottom-left',
	'left bottom': 'bottom-left',
	'bottom right': 'bottom-right',
	'lower right': 'bottom-right',
	'right bottom': 'bottom-right',
	'far left': 'far-left',
	'far right': 'far-right',
	left: 'left',
	right: 'right',
	top: 'top',
	bottom: 'bottom',
	center: 'center',
	centre: 'center',
	middle: 'center',
};
const PLACE = `(?<place>${Object.keys(PLACES)
	.map((name) => name.replace(' ', '[- ]'))
	.join('|')})`;
const SIDE = '(?:[- ](?:hand )?(?:side|corner|half|edge))?';
const OF_IT = '(?: of (?:it|the (?:picture|image|photo)))?';
const TIES =
	'on|in|at|under|over|by|near|beside|before|behind|against|inside|along|across|during|through|above|below|underneath|into|with|among|between';

/** Bare words for a background, as one would tie them. */
const BARE: Readonly<Record<string, string>> = {
	beach: 'on a beach',
	meadow: 'on a meadow',
	grass: 'on the grass',
	field: 'on a field',
	road: 'on a road',
	street: 'on a street',
	sea: 'on the sea',
	ocean: 'on the ocean',
	lake: 'on a lake',
	water: 'on the water',
	snow: 'in the snow',
	desert: 'in a desert',
	forest: 'in a forest',
	woods: 'in the woods',
	city: 'in a city',
	town: 'in a town',
	garden: 'in a garden',
	room: 'in a room',
	kitchen: 'in a kitchen',
	mountains: 'in the mountains',
	space: 'in space',
	sky: 'in the sky',
	night: 'at night',
	sunset: 'at sunset',
};

/** A time or a weather behind a background; it is sure of itself. */
const CIRCUMSTANCE =
	/ (?:at (?:night|sunset|sunrise|dawn|dusk|noon)|in (?:the )?(?:rain|fog|mist|snow|winter|summer|spring|autumn|fall|evening|morning))$/i;

/** Words of talk: a sentence that has one is said to somebody. */
const TALK =
	/\b(?:i|you|we|he|she|it|they|me|us|him|her|them|my|your|our|his|their|is|are|was|were|be|am|do|does|did|have|has|had|like|love|hate|think|want|need|know|see|saw|get|got|go|went|why|how|what|who|when|where|not|no|yes|but|so|very|really|too|this|that|these|those|there|here|as|if|than|then|just|please|thanks|hello|hi)\b/i;

const HOW =
	'above|over|below|under|underneath|beneath|behind|in front of|on top of|inside|(?:in )?between|(?:to the |on the )?(?:left|right) of';

/** What is there, and what comes beside it. */
const OTHER = '(?<rest>(?:(?! (?:in|on|above|behind|below|under|between|left|right|of) ).)+?)';
const NEW = '(?<what>(?:an?|the|one|two|three|some) .+?)';

const COUNT = /^(?:\d+|two|three|four|five|six|seven|eight)$/;
/** Words that stand between things or say where they are, not what they are. */
const NO_THING = new RegExp(`\\b(?:${TIES}|of|${Object.keys(PLACES).join('|')})\\b`, 'i');
const ARTICLE = /^(?:an?|the|some|one)\s+/i;

/** Whether words are several things in a row: each a noun of its own, with colours before it. */
function namesSeveral(words: readonly string[], known: KnownWords): boolean {
	return words.some((word, index) => {
		const pair = `${word} ${words[index + 1] ?? ''}`;
		return (
			index < words.length - 1 && known.isNoun(word) && !known.nouns.includes(pair) && !known.names(pair)
		);
	});
}

export const english: PlainGrammar = {
	script: /[a-z]/i,
	asks: /^(?:(?:please|pls|hey|hi|ok|so)[, ]+)*(?:(?:can|could|would|will) (?:you|u|i|we)|may i|please|draw|paint|show|make|create|generate)\b/i,
	courtesies: [
		/^(?:please|pls|hey|hi|hello|ok|okay|so|now)[,!]?\s+/i,
		/^(?:can|could|would|will) (?:you|u) (?:please )?/i,
		/^(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see) /i,
		/^(?:i(?:'d| would)? (?:want|like|love)(?: (?:you )?to (?:see|have|draw))?|let(?:'s| us)|show|give|draw|paint|make|create|generate|imagine)(?: (?:me|us))?\s+/i,
		/^(?:an?|the) (?:picture|image|drawing|photo|painting|scene) (?:of|with|showing)\s+/i,
		/^there (?:is|are)\s+/i,
		/,?\s+(?:please|pls|thanks|thank you)$/i,
	],
	between: /\s*(?:(?:[,;&+]|\. (?=\S))\s*(?:and\s+)?|\s+and\s+|\s+plus\s+|\s+next to\s+|\s+beside\s+)\s*/i,
	join: ', ',
	placed: [
		new RegExp(
			`^(?<what>.+?)[: ]\\s*(?:(?:is|are|stands?|sits?|goes) )?(?:(?:on|at|in|to) )?(?:the )?(?:very )?${PLACE}${SIDE}${OF_IT}$`,
			'i',
		),
		new RegExp(
			`^(?:(?:on|at|in|to) )?(?:the )?${PLACE}${SIDE}${OF_IT}(?::|,| is| there is| a?re)?\\s+(?<what>.+)$`,
			'i',
		),
	],
	related: new RegExp(
		`^(?<what>.+?)\\s+(?:is |are |stands |sits |(?:that is |which is )?(?:sitting|standing|perched|placed|located) )*(?<how>${HOW})\\s+(?<rest>.+)$`,
		'i',
	),
	betweens: /^(?:in )?between$/i,
	besideOf(how, others) {
		const bare = others.map((other) => `the ${other.replace(ARTICLE, '')}`);
		const names = new Set(bare).size < bare.length ? 'them' : bare.join(' and ');
		return `${how.replace(/^(?:to|on) the |^in (?=between)/i, '')} ${names}`;
	},
	oneOfTwo(words) {
		const several =
			/^(?:the )?(?:(?:two|2|both) )?(?:the )?(?<things>\S.*)$/i.exec(words)?.groups?.things ?? '';
		const one = oneOf(several);
		return /^(?:an?|the|one|three|four|five|six|seven|eight|some|\d+)\s/i.test(several) ||
			one.replace(ARTICLE, '') === several
			? null
			: one;
	},
	turned: [
		[
			new RegExp(`^${OTHER} (?:with|and) ${NEW} (?:beside|next to|near|close to) (?:it|them)\\b`, 'i'),
			'$<rest> and $<what>',
		],
		// `two trees with a fox between them on a meadow`.
		[
			new RegExp(`^${OTHER} (?:with|and) ${NEW} (?<how>${HOW}) (?:it|them|both|him|her)\\b`, 'i'),
			'$<what> $<how> $<rest>',
		],
		// `in front of the house is a dog`.
		[
			new RegExp(
				`^(?<how>${HOW}) (?<rest>(?:an?|the|two) (?:\\S+ ){0,2}?\\S+?(?: and (?:an?|the) \\S+)?),? (?:(?:there )?(?:is|are|stands?|sits?) )?${NEW}$`,
				'i',
			),
			'$<what> $<how> $<rest>',
		],
	],
	apart: ['left-third', 'right-third'],
	placeOf: (words) => PLACES[words.toLowerCase().replace('-', ' ')] ?? 'auto',
	grounded: [new RegExp(`(?<![^\\s])(?:${TIES})\\s`, 'gi'), /^/g],
	rows: [['center'], ['left', 'right'], ['left-third', 'middle-third', 'right-third']],
	across: {
		left: 'right',
		right: 'left',
		top: 'bottom',
		bottom: 'top',
		'top-left': 'bottom-right',
		'top-right': 'bottom-left',
		'bottom-left': 'top-right',
		'bottom-right': 'top-left',
		'far-left': 'far-right',
		'far-right': 'far-left',
	},
	thing(words, known) {
		const text = words.trim();
		const bare = text.replace(ARTICLE, '');
		const plain = bare.toLowerCase().split(/\s+/);
		if (/\band (?:an?|the|one|two|three)\b/i.test(bare)) return null;
		if (plain.length > 5 || TALK.test(text) || NO_THING.test(bare)) return null;
		// `cat dog` are two, `hot dog` is one, and so is `a dog house`, if not surely.
		if (!ARTICLE.test(text) && namesSeveral(plain, known)) return null;
		// With its article it is a thing, too, if one that no list has.
		if (!known.isNoun(bare) && (!ARTICLE.test(text) || Object.hasOwn(BARE, plain.at(-1) ?? ''))) return null;
		return { text, sure: plain.every((word) => COUNT.test(word) || known.knows(word)) };
	},
	ground(words, known) {
		const text = words.trim();
		const tie = new RegExp(`^(${TIES})\\s+(.+)$`, 'i').exec(text);
		const timed = (tie?.[2] ?? text).replace(CIRCUMSTANCE, '');
		const bare = timed.replace(ARTICLE, '').toLowerCase();
		if (bare === '' || Object.hasOwn(PLACES, bare) || new RegExp(`\\b(?:${TIES})\\b`, 'i').test(bare))
			return null;
		const parts = bare.split(/\s+/);
		const last = parts.at(-1) ?? '';
		const sure = !TALK.test(text) && parts.every((word) => known.knows(word) || Object.hasOwn(BARE, word));
		// `behind it`, `between them`: said of a thing, and no scene.
		if (/^(?:it|them|him|her|both|each other)$/i.test(bare)) return null;
		if (tie !== null) return { tied: ` ${text}`, sure };
		if (!Object.hasOwn(BARE, last) || NO_THING.test(bare) || parts.slice(0, -1).some(known.isNoun))
			return null;
		return { tied: ARTICLE.test(text) || parts.length > 1 ? ` | ${text}` : ` ${BARE[last] ?? ''}`, sure };
	},
};
