import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { parseLine, printLayout } from '../../src/layout/index.ts';

/** A line, the lines that say the same in our own words, and what is told to be left out. */
type Case = readonly [line: string, means: string | readonly string[], leftOut?: readonly string[]];

function check([line, means, leftOut = []]: Case): void {
	test(`${JSON.stringify(line)} means ${typeof means === 'string' ? means : means.join('; ')}`, () => {
		const { layouts, warnings } = parseLine(line);
		assert.deepEqual(layouts.map(printLayout), typeof means === 'string' ? [means] : means);
		const told = warnings.filter(({ code }) => code === 'left-out');
		assert.ok(told.length <= 1, 'one warning names all of it');
		assert.deepEqual(
			told.flatMap(({ remark }) => (remark.kind === 'left-out' ? remark.given : [])),
			leftOut,
		);
	});
}

suite('flags as people type them', () => {
	const cases: readonly Case[] = [
		['cat@left ––seed 7', 'cat@left --seed 7'],
		['cat@left \u2212\u2212seed 7', 'cat@left --seed 7'],
		['cat@left - -seed 7', 'cat@left --seed 7'],
		['cat@left -- seed 7', 'cat@left --seed 7'],
		['cat@left -steps 20', 'cat@left --steps 20'],
		['cat@left ーーseed 7', 'cat@left --seed 7'],
		['cat@left —ar 16:9', 'cat@left --size 16:9'],
		['cat@left--seed 7', 'cat@left --seed 7'],
		['cat@left --seed 7—no text', 'cat@left --seed 7 --no text'],
		['cat@left --negative_prompt blurry', 'cat@left --no blurry'],
		['cat@left --negative prompt: blurry, bad', 'cat@left --no "blurry, bad"'],
		['cat@left --guidanceScale 7', 'cat@left --guidance 7'],
		['cat@left --guidance 7,5', 'cat@left --guidance 7.5'],
		['cat@left --guidance 7٫5', 'cat@left --guidance 7.5'],
		['cat@left --guidance 7.5.', 'cat@left --guidance 7.5'],
		['cat@left --seed 1,234', 'cat@left --seed 1234'],
		['cat@left --seed ٧', 'cat@left --seed 7'],
		['cat@left --seed: 7', 'cat@left --seed 7'],
		['cat@left --size 512 x 512', 'cat@left --size 512x512'],
		['cat@left --size 512 by 768', 'cat@left --size 512x768'],
		['cat@left --size 512х768', 'cat@left --size 512x768'],
		['cat@left --ar 16:9', 'cat@left --size 16:9'],
		['cat@left --width 512 --height 768', 'cat@left --size 512x768'],
		['cat@left --seed -1', 'cat@left'],
		['cat@left --seed random', 'cat@left'],
		['-n 2 cat@left', 'cat@left -n 2'],
		['--seed 7 cat@left', 'cat@left --seed 7'],
		['cat@left --no blurry,\nlowres', 'cat@left --no "blurry, lowres"'],
		['cat@left --no blurry\ndog@right', 'cat@left, dog@right --no blurry'],
		['cat@left --no text --no blur', 'cat@left --no "text, blur"'],
		[
			'cat@left --v 6 --stylize 250 --style raw --ar 3:2 --tile',
			'cat@left --size landscape',
			['--v 6', '--stylize 250', '--style raw', '--tile'],
		],
		['cat@left --sampler Euler a --steps 20', 'cat@left --steps 20', ['--sampler Euler a']],
		['cat@left -s 20 -S 123 -C 7.5', 'cat@left --seed 123 --steps 20 --guidance 7.5'],
		['a cat - size matters@left', '"a cat - size matters"@left'],
		['cat — the best@left', '"cat — the best"@left'],
		['t-shirt@left, x-ray@right', 't-shirt@left, x-ray@right'],
	];
	cases.forEach(check);
});

suite('prompts of other programs', () => {
	const cases: readonly Case[] = [
		[
			'cat@left on a beach\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 123, Size: 512x512, Model: v1-5',
			'cat@left on a beach --seed 123 --steps 20 --guidance 7 --size 512x512 --no blurry',
			['Sampler: Euler a', 'Model: v1-5'],
		],
		[
			'cat@left Negative prompt: blurry, (bad:1.4) Steps: 20, Seed: 5',
			'cat@left --seed 5 --steps 20 --no "blurry, bad"',
			[':1.4'],
		],
		['a car@left on a {beach|road}', ['a car@left on a beach', 'a car@left on a road']],
		['{2$$red|blue} car@left', 'red and blue car@left'],
		['{0.5::red|0.5::blue} car@left', ['red car@left', 'blue car@left'], ['0.5::']],
		['(a red cat:1.2)@left', 'a red cat@left', [':1.2']],
		['((red cat)), [dog]@right', 'dog@right | red cat'],
		['(red cat, blue hat:1.2)@left', '"red cat, blue hat"@left', [':1.2']],
		['(cat)1.2@left, (dog)++@right', 'cat@left, dog@right', ['1.2', '++']],
		['cat++@left, dog--@right', 'cat@left, dog@right', ['++', '--']],
		['cat::2@left', 'cat@left', ['::2']],
		['cat:1.3@left AND dog@right:1.2', 'cat@left, dog@right', [':1.3', ':1.2']],
		['{"prompt":"a cat@left","negative_prompt":"text","seed":7}', 'a cat@left --seed 7 --no text'],
		['red::-.5, cat@left', 'cat@left', ['red::-.5']],
		['[red:blue:0.5] cat@left', 'red cat@left', [':blue:0.5']],
		['<lora:x:0.8> cat@left', 'cat@left', ['<lora:x:0.8>']],
		['embedding:easy cat@left', 'cat@left', ['embedding:easy']],
		['__animal__@left', 'animal@left', ['__animal__']],
		['a cat@left BREAK a dog@right', 'a cat@left, a dog@right'],
		['a meadow ADDCOMM a cat ADDCOL a dog', 'a cat@(0 0 50 100), a dog@(50 0 100 100) | a meadow'],
		['/imagine prompt: a cat@left', 'a cat@left'],
		['taue draw "cat@left, dog@right"', 'cat@left, dog@right'],
		['{"text":"cat","box":[0.1,0.2,0.5,0.9]}', 'cat@(10 20 50 90)'],
		[
			'{"objects":[{"text":"cat","box":[0,0,256,512]},{"prompt":"dog","x":256,"y":0,"w":256,"h":512}],"background":"a beach"}',
			'cat@(0 0 50 100), dog@(50 0 100 100) | a beach',
		],
		["[('a cat', [0, 256, 128, 256])]", 'a cat@(0 50 25 100)'],
	];
	cases.forEach(check);
});

suite('what chats put around words', () => {
	const cases: readonly Case[] = [
		['"cat@left, dog@right"', 'cat@left, dog@right'],
		['“cat@left, dog@right”', 'cat@left, dog@right'],
		['‘cat@left, dog@right’', 'cat@left, dog@right'],
		['「猫＠左、犬＠右」', '猫@left, 犬@right'],
		['"cat@left, dog@right" on a beach --seed 7', 'cat@left, dog@right on a beach --seed 7'],
		['"me@home"@left', '"me\\@home"@left'],
		['`cat@left`', 'cat@left'],
		['```\ncat@left\n```', 'cat@left'],
		['**cat**@left, _dog_@right', 'cat@left, dog@right'],
		['> cat@left', 'cat@left'],
		['>cat@left', 'cat@left'],
		['猫＠左・犬＠右', '猫@left, 犬@right'],
		['||cat||@left', 'cat@left'],
		['<:cat:123456789012345678>@left', 'cat@left'],
		['cat@left :fire:', 'cat@left | fire'],
		['- a cat@left\n- a dog@right', 'a cat@left, a dog@right'],
		['1. a cat@left 2. a dog@right', 'a cat@left, a dog@right'],
		['cat@left <@U123>', 'cat@left', ['<@U123>']],
		['<@U123> cat@left', 'cat@left'],
		['cat@left https://cat.example/a@b.png', 'cat@left', ['https://cat.example/a@b.png']],
		['cat@left :)', 'cat@left', [':)']],
		['🐱@left, 🐶@right', '🐱@left, 🐶@right'],
		['12" pizza@left', '"12\\" pizza"@left'],
		['2x cat@auto', 'a cat@auto, a cat@auto'],
		['cat x2@auto', 'a cat@auto, a cat@auto'],
		['1967 mustang@left', '1967 mustang@left'],
		['left: a cat, right: a dog', 'a cat@left, a dog@right'],
		['a cat at left and a dog on the right on a beach', 'a cat@left, a dog@right on a beach'],
		['a lake with an island in the middle', 'a lake with an island in the middle'],
	];
	cases.forEach(check);
});

suite('characters and languages', () => {
	const cases: readonly Case[] = [
		...['\u200e', '\u200f', '\u2060', '\u00ad', '\ufe0f', '\u200b', '\ufeff'].map(
			(sign): Case => [`ca${sign}t@left${sign}, dog@right`, 'cat@left, dog@right'],
		),
		['cat@left in İZMİR and dog@right', 'cat@left, dog@right in İZMİR'],
		['ca\ud83dt\u0000@left', 'cat@left'],
		['cat@⅔', 'cat@2/3'],
		['قطة@left، كلب@right', 'قطة@left, كلب@right'],
		['قطة@يسار، كلب@يمين', 'قطة@left, كلب@right'],
		['猫＠左。犬＠右。', '猫@left, 犬@right'],
		['猫@左边，狗@右上角', '猫@left, 狗@top-right'],
		['猫＠上側', '猫@top'],
		['고양이@왼쪽, 개@우측하단', '고양이@left, 개@bottom-right'],
		['кошка@слева вверху', 'кошка@top-left'],
		['बिल्ली@बाईं ओर।', 'बिल्ली@left'],
		['chat@gauche, chien@en haut à droite', 'chat@left, chien@top-right'],
		['cat@(١٠ ٢٠ ٦٠ ٩٠)', 'cat@(10 20 60 90)'],
		['cat@(0,1 0,2 0,5 0,9)', 'cat@(10 20 50 90)'],
	];
	cases.forEach(check);

	test('an emoji of several characters keeps what joins it', () => {
		assert.equal(
			parseLine('👨\u200d👩\u200d👧@left, ❤\ufe0f@right').layouts[0].objects[0].text,
			'👨\u200d👩\u200d👧',
		);
	});
});

suite('places in words', () => {
	const cases: readonly Case[] = [
		['cat@bottom left corner', 'cat@bottom-left'],
		['cat@the left side of the picture', 'cat@left'],
		['cat@left-hand side, dog@upper right', 'cat@left, dog@top-right'],
		['cat@@left', 'cat@left'],
		['cat@"left"', 'cat@left'],
		['cat@(left)', 'cat@left'],
		['cat@<left>', 'cat@left'],
		['cat@topLeft', 'cat@top-left'],
		['cat@2 / 3', 'cat@2/3'],
		['cat@left 1/3, dog@right 1/3', 'cat@left-third, dog@right-third'],
		['cat@left side street', 'cat@left | side street'],
	];
	cases.forEach(check);
});
