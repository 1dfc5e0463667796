import { LayoutError, parseLine } from '../src/layout/index.ts';
import { completeLine } from '../src/platforms/complete.ts';

/**
 * The layout language's speed: `node bench/layout.ts [lines]` reads that many random lines, then the worst lines
 * that we know, and completes what is slowest to complete. Prints milliseconds.
 */
const LINES = Number(process.argv[2] ?? 100_000);

const THINGS = [
	'cat',
	'a red cat',
	'3 sheep',
	'two owls',
	'a big, red house',
	'(a red cat:1.2)',
	'猫',
	'a cat wearing a hat',
];
const PLACES = [
	'left',
	'right',
	'top right',
	'2/3',
	'b2',
	'auto',
	'(10 20 60 90)',
	'lft',
	'左上',
	'above the cat',
];
const ENDINGS = [
	'',
	' on a beach',
	' in the woods, at night',
	' | meadow',
	' --seed 7',
	' --ar 16:9 --v 6',
	' --no blurry, text',
];

const WORST: Readonly<Record<string, string>> = {
	'at signs': '@'.repeat(2000),
	spaces: `cat@left${' '.repeat(1990)}x`,
	commas: `${'big,'.repeat(498)}x@left`,
	ties: `a@left on ${'and '.repeat(480)}b@right`,
	quotes: '"a" '.repeat(500),
	choices: '{a}'.repeat(600),
	dashes: '—a '.repeat(660),
	'spaced dashes': '- '.repeat(1000),
	numbers: `a@(${'1 '.repeat(990)})`,
	parentheses: '('.repeat(1000) + ')'.repeat(1000),
	'open parentheses': '('.repeat(2000),
	brackets: '[a'.repeat(1000),
	weights: '(a:1.2)'.repeat(285),
	colons: ':a'.repeat(1000),
	'double colons': 'a::'.repeat(660),
	angles: '<a:'.repeat(660),
	underscores: '__a'.repeat(660),
	stars: '*a'.repeat(1000),
	plus: 'a+'.repeat(1000),
	settings: `cat@left\n${'Steps: 2, '.repeat(190)}`,
	labels: 'left: a, '.repeat(220),
	spoken: 'a at left '.repeat(200),
	'places in words': `cat@${'the '.repeat(490)}`,
	relations: Array.from({ length: 150 }, () => 'a@above the b').join(' '),
	mentions: '<@a> '.repeat(400),
	rows: '- '.repeat(5) + '\n- a'.repeat(490),
	json: `[${'{"text":"a","box":[0,0,1,1]},'.repeat(65)}{}]`,
	letters: 'a'.repeat(2000),
	invisible: 'a\u200b'.repeat(1000),
};

function milliseconds(work: () => void, rounds = 20): number {
	work();
	const start = performance.now();
	for (let round = 0; round < rounds; round++) work();
	return (performance.now() - start) / rounds;
}

function read(line: string): void {
	try {
		parseLine(line);
	} catch (error) {
		if (!(error instanceof LayoutError)) throw error;
	}
}

let state = 1;
function pick(list: readonly string[]): string {
	state = (state * 48_271) % 0x7fff_ffff;
	return list[state % list.length];
}

const lines = Array.from({ length: LINES }, (_, index) => {
	const things = Array.from({ length: 1 + (index % 4) }, () => `${pick(THINGS)}@${pick(PLACES)}`);
	return `${things.join(', ')}${pick(ENDINGS)}`;
});
console.log(`${LINES} random lines: ${milliseconds(() => lines.forEach(read), 1).toFixed(0)}`);
const worst = Object.entries(WORST).map(([name, line]) => [name, milliseconds(() => read(line))] as const);
for (const [name, ms] of worst.toSorted((a, b) => b[1] - a[1]).slice(0, 8))
	console.log(`${name}: ${ms.toFixed(2)}`);

const source = {
	nouns: Array.from({ length: 3000 }, (_, index) => `noun${index.toString(36)}`),
	backgrounds: ['a beach'],
	saved: [],
	starred: [],
	commands: ['draw', 'save'],
	examples: ['cat@left'],
};
const typed = [
	...Object.values(WORST),
	...Object.values(WORST).map((line) => line.slice(0, 100)),
	'cat@',
	'a house@left, cat@abo',
];
const slowest = Math.max(...typed.map((line) => milliseconds(() => void completeLine(line, source))));
console.log(`completion at worst: ${slowest.toFixed(2)}`);
