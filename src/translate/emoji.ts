import names from 'unicode-emoji-json' with { type: 'json' };
import { bareEmoji, withNamedEmoji } from './named-emoji.ts';

/** Short names that are no words of a picture, or longer than what is meant, to what is drawn. */
const DRAWN: ReadonlyMap<string, string> = new Map(
	Object.entries({
		ewe: 'sheep',
		'spouting whale': 'whale',
		'front-facing baby chick': 'baby chick',
		'lady beetle': 'ladybug',
		sauropod: 'dinosaur',
		't-rex': 'dinosaur',
		'sun with face': 'sun',
		'full moon face': 'moon',
		'new moon face': 'moon',
		'first quarter moon face': 'moon',
		'last quarter moon face': 'moon',
		'full moon': 'moon',
		'crescent moon': 'moon',
		'glowing star': 'star',
		'deciduous tree': 'tree',
		'evergreen tree': 'pine tree',
		'shinto shrine': 'shrine',
		'hot beverage': 'cup of coffee',
		'teacup without handle': 'cup',
		'cheese wedge': 'cheese',
		'ear of corn': 'corn',
		'soft ice cream': 'ice cream',
		'clinking beer mugs': 'beer',
		automobile: 'car',
		'oncoming automobile': 'car',
		'oncoming taxi': 'taxi',
		'oncoming bus': 'bus',
		'oncoming police car': 'police car',
		'sport utility vehicle': 'car',
		'articulated lorry': 'truck',
		'motor scooter': 'scooter',
		'kick scooter': 'scooter',
		locomotive: 'train',
		'flying saucer': 'ufo',
		'small airplane': 'airplane',
		'house with garden': 'house',
		'office building': 'building',
		'japanese castle': 'castle',
		'snow-capped mountain': 'mountain',
		'mount fuji': 'mountain',
		'snowman without snow': 'snowman',
		'umbrella with rain drops': 'umbrella',
		'closed umbrella': 'umbrella',
		'wrapped gift': 'gift',
		'closed book': 'book',
		'open book': 'book',
		locked: 'lock',
		'musical keyboard': 'piano',
		'soccer ball': 'football',
		'running shoe': 'shoe',
		'couch and lamp': 'sofa',
		'nesting dolls': 'doll',
		amphora: 'vase',
		'jack-o-lantern': 'pumpkin',
		'beach with umbrella': 'a beach',
		'national park': 'a park',
		'night with stars': 'a starry night',
		'milky way': 'a starry sky',
		'sunrise over mountains': 'sunrise over mountains',
		'cityscape at dusk': 'a city at sunset',
		cityscape: 'a city',
		desert: 'a desert',
		motorway: 'a road',
		'water wave': 'the sea',
		snowflake: 'snow',
	}),
);

let byEmoji: ReadonlyMap<string, string> | undefined;

/** What is drawn for each emoji, by its characters without selectors and skin tones. */
export function emojiNames(): ReadonlyMap<string, string> {
	byEmoji ??= new Map(
		Object.entries(names).map(([key, { name, group }]) => {
			const lower = name.toLowerCase();
			// The head of an animal stands for the animal.
			const bare = group === 'Animals & Nature' ? lower.replace(/^(?!wind)(.*) face$/, '$1') : lower;
			return [bareEmoji(key), DRAWN.get(lower) ?? DRAWN.get(bare) ?? bare];
		}),
	);
	return byEmoji;
}

/**
 * A text with its emoji as words, by their CLDR short names: `red 🐱` becomes `red cat`. What has no name
 * (flags of nowhere, private sequences) is left out. A text without emoji is given back as the same string.
 */
export function emojiAsWords(text: string): string {
	return withEmoji(text, (name) => name);
}

/** A text with something else for each of its emoji, by its name; none where it has none. */
export function withEmoji(text: string, put: (name: string) => string): string {
	return withNamedEmoji(text, (emoji) => emojiNames().get(emoji), put);
}
