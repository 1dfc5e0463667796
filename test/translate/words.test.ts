import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parseLine, withUnknownWords } from '../../src/layout/index.ts';
import { vocabularyOf } from '../../src/models/vocabulary.ts';
import { emojiAsWords, toEnglish } from '../../src/translate/index.ts';
import { LANGUAGES } from '../../src/translate/languages/index.ts';
import { isTranslatable } from '../../src/translate/words.ts';
import fc from '../support/properties.ts';

const object = (text: string) => toEnglish(text, 'object').text;
const background = (text: string) => toEnglish(text, 'background').text;

describe('words of other languages', () => {
	it('become English nouns with their colours and sizes', () => {
		assert.equal(object('猫'), 'cat');
		assert.equal(object('赤い猫'), 'red cat');
		assert.equal(object('大きな赤い車'), 'big red car');
		assert.equal(object('小さな黒猫'), 'small black cat');
		assert.equal(object('くまのぬいぐるみ'), 'teddy bear');
		assert.equal(object('木の家'), 'wooden house');
		assert.equal(object('猫と犬'), 'cat and dog');
	});

	it('are read in the language that knows them', () => {
		assert.equal(object('红色的猫'), 'red cat');
		assert.equal(object('藍色的狗'), 'blue dog');
		assert.equal(object('熊猫'), 'panda');
		assert.equal(object('一朵红玫瑰'), 'red rose');
		assert.equal(object('猫和狗'), 'cat and dog');
		assert.equal(object('热狗'), 'hot dog');
		assert.equal(object('赤い猫'), 'red cat');
		assert.equal(background('夜晚的森林'), 'a forest at night');
		assert.equal(background('海灘'), 'a sandy beach');
		assert.equal(background('城市夜景'), 'a city at night');
		assert.deepEqual(toEnglish('鱼缸', 'object').unknown, ['缸']);
	});

	it('become grounds behind the objects', () => {
		assert.equal(background('砂浜'), 'a sandy beach');
		assert.equal(background('夜の街'), 'a city at night');
		assert.equal(background('夜の海'), 'the sea at night');
		assert.equal(background('雪の中'), 'a snowy field');
		assert.equal(background('白い砂浜'), 'a white sandy beach');
		assert.equal(background('白い背景'), 'white background');
	});

	it('stay among words that are English already', () => {
		assert.equal(object('赤い cat'), 'red cat');
		assert.equal(object('red 犬 on grass'), 'red dog on grass');
		assert.equal(object('a red cat'), 'a red cat');
	});

	it('stay as they are where no table has them, and are named', () => {
		const { text, unknown } = toEnglish('静かな森', 'background');
		assert.deepEqual(unknown, ['静かな']);
		assert.match(text, /静かな.*forest/u);
		assert.equal(isTranslatable('静かな森'), false);
		assert.equal(isTranslatable('赤い猫'), true);
		assert.equal(isTranslatable('cat'), false);
	});

	it('are in the tables for every noun and scene of the built-in model', async () => {
		const file = new URL('../../models/nae/words.json', import.meta.url);
		const { nouns, colours } = JSON.parse(await readFile(file, 'utf8'));
		for (const language of LANGUAGES) {
			const missing = nouns.filter((noun: string) => !Object.hasOwn(language.nouns, noun));
			assert.deepEqual(missing, [], `${language.code} lacks nouns`);
			const known = new Set(Object.keys(language.colours));
			const plain = colours.filter((colour: string) => !/ |crimson|scarlet|gr[ae]y|violet|pale/.test(colour));
			assert.deepEqual(
				plain.filter((colour: string) => !known.has(colour)),
				[],
				`${language.code} lacks colours`,
			);
		}
	});

	it('each have one meaning as a noun', () => {
		for (const { code, nouns } of LANGUAGES) {
			const words = Object.values(nouns).flatMap((forms) => forms.split(' '));
			// 花 is a flower and 雲 a cloud, whatever the kana beside them: the first entry wins.
			const twice = words.filter((word, index) => words.indexOf(word) !== index && word.length > 2);
			assert.deepEqual(twice, [], code);
		}
	});

	it('never lose what is not theirs, whatever the text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
				const { text: translated } = toEnglish(text, 'object');
				for (const word of text.match(/[a-z0-9]{2,}/g) ?? []) assert.ok(translated.includes(word));
			}),
		);
	});
});

describe('emoji as words', () => {
	it('are told of where the model was not taught what they are called', () => {
		const taught = { nouns: ['cat'], synonyms: {}, colours: [], scenes: {}, others: [] };
		const vocabulary = vocabularyOf({ model: 'm', taught });
		const told = (line: string) =>
			withUnknownWords(parseLine(line), vocabulary).warnings.map(({ message }) => message);
		assert.deepEqual(told('🐱@left'), []);
		assert.deepEqual(told('🐱@left, 🥑@right'), ['The model does not know “avocado”.']);
	});

	it('have their short names', () => {
		assert.equal(emojiAsWords('🐱'), 'cat');
		assert.equal(emojiAsWords('red 🐶'), 'red dog');
		assert.equal(emojiAsWords('🚗'), 'car');
		assert.equal(emojiAsWords('🏖️'), 'a beach');
		assert.equal(emojiAsWords('🐱🐶'), 'cat dog');
		assert.equal(emojiAsWords('👍🏽'), 'thumbs up');
		assert.equal(emojiAsWords('🧙‍♀️'), 'woman mage');
		assert.equal(emojiAsWords('❤'), 'red heart');
	});

	it('leave other signs alone', () => {
		for (const text of ['abc', 'cat © 2026', '50% #1 *', '猫', '']) assert.equal(emojiAsWords(text), text);
	});

	it('name animals by the nouns of the tables', () => {
		const animals =
			'🐱🐶🐴🐮🐷🐑🐐🐰🐭🐻🐼🦊🐺🦁🐯🐘🐵🐨🦘🦒🦓🦌🐫🐓🐤🦆🐦🕊🦅🦉🐧🦜🦢🦩🦚🐟🦈🐋🐬🐙🦑🦀🦞🐢🐸🐍🦎🐊🦖🐉🦄🦋🐝🐞🐜🕷🐌🦔🐿🦥🦦🦭🦛🦏🦍🦣🦬🦙🦫🦨🦝🦇';
		const nouns = new Set(LANGUAGES.flatMap((language) => Object.keys(language.nouns)));
		// Synonyms that the built-in model was taught beside its nouns.
		for (const word of ['chipmunk', 'honeybee', 'hippopotamus', 'rhinoceros']) nouns.add(word);
		const named = [...animals].map(emojiAsWords);
		assert.deepEqual(
			named.filter((name) => !nouns.has(name) && !nouns.has(name.split(' ').at(-1) ?? '')),
			[],
		);
	});
});
