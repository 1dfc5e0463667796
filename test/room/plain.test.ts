import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/parse.ts';
import { withEmoji } from '../../src/translate/emoji.ts';
import { knownWords } from '../../src/translate/known-words.ts';
import { meantBy } from '../../src/translate/plain/index.ts';
import fc from '../support/properties.ts';

const taught = JSON.parse(readFileSync(new URL('../../models/nae/words.json', import.meta.url), 'utf8'));
const KNOWN = knownWords({ model: 'nae', taught });

/** What is understood, with the line as it is written. */
function told(sentence: string) {
	const meant = meantBy(sentence, KNOWN);
	if (meant === null) return null;
	const { read, ...how } = meant;
	return { line: read.line, ...how };
}

describe('a plain sentence', () => {
	const sure: readonly (readonly [said: string, line: string])[] = [
		['a cat and a dog on the beach', 'a cat@left, a dog@right on the beach'],
		['cat on the left and dog on the right, beach', 'cat@left, dog@right on a beach'],
		['dog right', 'dog@right'],
		['cat left dog right on a beach', 'cat@left, dog@right on a beach'],
		['left cat right dog', 'cat@left, dog@right'],
		['cat: left, dog: right', 'cat@left, dog@right'],
		['please draw a red cat on the left and a blue dog', 'a red cat@left, a blue dog@right'],
		['on the left a cat, on the right a dog', 'a cat@left, a dog@right'],
		['a cat in the top left corner', 'a cat@top-left'],
		['the duck is at the bottom', 'the duck@bottom'],
		['two cats and a dog at night', 'two cats@left, a dog@right at night'],
		['a cat, a dog and a bird', 'a cat@left-third, a dog@middle-third, a bird@right-third'],
		['a teddy bear and a birthday cake', 'a teddy bear@left, a birthday cake@right'],
		['a bird above a house on a meadow', 'a house@center, a bird@above the house on a meadow'],
		['a dog to the left of the tree', 'the tree@center, a dog@left of the tree'],
		['cat | dog', 'cat@left, dog@right'],
		['a cat | a dog | beach', 'a cat@left, a dog@right on a beach'],
		['a cat and a dog | beach, sunny', 'a cat@left, a dog@right | beach, sunny'],
		['cat left | dog right || the moon in oil', 'cat@left, dog@right | the moon in oil'],
		['a cat on a beach | oil painting |', 'a cat@center on a beach | oil painting'],
		['猫｜犬｜砂浜', '猫@左、犬@右、砂浜'],
		['家の上に鳥', '家@中央、鳥@家の上'],
		['Cat.', 'Cat@center'],
		['Can I get a red fox and a tree?', 'a red fox@left, a tree@right'],
		['狼と熊が雪原にいる', '狼@左、熊@右、雪原'],
		['一只猫和一只狗在海滩上', '猫@左，狗@右，海滩'],
		['请画一只红色的猫和一只蓝色的狗', '红色的猫@左，蓝色的狗@右'],
		['海滩上的猫', '猫@中央，海滩'],
		['猫與狗在森林裡', '猫@左，狗@右，森林'],
		['一只可爱的熊猫在草地上', '可爱的熊猫@中央，草地'],
		['两只猫和三条鱼', '两只猫@左，三条鱼@右'],
		['房子上面有一只鸟', '房子@中央，鸟@above 房子'],
		['赤色の猫と青色の犬', '赤色の猫@左、青色の犬@右'],
		['a fox and an owl in a forest at night', 'a fox@left, an owl@right in a forest at night'],
		['cat left dog right beach', 'cat@left, dog@right on a beach'],
		[
			'Can you draw a red cat next to a blue dog on the beach?',
			'a red cat@left, a blue dog@right on the beach',
		],
		['an owl sitting on top of a tree', 'a tree@center, an owl@on top of the tree'],
		['A cat. A dog. On a beach.', 'A cat@left, A dog@right On a beach'],
		['🐱 and 🐶', 'cat@left, dog@right'],
		['🐱🐶🏖️', 'cat@left, dog@right | a beach'],
		['a cat and a dog 😂', 'a cat@left, a dog@right'],
		['海辺の猫と犬', '猫@左、犬@右、海辺'],
		['砂浜に猫がいる風景', '猫@中央、砂浜'],
		['猫と犬、砂浜', '猫@左、犬@右、砂浜'],
		['左に猫、右に犬、砂浜', '猫@左、犬@右、砂浜'],
		['砂浜に猫と犬', '猫@左、犬@右、砂浜'],
		['猫を左に、犬を右に', '猫@左、犬@右'],
		['a fox between two trees', 'a tree@left-third, a tree@right-third, a fox@between them'],
		[
			'an owl between a tree and a house at night',
			'a tree@left-third, a house@right-third, an owl@between the tree and the house at night',
		],
		[
			'between the cat and the dog stands a bear',
			'the cat@left-third, the dog@right-third, a bear@between the cat and the dog',
		],
		[
			'two trees with a fox between them on a meadow',
			'a tree@left-third, a tree@right-third, a fox@between them on a meadow',
		],
		['a house with a bird above it', 'a house@center, a bird@above the house'],
		['a house with a tree next to it', 'a house@left, a tree@right'],
		['in front of the house there is a dog', 'the house@center, a dog@in front of the house'],
		[
			'🦊 between 🌲 and 🌳',
			'pine tree@left-third, tree@right-third, fox@between the pine tree and the tree',
		],
		['🐱 left 🐶 right', 'cat@left, dog@right'],
		['🐱左🐶右', 'cat@左、dog@右'],
		['🐱 on 🏖️', 'cat@center on a beach'],
		['木の間に狐', '木@1/3、木@3/3、狐@between them'],
		['猫と犬の間に狐がいる', '猫@1/3、犬@3/3、狐@猫と犬の間'],
		['两棵树中间有一只狐狸', '树@1/3，树@3/3，狐狸@between them'],
		['赤い猫の絵を描いてください', '赤い猫@中央'],
	];
	for (const [said, line] of sure) {
		it(`is drawn: “${said}” as ${line}`, () => {
			const meant = meantBy(said, KNOWN, withEmoji);
			assert.equal(meant?.read.line, line);
			assert.equal(meant.sure, true);
		});
	}

	it('that names things in a row may mean one or several, which is asked', () => {
		assert.deepEqual(told('cat dog'), {
			line: 'cat@left, dog@right',
			sure: false,
			namesPlaces: false,
		});
		assert.deepEqual(told('hot dog'), { line: 'hot dog@center', sure: true, namesPlaces: false });
		assert.equal(meantBy('a dog house', KNOWN)?.read.line, 'a dog house@center');
	});

	it('that places more than it can be read to place is not drawn as something else', () => {
		for (const said of ['a dog in front of a house and a cat behind it', 'a fox between three trees'])
			assert.notEqual(meantBy(said, KNOWN)?.sure, true, said);
	});

	it('that is said to somebody stays talk, and its line is only offered', () => {
		const talk = [
			['I love my cat', 'cat@center'],
			['what a nice dog!', 'dog@center'],
			['The dog should look at the cat. Shall I reroll it?', 'dog@left, cat@right'],
			['a cat?', 'a cat@center'],
		] as const;
		for (const [said, line] of talk) {
			const meant = meantBy(said, KNOWN, withEmoji);
			assert.equal(meant?.sure, false, said);
			assert.equal(meant.read.line, line);
		}
	});

	it('keeps what stands behind a bar where it is not sure of what stands before it', () => {
		assert.deepEqual(told('a pirate and a cat | oil painting'), {
			line: 'a pirate@left, a cat@right | oil painting',
			sure: false,
			namesPlaces: false,
		});
		for (const said of ['a city at night | trending', '| |', 'hello everybody | beach'])
			assert.equal(meantBy(said, KNOWN), null, said);
	});

	it('that names nothing the model draws means no line', () => {
		for (const said of ['how lovely!', 'beach', 'hello everybody', 'かわいい!', 'こんにちは', '', '…'])
			assert.equal(meantBy(said, KNOWN), null, said);
	});

	it('keeps a thing that the model was not taught, and is not sure of it', () => {
		assert.deepEqual(told('a pirate and a cat'), {
			line: 'a pirate@left, a cat@right',
			sure: false,
			namesPlaces: false,
		});
	});

	it('that is a line already is none', () => {
		for (const line of [
			'cat@left',
			'cat | beach@left',
			'a cat --steps 9',
			'a cat | day --steps 9',
			'{red,blue} car',
		])
			assert.equal(meantBy(line, KNOWN), null, line);
	});

	it('becomes a line with the same things in the same places, whichever they are', () => {
		const noun = fc.constantFrom(...KNOWN.nouns);
		const place = fc.constantFrom('left', 'right', 'top', 'bottom');
		const things = fc.uniqueArray(fc.tuple(noun, place), {
			minLength: 1,
			maxLength: 4,
			selector: ([, where]) => where,
		});
		const say = fc.constantFrom(
			(what: string, where: string) => `a ${what} on the ${where}`,
			(what: string, where: string) => `on the ${where} side a ${what}`,
			(what: string, where: string) => `${what} ${where}`,
		);
		fc.assert(
			fc.property(things, say, fc.constantFrom(', ', ' and ', '; '), (chosen, words, between) => {
				const meant = meantBy(chosen.map(([what, where]) => words(what, where)).join(between), KNOWN);
				const { objects } = parseLine(meant?.read.line ?? '').layouts[0] ?? { objects: [] };
				const expected = parseLine(chosen.map(([what, where]) => `${what}@${where}`).join(', ')).layouts[0];
				assert.deepEqual(
					objects.map(({ text, box }) => [text.replace(/^a /, ''), box]),
					expected?.objects.map(({ text, box }) => [text, box]),
				);
				assert.equal(meant?.sure, true);
			}),
		);
	});

	it('of any letters is read without a fault, and every line that it means can be read', () => {
		const word = fc.oneof(
			fc.constantFrom(
				'cat',
				'dog',
				'left',
				'right',
				'on',
				'the',
				'a',
				'and',
				',',
				'猫',
				'左',
				'に',
				'と',
				'、',
				'beach',
				'!',
			),
			fc.string({ unit: 'grapheme', maxLength: 6 }),
		);
		fc.assert(
			fc.property(fc.array(word, { maxLength: 14 }), (words) => {
				const meant = meantBy(words.join(' '), KNOWN);
				if (meant !== null) parseLine(meant.read.line);
			}),
		);
	});
});
