import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { remarkInJapanese } from '../../src/layout/sentences-ja.ts';
import fc from '../support/properties.ts';
import { type Case, check } from './line-case.ts';

suite('a thing with another on one side', () => {
	const cases: readonly Case[] = [
		['a house with a tree on the left', 'a house@auto, a tree@left'],
		['please draw a house with a big old tree on the left side', 'a house@auto, a big old tree@left'],
		['a house with a tree on the left and a car on the right', 'a house@auto, a tree@left, a car@right'],
		['a castle with a dragon at the top right, at night', 'a castle@auto, a dragon@top-right at night'],
		['a beach with a boat on the right', 'a boat@right | a beach'],
		[
			'a sunny meadow with a cow on the left and a sheep on the right',
			'a cow@left, a sheep@right | a sunny meadow',
		],
		// What is worn, held or a part stays where its bearer is; so does who comes along.
		['a cat with a hat on the left', 'a cat with a hat@left'],
		['a house with a red door on the left', 'a house with a red door@left'],
		['a man with a dog on the left', 'a man with a dog@left'],
		[
			'a castle with a dragon on the left, a tower with a knight on the right',
			'a castle with a dragon@left, a tower with a knight@right',
		],
		['a house with a tree@left', 'a house with a tree@left'],
		['a lake with an island in the middle', 'a lake with an island in the middle'],
	];
	cases.forEach(check);
});

suite('places that stand before their words, each behind its sign', () => {
	const cases: readonly Case[] = [
		['@left cat, @right dog', 'cat@left, dog@right'],
		['@left cat @right dog', 'cat@left, dog@right'],
		['@left cat and @right dog', 'cat@left, dog@right'],
		['@left: cat, @right: dog', 'cat@left, dog@right'],
		['@left a cat on a mat; @right a dog on a beach', 'a cat on a mat@left, a dog@right on a beach'],
		['@top left moon\n@bottom right a house | forest', 'moon@top-left, a house@bottom-right | forest'],
		['@left:small cat, @(50 10 90 90):flip dog', 'cat@left:small, dog@(50 10 90 90):flip'],
		['1. @left cat 2. @right dog', 'cat@left, dog@right'],
		['＠左：猫、＠右：犬、砂浜', '猫@left, 犬@right | 砂浜'],
		['@left "a cat, a hat", @right dog --seed 3', '"a cat, a hat"@left, dog@right --seed 3'],
	];
	cases.forEach(check);

	test('are told, in every language, with one of them as we write it', () => {
		const { warnings } = parseLine('@left {red,blue} cat, @right dog');
		assert.deepEqual(
			warnings.map(({ message }) => message),
			['Places stand behind their words: read as “red cat@left”.'],
		);
		assert.match(warnings.map(({ remark }) => remarkInJapanese(remark)).join(), /「red cat@left」/);
	});

	test('colour the place where it was typed', () => {
		const { spans } = parseLine('@left cat, @right dog');
		const of = (kind: string) =>
			spans.filter((span) => span.kind === kind).map(({ start, end }) => [start, end]);
		assert.deepEqual(of('place'), [
			[0, 5],
			[11, 17],
		]);
		assert.deepEqual(of('object'), [
			[6, 9],
			[18, 21],
		]);
	});

	test('are a mistake where some stand behind, or only one is there', () => {
		for (const line of ['@left cat, dog@right', '@left cat', '@left cat, owl, @right dog', '@left @right'])
			assert.throws(() => parseLine(line), /Nothing is named/, line);
	});
});

suite('two places behind one sign', () => {
	const cases: readonly Case[] = [
		['cat and dog@left and right', 'cat@left, dog@right'],
		['cat, dog@left, right on a beach', 'cat@left, dog@right on a beach'],
		['a red cat & a dog@left & right', 'a red cat@left, a dog@right'],
		['cat@left and right', 'cat@left, cat@right'],
		['cat@left or right', ['cat@left', 'cat@right']],
		['cat@top/bottom', ['cat@top', 'cat@bottom']],
		['cat@bottom/left', 'cat@bottom-left'],
	];
	cases.forEach(check);

	test('are never a scene', () => {
		for (const line of ['cat@left right', 'cat@left | right'])
			assert.throws(() => parseLine(line), /“right” has no place/, line);
	});

	test('are not named where a sentence breaks off', () => {
		for (const tie of ['or', 'of', 'to', 'but', 'behind', 'und', 'avec'])
			assert.equal(parseLine(`cat@left ${tie}`).layouts[0]?.background, null, tie);
	});
});

suite('hands and arrows', () => {
	const cases: readonly Case[] = [
		['🐺👈🐻👉', '🐺@left, 🐻@right'],
		['👈🐺👉🐻', '🐺@left, 🐻@right'],
		['👉🐺 👈🐻', '🐺@right, 🐻@left'],
		['🐺👈🏽🐻👉🏽', '🐺@left, 🐻@right'],
		['🐱⬅️🐶➡️🌳⬇️', '🐱@left, 🐶@right, 🌳@bottom'],
		['🐱↖️🐶↘️', '🐱@top-left, 🐶@bottom-right'],
		['🐱👈🐶👉🌲', '🐱@left, 🐶@right | 🌲'],
		['👈 a red cat, 👉 a blue dog, beach', 'a red cat@left, a blue dog@right | beach'],
		['cat 👈 dog 👉', 'cat@left, dog@right'],
		['look 👉 cat', 'look 👉 cat'],
	];
	cases.forEach(check);

	test('mean the same with and without spaces, before and behind', () => {
		const thing = fc.constantFrom('🐱', '🐶', '🦊', '🐻‍❄️', '🚗', '👨‍🌾');
		const sides = fc.constantFrom(['👈', '👉'], ['⬅️', '➡️'], ['👆', '👇'], ['👈🏿', '👉🏿']);
		fc.assert(
			fc.property(thing, thing, sides, fc.constantFrom('', ' '), (a, b, [one = '', two = ''], gap) => {
				const boxes = (line: string) =>
					parseLine(line).layouts[0]?.objects.map(({ text, box }) => [text, box]);
				const behind = boxes(`${a}${one}${gap}${b}${two}`);
				assert.equal(behind?.length, 2);
				assert.deepEqual(boxes(`${one}${a}${gap}${two}${b}`), behind);
			}),
		);
	});
});
