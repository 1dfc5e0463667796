import { singular } from '../../layout/counts.ts';
import type { RelationKind } from '../../layout/index.ts';
import type { Direction } from '../draft.ts';

export const SIZES: Readonly<Record<string, number>> = {
	bigger: 1.3,
	larger: 1.3,
	taller: 1.3,
	greater: 1.3,
	smaller: 0.75,
	tinier: 0.6,
	shorter: 0.75,
};

export const SIZE_WORDS: Readonly<Record<string, string>> = {
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

export const DIRECTIONS: Readonly<Record<string, Direction>> = {
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
export function factorOf(word: string, degree: string): number {
	const factor = SIZES[word.toLowerCase()] ?? 1;
	if (/much|lot|far|way/i.test(degree)) return factor * factor;
	if (/bit|little|slightly|touch/i.test(degree)) return Math.sqrt(factor);
	return factor;
}

/** Words for a place beside something; longer ones first. */
const BESIDE: readonly (readonly [words: string, kind: RelationKind])[] = [
	['(?:on |to |at )?(?:the )?left (?:side |hand side )?of', 'left-of'],
	['(?:on |to |at )?(?:the )?right (?:side |hand side )?of', 'right-of'],
	['(?:in )?front of', 'in-front-of'],
	['(?:right )?next to|beside|besides|near|near to|close to|closer to|nearer to|by', 'beside'],
	['(?:on )?top of|onto|on', 'on'],
	['above|over', 'above'],
	['below|under|underneath|beneath', 'below'],
	['behind', 'behind'],
	['(?:in )?between', 'between'],
	['inside(?: of)?|into|in', 'inside'],
];
export const HOW = `(?<how>${BESIDE.map(([words]) => words).join('|')})`;

export function besideOf(how: string): RelationKind {
	return BESIDE.find(([words]) => new RegExp(`^(?:${words})$`, 'i').test(how))?.[1] ?? 'beside';
}

export const PUT = '(?:move|put|place|set|drag|bring|shift|slide|send|give)';
/** Where another thing is: `where the cat is`; both may be said: `and the cat where the dog was`. */
export const WHERE =
	'(?:to )?(?:the (?:place|spot|position) )?where (?<other>.+?) (?:is|are|was|were|stands?|sits?|stood|sat)(?: (?:now|standing|sitting))?(?: and \\k<other> (?:to )?where \\k<object> (?:is|was|stands?|stood))?';
/** The same as a noun: `in the cat's place`, `to the position of the cat`. */
export const PLACE_OF =
	"(?:(?:to|in|into|on|at|onto) )?(?:(?:the )?(?:place|spot|position) of (?<of>.+)|(?<other>(?:the|my) [^'’]+?)['’]s? (?:place|spot|position|location|seat))";

/** Something new: `a bird`, `two red birds`. */
export const THING = '(?:an?|some|another|one|two|three|four|five|six|\\d|one more) \\S.*?';
export const CLOTHES =
	'(?:hats?|caps?|crowns?|tiaras?|scarf|scarves|glasses|sunglasses|shirts?|dress|dresses|ties?|bow tie|coats?|jackets?|helmets?|ribbons?|necklaces?|collars?|masks?|wigs?|boots|shoes|socks|gloves|backpacks?|capes?|sweaters?|jumpers?)';
export const SIDE =
	'(?:far |top |bottom |upper |lower )?(?:left|right|top|bottom|middle|center|centre)(?: side| corner| half)?';

/** Weather, as it is said of a picture, to what it is behind a background. */
export const WEATHER: Readonly<Record<string, string>> = {
	snow: 'the snow',
	snowing: 'the snow',
	snowy: 'the snow',
	rain: 'the rain',
	raining: 'the rain',
	rainy: 'the rain',
	foggy: 'the fog',
	misty: 'the mist',
	stormy: 'a storm',
	wintry: 'winter',
	autumnal: 'autumn',
	dark: 'night',
	sunny: 'the sun',
};

/** One of several: `more trees` is a tree more. */
export const oneMore = (words: string) => `a ${words.replace(/^(.*\S)$/, (all) => singular(all))}`;

export const CHANGE = '(?:make|paint|(?:re)?colou?r|turn|dye|change|set|let|have)';
export const DEGREE = '(?<degree>(?:much|a lot|way|far|a bit|a little|slightly|a touch) )?';
export const TIMES =
	'night|sunset|sunrise|dawn|dusk|noon|midday|midnight|day|daytime|the rain|the fog|the mist|a storm|winter|summer|spring|autumn|fall|the evening|the morning';
export const GROUND = '(?:the )?(?:background|scene|scenery|setting|ground|place|surroundings)';
