import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import {
	type Box,
	firstLayout,
	type Layout,
	LayoutError,
	type LayoutErrorCode,
	parseLine,
	pictureCount,
	vocabularyOf,
	withUnknownWords,
} from '../../src/layout/index.ts';

const LEFT: Box = [0.04, 0.2, 0.48, 0.8];
const RIGHT: Box = [0.52, 0.2, 0.96, 0.8];

const read = (line: string): Layout => firstLayout(parseLine(line));

function errorOf(line: string): LayoutError {
	try {
		parseLine(line);
	} catch (error) {
		if (error instanceof LayoutError) return error;
		throw error;
	}
	throw new Error(`this line was read without an error: ${line}`);
}

/** `text@x0 y0 x1 y1 + …` without boxes: what is drawn, and on what. */
function words(line: string): string {
	const { objects, preposition, background } = read(line);
	const ground =
		background === null ? '' : ` | ${preposition === undefined ? '' : `(${preposition}) `}${background}`;
	return objects.map(({ text }) => text).join(' + ') + ground;
}

suite('objects and places', () => {
	test('the first line of the readme is two boxes side by side and a background', () => {
		assert.deepEqual(read('cat@left, dog@right on a sunny beach'), {
			objects: [
				{ text: 'cat', box: LEFT },
				{ text: 'dog', box: RIGHT },
			],
			background: 'a sunny beach',
			preposition: 'on',
			flags: {},
		});
	});

	for (const line of [
		'cat@left,dog@right',
		'cat @ left ; dog @ right',
		'cat@left\ndog@right\n',
		'cat@left dog@right',
		'cat@left and dog@right',
		'cat@left,, dog@right,',
		'cat＠left，dog＠right',
		'cat＠左、dog＠右',
		'cat@LEFT, dog@Right.',
		'cat@l, dog@r',
		'\u3000cat@left\t, dog@right ',
	]) {
		test(`${JSON.stringify(line)} is a cat on the left and a dog on the right`, () => {
			assert.deepEqual(read(line), {
				objects: [
					{ text: 'cat', box: LEFT },
					{ text: 'dog', box: RIGHT },
				],
				background: null,
				flags: {},
			});
		});
	}

	for (const [place, same] of [
		['top left', 'top-left'],
		['left-top', 'top-left'],
		['tl', 'top-left'],
		['左上', 'top-left'],
		['bottom_right', 'bottom-right'],
		['middle', 'center'],
		['中央', 'center'],
		['far right', 'far-right'],
		['left third', 'left-third'],
	]) {
		test(`@${place} is @${same}`, () => {
			assert.deepEqual(read(`cat@${place}`), read(`cat@${same}`));
		});
	}

	for (const [place, box] of [
		['(10 20 60 90)', [0.1, 0.2, 0.6, 0.9]],
		['(10, 20, 60, 90)', [0.1, 0.2, 0.6, 0.9]],
		['(.1 .2 .6 .9)', [0.1, 0.2, 0.6, 0.9]],
		['[10% 20% 60% 90%]', [0.1, 0.2, 0.6, 0.9]],
		['（１０ ２０ ６０ ９０）', [0.1, 0.2, 0.6, 0.9]],
		['(0 0 1 1)', [0, 0, 1, 1]],
		['(0% 0% 1% 1%)', [0, 0, 0.01, 0.01]],
		['2/3', [0.3467, 0.2333, 0.6533, 0.7667]],
		['a1', [0.02, 0.02, 0.3133, 0.3133]],
		['c1', [0.6867, 0.02, 0.98, 0.3133]],
		['left:40%', [0.06, 0.3, 0.46, 0.7]],
		['left:30%x50%', [0.11, 0.25, 0.41, 0.75]],
		['bottom-right:small', [0.708, 0.708, 0.96, 0.96]],
		['right:huge', [0.296, 0.02, 1, 0.98]],
	] as const) {
		test(`@${place} is the box ${box.join(' ')}`, () => {
			assert.deepEqual(read(`cat@${place}`).objects[0].box, box);
		});
	}

	test('a size stands after the place, after the text, or alone behind the place', () => {
		for (const line of ['cat@left:small', 'cat:small@left', 'cat@left small', 'cat@left: small']) {
			assert.deepEqual(read(line).objects, [{ text: 'cat', box: [0.128, 0.32, 0.392, 0.68] }], line);
		}
	});

	test('further words for places come from a table', () => {
		const places = { gauche: 'left' } as const;
		assert.deepEqual(parseLine('chat@gauche, chien@right', { places }).layouts[0].objects[0].box, LEFT);
	});

	test('@auto leaves the place open', () => {
		assert.deepEqual(read('cat@auto').objects, [{ text: 'cat', box: 'auto' }]);
	});

	test('a line without @ is a plain prompt, punctuation and all', () => {
		assert.deepEqual(read('a cat, a dog; and: the sea'), {
			objects: [],
			background: 'a cat, a dog; and: the sea',
			flags: {},
		});
	});
});

suite('counts', () => {
	test('3 sheep@bottom is three sheep side by side', () => {
		const { objects } = read('3 sheep@bottom');
		assert.deepEqual(
			objects.map(({ text }) => text),
			['a sheep', 'a sheep', 'a sheep'],
		);
		const boxes = objects.map(({ box }) => box as Box);
		assert.ok(boxes[0][2] < boxes[1][0] && boxes[1][2] < boxes[2][0], 'side by side');
		assert.ok(
			boxes.every((box) => box[3] === 0.96),
			'at the bottom',
		);
	});

	test('the same in Japanese, without an article', () => {
		assert.deepEqual(
			read('3匹の羊@下').objects.map(({ box }) => box),
			read('3 sheep@bottom').objects.map(({ box }) => box),
		);
		assert.equal(words('三匹の羊@下'), '羊 + 羊 + 羊');
	});

	for (const [line, expected] of [
		['two red cats@left', 'a red cat + a red cat'],
		['2 mice with hats@left', 'a mouse with hats + a mouse with hats'],
		['Two owls@auto', 'an owl + an owl'],
		['2 cups of tea@left', 'a cup of tea + a cup of tea'],
		['2 wolves@top', 'a wolf + a wolf'],
		['one cat@left', 'a cat'],
		['a cat@left', 'a cat'],
		['"2 cats"@left', '2 cats'],
		['3d glasses@left', '3d glasses'],
		['two-story house@left', 'two-story house'],
		['7@left', '7'],
	]) {
		test(`${line} is ${expected}`, () => assert.equal(words(line), expected));
	}

	test('many things in a narrow place stand in rows', () => {
		const boxes = read('8 cats@left').objects.map(({ box }) => box as Box);
		assert.equal(new Set(boxes.map((box) => box[1])).size, 4);
		assert.ok(boxes.every((box) => box[2] - box[0] > 0.1));
	});
});

suite('commas, backgrounds, and what people mean', () => {
	for (const [line, expected] of [
		['cat@left, dog@right on a beach', 'cat + dog | (on) a beach'],
		['cat@left, dog@right, on a beach, at night', 'cat + dog | (on) a beach, at night'],
		['cat@left, dog@right in front of a house', 'cat + dog | (in front of) a house'],
		['cat@left, dog@right | a beach', 'cat + dog | a beach'],
		['cat@left | on a beach', 'cat | (on) a beach'],
		['cat@left on a beach | sunny | oil painting', 'cat | (on) a beach, sunny, oil painting'],
		['cat@left | beach | oil painting |', 'cat | beach, oil painting'],
		['cat@left || beach', 'cat | beach'],
		['cat@left | dog@right | beach', 'cat + dog | beach'],
		['a cat on the left | a dog on the right | beach', 'a cat + a dog | beach'],
		['a cat@left | a dog on the right | beach', 'a cat + a dog | beach'],
		['a cat on the left | a dog@right | beach', 'a cat + a dog | beach'],
		['a cat on the left | a lake with a tree on the right', 'a cat | a lake with a tree on the right'],
		['cat | oil painting', ' | cat, oil painting'],
		['a cat | a dog || 4k |', ' | a cat, a dog, 4k'],
		['| a cat', ' | a cat'],
		['"cat | dog"', ' | cat | dog'],
		['cat \\| dog', ' | cat | dog'],
		['cat@left, dog@right, sunny beach', 'cat + dog | sunny beach'],
		['cat@left sunny beach', 'cat | sunny beach'],
		['sunny beach, cat@left', 'cat | sunny beach'],
		['a sunny beach, a cat@left', 'a cat | a sunny beach'],
		['in a forest, a cat@left', 'a cat | (in) a forest'],
		['the sea; cat@left', 'cat | the sea'],
		['a city, a cat@left', 'a cat | a city'],
		['a small, fluffy cat@left', 'a small, fluffy cat'],
		['a big, red cat@left, an old, rusty car@right', 'a big, red cat + an old, rusty car'],
		['a cat, wearing a hat@left', 'a cat, wearing a hat'],
		['a meadow, running horse@left', 'running horse | a meadow'],
		['cat, @left', 'cat'],
		['a cat@left on a mat, a dog@right', 'a cat + a dog | (on) a mat'],
		['a cat@left on a mat and a dog@right', 'a cat + a dog | (on) a mat'],
		['a cat@left, on a beach, sleeping dog@right', 'a cat + sleeping dog | (on) a beach'],
		['a cat@left with a hat, a dog@right', 'a cat with a hat + a dog'],
		['a cat@left wearing a hat, a dog@right', 'a cat wearing a hat + a dog'],
		['a cat@left, a dog@right sitting on a beach', 'a cat + a dog sitting | (on) a beach'],
		['a cat@left sleeping, a forest', 'a cat sleeping | a forest'],
		['cat@left evening sky', 'cat | evening sky'],
		['猫@左、犬@右、砂浜', '猫 + 犬 | 砂浜'],
		['cat@left --seed 5 on a beach', 'cat | (on) a beach'],
	]) {
		test(`${line} -> ${expected}`, () => assert.equal(words(line), expected));
	}

	for (const [line, expected] of [
		['"a cat, a hat"@left', 'a cat, a hat'],
		['“a big, red cat”@left', 'a big, red cat'],
		['me\\@home@left', 'me@home'],
		['a \\"big\\" cat@left', 'a "big" cat'],
		['"on fire"@left', 'on fire'],
		['"  two  spaces "@left', '  two  spaces '],
		['two   spaces@auto', 'a space + a space'],
		['"--seed 5"@left', '--seed 5'],
		['\\{a,b\\}@left', 'b} | {a'],
		["dad's car@left", "dad's car"],
	]) {
		test(`quotes and backslashes: ${line} -> ${expected}`, () => assert.equal(words(line), expected));
	}
});

suite('sweeps', () => {
	test('a choice makes one layout each, the last choice changing fastest', () => {
		const { layouts } = parseLine('{red,blue} car@{left,right}');
		assert.deepEqual(
			layouts.map(({ objects: [{ text, box }] }) => [text, box]),
			[
				['red car', LEFT],
				['red car', RIGHT],
				['blue car', LEFT],
				['blue car', RIGHT],
			],
		);
	});

	test('flags sweep too, and -n multiplies', () => {
		const parsed = parseLine('car@left --seed {1, 2} -n 3');
		assert.deepEqual(
			parsed.layouts.map(({ flags }) => flags.seed),
			[1, 2],
		);
		assert.equal(pictureCount(parsed), 6);
	});

	test('a choice may be quoted, or nothing', () => {
		assert.deepEqual(
			parseLine('{"a, b",} car@left').layouts.map(({ objects }) => objects[0].text),
			['a, b car', 'car'],
		);
	});
});

suite('flags', () => {
	for (const [flags, expected] of [
		['--seed 7', { seed: 7 }],
		['--seed=7', { seed: 7 }],
		['—seed 7', { seed: 7 }],
		['--SEED ７', { seed: 7 }],
		['--steps 20 --guidance 7.5', { steps: 20, guidance: 7.5 }],
		['--guidance-until 60%', { guidanceUntil: 0.6 }],
		['--transplant 0 --crop .4', { transplant: 0, crop: 0.4 }],
		['--arm cultivate', { arm: 'cultivate' }],
		['--size 1024x768', { size: [1024, 768] }],
		['--size 512', { size: [512, 512] }],
		['--size 1000x1001', { size: [1000, 1001] }],
		['--size 16:9', { aspect: 16 / 9 }],
		['--size portrait', { aspect: 2 / 3 }],
		['--no ugly, blurry text --seed 7', { no: 'ugly, blurry text', seed: 7 }],
		['-n 4', { count: 4 }],
		['--count 4', { count: 4 }],
		['--model sdxl-turbo', { model: 'sdxl-turbo' }],
		['--key green', { key: '#00b140' }],
		['--key 0F0', { key: '#00ff00' }],
		['--key auto', {}],
	] as const) {
		test(flags, () => assert.deepEqual(read(`cat@left ${flags}`).flags, expected));
	}

	test('a dash that is no flag stays in the text', () => {
		assert.equal(words('cat — the best@left'), 'cat — the best');
		assert.equal(words('cat -- dog@left'), 'cat -- dog');
	});
});

suite('errors', () => {
	const cases: readonly (readonly [
		line: string,
		code: LayoutErrorCode,
		offset: number,
		says: RegExp,
		suggestion?: string,
	])[] = [
		['', 'empty', 0, /nothing to draw/],
		[' --seed 5', 'empty', 0, /nothing to draw/],
		['x'.repeat(2001), 'too-long', 2000, /2001 characters; 2000 is the most/],
		['@left', 'missing-description', 0, /Nothing is named/],
		['@left a cat', 'missing-description', 0, /Nothing is named/, 'a cat@left'],
		['cat@', 'missing-place', 3, /no place after this @/],
		['cat@left, dog, owl@right', 'missing-place', 10, /“dog” has no place/, 'dog@auto'],
		['cat@left and a dog', 'missing-place', 13, /“a dog” has no place/, 'a dog@auto'],
		['cat@lft', 'unknown-place', 4, /“lft” is no place/, 'left'],
		['cat@botom-left', 'unknown-place', 4, /“botom-left”/, 'bottom-left'],
		['cat@4/3', 'unknown-place', 4, /“4\/3” is no place/],
		['me@example.com', 'unknown-place', 3, /looks like an address/],
		['cat@(10 20 60)', 'bad-box', 4, /four numbers; this one has 3/],
		['cat@(10 20 60 x)', 'bad-box', 4, /“x” is no number/],
		['cat@(10 20 160 90)', 'bad-box', 4, /outside the picture/, '(10 20 100 90)'],
		['cat@(60 20 10 90)', 'bad-box', 4, /no area/, '(10 20 60 90)'],
		['cat@(10 20 60 90', 'bad-box', 4, /never closed/, '(10 20 60 90)'],
		['cat@(10 20 60', 'bad-box', 4, /never closed/],
		['cat@left:smal', 'bad-size', 9, /“smal” is no size/, 'small'],
		['cat@left:40', 'bad-size', 9, /“40” is no size/, '40%'],
		['cat:smal@left', 'bad-size', 4, /“smal” is no size/, 'small'],
		['cat:small@left:large', 'bad-size', 4, /two sizes/],
		['9 cats@left', 'too-many-objects', 0, /at most 8 objects; this makes 9/],
		['dog@top, eight cats@left', 'too-many-objects', 9, /this makes 9/],
		['0 cats@left', 'too-many-objects', 0, /Zero/],
		['"cat@left', 'unclosed-quote', 0, /never closed/, 'cat@left'],
		['{red,blue car@left', 'unclosed-sweep', 0, /never closed/],
		['red} car@left', 'stray-brace', 3, /closes nothing/],
		['{red,{blue}} car@left', 'nested-sweep', 5, /cannot hold another/],
		['{} car@left', 'empty-sweep', 0, /no choices/],
		['{a,b,c} {d,e,f}@left', 'too-many-pictures', 8, /make 9 pictures; 8 is the most/],
		['cat@left | beach, dog@right', 'object-after-background', 21, /After \| comes only the background/],
		['cat@left --sed 5', 'unknown-flag', 9, /no flag --sed/, '--seed'],
		['cat@left --seed', 'missing-value', 15, /--seed has no value/],
		['cat@left --seed --steps 5', 'missing-value', 15, /--seed has no value/],
		['cat@left --seed x', 'bad-value', 16, /“x”, which is not a whole number/],
		['cat@left --steps 500', 'bad-value', 17, /out of range/, '--steps 200'],
		['cat@left --guidance 99', 'bad-value', 20, /out of range/, '--guidance 7.5'],
		['cat@left --crop 40', 'bad-value', 16, /out of range/, '--crop 40%'],
		['cat@left --arm cultivat', 'bad-value', 15, /no arm “cultivat”/, '--arm cultivate'],
		['cat@left --size 3000x1001', 'bad-value', 16, /no model can draw/, '--size 2048x1001'],
		['cat@left --size 9:1', 'bad-value', 16, /wider than 4:1/],
		['cat@left --size squar', 'bad-value', 16, /no size/, '--size square'],
		['cat@left --key gren', 'bad-value', 15, /no colour/, '--key green'],
		['cat@left --no ugly, dog@right', 'bad-value', 23, /takes all words after it/],
		['cat@left --seed 1 --seed 2', 'repeated-flag', 18, /given twice/],
		['{cat,dog}@lft', 'unknown-place', 10, /“lft” is no place/, 'left'],
	];
	for (const [line, code, offset, says, suggestion] of cases) {
		test(`${line.length > 60 ? `${line.slice(0, 20)}…` : line || '(nothing)'} -> ${code} at ${offset}`, () => {
			const error = errorOf(line);
			assert.equal(error.code, code);
			assert.equal(error.offset, offset);
			assert.match(error.message, says);
			assert.equal(error.suggestion, suggestion ?? null);
			assert.ok(error.expected.length > 0);
		});
	}

	test('an error explains itself: what, where, what instead', () => {
		assert.equal(
			errorOf('🐱@left, dog@rigth').explain(),
			[
				'“rigth” is no place.',
				'🐱@left, dog@rigth',
				`${' '.repeat(13)}^`,
				'Expected: left, right, top, bottom, center, a corner such as top-left, far-left, left-third, 2/3, a1 to c3, auto, or (10 20 60 90)',
				'Did you mean right?',
			].join('\n'),
		);
	});
});

suite('warnings', () => {
	test('boxes that lie on one another are told of, at the second place', () => {
		const [warning] = parseLine('cat@left, dog@left').warnings;
		assert.equal(warning.code, 'overlap');
		assert.equal(warning.offset, 13);
		assert.match(warning.message, /“dog” and “cat” share 100%/);
	});

	test('a tiny box is told of', () => {
		const [warning] = parseLine('cat@(10 10 12 90)').warnings;
		assert.equal(warning.code, 'tiny-box');
		assert.match(warning.message, /2% by 80%/);
	});

	test('named places alone give no warnings', () => {
		assert.deepEqual(parseLine('cat@left, dog@right, owl@top-left:small, 3 sheep@bottom').warnings, []);
	});

	test('words that the model was not taught are told of, with the nearest one', () => {
		const vocabulary = vocabularyOf(['cat', 'red', 'penguin', 'beach'], { kitten: 'cat' });
		const line = 'a red pengiun@left, two kittens@right on a sunny beach --no xyz';
		const { warnings } = withUnknownWords(parseLine(line), vocabulary);
		assert.deepEqual(
			warnings.map(({ code, message, offset }) => [code, message, line.slice(offset, offset + 5)]),
			[
				['unknown-word', 'The model does not know “pengiun”; did you mean “penguin”?', 'pengi'],
				['unknown-word', 'The model does not know “sunny”.', 'sunny'],
				['unknown-unwanted', 'The model does not know “xyz”, so --no does nothing about it.', 'xyz'],
			],
		);
	});

	test('a warning of every choice is given once', () => {
		assert.equal(parseLine('{red,blue} cat@left, dog@left').warnings.length, 2);
		assert.equal(parseLine('cat@left, dog@left --seed {1,2,3}').warnings.length, 1);
	});
});

suite('spans', () => {
	test('every part of the line can be coloured', () => {
		const line = '{red,blue} cat@left:small, dog:large@top on a beach --seed 5';
		assert.deepEqual(
			parseLine(line).spans.map(({ kind, start, end, object }) => [kind, line.slice(start, end), object]),
			[
				['sweep', '{red,blue}', undefined],
				['object', 'red,blue} cat', 0],
				['place', '@left:small', 0],
				['object', 'dog', 1],
				['size', ':large', 1],
				['place', '@top', 1],
				['background', 'on a beach', undefined],
				['flag', '--seed', undefined],
				['value', '5', undefined],
			],
		);
	});
});
