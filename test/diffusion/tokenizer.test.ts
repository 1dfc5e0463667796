import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ClipTokenizer } from '../../src/diffusion/index.ts';
import fc, { tries } from '../support/properties.ts';
import { fixture } from './tiny-models.ts';

const read = (name: string): string => readFileSync(join(fixture('clip-tokenizer'), name), 'utf8');
const files = {
	vocab: JSON.parse(read('vocab.json')),
	merges: read('merges.txt'),
	config: JSON.parse(read('tokenizer_config.json')),
	fallbackLength: 77,
};
const tokenizer = new ClipTokenizer(files);
const START = 49406;
const END = 49407;

describe("CLIP's tokenizer", () => {
	test('puts the prompt between its marks and pads with the end mark', () => {
		const { ids, mask, count } = tokenizer.encode('a cat');
		assert.deepEqual([...ids.subarray(0, 5)], [START, 320, 2368, END, END]);
		assert.deepEqual([ids.length, count], [77, 2]);
		assert.deepEqual([...mask.subarray(0, 5)], [1, 1, 1, 1, 0]);
	});

	test('pads the second encoder of SDXL with its own pad token', () => {
		const second = new ClipTokenizer({ ...files, config: { ...files.config, pad_token: '!' } });
		assert.equal(second.encode('a cat').ids[4], files.vocab['!']);
		const object = new ClipTokenizer({ ...files, config: { ...files.config, pad_token: { content: '!' } } });
		assert.deepEqual(object.encode('a cat').ids, second.encode('a cat').ids);
	});

	test('cuts long texts and still ends them', () => {
		const { ids, count } = tokenizer.encode(`${'cat '.repeat(74)}dog owl unicorn`);
		assert.deepEqual([count, ids[76]], [75, END]);
	});

	test('tells what it cuts as it was written, from the beginning of a word on', () => {
		const cat = 'cat '.repeat(74);
		const table: [text: string, unread: string][] = [
			[`${cat}dog`, ''],
			[`${cat}dog Owl, a  unicorn`, 'Owl, a  unicorn'],
			[`${cat}hippopotamuses by the café`, 'hippopotamuses by the café'],
			[`${cat}dog 🐶 と猫`, '🐶 と猫'],
			['<|endoftext|>'.repeat(90), ''],
			['', ''],
		];
		for (const [text, unread] of table) assert.equal(tokenizer.unread(text), unread, text);
	});

	test('cuts and tells at the same word', () => {
		const words = fc.array(
			fc.constantFrom('cat', 'Café', "dog's", '12', '!?', '<|endoftext|>', '猫', 'zzxqy'),
			{
				minLength: 30,
				maxLength: 90,
			},
		);
		fc.assert(
			fc.property(words, (given) => {
				const text = tokenizer.withoutMarks(given.join(' ')).trim();
				const unread = tokenizer.unread(given.join(' '));
				const read = text.slice(0, text.length - unread.length);
				const pieces = tokenizer.pieces(text).length;
				assert.equal(unread === '', pieces <= tokenizer.length - 2);
				assert.ok(tokenizer.pieces(read).length <= tokenizer.length - 2);
			}),
		);
	});

	test('takes its length from the configuration, and from the graph where that has no limit', () => {
		const short = new ClipTokenizer({ ...files, config: { model_max_length: 32 } });
		assert.equal(short.encode('x').ids.length, 32);
		const endless = new ClipTokenizer({ ...files, config: { model_max_length: 1e30 }, fallbackLength: 20 });
		assert.equal(endless.encode('x').ids.length, 20);
	});

	test('treats every white space of Unicode as one, and only that', () => {
		const plain = tokenizer.pieces('a b');
		for (const space of ['\t', '\n\n', '\u0085', '\u00a0', '\u3000', ' \u2003 ']) {
			assert.deepEqual(tokenizer.pieces(`a${space}b`), plain);
		}
		assert.notDeepEqual(tokenizer.pieces('a\ufeffb'), plain);
	});

	test('lower-cases letter by letter, so that a Greek word has no final sigma', () => {
		assert.deepEqual(tokenizer.pieces('ΟΔΟΣ'), tokenizer.pieces('οδοσ'));
		assert.notDeepEqual(tokenizer.pieces('ΟΔΟΣ'), tokenizer.pieces('οδος'));
	});

	test('reads composed and combining accents as the same letter', () => {
		assert.deepEqual(tokenizer.pieces('cafe\u0301'), tokenizer.pieces('caf\u00e9'));
	});

	test('knows its marks when they are written out, and removes them on request', () => {
		assert.ok(tokenizer.pieces('a <|endoftext|> b').includes(END));
		assert.equal(tokenizer.withoutMarks('a <|EndOfText|>b'), 'a b');
		assert.equal(tokenizer.withoutMarks('<|endof<|startoftext|>text|>x'), 'x');
	});

	test('numbers the words that tokens belong to', () => {
		const { tokens } = tokenizer.encode('antidisestablishmentarianism, cats');
		const words = tokens.map(({ word }) => word);
		assert.deepEqual([words[0], words.at(-1)], [0, 2]);
		assert.equal(
			tokens
				.filter(({ word }) => word === 0)
				.map(({ piece }) => piece)
				.join(''),
			'antidisestablishmentarianism',
		);
		assert.deepEqual(
			tokens.map(({ index }) => index),
			words.map((_, k) => k + 1),
		);
	});

	test('finds a phrase by whole words only', () => {
		assert.deepEqual(tokenizer.find('a carpet and a red car', 'car'), [6]);
		assert.deepEqual(tokenizer.find('a cat, a cat', 'a cat', 1), [4, 5]);
		assert.deepEqual(tokenizer.find('a cat', 'a cat', 1), []);
	});

	test('never throws, never leaves its length, never lets a cleaned text end early', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
				const { ids, count } = tokenizer.encode(tokenizer.withoutMarks(text));
				assert.equal(ids.length, 77);
				assert.equal(ids.indexOf(END), count + 1);
				assert.equal(ids.lastIndexOf(START), 0);
			}),
			{ numRuns: tries(300) },
		);
	});
});
