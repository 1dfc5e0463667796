import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EDIT_SENTENCES, editByWords } from '../../src/edits/index.ts';
import { type Layout, parseLine, printLayout } from '../../src/layout/index.ts';
import { changeAsked } from '../../src/studio/plan/edit.ts';
import fc from '../support/properties.ts';

const LINE = 'a red cat@left, a dog@right, a house@top, a tree@bottom on a sunny beach --steps 9';
const GIVEN: Layout = parseLine(LINE).layouts[0];

function after(sentence: string, layout = GIVEN): string {
	const edited = editByWords(layout, sentence);
	if (edited.kind === 'changed') return printLayout(edited.layout);
	return `refused: ${EDIT_SENTENCES.en.problem(edited.problem, layout, edited.suggestions)}`;
}

const with_ = (thing: string) => LINE.replace('tree@bottom', `tree@bottom, ${thing}`);
const on = (ground: string) => LINE.replace('on a sunny beach', ground);

/** What a picture becomes, and the ways in which people ask for it. */
const WAYS: readonly (readonly [line: string, ways: readonly string[]])[] = [
	[
		LINE.replace('red cat', 'blue cat'),
		[
			'can you make the cat blue?',
			'could the cat be blue?',
			'the cat needs to be blue',
			'Make The Cat BLUE!!',
			'recolor the cat to blue',
			'the cat in blue',
			'blue cat',
			'cat blue',
			"let's have the cat blue",
			'猫を青色にしてください',
			'青い猫にして',
			'猫の色を青に変えて',
			'猫、青く',
			'ねこをあおくして',
		],
	],
	[
		LINE.replace('red cat', 'blue cat').replace('a dog', 'a red dog'),
		[
			'make the cat blue and the dog red',
			'the cat should be blue and the dog red',
			'cat blue, dog red',
			'猫を青くして犬を赤くして',
			'猫を青く、犬を赤く',
		],
	],
	[
		LINE.replace('red cat', 'blue cat').replace('a dog', 'a blue dog'),
		['make the cat and the dog blue', '猫と犬を青くして'],
	],
	[
		LINE.replace('red cat', 'red cat wearing a hat'),
		[
			'put a hat on the cat',
			'the cat should wear a hat',
			'add a hat to the cat',
			'猫に帽子をかぶせて',
			'帽子をかぶった猫にして',
		],
	],
	[LINE.replace('red cat', 'red cat sitting'), ['make the cat sit']],
	[LINE.replace('red cat', 'black and white cat'), ['make the cat black and white']],
	[
		LINE.replace('a red cat', 'a fox'),
		[
			'instead of the cat a fox',
			'instead of the cat, draw a fox',
			'with a fox instead of the cat',
			'rename the cat to fox',
			'cat to fox',
			'猫の代わりに狐を描いて',
		],
	],
	[
		LINE.replace('a red cat', 'a fox').replace('a dog', 'a wolf'),
		['cat => fox, dog => wolf', '猫を狐にして、犬を狼にして', '猫→狐、犬→狼'],
	],
	[
		LINE.replace(', a tree@bottom', ''),
		[
			"I don't want the tree",
			'there should be no tree',
			'the tree should go away',
			'Please remove all trees',
			'木はいらないです',
			'木をなくしてほしい',
		],
	],
	[
		'a red cat@left, a dog@right on a sunny beach --steps 9',
		[
			'remove tree and house',
			'remove the tree and the house',
			'remove the house, the tree',
			'家と木を消して',
		],
	],
	[
		'a red cat@left on a sunny beach --steps 9',
		['just the cat', 'remove everything except the cat', 'delete all but the cat'],
	],
	[
		LINE.replace('dog@right', 'dog@right:flip'),
		[
			'the dog should face the other way',
			'dog facing the other way',
			'could you please turn the dog around',
			'犬の向きを変えて',
		],
	],
	[
		LINE.replace('cat@left', 'cat@right').replace('dog@right', 'dog@left'),
		[
			'switch the cat with the dog',
			'make dog and cat swap',
			'猫と犬の位置を交換',
			'put the dog where the cat is',
			'move the dog to where the cat stands',
			"put the dog in the cat's place",
			'move the dog to the position of the cat',
			'the dog should go where the cat was',
			'put the dog where the cat was and the cat where the dog was',
			'犬を猫の場所に移動して',
			'猫のところに犬を置いて',
			'犬を猫がいるところに動かして',
		],
	],
	[
		LINE.replace('cat@left', 'cat@left:large').replace('dog@right', 'dog@right:large'),
		[
			'make both animals bigger',
			'make the two animals bigger',
			'all of the animals should be bigger',
			'make each animal bigger',
			'両方の動物を大きくして',
			'動物を大きくして',
		],
	],
	[LINE.replace('house@top', 'house@top:flip'), ['flip the building', 'flip all the buildings']],
	[
		LINE.replace('dog@right', 'dog@left'),
		['dog left', 'slide the dog left', 'the dog should be on the left', '犬を左へ動かしてください'],
	],
	[
		LINE.replace('dog@right', 'dog@(42 20 86 80)'),
		['the dog a bit more to the left', 'move the dog left a little bit', '犬をもう少し左に'],
	],
	[
		LINE.replace('dog@right', 'dog@above the house'),
		['move the dog above the house', 'the dog should be above the house', '犬を家の上に移動して'],
	],
	[
		LINE.replace('cat@left', 'cat@beside the dog'),
		['put the cat next to the dog', 'move the cat closer to the dog', '猫を犬の隣に置いて'],
	],
	[
		LINE.replace('tree@bottom', 'tree@between the red cat and the dog'),
		['put the tree between the cat and the dog', '木を猫と犬の間に移動'],
	],
	[LINE.replace('cat@left', 'cat@left:front'), ['cat in front', 'put the cat in the foreground']],
	[
		LINE.replace('house@top', 'house@(13.6 0 86.4 57.2)'),
		['the house should be bigger', 'the house needs to be bigger', '家、大きくして'],
	],
	[
		LINE.replace('tree@bottom', 'tree@(36 63 64 85)'),
		['shrink the tree by half', 'halve the tree', '木を半分の大きさに'],
	],
	[
		LINE.replace('tree@bottom', 'tree@(0 12 100 100)'),
		['double the tree', 'double the size of the tree', '木を2倍に', '木を二倍の大きさにして'],
	],
	[
		with_('a moon@top-right'),
		['add a moon in the top right corner', 'a moon@top-right please'.replace('a moon', 'add a moon')],
	],
	[with_('月@top-right'), ['月を右上に追加して', '右上に月を描いて']],
	[
		with_('a bird@above the house'),
		['add a bird above the house', 'and a bird above the house', 'put a bird over the house'],
	],
	[with_('鳥@above the house'), ['家の上に鳥を追加', '鳥を家の上に描いて']],
	[with_('a bird@(4 4 48.23 48), a bird@(51.77 4 96 48)'), ['add two birds at the top']],
	[with_('a moon@auto, a star@auto'), ['add a moon and a star', 'add a moon, a star']],
	[with_('a tree@auto'), ['more trees', 'add another tree', 'one more tree']],
	[on('on a beach in the snow'), ['make it snow', 'make it snowy', 'it should be snowy']],
	[
		on('on a beach at night'),
		['same but at night', 'make it dark', '夜の背景にして', 'make the background darker'],
	],
	[on('in a forest'), ['put them in a forest', 'what about in a forest?']],
	[on('| a plain background'), ['no background', 'remove the background']],
	[on('| a blue sky'), ['make the sky blue']],
	[on('| a snowy field'), ['雪の中にして']],
	[
		LINE.replace('red cat', 'red cat with wings'),
		['give the cat wings', 'give the cat some wings'.replace('some ', '')],
	],
	[LINE.replace('red cat', 'red cat with a hat'), ['cat with a hat']],
	[LINE.replace('red cat', 'green cat'), ['what if the cat was green', '猫は緑で']],
	[LINE.replace('red cat', 'happy red cat'), ['make the cat look happy', '猫を嬉しそうに']],
	[LINE.replace('a red cat@left, ', ''), ['remove the red one', '赤い猫を消して', '猫なし']],
	[
		'a house@top, a tree@bottom on a sunny beach --steps 9',
		['get rid of both the cat and the dog', '猫と犬を消してください'],
	],
	[LINE.replace('tree@bottom', 'tree@(12 52 68 96)'), ['nudge the tree left', '木をちょっと左に']],
	[LINE.replace('dog@right', 'dog@(52 30 96 90)'), ['push the dog a bit down', '犬を少し下げて']],
	[LINE.replace('tree@bottom', 'tree@(29 57.5 71 90.5)'), ['the tree is too big', '木が大きすぎる']],
	[
		LINE.replace('cat@left', 'cat@left:large'),
		['the cat is too small', 'make the cat 30% bigger', '猫が小さすぎます'],
	],
	[LINE.replace('house@top', 'house@(22 28 78 72)'), ['center the house', '家を中央に']],
	[
		LINE.replace('house@top', 'house@(44 53 100 97)'),
		['move the house to the bottom right', '家を右下に移動させて'],
	],
	[
		LINE.replace('a house', 'a castle'),
		['can we have a castle instead of the house', 'exchange the house for a castle', '家じゃなくて城'],
	],
	[with_('鳥@on top of the tree'), ['木に鳥を置いて']],
	[with_('a boat@between the red cat and the dog'), ['place a boat between the cat and the dog']],
	[on('on a beach at night'), ['change the time to night']],
	[on('| a plain background'), ['背景を消して', '背景なしで']],
	[with_('りんご@(20 39.9 34.42 60.1), りんご@(35.58 39.9 50 60.1)'), ['犬の隣にりんごを二つ追加']],
	[on('on a beach at night').replace('red cat', 'red cat wearing a crown'), ['猫に王冠をかぶせて夜にして']],
	[on('| a city'), ['background a city', 'use a city as background', '背景は街']],
	[on('| the sea'), ['海にして', '背景を海にしてください']],
	[on('| a snowy field'), ['雪原に変えて']],
];

describe('ways to ask for a change', () => {
	for (const [line, ways] of WAYS)
		for (const way of ways) it(`“${way}” makes it ${line}`, () => assert.equal(after(way), line));

	it('are the same with courtesies around them, and tied with others', () => {
		const both = fc.constantFrom(...WAYS.filter(([, ways]) => /^[a-z]/i.test(ways[0])));
		fc.assert(
			fc.property(
				both,
				fc.constantFrom('', 'please ', 'Hey, ', 'can you ', 'ok, now '),
				fc.constantFrom('', ' please', '!', '.', ', thanks', ' now'),
				([line, [way]], before, behind) => {
					fc.pre(!(/^(?:can|could|I|blue|cat|instead|with|dog|just|same)\b/.test(way) && before !== ''));
					assert.equal(after(before + way.replace(/\?$/, '') + behind), line, before + way + behind);
				},
			),
		);
	});

	it('leave a new line in answer to a picture a line', () => {
		for (const line of [
			'a dog on a beach',
			'a black wolf in front of a castle',
			'a bird above a house',
			'red bird',
			'two cats at night',
			'a house by the sea',
			'a cat to remember',
			'a cafe where the music is',

			'nice!',
		])
			assert.equal(changeAsked(GIVEN, line, true), null, line);
	});

	it('keep what stands beside what, whoever else goes', () => {
		const given = parseLine('a cat@top-left, a house@center, a bird@above the house').layouts[0];
		assert.equal(after('remove the cat', given), 'a house@center, a bird@above the house');
		const edited = editByWords(given, 'remove the house');
		assert.ok(edited.kind === 'changed');
		assert.deepEqual(edited.layout.objects[1].box, given.objects[2].box);
		assert.equal(edited.layout.objects[1].beside, undefined);
	});

	it('answer what only a person can see with what can be done', () => {
		assert.match(after('the dog should look left'), /Try “flip the dog”/);
	});
});
