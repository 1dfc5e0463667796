import { writeFileSync } from 'node:fs';
import { uniform } from '../src/diffusion/random.ts';

/**
 * Writes the suites of layouts: `node bench/make-suites.ts`. Everything is drawn from fixed seeds and
 * nothing is picked: running it again gives the committed files.
 */
const NOUNS =
	'cat dog rabbit horse cow pig sheep elephant lion bear bird duck penguin fish butterfly turtle apple banana car bus airplane house tree book umbrella clock backpack vase cake chair cup phone flower boat train bicycle owl fox guitar crown'.split(
		' ',
	);
const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown'];
const SCENES = [
	'a green meadow',
	'a sandy beach',
	'a night sky',
	'the sea',
	'a desert',
	'a snowy field',
	'a sunset',
	'a room',
	'a forest',
	'a road',
	'a city',
	'the mountains',
	'a blue sky',
	'a white background',
];
/** Sides of boxes and the gap between two, in fractions of the picture. */
const SIDE = { least: 0.32, most: 0.52 };
const GAP = 0.02;
const MARGIN = 0.02;
/** Largest ratio of a box's sides. */
const RATIO = 1.35;

type Box = [number, number, number, number];

/** Numbers in [0, 1) of one seed, one after the other. */
function numbers(seed: number): () => number {
	const values = uniform(seed, 0, 100_000);
	let next = 0;
	return () => values[next++];
}

function article(words: string): string {
	return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

function twoObjects(count: number, seed: number): string[] {
	const random = numbers(seed);
	const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
	const side = () => SIDE.least + random() * (SIDE.most - SIDE.least);
	const round = (value: number) => Math.round(value * 100) / 100;
	const box = (): Box => {
		for (;;) {
			const [width, height] = [side(), side()];
			if (Math.max(width / height, height / width) > RATIO) continue;
			const x = MARGIN + random() * (1 - 2 * MARGIN - width);
			const y = MARGIN + random() * (1 - 2 * MARGIN - height);
			return [round(x), round(y), round(x + width), round(y + height)];
		}
	};
	const apart = (a: Box, b: Box) => Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]) >= GAP;
	const pair = (): [Box, Box] => {
		for (;;) {
			const boxes: [Box, Box] = [box(), box()];
			if (apart(...boxes)) return boxes;
		}
	};
	const two = <T>(list: readonly T[]): [T, T] => {
		const first = pick(list);
		for (;;) {
			const second = pick(list);
			if (second !== first) return [first, second];
		}
	};
	return Array.from({ length: count }, () => {
		const nouns = two(NOUNS);
		const colours = two(COLOURS);
		const boxes = pair();
		// Three layouts in four name both colours; the fourth leaves the objects their own.
		const coloured = random() < 0.75;
		const objects = nouns.map((noun, k) => ({
			text: article(coloured ? `${colours[k]} ${noun}` : noun),
			box: boxes[k],
		}));
		return JSON.stringify({ objects, background: pick(SCENES) });
	});
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
				objects: nouns.map((noun, k) => ({ text: article(`${order[k]} ${noun}`), box: boxes[k] })),
				background: DRAWBENCH_BACKGROUND,
			}),
		),
	);
}

function write(name: string, lines: readonly string[]): void {
	writeFileSync(new URL(`suites/${name}`, import.meta.url), `${lines.join('\n')}\n`);
}

write('two-objects.jsonl', twoObjects(200, 2511));
write('tuning.jsonl', twoObjects(80, 580));
write('drawbench-colors.jsonl', drawbench());
