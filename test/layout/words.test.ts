import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { oneOf, plural, singular, withArticle } from '../../src/layout/counts.ts';
import {
	altText,
	arrange,
	describe,
	errorJson,
	firstLayout,
	intersectionOverUnion,
	LayoutError,
	layoutJson,
	parseLine,
	pointAt,
	printLayout,
	promptOf,
	vocabularyOf,
	withBackground,
} from '../../src/layout/index.ts';
import { nearest } from '../../src/layout/nearest.ts';

const read = (line: string) => firstLayout(parseLine(line));

suite('describe and altText', () => {
	for (const [line, prompt, alt] of [
		[
			'a red cat@left, a blue dog@right on a green meadow',
			'a red cat and a blue dog on a green meadow',
			'a red cat on the left, a blue dog on the right, on a green meadow',
		],
		[
			'cat@left, owl@top, 猫@(0 0 20 20)',
			'a cat, an owl and 猫',
			'a cat on the left, an owl at the top, 猫 at the top left',
		],
		['3 sheep@bottom | meadow', 'three sheep on a meadow', 'three sheep at the bottom, on a meadow'],
		['a cat@left, a cat@right', 'two cats', 'two cats side by side'],
		['the cat@auto, flowers@right', 'the cat and flowers', 'the cat, flowers on the right'],
		['grass@bottom, my dog@center', 'grass and my dog', 'grass at the bottom, my dog in the middle'],
		['cat@left, art by children', 'a cat, art by children', 'a cat on the left, art by children'],
		['2 foxes@top at night', 'two foxes at night', 'two foxes at the top, at night'],
		['a castle, on a hill', 'a castle, on a hill', 'a castle, on a hill'],
	]) {
		test(line, () => {
			assert.equal(describe(read(line)), prompt);
			assert.equal(altText(read(line)), alt);
		});
	}

	test('a background of its own option reads like one of the line', () => {
		assert.equal(describe(withBackground(read('cat@left on a beach'), 'in a forest')), 'a cat in a forest');
		assert.equal(describe(withBackground(read('cat@left on a beach'), ' ')), 'a cat');
		assert.equal(describe(withBackground(read('a cat'), 'in a forest')), 'in a forest');
	});
});

suite('the prompt of a model', () => {
	for (const [line, prompt] of [
		['a red cat@left, a blue dog@right on a green meadow', 'a red cat and a blue dog on a green meadow'],
		['3 sheep@bottom | meadow', 'a sheep, a sheep and a sheep on a meadow'],
		['2 foxes@top at night', 'a fox and a fox at night'],
		['sunny beach', 'sunny beach'],
	]) {
		test(`${line}: ${prompt}`, () => assert.equal(promptOf(read(line)), prompt));
	}
});

suite('the printer', () => {
	for (const [line, printed] of [
		[
			'cat@l,dog@tr:small   on a  beach --n 2 --size 1.5:1',
			'cat@left, dog@top-right:small on a beach --size landscape -n 2',
		],
		['cat@(10 20.5 60 90)', 'cat@(10 20.5 60 90)'],
		['cat@(.123456 0 1 1)', 'cat@(0.123456 0 1 1)'],
		[
			'a big, red cat@2/3; cat@a1 | sea --no ugly, text',
			'"a big, red cat"@2/3, cat@a1 | sea --no "ugly, text"',
		],
		['"two cats"@auto', '"two cats"@auto'],
		['猫＠左、犬＠右、砂浜', '猫@left, 犬@right | 砂浜'],
		['me\\@home', '"me\\@home"'],
	]) {
		test(`${line} -> ${printed}`, () => {
			assert.equal(printLayout(read(line)), printed);
		});
	}
});

suite('JSON', () => {
	test('a good line gives the contract of taue layout --json', () => {
		assert.deepEqual(layoutJson(parseLine('{red,blue} cat@left, dog@auto on a beach --seed 5 -n 2')), {
			objects: [
				{ text: 'red cat', box: [0.04, 0.2, 0.48, 0.8] },
				{ text: 'dog', box: [0.52, 0.28, 0.96, 0.72], auto: true },
			],
			background: 'a beach',
			flags: { seed: 5, count: 2 },
			pictures: 4,
			warnings: [],
		});
	});

	test('a bad line gives the error', () => {
		assert.throws(
			() => parseLine('cat@lft'),
			(error) => {
				assert.ok(error instanceof LayoutError);
				assert.deepEqual(Object.keys(errorJson(error).error), [
					'code',
					'message',
					'offset',
					'expected',
					'suggestion',
				]);
				assert.equal(errorJson(error).error.suggestion, 'left');
				return true;
			},
		);
	});
});

suite('arranging open places', () => {
	for (let count = 1; count <= 8; count++) {
		test(`${count} open places do not touch`, () => {
			const boxes = arrange(read(Array.from({ length: count }, () => 'cat@auto').join(',')));
			boxes.forEach((box, index) => {
				for (const other of boxes.slice(0, index)) assert.equal(intersectionOverUnion(box, other), 0);
			});
		});
	}

	test('an open place takes the free side', () => {
		const [cat, dog] = arrange(read('cat@left, dog@auto'));
		assert.equal(intersectionOverUnion(cat, dog), 0);
		assert.ok(dog[0] >= 0.48);
	});
});

suite('the caret', () => {
	for (const [line, offset, expected] of [
		['cat@lft', 4, 'cat@lft\n    ^'],
		['猫@lft', 2, '猫@lft\n   ^'],
		['👨‍👩‍👧@lft', 9, '👨‍👩‍👧@lft\n   ^'],
		['e\u0301@lft', 3, 'e\u0301@lft\n  ^'],
		['cat@left\ndog@rigt', 13, 'dog@rigt\n    ^'],
		['a\tb@x', 4, 'a b@x\n    ^'],
		['', 0, '\n^'],
		['cat@', 4, 'cat@\n    ^'],
	] as const) {
		test(`stands under offset ${offset} of ${JSON.stringify(line)}`, () =>
			assert.equal(pointAt(line, offset), expected));
	}

	test('a long line is cut around it', () => {
		const [row, caret] = pointAt(`${'a'.repeat(900)}X${'b'.repeat(900)}`, 900, 40).split('\n');
		assert.equal(row[caret.length - 1], 'X');
		assert.ok(row.length <= 40 && row.startsWith('…') && row.endsWith('…'));
	});
});

suite('words', () => {
	for (const [many, one] of [
		['cats', 'cat'],
		['puppies', 'puppy'],
		['foxes', 'fox'],
		['buses', 'bus'],
		['horses', 'horse'],
		['houses', 'house'],
		['vases', 'vase'],
		['butterflies', 'butterfly'],
		['wolves', 'wolf'],
		['potatoes', 'potato'],
		['children', 'child'],
		['sheep', 'sheep'],
		['glasses', 'glass'],
		['bicycles', 'bicycle'],
		['churches', 'church'],
	]) {
		test(`${many} is more than one ${one}`, () => {
			assert.equal(singular(many), one);
			assert.equal(plural(one), many);
		});
	}

	test('what is no plural stays', () => {
		for (const word of ['bus', 'grass', 'cactus', 'iris', 'gas', 'cat']) assert.equal(singular(word), word);
	});

	test('articles follow the sound', () => {
		assert.deepEqual(['owl', 'unicorn', 'hour', 'umbrella', 'cat', 'uninvited guest'].map(withArticle), [
			'an owl',
			'a unicorn',
			'an hour',
			'an umbrella',
			'a cat',
			'an uninvited guest',
		]);
		assert.equal(oneOf('red cats with hats'), 'a red cat with hats');
	});

	test('the nearest word is few edits away, or none', () => {
		assert.equal(nearest('letf', ['right', 'left']), 'left');
		assert.equal(nearest('xyz', ['right', 'left']), undefined);
		assert.equal(nearest('a'.repeat(500), ['left']), undefined);
	});

	test('a vocabulary knows its words and synonyms', () => {
		const vocabulary = vocabularyOf(['Cat', 'penguin'], { kitten: 'cat' });
		assert.ok(vocabulary.known('cat') && vocabulary.known('kitten') && !vocabulary.known('dog'));
		assert.equal(vocabulary.nearest('kiten'), 'kitten');
		assert.equal(vocabulary.nearest('dog'), undefined);
	});
});
