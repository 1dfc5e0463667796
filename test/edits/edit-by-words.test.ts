import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EDIT_SENTENCES, editByWords } from '../../src/edits/index.ts';
import { type Layout, parseLine, printLayout } from '../../src/layout/index.ts';
import { anyLayout, anyLine } from '../layout/layouts.ts';
import fc from '../support/properties.ts';

const LINE = 'a red cat@left, a dog@right, a house@top, a tree@bottom on a sunny beach --steps 9';
const layoutOf = (line: string): Layout => parseLine(line).layouts[0];
const GIVEN = layoutOf(LINE);

function after(sentence: string, layout = GIVEN): string {
	const edited = editByWords(layout, sentence);
	if (edited.kind === 'changed') return printLayout(edited.layout);
	return `refused: ${EDIT_SENTENCES.en.problem(edited.problem, layout, edited.suggestions)}`;
}

/** Sentence to the line that it makes of LINE. */
const UNDERSTOOD: Readonly<Record<string, string>> = {
	'make the cat blue': LINE.replace('red cat', 'blue cat'),
	'Make the cat blue, please.': LINE.replace('red cat', 'blue cat'),
	'please could you make the cat orange!': LINE.replace('a red cat', 'an orange cat'),
	'the cat should be black': LINE.replace('red cat', 'black cat'),
	'turn the cat blue': LINE.replace('red cat', 'blue cat'),
	'change the cat to blue': LINE.replace('red cat', 'blue cat'),
	'make the dog fluffy': LINE.replace('a dog', 'a fluffy dog'),
	'give the cat a hat': LINE.replace('a red cat', 'a red cat with a hat'),
	'make the dog wear a crown': LINE.replace('a dog', 'a dog wearing a crown'),
	'cat -> fox': LINE.replace('a red cat', 'a fox'),
	'cat → a big fox': LINE.replace('a red cat', 'a big fox'),
	'replace the dog with a wolf': LINE.replace('a dog', 'a wolf'),
	'turn the cat into a tiger': LINE.replace('a red cat', 'a tiger'),
	'a wolf instead of the dog': LINE.replace('a dog', 'a wolf'),
	'move the dog to the left': LINE.replace('dog@right', 'dog@left'),
	'move dog left': LINE.replace('dog@right', 'dog@left'),
	'put the house on the right': LINE.replace('house@top', 'house@(44 9 100 53)')
		.replace('(44 9', '(44 28')
		.replace('53)', '72)'),
	'move the cat up a bit': LINE.replace('cat@left', 'cat@(4 10 48 70)'),
	'bigger house': LINE.replace('house@top', 'house@(13.6 0 86.4 57.2)'),
	'make the house bigger': LINE.replace('house@top', 'house@(13.6 0 86.4 57.2)'),
	'house smaller': LINE.replace('house@top', 'house@(29 9.5 71 42.5)'),
	'make the house 40%': LINE.replace('house@top', 'house@(30 6 70 46)'),
	'remove the tree': LINE.replace(', a tree@bottom', ''),
	'no tree': LINE.replace(', a tree@bottom', ''),
	'get rid of the tree': LINE.replace(', a tree@bottom', ''),
	'only the dog': 'a dog@right on a sunny beach --steps 9',
	'add a moon@top-right:small': LINE.replace('tree@bottom', 'tree@bottom, a moon@top-right:small'),
	'add a bird at the top left': LINE.replace('tree@bottom', 'tree@bottom, a bird@top-left'),
	'another cat': LINE.replace('tree@bottom', 'tree@bottom, a cat@auto'),
	'swap the cat and the dog': LINE.replace('cat@left', 'cat@right').replace('dog@right', 'dog@left'),
	'at night': LINE.replace('a sunny beach', 'a beach at night'),
	'make it night': LINE.replace('a sunny beach', 'a beach at night'),
	'put them all on the moon': LINE.replace('a sunny beach', 'the moon'),
	'in the snow': LINE.replace('on a sunny beach', 'in the snow'),
	'change the background to a forest': LINE.replace('on a sunny beach', '| a forest'),
	'paint the house green and remove the tree': LINE.replace('a house', 'a green house').replace(
		', a tree@bottom',
		'',
	),
	猫を青くしてください: LINE.replace('red cat', 'blue cat'),
	猫を狐に変えて: LINE.replace('a red cat', 'a fox'),
	'猫→狐': LINE.replace('a red cat', 'a fox'),
	犬を左に移動: LINE.replace('dog@right', 'dog@left'),
	家を大きくして: LINE.replace('house@top', 'house@(13.6 0 86.4 57.2)'),
	木を消して: LINE.replace(', a tree@bottom', ''),
	'月@右上を追加': LINE.replace('tree@bottom', 'tree@bottom, 月@top-right'),
	猫と犬を入れ替えて: LINE.replace('cat@left', 'cat@right').replace('dog@right', 'dog@left'),
	夜にして: LINE.replace('a sunny beach', 'a beach at night'),
	背景を森に: LINE.replace('on a sunny beach', '| a forest'),
};

describe('a change that is asked for in words', () => {
	for (const [sentence, line] of Object.entries(UNDERSTOOD)) {
		it(`“${sentence}” is understood`, () => assert.equal(after(sentence), line));
	}

	it('finds one of several that are alike by side, number, order or colour', () => {
		const two = layoutOf('a cat@left, a cat@right, a red cat@top');
		assert.equal(after('remove the red cat', two), 'a cat@left, a cat@right');
		assert.equal(after('make the right cat blue', two), 'a cat@left, a blue cat@right, a red cat@top');
		assert.equal(after('make the cat on the left blue', two), 'a blue cat@left, a cat@right, a red cat@top');
		assert.equal(after('make the second cat blue', two), 'a cat@left, a blue cat@right, a red cat@top');
		assert.equal(after('make #1 blue', two), 'a blue cat@left, a cat@right, a red cat@top');
		assert.equal(after('make the cats blue', two), 'a blue cat@left, a blue cat@right, a blue cat@top');
	});

	it('asks which of several is meant', () => {
		const two = layoutOf('a red dog@left, a blue dog@right');
		assert.equal(
			after('move the dog to the top', two),
			'refused: “the dog” may be #1 a red dog or #2 a blue dog. Say which by its number, its colour or its side: “#1”, “the left dog”.',
		);
	});

	it('says what there is, and what was probably meant', () => {
		assert.match(after('make the cta blue'), /no “the cta” .* #1 a red cat, .* Try “make the cat blue”\./);
		assert.match(after('rmove the dog'), /Try “remove the dog”\./);
		assert.match(after('hello there'), /Try “make the red cat blue”/);
	});

	it('gives suggestions that are understood', () => {
		const asked = fc.constantFrom(
			'hello there',
			'make the cta blue',
			'rmove the dog',
			'何か',
			'mak the dog red',
		);
		fc.assert(
			fc.property(asked, (sentence) => {
				const edited = editByWords(GIVEN, sentence);
				assert.ok(edited.kind === 'refused' && edited.suggestions.length > 0);
				for (const suggestion of edited.suggestions)
					assert.equal(editByWords(GIVEN, suggestion).kind, 'changed', suggestion);
			}),
		);
	});

	it('makes layouts that the printer and the parser agree on, and leaves the given one alone', () => {
		const sentences = fc.constantFrom(
			...Object.keys(UNDERSTOOD),
			'make everything bigger',
			'remove everything',
		);
		fc.assert(
			fc.property(anyLayout, sentences, (layout, sentence) => {
				const before = structuredClone(layout);
				const edited = editByWords(layout, sentence);
				assert.deepEqual(layout, before);
				if (edited.kind !== 'changed') return;
				const again = layoutOf(printLayout(edited.layout));
				assert.equal(printLayout(again), printLayout(edited.layout));
				assert.deepEqual(again.objects, edited.layout.objects);
				assert.deepEqual(edited.layout.flags, layout.flags);
			}),
		);
	});

	it('answers every text, whatever it is, with a change or a sentence', () => {
		fc.assert(
			fc.property(anyLine, (text) => {
				const edited = editByWords(GIVEN, text);
				if (edited.kind === 'refused') {
					for (const locale of ['en', 'ja'] as const)
						assert.ok(EDIT_SENTENCES[locale].problem(edited.problem, GIVEN, edited.suggestions).length > 0);
				} else {
					for (const told of edited.told)
						for (const locale of ['en', 'ja'] as const)
							assert.ok(EDIT_SENTENCES[locale].told(told).length > 0);
				}
			}),
		);
	});
});
