import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LayoutError, LONGEST_LINE, parseLine } from '../../src/layout/index.ts';
import { plainlyMeant } from '../../src/studio/plan/plain.ts';
import { toEnglish } from '../../src/translate/index.ts';
import { knownWords } from '../../src/translate/known-words.ts';

/** What patterns trip over when there is very much of it: gaps, signs, particles, marks of other programs. */
const PIECES = [
	...[' ', '\t', '\n', ' \n', '\u3000', '\u00a0', '\u200b', '\u0001', '\r\n'],
	...['a', 'a ', 'a, ', 'a@left ', '@', '@ ', '-', '--', '-- ', '--a ', '— ', '—a', '->', '= '],
	...['(', ')', '((a', '[', '[a](', '{', '{a,', '<', '<@1>', '<lora:a:1>', '(a:1.2) ', '::1 ', ':', ';', '|'],
	...[
		'_',
		'*',
		'`',
		'~',
		'#',
		'"',
		'“',
		"'",
		'’',
		'\\',
		'/',
		'&amp;',
		'http://a ',
		'1',
		'1 ',
		'0.1,',
		'10% ',
	],
	...[
		'猫',
		'猫と',
		'猫@',
		'の',
		'を',
		'、',
		'左に',
		'在',
		'🐈',
		'👨‍👩‍👧',
		'\u200f',
		'\u0301',
		'٣',
		'…',
		'...',
		'!',
	],
	...[
		'left of ',
		'above the ',
		'between a and ',
		'and ',
		'on ',
		'two ',
		'make ',
		'BREAK ',
		'AND ',
		'Steps: 2, ',
	],
];
/** What patterns look for first, and what may stand between the parts that they look for next. */
const BEGINNINGS = [
	...[
		'1girl',
		'curl ',
		'x = "',
		'pipe(',
		'npx taue draw ',
		'please ',
		'<lora:',
		'(a',
		'[a',
		'--no ',
		'--a ',
		'/imagine ',
	],
	...[
		'between ',
		'left of ',
		'Negative prompt: ',
		'Steps: 2',
		'make ',
		'put ',
		'2 ',
		'a_',
		'`',
		'"',
		'> ',
		'{"a":',
		'左に',
	],
];
const BETWEEN = [
	' ',
	' , ',
	'a , ',
	'a, ',
	',',
	'\n',
	'a ',
	'a_',
	'a.',
	'a(',
	'a = ',
	'"a" ',
	'- ',
	'1 ',
	'(',
	'\\a',
	'の',
	'、',
];
/** Far above what any line costs, far below what a pattern does that tries every way to part its text. */
const MOST_TIMES = 60;
/** A place beside another compares its name with all that are there. */
const MOST_TIMES_BESIDE = 10;

/** Processor time of reading a line, the least of three, in microseconds. */
function cost(line: string, read: (line: string) => unknown): number {
	const runs = Array.from({ length: 3 }, () => {
		const before = process.cpuUsage().user;
		try {
			read(line);
		} catch {
			// A refusal is a reading as well.
		}
		return process.cpuUsage().user - before;
	});
	return Math.min(...runs);
}

function repeated(piece: string, before: string, behind: string): string {
	const room = LONGEST_LINE - before.length - behind.length;
	return before + piece.repeat(Math.ceil(room / piece.length)).slice(0, room) + behind;
}

describe('the cost of reading', () => {
	const known = knownWords(null);
	const readings = {
		parseLine: (line: string) => parseLine(line),
		meant: (line: string) => plainlyMeant(parseLine(line), known),
	};
	const ordinary =
		'a red cat with a long tail and a hat@left, a dog that sleeps@right on a beach in the evening sun';
	/** What it costs to read an ordinary line as long as lines may be; less cannot be told from nothing. */
	const usualOf = (read: (line: string) => unknown) =>
		Math.max(1000, cost(repeated(`${ordinary}, `, '', ordinary), read));

	for (const [name, read] of Object.entries(readings)) {
		it(`of any line stays near that of an ordinary one: ${name}`, () => {
			const usual = usualOf(read);
			const dear = PIECES.flatMap((piece) =>
				[
					repeated(piece, '', ''),
					repeated(piece, 'a cat@left', 'b'),
					repeated(piece, 'a', ' cat@left'),
				].flatMap((line) => {
					const times = cost(line, read) / usual;
					return times > MOST_TIMES ? [`${JSON.stringify(piece)}: ${times.toFixed(0)} times`] : [];
				}),
			);
			assert.deepEqual(dear, []);
		});
	}

	it('of what a pattern begins with and never ends stays near it, too', () => {
		const usual = usualOf(parseLine);
		const dear = BEGINNINGS.flatMap((beginning) =>
			BETWEEN.flatMap((piece) => {
				const times = cost(repeated(piece, beginning, '@left'), parseLine) / usual;
				return times > MOST_TIMES
					? [`${JSON.stringify(beginning)}, ${JSON.stringify(piece)}: ${times.toFixed(0)} times`]
					: [];
			}),
		);
		assert.deepEqual(dear, []);
	});

	it('of what is asked of the whole line at each of many matches is that of asking once', () => {
		const usual = usualOf(parseLine);
		for (const [before, piece, behind] of [
			['1) a@', ' 1) a@', ' 2) b'.repeat(140)],
			['1)', ')@', `${' 1)a'.repeat(150)}${' 2)a'.repeat(180)}`],
			['1.a', ' 1.a', ' 2. '],
		]) {
			const times = cost(repeated(piece, before, behind), parseLine) / usual;
			assert.ok(times < MOST_TIMES, `${before}, ${piece}: ${times.toFixed(0)} times`);
		}
	});

	it('of letters that several scripts share is that of letters', () => {
		const usual = usualOf(parseLine);
		for (const behind of ['の', '!', 'ㅎ', 'a'])
			for (const sign of ['々', 'ー', '猫', '、']) {
				const times = cost(repeated(sign, '', behind), (line) => toEnglish(line, 'object')) / usual;
				assert.ok(times < MOST_TIMES, `${sign}${behind}: ${times.toFixed(0)} times`);
			}
	});

	it('of places beside each other is that of places, however many there are', () => {
		// Each of them is read in less than a tick of the processor's clock.
		const tenTimes = (line: string) => {
			for (let time = 0; time < 10; time++) assert.throws(() => parseLine(line), LayoutError);
		};
		const usual = Math.max(1000, cost(repeated('a cat@left, ', '', 'a cat@left'), tenTimes));
		for (const piece of ['x@on x,', 'x@by x,', 'cat@on cat, ']) {
			const times = cost(repeated(piece, '', 'a cat@left'), tenTimes) / usual;
			assert.ok(times < MOST_TIMES_BESIDE, `${piece}: ${times.toFixed(1)} times`);
		}
	});

	it('of gaps is none: they are one space, and places still point into the line', () => {
		const gap = ' '.repeat(380);
		const line = `${gap}a${gap}cat @${gap}left,\n${gap}\ndog@right --seed${gap}7`;
		const [{ objects, flags }] = parseLine(line).layouts;
		assert.deepEqual([objects.map(({ text }) => text), flags.seed], [['a cat', 'dog'], 7]);
		const wrong = line.replace('--seed', '--wrong');
		assert.throws(
			() => parseLine(wrong),
			(error) => error instanceof LayoutError && error.offset === wrong.indexOf('--wrong'),
		);
	});
});
