import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordList } from '../../src/studio/words.ts';
import fc from '../support/properties.ts';

describe('the word list', () => {
	const list = wordList(['gore', 'blood bath', 'kill*', '血', 'Straße']);
	const table: [string, string | null][] = [
		['a gore@left', 'gore'],
		['GORE', 'gore'],
		['ｇｏｒｅ', 'gore'],
		['góre', 'gore'],
		['g\u200bore', 'gore'],
		['gоre', 'gore'],
		['g0re', 'gore'],
		['gorem', null],
		['regore', null],
		['a blood  bath', 'blood bath'],
		['blood, bath', 'blood bath'],
		['bath blood', null],
		['killing', 'kill*'],
		['skill', null],
		['流血の絵', '血'],
		['straße', 'Straße'],
		['10 cats@left', null],
		['', null],
	];
	for (const [text, found] of table) {
		it(`${found === null ? 'lets pass' : `finds ${found} in`} ${JSON.stringify(text)}`, () => {
			assert.equal(list.find(text), found);
		});
	}

	it('never throws', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: 'grapheme' })),
				fc.string({ unit: 'grapheme' }),
				(words, text) => {
					wordList(words).find(text);
				},
			),
		);
	});
});
