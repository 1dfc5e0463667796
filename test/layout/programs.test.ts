import { describe as suite } from 'node:test';
import { type Case, check } from './line-case.ts';

suite('settings between other signs, and negative words by other names', () => {
	const cases: readonly Case[] = [
		['cat@left !seed 7', 'cat@left --seed 7'],
		['cat@left <steps=20>', 'cat@left --steps 20'],
		['cat@left {seed: 7}', 'cat@left --seed 7'],
		['cat@left ###Negative### blurry', 'cat@left --no blurry'],
		['cat@left [negative: blurry]', 'cat@left --no blurry'],
		['cat@left neg: blurry, text', 'cat@left --no "blurry, text"'],
		['cat@left UC: lowres', 'cat@left --no lowres'],
		['cat@left\nUndesired Content: lowres', 'cat@left --no lowres'],
		['cat@left UC@right', 'cat@left, UC@right'],
		['{seed,cat}@left', ['seed@left', 'cat@left']],
	];
	cases.forEach(check);
});

suite('labels and commands of other programs', () => {
	const cases: readonly Case[] = [
		['parameters: cat@left', 'cat@left'],
		['Prompt: cat@left, dog@right. Style: watercolor', 'cat@left, dog@right | watercolor'],
		['cat@left, style: watercolor, mood: calm', 'cat@left | "watercolor, calm"'],
		['$ taue draw "cat@left, dog@right"', 'cat@left, dog@right'],
		['cat@left --enable_hr true --hr_scale 2', 'cat@left', ['--enable_hr true', '--hr_scale 2']],
		['cat@left --nologo --sharpness 2 --token 12', 'cat@left', ['--nologo', '--sharpness 2', '--token 12']],
		['cat@left --sampler_index k_euler', 'cat@left --scheduler euler'],
	];
	cases.forEach(check);
});

suite('ornaments, faces of signs and lists', () => {
	const cases: readonly Case[] = [
		['cat@left\n---\ndog@right', 'cat@left, dog@right'],
		['a) cat@left b) dog@right', 'cat@left, dog@right'],
		['(1) cat@left (2) dog@right', 'cat@left, dog@right'],
		['✨ cat@left ✨', 'cat@left', ['✨']],
		['👉 cat@left, dog@right', 'cat@left, dog@right', ['👉']],
		['cat@left (╯°□°)╯', 'cat@left', ['(╯°□°)╯']],
		['cat@left (дом)', 'cat@left | дом'],
		['✨@left, 🎨@right', '✨@left, 🎨@right'],
		['🎨 and cat@left', '🎨 and cat@left'],
	];
	cases.forEach(check);
});
