import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { FLAG_RULES, parseLine, printLayout } from '../../src/layout/index.ts';
import fc from '../support/properties.ts';

/** Signs and forms of other programs that may never be painted. */
const FOREIGN =
	/[\u2010-\u2015\u2212ーｰ]{2}|--|::|:\d|<|>|\(\(|\+\+|BREAK|Negative prompt|Steps:|https?:|lora|\*|`|"/;

/** All words that would be painted: descriptions, backgrounds and what is to be left away. */
function painted(line: string): readonly string[] {
	return parseLine(line).layouts.flatMap(({ objects, background, flags }) => [
		...objects.map(({ text }) => text),
		background ?? '',
		flags.no ?? '',
	]);
}

function means(line: string): string {
	return parseLine(line).layouts.map(printLayout).join('; ');
}

const dash = fc.constantFrom(
	'-',
	'\u2010',
	'\u2011',
	'\u2012',
	'–',
	'—',
	'―',
	'\u2212',
	'﹣',
	'－',
	'\u2e3a',
	'➖',
	'ー',
);
const dashes = fc.oneof(
	fc.tuple(dash, dash).map(([a, b]) => a + b),
	fc.tuple(dash, dash).map(([a, b]) => `${a} ${b}`),
	fc.tuple(dash, dash, dash).map((all) => all.join('')),
	fc.constantFrom('—', '–', '-'),
);
const between = fc.constantFrom(' ', '=', ' = ', ': ', '\u00a0', '\u3000', '  ');
const digits = fc.constantFrom(
	'0123456789',
	'０１２３４５６７８９',
	'٠١٢٣٤٥٦٧٨٩',
	'۰۱۲۳۴۵۶۷۸۹',
	'०१२३४५६७८९',
	'০১২৩৪৫৬৭৮৯',
	'๐๑๒๓๔๕๖๗๘๙',
);
const inDigits = (value: number, script: string) =>
	String(value).replace(/\d/g, (digit) => [...script][Number(digit)]);

suite('relatives of flags', () => {
	test('any dashes, spaces and digits before and behind a name are the flag', () => {
		const name = fc.constantFrom('seed', 'Seed', 'SEED', 'steps', 'n');
		fc.assert(
			fc.property(
				dashes,
				name,
				between,
				fc.integer({ min: 2, max: 8 }),
				digits,
				(signs, flag, gap, value, script) => {
					fc.pre(flag !== 'n' || !/[ー]/.test(signs));
					const line = `cat@left ${signs}${flag}${gap}${inDigits(value, script)}, dog@right`;
					const own = flag === 'n' ? '-n' : `--${flag.toLowerCase()}`;
					assert.equal(means(line), means(`cat@left, dog@right ${own} ${value}`), line);
				},
			),
		);
	});

	test('hyphens, underscores and capitals in a name are one', () => {
		const spelled = fc.constantFrom(
			...['negative prompt', 'guidance scale', 'cfg scale', 'num inference steps', 'aspect ratio'].flatMap(
				(name) => [
					name.replaceAll(' ', '_'),
					name.replaceAll(' ', '-'),
					name.replaceAll(' ', ''),
					name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
					name.replaceAll(' ', '_').toUpperCase(),
				],
			),
		);
		fc.assert(
			fc.property(spelled, fc.constantFrom('--', '—', '–-'), (name, signs) => {
				const value = /negative/i.test(name) ? 'blurry' : /ratio/i.test(name) ? '16:9' : '7';
				const line = `cat@left ${signs}${name} ${value}`;
				assert.deepEqual(painted(line).slice(0, 2), ['cat', ''], line);
				assert.equal(Object.keys(parseLine(line).layouts[0].flags).length, 1, line);
			}),
		);
	});

	test('a value is read whole, or it is a mistake: nothing of it becomes a ground', () => {
		const value = fc
			.tuple(
				fc.nat(2000),
				fc.constantFrom(',', '.', ' ', ', ', ' x ', 'x', '×', ':', ' : ', '/', ' 5 '),
				fc.nat(2000),
			)
			.map(([a, sign, b]) => `${a}${sign}${b}`);
		const flag = fc.constantFrom(
			...FLAG_RULES.map(({ name }) => name).filter((name) => !/no|model|key|arm/.test(name)),
		);
		fc.assert(
			fc.property(flag, value, (name, given) => {
				try {
					const [layout] = parseLine(`cat@left ${name} ${given}`).layouts;
					assert.equal(layout.background, null, `${name} ${given}`);
					assert.equal(layout.objects.length, 1);
				} catch (error) {
					assert.match(String(error), /LayoutError/);
				}
			}),
		);
	});

	test('flags of other programs are never painted, and are named', () => {
		const foreign = fc.constantFrom(
			...'v 6;v 5.2;niji 6;stylize 250;s 750;chaos 10;c 20;quality 2;q .5;weird 500;iw 2;stop 80;style raw;tile;hd;fast;turbo;sref random;cw 50;clip_skip 2;sampler Heun;sampler DPM++ SDE Karras;scheduler simple;strength 0.7;hires_fix;vae auto'.split(
				';',
			),
		);
		fc.assert(
			fc.property(
				fc.array(foreign, { minLength: 1, maxLength: 4 }),
				fc.constantFrom('--', '—', '––'),
				(flags, signs) => {
					const line = `cat@left, dog@right on a beach ${flags.map((flag) => signs + flag).join(' ')} --seed 7`;
					assert.equal(means(line), 'cat@left, dog@right on a beach --seed 7', line);
					const told = parseLine(line).warnings.filter(({ code }) => code === 'left-out');
					assert.equal(told.length, 1);
					for (const flag of flags) assert.ok(told[0].message.includes(flag.split(' ')[0]), told[0].message);
				},
			),
		);
	});
});

suite('relatives of other programs’ prompts', () => {
	const weight = fc.double({ min: 0.1, max: 2, noNaN: true }).map((value) => value.toFixed(1));
	const weighted = fc.oneof(
		weight.map((value) => (words: string) => `(${words}:${value})`),
		weight.map((value) => (words: string) => `( ${words} : ${value} )`),
		weight.map((value) => (words: string) => `(${words})${value}`),
		weight.map((value) => (words: string) => `${words}:${value}`),
		weight.map((value) => (words: string) => `${words}::${value}`),
		weight.map((value) => (words: string) => `((${words}:${value}))`),
		weight.map((value) => (words: string) => `[${words}:${value}]`),
		weight.map((value) => (words: string) => `<lora:x:${value}> ${words}`),
		weight.map((value) => (words: string) => `（${words}：${value}）`),
		fc.constantFrom(
			(words: string) => `((${words}))`,
			(words: string) => `(${words})`,
			(words: string) => `[${words}]`,
			(words: string) => `[[${words}]]`,
			(words: string) => `{{${words}}}`,
			(words: string) => `${words}++`,
			(words: string) => `(${words})+++`,
			(words: string) => `(${words})--`,
			(words: string) => `${words}--`,
			(words: string) => `${words}::`,
			(words: string) => `<hypernet:y:1> ${words}`,
			(words: string) => `${words} <lyco:z:0.5:0.5>`,
			(words: string) => `embedding:abc ${words}`,
		),
	);
	const words = fc.constantFrom('cat', 'a red cat', 'big house', '猫');

	test('weights around an object are taken off it', () => {
		fc.assert(
			fc.property(weighted, words, weighted, (first, thing, second) => {
				const line = `${first(thing)}@left, ${second('dog')}@right on a beach`;
				assert.equal(means(line), means(`${thing}@left, dog@right on a beach`), line);
			}),
		);
	});

	test('weights in a background and in negative words are taken off them', () => {
		fc.assert(
			fc.property(weighted, (around) => {
				assert.ok(
					painted(`cat@left | ${around('beach')} --no ${around('blur')}`).every(
						(text) => !FOREIGN.test(text),
					),
					around('x'),
				);
			}),
		);
	});

	test('what a picture program writes under its pictures becomes flags', () => {
		const gap = fc.constantFrom('\n', ' ', '\r\n');
		fc.assert(
			fc.property(
				gap,
				gap,
				fc.integer({ min: 1, max: 100 }),
				fc.nat(0xffff),
				(first, second, steps, seed) => {
					const line = `cat@left on a beach${first}Negative prompt: blurry, ugly${second}Steps: ${steps}, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: ${seed}, Size: 512x768, Model hash: abc123, Model: dream, Version: v1.9`;
					assert.equal(
						means(line),
						`cat@left on a beach --seed ${seed} --steps ${steps} --guidance 7 --scheduler dpmpp-2m-karras --size 512x768 --no "blurry, ugly"`,
					);
				},
			),
		);
	});
});

suite('relatives of chat markup', () => {
	const marks = fc.constantFrom<readonly [string, string]>(
		['**', '**'],
		['*', '*'],
		['***', '***'],
		['_', '_'],
		['~~', '~~'],
		['`', '`'],
		['||', '||'],
		['<b>', '</b>'],
		['*_', '_*'],
	);
	const rows = fc.constantFrom(
		'- ',
		'* ',
		'• ',
		'・',
		'> ',
		'>>> ',
		'# ',
		'1. ',
		'2) ',
		'– ',
		'- [ ] ',
		'①',
		'+ ',
		'(1) ',
		'● ',
	);

	test('marks around words and before rows go, the words stay', () => {
		fc.assert(
			fc.property(marks, rows, rows, ([open, close], first, second) => {
				const line = `${first}${open}cat${close}@left\n${second}a ${open}red${close} dog@right`;
				assert.equal(means(line), 'cat@left, a red dog@right', line);
			}),
		);
	});

	test('quotes around a whole line go, quotes around a description hide its signs', () => {
		const quotes = fc.constantFrom(
			'""',
			'“”',
			'„“',
			'«»',
			'»«',
			'「」',
			'『』',
			'＂＂',
			'‘’',
			"''",
			'``',
			'„”',
		);
		fc.assert(
			fc.property(quotes, fc.constantFrom('', ' ', '\n'), ([open, close], space) => {
				assert.equal(means(`${space}${open}cat@left, dog@right${close}${space}`), 'cat@left, dog@right');
				if (/["“„«「『＂]/.test(open) && open !== '»')
					assert.deepEqual(painted(`${open}a cat, a hat${close}@left`).slice(0, 1), ['a cat, a hat']);
			}),
		);
	});

	test('invisible characters anywhere change nothing', () => {
		const sign = fc.constantFrom(
			'\u200b',
			'\u200c',
			'\u200d',
			'\u200e',
			'\u200f',
			'\u2060',
			'\u00ad',
			'\ufeff',
			'\ufe0f',
			'\u202a',
			'\u2066',
			'\u034f',
		);
		const line = 'a cat@left, dog@top right:small on a beach --seed 7';
		fc.assert(
			fc.property(sign, fc.nat(line.length), fc.nat(line.length), (invisible, a, b) => {
				const [first, second] = a < b ? [a, b] : [b, a];
				// A selector behind a digit is part of an emoji.
				fc.pre(invisible !== '\ufe0f' || !/\d/.test(line[first - 1] + line[second - 1]));
				const typed =
					line.slice(0, first) + invisible + line.slice(first, second) + invisible + line.slice(second);
				assert.equal(means(typed), means(line), JSON.stringify(typed));
			}),
		);
	});

	test('commas and full stops of every script separate objects', () => {
		const comma = fc.constantFrom(
			',',
			'，',
			'、',
			'､',
			'،',
			'፣',
			'﹐',
			';',
			'；',
			'؛',
			'。',
			'｡',
			'।',
			'۔',
			'።',
			'\n',
			'\r\n',
		);
		fc.assert(
			fc.property(comma, fc.constantFrom('', ' ', '\u3000'), (sign, space) => {
				assert.equal(means(`猫@left${sign}${space}犬@right${sign}`), '猫@left, 犬@right');
			}),
		);
	});

	test('whatever stands around a place, its sign and its words are found', () => {
		const sign = fc.constantFrom('@', '＠', '﹫', ' @ ', '@ ', ' @', '@@', '@:');
		const ending = fc.constantFrom('', '.', '!', '…', '...', '!!', ' ', '~', ' .');
		const place = fc.constantFrom(
			'left',
			'Left',
			'LEFT',
			'the left',
			'on the left',
			'left side',
			'"left"',
			'(left)',
			'**left**',
			'`left`',
			'<left>',
			'左',
			'左侧',
			'gauche',
			'слева',
			'왼쪽',
			'izquierda',
			'links',
			'يسار',
		);
		fc.assert(
			fc.property(sign, place, ending, (at, words, end) => {
				assert.equal(means(`cat${at}${words}${end}`), 'cat@left', `cat${at}${words}${end}`);
			}),
		);
	});
});

suite('whatever is pasted around a line', () => {
	/** What is typed, and how the warning names it. */
	const before = fc.constantFrom<readonly [typed: string, named: string]>(
		['<lora:x:0.8> ', '<lora:x:0.8>'],
		['embedding:easy, ', 'embedding:easy'],
		['https://cat.example/a_(b).png ', 'https://cat.example/a_(b).png'],
		['/imagine prompt: <lyco:y:1> ', '<lyco:y:1>'],
	);
	const behind = fc.constantFrom<readonly [typed: string, named: string]>(
		[' https://cat.example/a.png', 'https://cat.example/a.png'],
		[' (https://cat.example/a)', 'https://cat.example/a'],
		[' www.cat.example', 'www.cat.example'],
		[' <@U123>', '<@U123>'],
		[' :)', ':)'],
		[' #art', '#art'],
		[' --v 6', '--v 6'],
		[' —stylize 250', '--stylize 250'],
		[' <hypernet:z:1>', '<hypernet:z:1>'],
		[', please!', 'please!'],
		[' thanks', 'thanks'],
		[' haha', 'haha'],
		[' お願いします', 'お願いします'],
	);

	test('nothing of it is painted, and one warning names it', () => {
		fc.assert(
			fc.property(fc.option(before), fc.option(behind), (first, last) => {
				const line = `${first?.[0] ?? ''}a cat@left, a dog@right on a beach${last?.[0] ?? ''}`;
				assert.equal(means(line), 'a cat@left, a dog@right on a beach', line);
				const told = parseLine(line).warnings.filter(({ code }) => code === 'left-out');
				const named = [first?.[1], last?.[1]].filter((one) => one !== undefined);
				assert.equal(told.length, named.length === 0 ? 0 : 1, line);
				for (const one of named)
					assert.ok(
						told[0].remark.kind === 'left-out' &&
							told[0].remark.given.some((given) => given.replace('—', '--') === one),
						`${one} in ${told[0].message}`,
					);
			}),
		);
	});
});
