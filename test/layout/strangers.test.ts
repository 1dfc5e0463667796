import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { parseLine, printLayout } from '../../src/layout/index.ts';
import fc from '../support/properties.ts';
import { type Case, check } from './line-case.ts';

suite('flags of other programs and hands', () => {
	const cases: readonly Case[] = [
		[
			'cat@left, dog@right --ar 4:5 --v 7 --draft --exp 20',
			'cat@left, dog@right --size 4:5',
			['--v 7', '--draft', '--exp 20'],
		],
		[
			'cat@left --oref https://cdn.example/a.png --ow 400',
			'cat@left',
			['--oref', 'https://cdn.example/a.png', '--ow 400'],
		],
		[
			'cat@left --sref 12345 67890 --sw 100 --seed 3',
			'cat@left --seed 3',
			['--sref 12345 67890', '--sw 100'],
		],
		['cat@left --p abc123 --profile xyz', 'cat@left', ['--p abc123', '--profile xyz']],
		['cat@left --iw 1.5 --no people, cars, text', 'cat@left --no "people, cars, text"', ['--iw 1.5']],
		['cat@left −−steps 12 −−guidance 4', 'cat@left --steps 12 --guidance 4'],
		['cat@left ----seed 7', 'cat@left --seed 7'],
		['cat@left —— seed 7', 'cat@left --seed 7'],
		['cat@left --seed=７', 'cat@left --seed 7'],
		['cat@left –n 3', 'cat@left -n 3'],
		['cat@left --cfg-scale=6.5 --num_inference_steps=25', 'cat@left --steps 25 --guidance 6.5'],
		['cat@left -ar 3:2', 'cat@left --size landscape'],
		['cat@left --aspect 2:3', 'cat@left --size portrait'],
		['cat@left --size 768×512', 'cat@left --size 768x512'],
		['cat@left --size 768*512', 'cat@left --size 768x512'],
		['cat@left --size 1024 1024', 'cat@left --size 1024x1024'],
		['cat@left --w 768 --h 512', 'cat@left --size 768x512'],
		['cat@left --width=768, --height=512', 'cat@left --size 768x512'],
		['cat@left --steps:20', 'cat@left --steps 20'],
		['cat@left --seed "42"', 'cat@left --seed 42'],
		['cat@left, dog@right --seed 42.', 'cat@left, dog@right --seed 42'],
		['cat@left, dog@right --seed 42, on a beach', 'cat@left, dog@right on a beach --seed 42'],
		['--ar 16:9 cat@left, dog@right on a beach', 'cat@left, dog@right on a beach --size 16:9'],
		['cat@left --no dogs --ar 1:1', 'cat@left --size square --no dogs'],
		['cat@left --steps 20steps', 'cat@left --steps 20'],
		['cat@left --guidance 7.5x', 'cat@left --guidance 7.5'],
		['cat@left -seed7', 'cat@left --seed 7'],
		['cat@left --seed7', 'cat@left --seed 7'],
		['cat@left (--seed 7)', 'cat@left --seed 7'],
		['cat@left [--ar 16:9]', 'cat@left --size 16:9'],
		['cat@left with --seed 7', 'cat@left --seed 7'],
		['cat@left and --seed 7', 'cat@left --seed 7'],
		['cat@left --Negative-Prompt "blurry, low res"', 'cat@left --no "blurry, low res"'],
		['cat@left --upscale 2 --seed 1', 'cat@left --seed 1', ['--upscale 2']],
		['cat@left --mode relax --seed 1', 'cat@left --seed 1', ['--mode relax']],
		['cat@left --raw --s 50 --c 5 --w 200', 'cat@left', ['--raw', '--s 50', '--c 5', '--w 200']],
	];
	cases.forEach(check);
});

suite('prompts of other programs, whole', () => {
	const cases: readonly Case[] = [
		[
			'/imagine prompt:a cat@left, a dog@right --v 6.1 --style raw',
			'a cat@left, a dog@right',
			['--v 6.1', '--style raw'],
		],
		['https://s.mj.run/abcDEF123 a cat@left --iw 2', 'a cat@left', ['https://s.mj.run/abcDEF123', '--iw 2']],
		[
			'masterpiece, best quality, (cat:1.3)@left, ((dog))@right',
			'cat@left, dog@right | "masterpiece, best quality"',
			[':1.3'],
		],
		[
			'cat@left, dog@right\nNegative prompt: lowres, bad anatomy, (worst quality:1.4)\nSteps: 28, Sampler: DPM++ 2M SDE Karras, CFG scale: 7, Seed: 12345, Size: 832x1216, Model hash: 31e35c80fc, Model: sd_xl_base_1.0, Clip skip: 2, Version: v1.10.1',
			'cat@left, dog@right --seed 12345 --steps 28 --guidance 7 --size 832x1216 --no "lowres, bad anatomy, worst quality"',
			[
				':1.4',
				'Sampler: DPM++ 2M SDE Karras',
				'Model hash: 31e35c80fc',
				'Model: sd_xl_base_1.0',
				'Clip skip: 2',
				'Version: v1.10.1',
			],
		],
		['parameters\ncat@left\nSteps: 20, CFG scale: 7, Seed: 1', 'cat@left --seed 1 --steps 20 --guidance 7'],
		[
			'cat@left, <lora:add_detail:1>, <lora:style:0.6>',
			'cat@left',
			['<lora:add_detail:1>', '<lora:style:0.6>'],
		],
		[
			'{{{masterpiece}}}, {cat}@left, [dog]@right',
			'cat@left, dog@right | masterpiece',
			['{{{masterpiece}}}'],
		],
		['1.5::cat::@left, dog@right', 'cat@left, dog@right', ['1.5::']],
		['1girl, solo, cat@left', 'cat@left | "1girl, solo"'],
		['a cat and a dog.swap(a fox, a wolf)', 'a cat and a dog', ['.swap(a fox, a wolf)']],
		['cat.swap(dog)@left', 'cat@left', ['.swap(dog)']],
		['("a cat", "a dog").and()', 'a cat, a dog', ['.and()']],
		['("a cat@left", "a dog@right").blend(0.7, 0.3)', 'a cat@left, a dog@right', ['.blend(0.7, 0.3)']],
		['cat+@left, dog-@right', 'cat@left, dog@right', ['+', '-']],
		['a {red|green|blue} cat@left', ['a red cat@left', 'a green cat@left', 'a blue cat@left']],
		[
			'a {red, green} cat@left, dog@{top, right}',
			[
				'a red cat@left, dog@top',
				'a red cat@left, dog@right',
				'a green cat@left, dog@top',
				'a green cat@left, dog@right',
			],
		],
		['cat@left, dog@right AND a beach', 'cat@left, dog@right | a beach'],
		['beach BREAK cat@left BREAK dog@right', 'cat@left, dog@right | beach'],
		['sky ADDCOMM cat ADDROW dog', 'cat@(0 0 100 50), dog@(0 50 100 100) | sky'],
		['embedding:EasyNegative, cat@left', 'cat@left', ['embedding:EasyNegative']],
		['cat@left\nNegative: embedding:bad-hands-5, blurry', 'cat@left --no blurry', ['embedding:bad-hands-5']],
		[
			'{"prompts":["cat","dog"],"locations":[[0,0.2,0.5,0.8],[0.5,0.2,1,0.8]]}',
			'cat@(0 20 50 80), dog@(50 20 100 80)',
		],
		[
			'{"phrases": ["a cat", "a dog"], "boxes": [[0.1, 0.2, 0.45, 0.9], [0.55, 0.2, 0.9, 0.9]], "prompt": "a cat and a dog on a beach"}',
			'a cat@(10 20 45 90), a dog@(55 20 90 90) on a beach',
		],
		['{"cat": {"x": 0.1, "y": 0.2, "width": 0.3, "height": 0.5}}', 'cat@(10 20 40 70)'],
		[
			'[{"label":"cat","bbox":[0.1,0.2,0.3,0.5]},{"label":"dog","bbox":[0.6,0.2,0.9,0.8]}]',
			'cat@(10 20 30 50), dog@(60 20 90 80)',
		],
		[
			'{"caption":"on a beach","objects":[{"name":"cat","position":"left"},{"name":"dog","position":"right"}]}',
			'cat@left, dog@right on a beach',
		],
		["{'text': 'cat', 'box': (0.1, 0.2, 0.5, 0.9)}", 'cat@(10 20 50 90)'],
		[
			'prompt: a cat@left, a dog@right\nnegative prompt: blurry\nsteps: 30\nseed: 4',
			'a cat@left, a dog@right --seed 4 --steps 30 --no blurry',
		],
		['[cat:dog:0.5]@left', 'cat@left', [':dog:0.5']],
		['[cat|dog]@left', 'cat@left', ['|dog']],
		['(cat)@left, (dog:0.8)@right, (on a beach:1.1)', 'cat@left, dog@right on a beach', [':0.8', ':1.1']],
		['/draw line:cat@left, dog@right', 'cat@left, dog@right'],
		['/taue draw cat@left', 'cat@left'],
		['!dream "cat@left" -s 30 -C 8 -S 77', 'cat@left --seed 77 --steps 30 --guidance 8'],
		[
			'cat@left, trending on artstation, 8k, --ar 16:9',
			'cat@left | "trending on artstation, 8k" --size 16:9',
		],
		[
			'**a cat@left, dog@right --v 6.0** - <@123456789012345678> (fast)',
			'a cat@left, dog@right',
			['--v 6.0', '<@123456789012345678>'],
		],
		['Create an image of a cat@left and a dog@right on a beach.', 'a cat@left, a dog@right on a beach'],
		[
			'cat@left, dog@right; negative: ugly; steps=20; seed=5',
			'cat@left, dog@right --seed 5 --steps 20 --no ugly',
		],
	];
	cases.forEach(check);
});

suite('chats, lists and emoji', () => {
	const cases: readonly Case[] = [
		['<@&123456789012345678> cat@left', 'cat@left'],
		['cat@left <#C024BE7LR|general>', 'cat@left', ['<#C024BE7LR|general>']],
		['cat@left &amp; dog@right', 'cat@left, dog@right'],
		['cat@left <!here>', 'cat@left', ['<!here>']],
		['cat@left <t:1618953630:R>', 'cat@left', ['<t:1618953630:R>']],
		['<a:partyparrot:123456789012345678>@left, dog@right', 'partyparrot@left, dog@right'],
		['```\ncat@left, dog@right on a beach\n```', 'cat@left, dog@right on a beach'],
		['```txt\ncat@left, dog@right\n```', 'cat@left, dog@right'],
		['``cat@left``, ``dog@right``', 'cat@left, dog@right'],
		['||cat@left, dog@right||', 'cat@left, dog@right'],
		['~~cat~~ fox@left', 'cat fox@left'],
		['***cat***@left, __dog__@right', 'cat@left, dog@right', ['__dog__']],
		['* cat@left\n* dog@right\n* on a beach', 'cat@left, dog@right on a beach'],
		['1) cat@left 2) dog@right 3) beach', 'cat@left, dog@right | beach'],
		['a. cat@left\nb. dog@right', 'cat@left, dog@right'],
		['- [x] cat@left\n- [ ] dog@right', 'cat@left, dog@right'],
		['> > cat@left\n> > dog@right', 'cat@left, dog@right'],
		['“cat”@left, “dog”@right', 'cat@left, dog@right'],
		['„Katze@links, Hund@rechts“', 'Katze@left, Hund@right'],
		['‚cat@left‘', 'cat@left'],
		['"cat@left", "dog@right"', 'cat@left, dog@right'],
		['"cat"@"left", "dog"@"right"', 'cat@left, dog@right'],
		["'cat@left, dog@right'", 'cat@left, dog@right'],
		['"cat@left, dog@right on a beach".', 'cat@left, dog@right on a beach'],
		['👩🏽‍🚀@left, 🚀@right', '"👩🏽‍🚀"@left, 🚀@right'],
		['🐈‍⬛@left 🐕‍🦺@right', '"🐈‍⬛"@left, "🐕‍🦺"@right'],
		['🐱👈 🐶👉', '🐱@left, 🐶@right'],
		['🐱 @ left 😀😀', '🐱@left', ['😀😀']],
		['cat@left 😂😂😂', 'cat@left', ['😂😂😂']],
		['cat :smile:@left', 'cat smile@left'],
		['3️⃣ cats@bottom', 'a cat@(4 55.24 33.11 96), a cat@(35.44 55.24 64.56 96), a cat@(66.89 55.24 96 96)'],
		['🇫🇷@left, 🏴󠁧󠁢󠁳󠁣󠁴󠁿@right', '🇫🇷@left, "🏴󠁧󠁢󠁳󠁣󠁴󠁿"@right'],
		[
			'3x dog@left',
			'a dog@(4 40.25 17.92 59.75), a dog@(19.04 40.25 32.96 59.75), a dog@(34.08 40.25 48 59.75)',
		],
		['cat (x3)@bottom', 'a cat@(4 55.24 33.11 96), a cat@(35.44 55.24 64.56 96), a cat@(66.89 55.24 96 96)'],
		['cat@left, <https://x.example/y|a beach>', 'cat@left | a beach'],
		['_cat_@_left_', 'cat@left'],
		['cat@**left**, dog@*right*', 'cat@left, dog@right'],
		['• cat@left • dog@right', 'cat@left, dog@right'],
		['– cat@left\n– dog@right', 'cat@left, dog@right'],
		['cat@left<br>dog@right', 'cat@left, dog@right'],
		['#cat @left #dog @right', 'cat@left, dog@right'],
		['cat@left ❤️', 'cat@left', ['❤️']],
		['cat@left!! dog@right!!', 'cat@left, dog@right'],
		['cat@left xD', 'cat@left', ['xD']],
		['cat@left :-D', 'cat@left', [':-D']],
		['[cat@left](https://x.example)', 'cat@left', ['https://x.example']],
	];
	cases.forEach(check);
});

suite('places before their words', () => {
	const cases: readonly Case[] = [
		['@left(cat) @right(dog)', 'cat@left, dog@right'],
		['@left = cat, @right = dog', 'cat@left, dog@right'],
		['(left) cat, (right) dog', 'cat@left, dog@right'],
		['[left] cat [right] dog', 'cat@left, dog@right'],
		['left - cat, right - dog', 'cat@left, dog@right'],
		['left -> cat, right -> dog', 'cat@left, dog@right'],
		['cat -> left, dog -> right', 'cat@left, dog@right'],
		['cat = left, dog = right', 'cat@left, dog@right'],
		['LEFT: cat RIGHT: dog', 'cat@left, dog@right'],
	];
	cases.forEach(check);
});

suite('scripts and languages', () => {
	const cases: readonly Case[] = [
		['cat@left‎, dog@right‏', 'cat@left, dog@right'],
		['‫قطة@يسار‬، كلب@يمين', 'قطة@left, كلب@right'],
		['חתול@שמאל, כלב@ימין', 'חתול@left, כלב@right'],
		['קטה@למעלה משמאל', 'קטה@top-left'],
		['แมว@ซ้าย, หมา@ขวา', 'แมว@left, หมา@right'],
		['แมวซ้าย หมาขวา', 'แมว@left, หมา@right'],
		['बिल्ली@बाएं, कुत्ता@दाएं', 'बिल्ली@left, कुत्ता@right'],
		['बिल्ली@(१० २० ५० ९०)', 'बिल्ली@(10 20 50 90)'],
		['кот@слева, собака@справа на пляже', 'кот@left, собака@right | на пляже'],
		['кот слева, собака справа', 'кот@left, собака@right'],
		['γάτα@αριστερά, σκύλος@δεξιά', 'γάτα@left, σκύλος@right'],
		['kedi@sol, köpek@sağ', 'kedi@left, köpek@right'],
		['kedi@SOL, köpek@SAĞ', 'kedi@left, köpek@right'],
		['kedi solda, köpek sağda', 'kedi@left, köpek@right'],
		['猫@左 狗@右 海滩', '猫@left, 狗@right | 海滩'],
		['左邊是貓，右邊是狗', '貓@left, 狗@right'],
		['左边一只猫，右边一只狗', '猫@left, 狗@right'],
		['貓@左側，狗@右側，背景：沙灘', '貓@left, 狗@right | 沙灘'],
		['고양이@왼쪽 개@오른쪽', '고양이@left, 개@right'],
		['왼쪽에 고양이, 오른쪽에 강아지', '고양이@left, 강아지@right'],
		['左に猫、右に犬', '猫@left, 犬@right'],
		['猫は左、犬は右、背景は砂浜', '猫@left, 犬@right | 砂浜'],
		['左側に赤い猫がいて、右側に青い犬がいます', '赤い猫@left, 青い犬@right'],
		['猫＠１／３、犬＠２／３', '猫@1/3, 犬@2/3'],
		['猫＠（１０　２０　６０　９０）', '猫@(10 20 60 90)'],
		['猫＠左上：大、犬＠右下：小', '猫@top-left:large, 犬@bottom-right:small'],
		['cat@½', 'cat@1/2'],
		['cat@¼, dog@¾', 'cat@1/4, dog@3/4'],
		['cat@1⁄3', 'cat@1/3'],
		['cat@(10٪ 20٪ 50٪ 90٪)', 'cat@(10 20 50 90)'],
		['cät@left', 'cät@left'],
		['ｃａｔ＠ｌｅｆｔ，ｄｏｇ＠ｒｉｇｈｔ', 'ｃａｔ@left, ｄｏｇ@right'],
		['gato@izquierda, perro@derecha, en la playa', 'gato@left, perro@right | "en la playa"'],
		['gato@arriba a la izquierda', 'gato@top-left'],
		['gato@à esquerda, cão@à direita', 'gato@left, cão@right'],
		['gatto@sinistra, cane@destra', 'gatto@left, cane@right'],
		['gatto a sinistra, cane a destra', 'gatto@left, cane@right'],
		['kat@links, hond@rechts', 'kat@left, hond@right'],
		['kat linksboven, hond rechtsonder', 'kat@top-left, hond@bottom-right'],
		['kot@po lewej, pies@po prawej', 'kot@left, pies@right'],
		['kot po lewej stronie i pies po prawej stronie', 'kot@left, pies@right'],
		['Katze oben links, Hund unten rechts, Strand', 'Katze@top-left, Hund@bottom-right | Strand'],
		[
			'ein roter Hund auf der linken Seite und eine Katze auf der rechten Seite',
			'ein roter Hund@left, eine Katze@right',
		],
		['un chat en haut à gauche et un chien en bas à droite', 'un chat@top-left, un chien@bottom-right'],
		['mèo@trái, chó@phải', 'mèo@left, chó@right'],
		['kucing@kiri, anjing@kanan', 'kucing@left, anjing@right'],
		['cat@left\tdog@right', 'cat@left, dog@right'],
		['cat@left dog@right', 'cat@left, dog@right'],
		['cat@left , dog@right', 'cat@left, dog@right'],
	];
	cases.forEach(check);
});

suite('places as they are spoken and pasted', () => {
	const cases: readonly Case[] = [
		['cat@the top left hand corner', 'cat@top-left'],
		['cat@in the bottom right', 'cat@bottom-right'],
		['cat@far left side', 'cat@far-left'],
		['cat@left hand corner', 'cat@left'],
		['cat@upper left-hand side of the image', 'cat@top-left'],
		['cat@middle of the picture', 'cat@center'],
		['cat@dead center', 'cat@center'],
		['cat@centre-left', 'cat@left'],
		['cat@top middle, dog@bottom middle', 'cat@top, dog@bottom'],
		['cat@the upper third', 'cat@top-third'],
		['cat@left half, dog@right half', 'cat@left, dog@right'],
		['cat@the very top', 'cat@top'],
		['cat@lower left quadrant', 'cat@bottom-left'],
		['cat@left foreground, tree@right background', 'cat@left:front, tree@right:back'],
		['cat@left edge', 'cat@left'],
		['cat@bottom center', 'cat@bottom'],
		['cat@north west', 'cat@top-left'],
		['cat@NE', 'cat@top-right'],
		['cat@ left', 'cat@left'],
		['cat @left', 'cat@left'],
		['cat@left.dog@right.', 'cat@left, dog@right'],
		['cat@left . dog@right', 'cat@left, dog@right'],
		['Cat@Left. Dog@Right. On a beach.', 'Cat@left, Dog@right on a beach'],
		['cat@left-dog@right', 'cat@left, dog@right'],
		['cat@left/dog@right', 'cat@left, dog@right'],
		['cat@left + dog@right', 'cat@left, dog@right'],
		['cat@left then dog@right', 'cat@left, dog@right'],
		['cat@left while a dog@right', 'cat@left, a dog@right'],
		['cat@left with dog@right', 'cat@left, dog@right'],
		['cat at the left side and dog at the right side', 'cat@left, dog@right'],
		['cat on the left side dog on the right', 'cat@left, dog@right'],
		['A cat on the left. A dog on the right. Beach in the background.', 'A cat@left, A dog@right | Beach'],
		['cat in top left corner, dog in bottom right corner', 'cat@top-left, dog@bottom-right'],
		['the cat is on the left and the dog is on the right', 'the cat@left, the dog@right'],
		['to the left a cat, to the right a dog', 'a cat@left, a dog@right'],
		['cat at left comma dog at right comma on a beach', 'cat@left, dog@right on a beach'],
		['cat@left comma dog@right period', 'cat@left, dog@right'],
		['cat at left. dog at right. beach', 'cat@left, dog@right | beach'],
		['cat (at) left, dog (at) right', 'cat@left, dog@right'],
		['cat [at] left', 'cat@left'],
		['place1: left object1: cat place2: right object2: dog', 'cat@left, dog@right'],
		['object1: cat, place1: left, object2: dog, place2: right', 'cat@left, dog@right'],
		['cat@10% 20% 50% 90%', 'cat@(10 20 50 90)'],
		['cat@(10%,20%,50%,90%)', 'cat@(10 20 50 90)'],
		['cat@[0.1,0.2,0.5,0.9]', 'cat@(10 20 50 90)'],
		['cat@{0.1 0.2 0.5 0.9}', 'cat@(10 20 50 90)'],
		['cat@(51px, 102px, 256px, 460px)', 'cat@(9.96 19.92 50 89.84)'],
		['cat@left 40%', 'cat@(6 30 46 70)'],
		['cat@left:40 %', 'cat@(6 30 46 70)'],
		['cat@left (small), dog@right (large)', 'cat@left:small, dog@right:large'],
		['small cat@left', 'small cat@left'],
		['cat@left:S, dog@right:XL', 'cat@left:small, dog@right:huge'],
		['cat@left:tiny, dog@right:big', 'cat@left:small, dog@right:large'],
	];
	cases.forEach(check);
});

suite('whoever is spoken to', () => {
	const cases: readonly Case[] = [
		['TAUE cat@left, dog@right', 'cat@left, dog@right'],
		['taue: draw a cat@left', 'a cat@left'],
		['hey taue, draw a cat@left please', 'a cat@left', ['please']],
		['<@U0LAN0Z89> draw cat@left', 'cat@left'],
		['<@U0LAN0Z89>: cat@left, dog@right', 'cat@left, dog@right'],
		['<@U0LAN0Z89|taue> "cat@left"', 'cat@left'],
		['cat@left <@U0LAN0Z89>', 'cat@left', ['<@U0LAN0Z89>']],
		['@TAUE cat@left', 'cat@left'],
		['*cat*@left, _dog_@right', 'cat@left, dog@right'],
		['&gt; cat@left', 'cat@left'],
		['cat@left:small: dog@right', 'cat@left:small, dog@right'],
	];
	cases.forEach(check);
});

suite('things beside things, counts and sizes', () => {
	const cases: readonly Case[] = [
		['a house@center, a bird@above house', 'a house@center, a bird@above the house'],
		['a bird above a house', 'a bird above a house'],
		['cat@left, dog@to the right of the cat', 'cat@left, dog@right of the cat'],
		['cat@left, dog@right, tree@in between', 'cat@left, dog@right, tree@between the dog and the cat'],
		[
			'cat@left, dog@right, bird@between cat and dog',
			'cat@left, dog@right, bird@between the cat and the dog',
		],
		[
			'table@bottom, cup@on top of the table, cat@under it',
			'table@bottom, cup@on top of the table, cat@below the cup',
		],
		['cat@left:flip:small, dog@right:front', 'cat@left:small:flip, dog@right:front'],
		['cat@left, flipped', 'cat@left:flip'],
		['cat@left mirrored', 'cat@left:flip'],
		['cat@left facing right, dog@right facing left', 'cat facing right@left, dog facing left@right'],
		['dog@center:back, tree@center:large:front', 'dog@center:back, tree@center:large:front'],
		['two cats@left', 'a cat@(4 35.19 25.15 64.81), a cat@(26.85 35.19 48 64.81)'],
		[
			'3 dogs@left',
			'a dog@(4 40.25 17.92 59.75), a dog@(19.04 40.25 32.96 59.75), a dog@(34.08 40.25 48 59.75)',
		],
		['a couple of cats@bottom', 'a cat@(4 52 48.23 96), a cat@(51.77 52 96 96)'],
		[
			'three red apples@bottom on a table',
			'a red apple@(4 55.24 33.11 96), a red apple@(35.44 55.24 64.56 96), a red apple@(66.89 55.24 96 96) on a table',
		],
		[
			'one cat@left, two dogs@right',
			'a cat@left, a dog@(52 35.19 73.15 64.81), a dog@(74.85 35.19 96 64.81)',
		],
		['cats x 3@bottom', 'a cat@(4 55.24 33.11 96), a cat@(35.44 55.24 64.56 96), a cat@(66.89 55.24 96 96)'],
		[
			'half a dozen eggs@bottom',
			'an egg@(4 75.88 18.38 96), an egg@(19.53 75.88 33.9 96), an egg@(35.05 75.88 49.43 96), an egg@(50.58 75.88 64.95 96), an egg@(66.1 75.88 80.47 96), an egg@(81.63 75.88 96 96)',
		],
		['a dozen eggs@bottom', 'a dozen eggs@bottom'],
		['several cats@bottom', 'several cats@bottom'],
		[
			'house@center, tree@left of house, car@right of house, sun@above house',
			'house@center, tree@left of the house, car@right of the house, sun@above the house',
		],
		['家@中央、木@家の左、鳥@家の上', '家@center, 木@left of 家, 鳥@above 家'],
		['猫@左、犬@猫の右', '猫@left, 犬@right of 猫'],
		['cat@left, dog@next to the cat', 'cat@left, dog@beside the cat'],
		['cat@behind the sofa, sofa@center', 'cat@behind the sofa, sofa@center'],
		['moon@top right:small, cat@bottom:40%', 'moon@top-right:small, cat@(30 56 70 96)'],
		['cat@center:50%x80%', 'cat@(25 10 75 90)'],
		['cat@center 50% x 80%', 'cat@(25 10 75 90)'],
	];
	cases.forEach(check);
});

suite('relatives of what strangers type', () => {
	const means = (line: string) => parseLine(line).layouts.map(printLayout).join('; ');
	const weight = fc.double({ min: 0.1, max: 3, noNaN: true }).map((value) => value.toFixed(1));
	const thing = fc.constantFrom('cat', 'a red dog', 'big house', '猫');

	test('a weight before words between colons is told, and the words stay', () => {
		fc.assert(
			fc.property(weight, thing, (value, words) => {
				assert.equal(means(`${value}::${words}::@left, owl@right`), means(`${words}@left, owl@right`));
				assert.equal(means(`owl@right, -${value}::${words}::`), 'owl@right');
			}),
		);
	});

	test('brackets around flags, and words that only tied them, are no scene', () => {
		const around = fc.constantFrom('(*)', '[*]', '{*}', 'with *', 'and *', '( * )');
		const flag = fc.constantFrom('--seed 7', '--steps 20', '--size 16:9', '—seed 7', '-n 2');
		fc.assert(
			fc.property(around, flag, (signs, said) => {
				assert.equal(means(`cat@left ${signs.replace('*', said)}`), means(`cat@left ${said}`));
			}),
		);
	});

	test('places before their words are read with and without separators', () => {
		const form = fc.constantFrom('[*] ', '(*) ', '*: ', '* = ');
		const between = fc.constantFrom(' ', ', ', '; ', '\n');
		fc.assert(
			fc.property(form, between, fc.constantFrom('left', 'LEFT', 'top left'), (signs, gap, place) => {
				const first = signs.replace('*', place);
				const line = `${first}a cat${gap}${signs.replace('*', 'right')}a dog`;
				assert.equal(means(line), means(`a cat@${place}, a dog@right`), line);
			}),
		);
	});

	test('a place that touches the next thing ends where it ends', () => {
		const sign = fc.constantFrom('.', '/', '-', '. ', ' / ', ' - ', '\\');
		const place = fc.constantFrom('left', 'right', 'top', 'bottom', 'center');
		fc.assert(
			fc.property(sign, place, (between, where) => {
				fc.pre(between !== '\\');
				assert.equal(means(`cat@${where}${between}dog@auto`), means(`cat@${where}, dog@auto`), between);
			}),
		);
	});

	test('how somebody feels about a line is not painted, and is told', () => {
		const face = fc.constantFrom('😂', '😍🥰', '🙏🏽', '❤️', '👍', '💯', '🤩!', '😺');
		fc.assert(
			fc.property(face, fc.constantFrom(' ', ', ', ''), (faces, gap) => {
				const line = `cat@left, dog@right on a beach${gap}${faces}`;
				assert.equal(means(line), 'cat@left, dog@right on a beach', line);
				assert.equal(parseLine(line).warnings.filter(({ code }) => code === 'left-out').length, 1, line);
			}),
		);
	});

	test('lists of words and of boxes are objects, whatever they are called', () => {
		const words = fc.constantFrom('phrases', 'prompts', 'texts', 'labels', 'names', 'classes');
		const boxes = fc.constantFrom('boxes', 'bboxes', 'locations', 'gligen_boxes', 'regions');
		fc.assert(
			fc.property(words, boxes, (first, second) => {
				const json = JSON.stringify({
					[first]: ['a cat', 'a dog'],
					[second]: [
						[0, 0, 0.5, 1],
						[0.5, 0, 1, 1],
					],
				});
				assert.equal(means(json), 'a cat@(0 0 50 100), a dog@(50 0 100 100)', json);
			}),
		);
	});

	test('whoever is spoken to before a quoted line changes nothing', () => {
		const mention = fc.constantFrom(
			'<@U0LAN0Z89>',
			'<@U0LAN0Z89|taue>',
			'<@!123456789012345678>',
			'<@&123456789012345678>',
		);
		fc.assert(
			fc.property(
				mention,
				fc.constantFrom(' ', ': ', ', '),
				fc.constantFrom('""', '“”', '``'),
				(who, gap, [open, close]) => {
					assert.equal(means(`${who}${gap}${open}cat@left, dog@right${close}`), 'cat@left, dog@right');
				},
			),
		);
	});
});
