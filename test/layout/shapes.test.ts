import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { type Case, check } from './line-case.ts';

suite('sizes without the name of a flag', () => {
	const cases: readonly Case[] = [
		['cat@left --16:9', 'cat@left --size 16:9'],
		['cat@left —landscape', 'cat@left --size landscape'],
		['cat@left --portrait --seed 3', 'cat@left --seed 3 --size portrait'],
		['cat@left --1024x768', 'cat@left --size 1024x768'],
		['cat@left on a beach, 16:9, sunny', 'cat@left on a beach, sunny --size 16:9'],
		['16:9, cat@left', 'cat@left --size 16:9'],
		['cat@left 1024 x 768', 'cat@left --size 1024x768'],
		['cat@left size: 512', 'cat@left --size 512x512'],
		['a train at 3:30@left', '"a train at 3:30"@left'],
		['cat@left, dog@right at 16:30', 'cat@left, dog@right at "16:30"'],
	];
	cases.forEach(check);
});

suite('shapes by what they are for', () => {
	test('are ratios', () => {
		for (const [name, aspect] of [
			['phone', 9 / 16],
			['wallpaper', 16 / 9],
			['ultrawide', 21 / 9],
			['poster', 2 / 3],
			['square_hd', 1],
			['portrait_4_3', 3 / 4],
			['landscape_16_9', 16 / 9],
		] as const)
			for (const flag of ['--size', '--image_size', '--ar'])
				assert.equal(parseLine(`cat@left ${flag} ${name}`).layouts[0]?.flags.aspect, aspect, name);
	});
});

suite('a flag between two commas', () => {
	const cases: readonly Case[] = [
		['cat@left on a beach, --seed 3, sunny', 'cat@left on a beach, sunny --seed 3'],
		['cat@left, --seed 3, dog@right', 'cat@left, dog@right --seed 3'],
	];
	cases.forEach(check);
});
