import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { parseLine, printLayout } from '../../src/layout/index.ts';
import { remarkInJapanese } from '../../src/layout/sentences-ja.ts';
import fc from '../support/properties.ts';
import { type Case, check } from './line-case.ts';

suite('what a line says is not to be there', () => {
	const cases: readonly Case[] = [
		['cat@left, no dog', 'cat@left --no dog'],
		['cat@left without a dog', 'cat@left --no dog'],
		['cat@left, no text, no watermark', 'cat@left --no "text, watermark"'],
		['no text, cat@left, sunny beach', 'cat@left | sunny beach --no text'],
		['cat@left on a beach with no people, at night', 'cat@left on a beach, at night --no people'],
		['cat@left (but not a dog)', 'cat@left --no dog'],
		['cat@left | beach, no people --no text', 'cat@left | beach --no "text, people"'],
		['cat@left, {no text,no people}', ['cat@left --no text', 'cat@left --no people']],
		['a cat, no text, no watermark', 'a cat --no "text, watermark"'],
		['猫@左、砂浜、人なし', '猫@left | 砂浜 --no 人'],
		['猫@左，没有人', '猫@left --no 人'],
		['Katze@links, ohne Text', 'Katze@left --no Text'],
		// Things and names stay what they are.
		['a cat without a hat@left, a dog@right', 'a cat without a hat@left, a dog@right'],
		['cat@left without a hat, dog@right', 'cat without a hat@left, dog@right'],
		['a no parking sign@right', 'a no parking sign@right'],
		['cat@left, "no text"', '"cat"@left | "no text"'],
		['a beach without people', 'a beach without people'],
	];
	cases.forEach(check);

	test('is told, once', () => {
		const { warnings } = parseLine('{red,blue} cat@left, no dog, no text');
		assert.deepEqual(
			warnings.map(({ message }) => message),
			['Not to be shown, as with --no: “dog”, “text”.'],
		);
		assert.match(warnings.map(({ remark }) => remarkInJapanese(remark)).join(), /「dog」、「text」/);
	});

	test('is never a part of the scene, wherever it stands in it', () => {
		const word = fc.constantFrom('text', 'people', 'dog', 'clouds');
		const scene = fc.constantFrom('on a beach', 'sunny beach', 'at night');
		const says = fc.constantFrom('no', 'without', 'with no', 'without any');
		fc.assert(
			fc.property(
				scene,
				fc.array(fc.tuple(says, word), { minLength: 1, maxLength: 3 }),
				(ground, unwanted) => {
					const line = ['cat@left', ground, ...unwanted.map((parts) => parts.join(' '))].join(', ');
					const [layout] = parseLine(line).layouts;
					assert.ok(layout);
					assert.equal(layout.flags.no, unwanted.map(([, what]) => what).join(', '));
					for (const [, what] of unwanted) assert.ok(!layout.background?.includes(what), line);
					assert.deepEqual(parseLine(printLayout(layout)).layouts, [layout]);
				},
			),
		);
	});
});

suite('several that nobody counted', () => {
	test('are one thing, which is told', () => {
		for (const [line, many] of [
			['many cats@left', '3x cats'],
			['a few red cats@left', '3x red cats'],
			['a dozen eggs@left', '8x eggs'],
			['100 cats@left', '8x cats'],
		]) {
			const { layouts, warnings } = parseLine(line ?? '');
			assert.equal(layouts[0]?.objects.length, 1, line);
			assert.deepEqual(
				warnings.map(({ remark }) => remark.kind === 'not-counted' && remark.many),
				[many],
			);
		}
		for (const line of ['some grass@left', 'a pair of shoes@left', '747 jet@left'])
			assert.deepEqual(parseLine(line).warnings, [], line);
	});
});

suite('signs between two things', () => {
	const cases: readonly Case[] = [
		['cat@left -- dog@right', 'cat@left, dog@right'],
		['cat@left ... dog@right', 'cat@left, dog@right'],
		['cat@left — dog@right', 'cat@left, dog@right'],
		['cat@left, dog@right as the background', 'cat@left, dog@right:back'],
		['what about a cat@left?', 'a cat@left'],
	];
	cases.forEach(check);
});
