import { readFileSync, writeFileSync } from 'node:fs';
import { uniform } from '../src/diffusion/random.ts';

/**
 * Writes the suites of layouts: `node bench/make-suites.ts`. Everything is drawn from fixed seeds and nothing
 * is picked: running it again gives the committed files. Nouns come from shuffled decks, so that each is
 * asked for about as often as any other.
 */
const NOUNS = readFileSync(new URL('suites/nouns.txt', import.meta.url), 'utf8')
	.trim()
	.split('\n');
const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown'];
const SCENES = [
	'a green meadow',
	'a sandy beach',
	'a night sky',
	'the sea',
	'an underwater world',
	'a desert',
	'a snowy field',
	'a sunset',
	'a room',
	'a kitchen',
	'a forest',
	'an autumn forest',
	'a garden',
	'a farm',
	'a river',
	'a road',
	'a city',
	'a city at night',
	'the mountains',
	'a blue sky',
	'a white background',
];
/** Nouns that stand without an article. */
const PLURAL = /^(?:grapes|cherries|fries|pancakes|popcorn|glasses|scissors)$/;
/** Share of the layouts that name a colour for each object; the others leave the objects their own. */
const COLOURED = 0.75;
const GAP = 0.02;
const MARGIN = 0.02;
/** Largest ratio of a box's sides. */
const RATIO = 1.35;
/** Least and largest side of a box by the number of objects, in fractions of the picture. */
const SIDES: Readonly<Record<number, readonly [number, number]>> = {
	1: [0.4, 0.62],
	2: [0.32, 0.52],
	3: [0.28, 0.44],
	4: [0.26, 0.4],
	5: [0.24, 0.34],
	6: [0.22, 0.3],
};
const SMALL: readonly [number, number] = [0.19, 0.22];
/** A scatter of boxes that can't be completed after this many throws is begun anew. */
const THROWS = 400;
/** Dark colours, and grounds on which they are hard to see. */
const DARK = ['black', 'dark blue', 'purple', 'brown'];
const NIGHTS = ['a night sky', 'a city at night'];
/** Has a low sun of its own, which may become what stands near it. */
const SUNSET = 'a sunset';
/** Colours in which nobody has seen these. */
const UNLIKELY: readonly string[] = [
	'green cat',
	'purple banana',
	'blue tomato',
	'pink crocodile',
	'orange whale',
	'blue carrot',
	'red frog',
	'purple fire truck',
	'green flamingo',
	'blue lion',
	'pink tree',
	'brown strawberry',
	'purple sun',
	'yellow elephant',
	'blue pumpkin',
	'green pig',
	'red lemon',
	'orange dolphin',
	'pink cactus',
	'blue mushroom',
];

type Box = [number, number, number, number];

/** Numbers in [0, 1) of one seed, and what is drawn with them. */
class Dice {
	readonly #values: Float64Array | Float32Array;
	#next = 0;
	#deck: string[] = [];

	constructor(seed: number) {
		this.#values = uniform(seed, 0, 2_000_000);
	}

	next(): number {
		return this.#values[this.#next++];
	}

	between(low: number, high: number): number {
		return low + this.next() * (high - low);
	}

	pick<T>(list: readonly T[]): T {
		return list[Math.floor(this.next() * list.length)];
	}

	/** Different members of a list, in random order. */
	several<T>(list: readonly T[], count: number): T[] {
		const rest = [...list];
		return Array.from({ length: count }, () => rest.splice(Math.floor(this.next() * rest.length), 1)[0]);
	}

	/** Different nouns from the top of the deck, which is shuffled anew when it runs out. */
	nouns(count: number): string[] {
		const dealt: string[] = [];
		while (dealt.length < count) {
			if (this.#deck.length === 0) this.#deck = this.several(NOUNS, NOUNS.length);
			const noun = this.#deck.pop();
			if (noun !== undefined && !dealt.includes(noun)) dealt.push(noun);
		}
		return dealt;
	}
}

function phrase(words: string): string {
	if (PLURAL.test(words.split(' ').at(-1) ?? '')) return words;
	return `${/^[aeio]|^u[^fn]/.test(words) ? 'an' : 'a'} ${words}`;
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

function apart(a: Box, b: Box): boolean {
	return Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]) >= GAP;
}

/** Boxes that are apart, each side between two lengths. */
function scatter(dice: Dice, count: number, [least, most]: readonly [number, number]): Box[] {
	for (;;) {
		const boxes: Box[] = [];
		for (let thrown = 0; thrown < THROWS && boxes.length < count; thrown++) {
			const [width, height] = [dice.between(least, most), dice.between(least, most)];
			if (Math.max(width / height, height / width) > RATIO) continue;
			const x = dice.between(MARGIN, 1 - MARGIN - width);
			const y = dice.between(MARGIN, 1 - MARGIN - height);
			const box: Box = [round(x), round(y), round(x + width), round(y + height)];
			if (boxes.every((other) => apart(box, other))) boxes.push(box);
		}
		if (boxes.length === count) return boxes;
	}
}

/** Two boxes that share a side, beside or above each other. */
function touching(dice: Dice): Box[] {
	const [width, height] = [dice.between(0.36, 0.46), dice.between(0.36, 0.46)];
	const beside = dice.next() < 0.5;
	const [across, down] = beside ? [2 * width, height] : [width, 2 * height];
	const x = round(dice.between(MARGIN, 1 - MARGIN - across));
	const y = round(dice.between(MARGIN, 1 - MARGIN - down));
	const [right, low] = [round(x + across), round(y + down)];
	const [midX, midY] = [round(x + width), round(y + height)];
	return beside
		? [
				[x, y, midX, low],
				[midX, y, right, low],
			]
		: [
				[x, y, right, midY],
				[x, midY, right, low],
			];
}

function layout(
	dice: Dice,
	texts: readonly string[],
	boxes: readonly Box[],
	scenes: readonly string[] = SCENES,
): string {
	const objects = texts.map((text, k) => ({ text: phrase(text), box: boxes[k] }));
	return JSON.stringify({ objects, background: dice.pick(scenes) });
}

/** Different nouns in different colours, or in their own. */
function texts(dice: Dice, count: number): string[] {
	const nouns = dice.nouns(count);
	const colours = dice.several(COLOURS, count);
	return dice.next() < COLOURED ? nouns.map((noun, k) => `${colours[k]} ${noun}`) : nouns;
}

function scattered(seed: number, count: number, objectsOf: (index: number) => number): string[] {
	const dice = new Dice(seed);
	return Array.from({ length: count }, (_, index) => {
		const objects = objectsOf(index);
		return layout(dice, texts(dice, objects), scatter(dice, objects, SIDES[objects]));
	});
}

/** By turns: the same noun twice in two colours, touching boxes, small boxes, an unlikely colour beside a usual thing. */
function hard(seed: number, count: number): string[] {
	const dice = new Dice(seed);
	const kinds = [
		() => {
			const [noun] = dice.nouns(1);
			const twins = dice.several(COLOURS, 2).map((colour) => `${colour} ${noun}`);
			return layout(dice, twins, scatter(dice, 2, SIDES[2]));
		},
		() => layout(dice, texts(dice, 2), touching(dice)),
		() => layout(dice, texts(dice, 2), scatter(dice, 2, SMALL)),
		() => {
			const odd = dice.pick(UNLIKELY);
			const [other] = dice.nouns(2).filter((noun) => !odd.endsWith(noun));
			return layout(dice, [odd, other], scatter(dice, 2, SIDES[2]));
		},
	];
	return Array.from({ length: count }, (_, index) => kinds[index % kinds.length]());
}

/** Two things in dark colours at night. */
function dark(seed: number, count: number): string[] {
	const dice = new Dice(seed);
	return Array.from({ length: count }, () => {
		const colours = dice.several(DARK, 2);
		const things = dice.nouns(2).map((noun, k) => `${colours[k]} ${noun}`);
		return layout(dice, things, scatter(dice, 2, SIDES[2]), NIGHTS);
	});
}

/** Two things before a ground with a sun. */
function sunset(seed: number, count: number): string[] {
	const dice = new Dice(seed);
	return Array.from({ length: count }, () =>
		layout(dice, texts(dice, 2), scatter(dice, 2, SIDES[2]), [SUNSET]),
	);
}

/** One thing, in the middle of the same place, at each of two sizes. */
function sizes(seed: number, count: number): { readonly small: string[]; readonly large: string[] } {
	const dice = new Dice(seed);
	const [small, large]: [string[], string[]] = [[], []];
	for (let k = 0; k < count; k++) {
		const [text] = texts(dice, 1);
		const [x, y] = [round(dice.between(0.25, 0.75)), round(dice.between(0.25, 0.75))];
		const background = dice.pick(SCENES);
		for (const [lines, half] of [
			[small, 0.1],
			[large, 0.2],
		] as const) {
			const box = [round(x - half), round(y - half), round(x + half), round(y + half)];
			lines.push(JSON.stringify({ objects: [{ text: phrase(text), box }], background }));
		}
	}
	return { small, large };
}

/** DrawBench's Colors with two objects, as far as the built-in model knows the nouns; boxes are public. */
const DRAWBENCH: readonly (readonly [
	nouns: [string, string],
	colours: [string, string],
	boxes: [Box, Box],
])[] = [
	[
		['car', 'sheep'],
		['red', 'white'],
		[
			[0.05, 0.05, 0.6, 0.5],
			[0.65, 0.2, 0.9, 0.4],
		],
	],
	[
		['bird', 'bear'],
		['blue', 'brown'],
		[
			[0.65, 0.1, 0.8, 0.25],
			[0.1, 0.5, 0.9, 0.9],
		],
	],
	[
		['apple', 'backpack'],
		['green', 'black'],
		[
			[0.1, 0.25, 0.2, 0.35],
			[0.2, 0.3, 0.8, 0.8],
		],
	],
	[
		['cup', 'cell phone'],
		['green', 'blue'],
		[
			[0.1, 0.4, 0.35, 0.7],
			[0.45, 0.5, 0.7, 0.7],
		],
	],
	[
		['book', 'vase'],
		['yellow', 'red'],
		[
			[0.1, 0.6, 0.6, 0.8],
			[0.65, 0.45, 0.8, 0.85],
		],
	],
];
/** DrawBench names no background; this one is ours. */
const DRAWBENCH_BACKGROUND = 'a plain background';

function drawbench(): string[] {
	return DRAWBENCH.flatMap(([nouns, colours, boxes]) =>
		[colours, [colours[1], colours[0]]].map((order) =>
			JSON.stringify({
				objects: nouns.map((noun, k) => ({ text: phrase(`${order[k]} ${noun}`), box: boxes[k] })),
				background: DRAWBENCH_BACKGROUND,
			}),
		),
	);
}

function write(name: string, lines: readonly string[]): void {
	writeFileSync(new URL(`suites/${name}.jsonl`, import.meta.url), `${lines.join('\n')}\n`);
}

const oneToSix = (index: number) => 1 + (index % 6);
const threeToSix = (index: number) => 3 + (index % 4);
const threeOrFour = (index: number) => 3 + (index % 2);

write(
	'two-objects',
	scattered(2511, 200, () => 2),
);
write('many-objects', scattered(2512, 100, threeToSix));
write('hard', hard(2513, 100));
write('one-to-six', scattered(2514, 96, oneToSix));
write('drawbench-colors', drawbench());
const { small, large } = sizes(2515, 24);
write('size-20', small);
write('size-40', large);
write('dark', dark(2516, 24));
write('sunset', sunset(2517, 24));
write(
	'tuning',
	scattered(580, 80, () => 2),
);
write('tuning-many', scattered(581, 48, threeOrFour));
write('tuning-hard', hard(582, 48));
