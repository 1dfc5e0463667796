import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describingWords, headNoun } from '../../src/taue/words.ts';

describe('the words of a description', () => {
	const cases = [
		['a cat', 'cat', ''],
		['an old red fire truck with a ladder', 'truck', 'old red fire'],
		['blue dog', 'dog', 'blue'],
		['a cup of coffee', 'cup', ''],
		['the big, happy bear in a hat', 'bear', 'big happy'],
		['猫', '猫', ''],
		['!!', '!!', ''],
	] as const;
	for (const [text, noun, describing] of cases) {
		it(`of "${text}" are the noun "${noun}" and "${describing}"`, () => {
			assert.equal(headNoun(text), noun);
			assert.equal(describingWords(text), describing);
		});
	}
});
