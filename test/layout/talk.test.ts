import { describe as suite } from 'node:test';
import { type Case, check } from './line-case.ts';

suite('how people begin a line', () => {
	const cases: readonly Case[] = [
		['me a cat@left', 'a cat@left'],
		['plz cat@left', 'cat@left'],
		['ok so cat@left', 'cat@left'],
		['can I have a cat@left, a dog@right?', 'a cat@left, a dog@right'],
		["i'd like cat@left and dog@right", 'cat@left, dog@right'],
		['maybe a cat@left', 'a cat@left'],
		['hello kitty@left', 'hello kitty@left'],
	];
	cases.forEach(check);
});

suite('what people put between two things', () => {
	const cases: readonly Case[] = [
		['cat@left w/ dog@right', 'cat@left, dog@right'],
		['cat@left n dog@right', 'cat@left, dog@right'],
		['cat@left and also dog@right', 'cat@left, dog@right'],
		['cat@left as well as dog@right', 'cat@left, dog@right'],
		['cat@left vs dog@right', 'cat@left, dog@right'],
		['cat@left looking at dog@right', 'cat@left, dog@right', ['looking at']],
		['a cat@left is chasing a dog@right', 'a cat@left, a dog@right', ['is chasing']],
		['a cat@left and a dog@right both on a beach', 'a cat@left, a dog@right on a beach'],
		['cat@left + dog@right + beach', 'cat@left, dog@right | beach'],
		['Cat left. Dog right.', 'Cat@left, Dog@right'],
		['cat at the left, dog at the right 🙏', 'cat@left, dog@right', ['🙏']],
	];
	cases.forEach(check);
});
