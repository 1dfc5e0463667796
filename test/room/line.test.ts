import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { correctedLine } from '../../src/layout/correct.ts';
import type { Box } from '../../src/layout/layout.ts';
import { LayoutError } from '../../src/layout/layout-error.ts';
import { parseLine } from '../../src/layout/parse.ts';
import { SCHEDULERS } from '../../src/layout/schedulers.ts';
import { offers } from '../../src/platforms/room/client/completion.ts';
import {
	boxWords,
	firstBox,
	moved,
	resized,
	SMALLEST_SIDE,
	withBox,
} from '../../src/platforms/room/client/line-boxes.ts';
import { colourBrokenLine, colourLine } from '../../src/platforms/room/client/line-colours.ts';
import { readLine } from '../../src/platforms/room/client/read-line.ts';
import { readTyped } from '../../src/platforms/room/client/typed.ts';
import { knownWords } from '../../src/translate/known-words.ts';
import fc from '../support/properties.ts';

const KNOWN = knownWords({
	model: 'nae',
	taught: JSON.parse(readFileSync(new URL('../../models/nae/words.json', import.meta.url), 'utf8')),
});
const BOX: Box = [0.1, 0.2, 0.6, 0.9];
const put = (line: string, object: number, box: Box = BOX) => withBox(line, parseLine(line), object, box);
const broken = (line: string): LayoutError => {
	try {
		parseLine(line);
	} catch (error) {
		if (error instanceof LayoutError) return error;
	}
	throw new Error(`'${line}' should not be readable`);
};
const commands = [
	{ name: 'draw', description: { en: 'Draws' }, options: [], examples: [] },
	{ name: 'gallery', description: { en: 'The best' }, options: [], examples: [] },
	{
		name: 'move',
		description: { en: 'Moves' },
		options: [{ name: 'object', kind: 'object', description: { en: '' }, choices: [] }],
		examples: [],
	},
];

describe('a box that is dragged', () => {
	it('changes its own place in the line and nothing else', () => {
		assert.equal(
			put('a red cat@left, a blue dog@right on a beach --steps 9', 1),
			'a red cat@left, a blue dog@(10 20 60 90) on a beach --steps 9',
		);
		assert.equal(put('cat@tl:small dog@2/3 | night', 0), 'cat@(10 20 60 90) dog@2/3 | night');
		assert.equal(put('cat:small@left, dog@right', 0), 'cat@(10 20 60 90), dog@right');
		assert.equal(put('{red,blue} car@center on a road', 0), '{red,blue} car@(10 20 60 90) on a road');
		assert.equal(put('cat@auto, dog@right', 0), 'cat@(10 20 60 90), dog@right');
	});

	it('never touches the words beside a place that was said in other ways', () => {
		const lines = [
			'left: a cat, right: a dog on a beach',
			'cat: left, dog: right',
			'左に猫、右に犬',
			'左边有一只猫，右边有一只狗',
			'à gauche un chat, à droite un chien',
			'cat left, dog right',
			'a cat at left, a dog on the right',
			'🐱👈🐶👉',
			'cat and dog@left and right',
			'[left] a cat [right] a dog',
			'@left a cat, @right a dog',
			'{"objects": [{"text": "cat", "box": [0.1, 0.2, 0.5, 0.9]}, {"text": "dog", "box": [0.5, 0.2, 0.9, 0.9]}]}',
		];
		for (const line of lines) {
			const [said] = parseLine(line).layouts;
			for (const object of [0, 1]) {
				const [layout] = parseLine(put(line, object)).layouts;
				assert.deepEqual(layout.objects[object].box, BOX, line);
				assert.deepEqual(
					[...layout.objects.map(({ text }) => text), layout.background],
					[...said.objects.map(({ text }) => text), said.background],
					line,
				);
			}
		}
	});

	it('of a place before its words is marked where the place stands', () => {
		for (const [line, places] of [
			['left: a cat, right: a dog', ['left', 'right']],
			['左に猫、右に犬', ['左', '右']],
			['à gauche un chat, à droite un chien', ['à gauche', 'à droite']],
		] as const) {
			const spans = parseLine(line).spans.filter(({ kind }) => kind === 'place');
			assert.deepEqual(
				spans.map(({ start, end }) => line.slice(start, end)),
				places,
			);
		}
	});

	it('leaves a count, and its fellows stay where they were', () => {
		const line = put('3 sheep@bottom on grass', 1);
		const { objects, background } = parseLine(line).layouts[0] ?? { objects: [], background: null };
		const before = parseLine('3 sheep@bottom on grass').layouts[0]?.objects ?? [];
		assert.equal(objects.length, 3);
		assert.equal(background, 'grass');
		assert.deepEqual(objects[1]?.box, BOX);
		for (const index of [0, 2])
			assert.equal(
				boxWords((objects[index]?.box ?? BOX) as Box),
				boxWords((before[index]?.box ?? BOX) as Box),
			);
	});

	it('always reads back as the box that was put, whatever the box and the object', () => {
		const percent = fc.integer({ min: 0, max: 95 });
		const line = 'a cat@left, 2 dogs@right:small, an "odd, one"@b2 in the {snow,rain} --no fog';
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 3 }), percent, percent, (object, x, y) => {
				const box: Box = [x / 100, y / 100, (x + 5) / 100, (y + 5) / 100];
				const { layouts } = parseLine(put(line, object, box));
				assert.equal(layouts.length, 2);
				assert.equal(boxWords((layouts[0]?.objects[object]?.box ?? BOX) as Box), boxWords(box));
			}),
		);
	});

	it('stays inside the picture and keeps a least size', () => {
		const step = fc.double({ min: -2, max: 2, noNaN: true });
		const corner = fc.constantFrom('nw', 'ne', 'sw', 'se');
		fc.assert(
			fc.property(corner, step, step, (which, dx, dy) => {
				for (const box of [moved(BOX, dx, dy), resized(BOX, which, dx, dy)]) {
					assert.ok(box.every((side) => side >= 0 && side <= 1));
					assert.ok(box[2] - box[0] >= SMALLEST_SIDE - 1e-9 && box[3] - box[1] >= SMALLEST_SIDE - 1e-9);
				}
				assert.equal(Math.round((moved(BOX, dx, dy)[2] - moved(BOX, dx, dy)[0]) * 100), 50);
			}),
		);
		for (let index = 0; index < 8; index++)
			assert.ok(firstBox(index).every((side) => side >= 0 && side <= 1));
	});
});

describe('colours of the line', () => {
	it('put together are the line, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (line) => {
				const reading = readLine(line);
				const parts =
					reading.kind === 'layout'
						? colourLine(line, reading.parsed)
						: reading.kind === 'error'
							? colourBrokenLine(line, reading.error.offset)
							: [];
				if (reading.kind !== 'empty') assert.equal(parts.map((part) => part.text).join(''), line);
			}),
		);
	});

	it('give an object and its place the colour of its box', () => {
		const line = 'a cat@left, a dog@right';
		const parts = colourLine(line, parseLine(line));
		assert.match(parts.find((part) => part.text === '@right')?.classes ?? '', /t-place o2/);
		assert.match(parts.find((part) => part.text.includes('cat'))?.classes ?? '', /t-object o1/);
	});

	it('underline the word at fault', () => {
		const line = 'a cat@lfet, a dog@right';
		const part = colourBrokenLine(line, broken(line).offset).find(({ classes }) =>
			classes.includes('t-mistake'),
		);
		assert.equal(part?.text, 'lfet');
	});
});

describe('a correction', () => {
	const cases: readonly (readonly [string, string])[] = [
		['a cat@lfet, a dog@right', 'a cat@left, a dog@right'],
		['cat@left --stpes 3', 'cat@left --steps 3'],
		['cat@left:smal, dog@right', 'cat@left:small, dog@right'],
		['cat@left, dog, bird@right', 'cat@left, dog@auto, bird@right'],
	];
	for (const [line, better] of cases) {
		it(`makes “${better}” of “${line}”`, () => assert.equal(correctedLine(broken(line)), better));
	}

	it('puts in an @ that was forgotten, where the words say a place', () => {
		const offered = (line: string) => {
			const reading = readLine(line, KNOWN);
			if (reading.kind === 'error') return reading.corrected;
			return reading.kind === 'layout' ? reading.forgotten : undefined;
		};
		assert.equal(offered('dog right'), 'dog@right');
		assert.equal(offered('a cat and a dog on the beach'), 'a cat@left, a dog@right on the beach');
		assert.equal(offered('cat@left, dog right'), 'cat@left, dog@right');
		assert.equal(offered('cat@left on a beach'), null);
		assert.equal(offered('cat@left, a boat'), null, 'a background may be a thing');
	});

	it('is not offered where the parser has no idea', () => {
		assert.equal(correctedLine(broken('cat@(1 2 3)')), null);
	});
});

describe('what is typed', () => {
	it('is drawn, run or said by its look', () => {
		assert.deepEqual(readTyped('/taue cat@left', commands), { kind: 'line', line: 'cat@left', from: 6 });
		assert.deepEqual(readTyped('/taue draw cat@left', commands), {
			kind: 'line',
			line: 'cat@left',
			from: 11,
		});
		assert.deepEqual(readTyped('cat@left', commands), { kind: 'line', line: 'cat@left', from: 0 });
		assert.deepEqual(readTyped('/taue a cat on a beach', commands), {
			kind: 'line',
			line: 'a cat on a beach',
			from: 6,
		});
		assert.deepEqual(readTyped('/gallery', commands), { kind: 'command', text: 'gallery', name: 'gallery' });
		assert.deepEqual(readTyped('/taue move 2 right', commands), {
			kind: 'command',
			text: 'move 2 right',
			name: 'move',
		});
		assert.deepEqual(readTyped('how lovely!', commands), { kind: 'talk', text: 'how lovely!' });
		assert.deepEqual(readTyped('  ', commands), { kind: 'nothing' });
	});

	it('is completed: commands, places, sizes and flags', () => {
		const labels = (text: string) => offers(text, text.length, { commands }).map((offer) => offer.label);
		assert.deepEqual(labels('/'), ['/taue', '/taue gallery', '/taue move']);
		assert.deepEqual(labels('/taue g'), ['/taue gallery']);
		assert.deepEqual(labels('/taue cat@le'), ['left', 'left-third']);
		assert.deepEqual(labels('/taue cat@left:s'), ['small']);
		assert.deepEqual(labels('cat@left --se'), ['--seed']);
		assert.deepEqual(labels('cat@left --scheduler '), SCHEDULERS);
		assert.deepEqual(labels('cat@left --scheduler dp'), ['dpmpp-2m', 'dpmpp-2m-karras']);
		assert.deepEqual(labels('cat@left --size=por'), ['portrait']);
		assert.deepEqual(labels('cat@left --arm cul'), ['cultivate']);
		assert.deepEqual(labels('cat@left --seed '), [], 'a number is not offered');
		assert.deepEqual(labels('/taue cat@left'), ['left-third']);
		assert.deepEqual(labels('hello'), []);
		const at = '2026-01-01T00:00:00.000Z';
		const layouts = [{ name: 'beach-party', line: 'cat@left on a beach', by: null, at }];
		const saved = (text: string) =>
			offers(text, text.length, { commands, layouts }).map(({ insert }) => insert);
		assert.deepEqual(saved('/taue saved '), ['/taue cat@left on a beach']);
		assert.deepEqual(saved('/taue saved bea'), ['/taue cat@left on a beach']);
		assert.deepEqual(saved('/taue unsave b'), ['beach-party']);
		assert.ok(saved('/taue bea').includes('/taue cat@left on a beach'));
		const [offer] = offers('cat@le, dog@right', 6, { commands });
		assert.deepEqual([offer?.start, offer?.end, offer?.insert], [4, 6, 'left']);
	});

	it('asks for help where nothing follows the command', () => {
		assert.deepEqual(readTyped('/taue', commands), { kind: 'command', text: 'help', name: 'help' });
		assert.deepEqual(readTyped(' /taue  ', commands), { kind: 'command', text: 'help', name: 'help' });
	});

	it('has a completion highlighted only where what stands there is not whole', () => {
		const eager = (text: string) => offers(text, text.length, { commands }).map((offer) => offer.eager);
		for (const text of ['cat@', 'cat@le', 'cat@left:s', 'cat@left --se', '/taue gal'])
			assert.ok(eager(text)[0], text);
		for (const text of ['cat@left', '/taue', '/taue cat@left-t/'])
			assert.notEqual(eager(text)[0], true, text);
	});

	it('is completed with what the model can draw, in the language in which it is typed', () => {
		const labels = (text: string) =>
			offers(text, text.length, { commands, words: KNOWN }).map((offer) => offer.label);
		assert.ok(labels('/taue a red pen').includes('penguin'));
		assert.ok(labels('cat@left, tur').includes('turtle'));
		assert.ok(labels('a hou').includes('house'));
		assert.ok(labels('ペン').includes('ペンギン'));
		assert.deepEqual(labels('/taue 猫@左、ふく'), ['ふくろう']);
		assert.deepEqual(labels('is it not much too late for another hou'), [], 'not in a sentence to somebody');
		assert.ok(
			!offers('a hou', 5, { commands, words: KNOWN }).some((offer) => offer.eager),
			'Enter goes on sending',
		);
	});

	it('every place that is offered is one that the language knows', () => {
		for (const { insert } of offers('cat@', 4, { commands })) parseLine(`cat@${insert}`);
	});
});
