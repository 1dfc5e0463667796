import { LOOKS } from './colour-looks.ts';
import { type ColourName, labOf, namedColours } from './colour-names.ts';

/** A bed's colour. */
export interface KeyColour {
	/** `#rrggbb`, lower case. */
	readonly hex: string;
	/** The word for it in a prompt. */
	readonly name: string;
	readonly rgb: readonly [r: number, g: number, b: number];
}

/** In order of preference: studio green, magenta, studio blue. */
export const KEY_COLOURS: readonly KeyColour[] = [
	{ hex: '#00b140', name: 'green', rgb: [0, 177, 64] },
	{ hex: '#e600c8', name: 'pink', rgb: [230, 0, 200] },
	{ hex: '#0047bb', name: 'blue', rgb: [0, 71, 187] },
];

/** Things that are green, pink or blue of themselves; a colour word outranks this. */
const OWN_COLOURS: Readonly<Record<string, ColourName>> = {
	broccoli: 'green',
	cactus: 'green',
	crocodile: 'green',
	cucumber: 'green',
	dinosaur: 'green',
	frog: 'green',
	grass: 'green',
	leaf: 'green',
	lizard: 'green',
	pear: 'green',
	plant: 'green',
	snake: 'green',
	tortoise: 'green',
	tree: 'green',
	turtle: 'green',
	flamingo: 'pink',
	pig: 'pink',
	piglet: 'pink',
	dolphin: 'blue',
	whale: 'blue',
};

/** Distance in L*a*b* below which a bed would be mistaken for the object. */
const SAFE_DISTANCE = 68;

/**
 * The colour to raise an object on: the first of {@link KEY_COLOURS} that is far from every colour which the
 * object's words name (a green apple must not grow on green), or else the farthest.
 */
export function chooseKeyColour(text: string): KeyColour {
	const named = namedColours(text);
	const words = text.toLowerCase().split(/[^\p{L}]+/u);
	const own = words.flatMap((word) => (Object.hasOwn(OWN_COLOURS, word) ? OWN_COLOURS[word] : []));
	const avoid = (named.length > 0 ? named : own).map((name) => labOf(...LOOKS[name]));
	const distance = ({ rgb }: KeyColour) => {
		const [l, a, b] = labOf(...rgb);
		return Math.min(Number.POSITIVE_INFINITY, ...avoid.map((c) => Math.hypot(l - c[0], a - c[1], b - c[2])));
	};
	return (
		KEY_COLOURS.find((key) => distance(key) >= SAFE_DISTANCE) ??
		KEY_COLOURS.reduce((best, key) => (distance(key) > distance(best) ? key : best))
	);
}
