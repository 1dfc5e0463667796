import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { plural } from '../../src/layout/counts.ts';
import { parseLine, withUnknownWords } from '../../src/layout/index.ts';
import { modelVocabulary, modelWords, offeredWords } from '../../src/models/vocabulary.ts';

const MODELS = resolve(import.meta.dirname, '../../models');
const BUILT_IN = { folder: MODELS, name: 'nae' };

describe('the words of the built-in model', () => {
	const warningsOf = (line: string) => {
		const vocabulary = modelVocabulary(BUILT_IN);
		assert.ok(vocabulary);
		return withUnknownWords(parseLine(line), vocabulary).warnings.map(({ message }) => message);
	};

	it('are all that it was taught, in the singular and in the plural', async () => {
		const { nouns } = JSON.parse(await readFile(join(MODELS, 'nae', 'words.json'), 'utf8'));
		assert.equal(nouns.length, 218);
		for (const noun of nouns) {
			assert.deepEqual(warningsOf(`a ${noun}@left on a green meadow`), [], noun);
			assert.deepEqual(warningsOf(`3 ${plural(noun)}@left in the sea`), [], noun);
		}
		for (const line of [
			'2 buses@top',
			'3 butterflies@left',
			'two cute puppies@right',
			'a teddy bear@left, hot dogs@right',
			'a small horse facing right@left',
		]) {
			assert.deepEqual(warningsOf(line), [], line);
		}
	});

	it('are suggested where one was nearly met, the short nouns too', () => {
		for (const [typed, meant] of [
			['brid', 'bird'],
			['baot', 'boat'],
			['gost', 'ghost'],
			['aple', 'apple'],
			['zbera', 'zebra'],
			['pinapple', 'pineapple'],
			['phoen', 'phone'],
			['flowr', 'flower'],
			['crimsn', 'crimson'],
			['medow', 'meadow'],
		]) {
			assert.deepEqual(warningsOf(`a ${typed}@left`), [
				`The model does not know “${typed}”; did you mean “${meant}”?`,
			]);
		}
	});

	it('do not hold the pieces that its tokenizer makes words of', async () => {
		assert.equal(modelVocabulary(BUILT_IN)?.known('unny'), false);
	});

	it('are offered as nouns and backgrounds, without adjectives, other words for a noun behind', async () => {
		const { nouns, backgrounds } = offeredWords(modelWords(BUILT_IN));
		for (const noun of ['bird', 'boat', 'phone', 'flower', 'kitten']) assert.ok(nouns.includes(noun), noun);
		for (const word of ['red', 'cute', 'green', 'meadow', 'drawing']) assert.ok(!nouns.includes(word), word);
		assert.deepEqual(nouns.slice(0, 3), ['airplane', 'ambulance', 'ant']);
		assert.ok(nouns.indexOf('kitten') > nouns.indexOf('vase'));
		assert.ok(backgrounds.includes('a beach') && backgrounds.includes('a green meadow'));
		assert.ok(!backgrounds.includes('a sandy beach'), 'one for each kind');
	});
});

describe('the words of other models', () => {
	let folder: string;
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), 'taue-words-'));
		for (const name of ['nae', 'own', 'broken', 'any']) {
			await cp(join(MODELS, 'nae', 'tokenizer'), join(folder, name, 'tokenizer'), { recursive: true });
		}
		const own = { nouns: ['fjord'], synonyms: {}, colours: ['teal'], scenes: { ice: ['a glacier'] } };
		// As some editors save it.
		await writeFile(join(folder, 'own', 'words.json'), `\uFEFF${JSON.stringify(own)}`);
		await writeFile(join(folder, 'broken', 'words.json'), '{"nouns": 1}');
	});
	after(() => rm(folder, { recursive: true }));

	it('are their own list, whatever they are called', async () => {
		const vocabulary = modelVocabulary({ folder, name: 'own' });
		assert.equal(vocabulary?.model, 'own');
		assert.ok(vocabulary.known('fjord') && vocabulary.known('glacier') && !vocabulary.known('cat'));
		assert.deepEqual(offeredWords(modelWords({ folder, name: 'own' })), {
			nouns: ['fjord'],
			backgrounds: ['a glacier'],
		});
	});

	it('are any where there is no list, or none that can be read', async () => {
		for (const name of ['any', 'nae', 'broken', 'missing']) {
			assert.equal(modelVocabulary({ folder, name }), undefined);
			assert.deepEqual(offeredWords(modelWords({ folder, name })), { nouns: [], backgrounds: [] });
		}
	});
});
