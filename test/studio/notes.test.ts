import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { vocabularyOf } from '../../src/layout/index.ts';
import { remarkInJapanese } from '../../src/layout/sentences-ja.ts';
import { ANA, key, MODEL, ROOM, type TestStudio, testStudio } from '../support/studio.ts';

/** Reads six words. */
const unread = (model: string, text: string) =>
	model === MODEL.name ? text.split(' ').slice(6).join(' ') : '';
const vocabulary = vocabularyOf(['cat', 'dog', 'fox', 'red', 'meadow', 'green'], {}, MODEL.name);

describe('what is worth knowing of pictures that are asked for', () => {
	let open: TestStudio;
	before(async () => {
		const catalogue = {
			models: [
				MODEL,
				{ ...MODEL, name: 'other' },
				{ ...MODEL, name: 'distilled', embedsGuidance: true as const },
			],
			vocabulary: () => vocabulary,
			unread,
		};
		open = await testStudio({}, { catalogue });
	});
	after(() => open.close());
	const draw = async (line: string) => {
		const { jobs, warnings } = await open.studio.drawing.draw({
			place: ROOM,
			person: ANA,
			line,
			idempotencyKey: key(),
		});
		return { id: jobs[0].pictureId, told: warnings.map(({ message }) => message) };
	};
	const edit = async (pictureId: string, line: string) => {
		const context = { place: ROOM, person: ANA, pictureId, idempotencyKey: key() };
		const { warnings } = await open.studio.drawing.make({ kind: 'edit', line }, context);
		return warnings.map(({ message }) => message);
	};

	it('names the words behind the limit of the model, once for all pictures of a line', async () => {
		assert.deepEqual((await draw('a cat@left and a dog@right on a green meadow -n 3')).told, [
			'This is more than the model built-in reads at once; it may leave out “a green meadow”.',
		]);
		assert.deepEqual((await draw('a cat@left')).told, []);
		assert.deepEqual((await draw('a cat@left, a dog@right on a green meadow --model other')).told, []);
	});

	it('names those of what is not wanted, and of each choice of a sweep', async () => {
		const { told } = await draw('a cat@left --no dog dog dog dog dog dog fox');
		assert.match(told.join(' '), /may leave out “fox”\.$/);
		const swept = await draw('a {cat,dog}@left on a green meadow of the {red,green} fox');
		assert.match(swept.told.join(' '), /may leave out “of the red fox”, “of the green fox”\.$/);
	});

	it('names what a model that takes guidance as an input does not read', async () => {
		const told = 'the model distilled was distilled to draw without it.';
		assert.deepEqual((await draw('a cat@left --guidance 8 --no dog --model distilled')).told, [
			`--no changes nothing here: ${told}`,
		]);
		assert.deepEqual((await draw('a cat@left --guidance 8 --no dog')).told, []);
	});

	it('names what was asked for and changes nothing', async () => {
		for (const [line, told] of [
			[
				'a cat@left --guidance 1 --no dog',
				'--no changes nothing here: it needs guidance above 1, and that is 1.',
			],
			[
				'a cat@left --guidance 0 --no dog --guidance-until 60%',
				'--no, --guidance-until change nothing here: it needs guidance above 1, and that is 0.',
			],
			[
				'a cat@left --arm regions --key green --crop 40%',
				'--crop, --key change nothing here: --arm regions takes no notice of it.',
			],
			['a cat@left:flip --arm plain', ':flip changes nothing here: --arm plain takes no notice of it.'],
			[
				'a cat@left:front, a dog@right --arm regions -n 2',
				':front changes nothing here: --arm regions takes no notice of it.',
			],
			[
				'a cat@left --arm replay --transplant 2',
				'--transplant changes nothing here: --arm replay takes no notice of it.',
			],
			[
				'a green meadow --arm cultivate --key green',
				'--arm cultivate, --key change nothing here: it is about objects, and the line places none.',
			],
		] as const)
			assert.deepEqual((await draw(line)).told, [told], line);
		for (const line of [
			'a cat@left:flip, a dog@right:front --key green --crop 40% --arm cultivate',
			'a cat@left --guidance 3 --no dog --guidance-until 60%',
			'a green meadow --arm plain',
			'a cat@center, a dog@behind the cat --arm regions',
		])
			assert.deepEqual((await draw(line)).told, [], line);
		const swept = await draw('a cat@left --arm {cultivate,regions} --key green');
		assert.deepEqual(swept.told, ['--key changes nothing here: --arm regions takes no notice of it.']);
	});

	it('says that in Japanese, too', () => {
		const where = { kind: 'arm', arm: 'regions' } as const;
		assert.equal(
			remarkInJapanese({ kind: 'idle', given: ['--key', ':flip'], where }),
			'--key、:flip はここでは効きません: 描き方 regions では使われません。',
		);
	});

	it('shortens what nobody would read', async () => {
		const { told } = await draw(`cat@left | meadow ${'green '.repeat(200)}`);
		assert.ok(told.length === 1 && told[0].length < 180 && told[0].endsWith('…”.'), told.join(' '));
	});

	it('says it in Japanese', () => {
		const remark = { kind: 'unread', model: 'nae', words: ['a meadow', 'snow'] } as const;
		assert.equal(
			remarkInJapanese(remark),
			'モデル nae が一度に読める長さを超えています。「a meadow」、「snow」は描かれないかもしれません。',
		);
	});

	it('tells of a changed picture what the change brought, and nothing a second time', async () => {
		const { id, told } = await draw('a catt@left, a dog@right');
		assert.deepEqual(told, ['The model does not know “catt”; did you mean “cat”?']);
		assert.deepEqual(await edit(id, 'make the dog red'), []);
		assert.deepEqual(await edit(id, 'dog -> pirate'), ['The model does not know “pirate”.']);
		assert.deepEqual(await edit(id, 'a catt@left, a foxx@right <lora:x:0.8>'), [
			'The model does not know “foxx”; did you mean “fox”?',
			'Left out, since it means nothing here: “<lora:x:0.8>”.',
		]);
		assert.deepEqual(await edit(id, 'add a fox@top'), [
			'This is more than the model built-in reads at once; it may leave out “fox”.',
		]);
	});
});
