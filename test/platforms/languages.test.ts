import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { CommandContext } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { replyToError } from '../../commands/reply.ts';
import {
	LayoutError,
	type LayoutMistake,
	mistakeInJapanese,
	parseLine,
	vocabularyOf,
	withUnknownWords,
} from '../../src/layout/index.ts';
import { useControl } from '../../src/platforms/controls.ts';
import { errorCard, notesCard } from '../../src/platforms/reply-card.ts';
import { errorText } from '../../src/platforms/texts/index.ts';
import { ANA, key, ROOM, studioInFolder } from '../support/studio.ts';

const JAPANESE = /[\u3041-\u30ff]/;

function errorOf(line: string): LayoutError {
	try {
		parseLine(line);
	} catch (error) {
		if (error instanceof LayoutError) return error;
	}
	throw new Error(`${line} can be read`);
}

/** A line for every kind of mistake, and something that its sentence must name. */
const MISTAKES: readonly (readonly [kind: LayoutMistake['kind'], line: string, names: string])[] = [
	['too-long', 'x'.repeat(2001), '2001'],
	['nothing-to-draw', '  ', '猫@左'],
	['only-left-out', '<lora:x:0.8>', '<lora:x:0.8>'],
	['unknown-flag', 'cat@left --sed 1', '--sed'],
	['repeated-flag', 'cat@left --seed 1 --seed 2', '--seed'],
	['flag-without-value', 'cat@left --seed', '--seed'],
	['place-in-flag', 'cat@left --no dogs, owl@right', '--no'],
	['two-values', 'cat@left --seed 7 8', '「7 8」'],
	['not-whole', 'cat@left --steps many', '「many」'],
	['number-range', 'cat@left --steps 900', '200'],
	['not-a-number', 'cat@left --guidance much', '「much」'],
	['share-range', 'cat@left --crop 3', '「3」'],
	['unknown-arm', 'cat@left --arm leg', '「leg」'],
	['unknown-scheduler', 'cat@left --scheduler fast', '「fast」'],
	['unknown-size', 'cat@left --size roundish', '「roundish」'],
	['unknown-colour', 'cat@left --key loud', '「loud」'],
	['bad-model-name', 'cat@left --model ?', '「?」'],
	['ribbon', 'cat@left --size 9:1', '4:1'],
	['bad-pixels', 'cat@left --size 50x50', '2048'],
	['after-background', 'cat@left | a beach, dog@right', '背景'],
	['no-place-here', 'cat@', '@'],
	['unknown-place', 'cat@lft', '「lft」'],
	['address', 'me@example.com', '「example.com」'],
	['unknown-object', 'cat@above the sofa, house@right', '「the sofa」'],
	['place-circle', 'cat@above the dog, dog@below the cat', '「cat」'],
	['without-place', 'cat@left, dog, owl@right', '「dog」'],
	['nothing-named', '@left', '@'],
	['box-open', 'cat@(1 2 3 4', 'かっこ'],
	['box-outside', 'cat@(1 2 300 4)', '外'],
	['box-without-area', 'cat@(50 10 20 90)', '広さ'],
	['box-numbers', 'cat@(1 2 3)', '3個'],
	['box-word', 'cat@(1 2 3 x)', '「x」'],
	['no-size-here', 'cat@left:@', 'コロン'],
	['two-sizes', 'cat:small@left:large', '二つ'],
	['bad-size', 'cat@left:smal', '「smal」'],
	['none-of-it', '0 cats@left', 'ゼロ'],
	['too-many-objects', '9 cats@bottom', '9個'],
	['too-many-pictures', '{a,b,c}{d,e,f} cat@left', '9枚'],
	['quote-open', '"cat@left', '引用符'],
	['braces-open', '{red cat@left', '{'],
	['braces-nested', '{a,{b}} cat@left', '{ }'],
	['brace-alone', 'red} cat@left', '}'],
	['braces-empty', '{} cat@left', '選択肢'],
];
/** What no line leads to today; the sentence is there all the same. */
const UNREACHED: readonly LayoutMistake['kind'][] = ['box-too-small'];

describe('mistakes in a line, in the language of the person', () => {
	for (const [kind, line, names] of MISTAKES) {
		it(`${kind}: ${line.slice(0, 40)}`, () => {
			const error = errorOf(line);
			assert.equal(error.mistake.kind, kind, error.message);
			assert.doesNotMatch(error.message, JAPANESE, 'the error itself stays in English');
			const said = mistakeInJapanese(error.mistake);
			assert.match(said, JAPANESE);
			assert.ok(said.includes(names), said);
			assert.match(said, /。$/);
		});
	}

	it('are all here', async () => {
		const source = await readFile(new URL('../../src/layout/sentences-ja.ts', import.meta.url), 'utf8');
		const [mistakes] = source.split('export function remarkInJapanese');
		const known = [...mistakes.matchAll(/case '([a-z-]+)':/g)].map(([, kind]) => kind);
		assert.deepEqual([...MISTAKES.map(([kind]) => kind), ...UNREACHED].sort(), [...known].sort());
	});

	it('are shown with the caret under the place, and the correction', () => {
		const reply = replyToError(errorOf('猫@左, 犬@lefft'));
		const card = errorCard(reply, 'ja');
		const [said, caret] = card.blocks;
		assert.deepEqual(said, { kind: 'text', text: ['⚠️ ', '「lefft」という場所はありません。'] });
		assert.ok(caret.kind === 'code' && /\^$/.test(caret.text));
		assert.match(JSON.stringify(card.blocks), /犬@left/);
		assert.match(JSON.stringify(errorCard(reply, 'en').blocks), /“lefft” is no place\./);
		assert.equal(reply.message, '“lefft” is no place.');
	});
});

describe('a form, in the language of the person', () => {
	const open = studioInFolder();
	const context = (): CommandContext => ({
		studio: open.studio,
		commands,
		person: ANA,
		place: ROOM,
		locale: 'ja',
		idempotencyKey: key(),
	});

	it('explains a place as a line does, with what was probably meant', async () => {
		const { jobs } = await open.studio.drawing.draw({
			place: ROOM,
			person: ANA,
			line: 'cat@left',
			idempotencyKey: key(),
		});
		const reply = await commands.run(
			commands.fill('move', { picture: jobs[0].pictureId, object: '1', to: 'lefft' }),
			context(),
		);
		assert.ok(reply.kind === 'error');
		assert.equal(reply.code, 'bad-place');
		assert.match(reply.message, /“lefft” is no place\. Expected: .* Did you mean left\?/);
		const [said] = errorCard(reply, 'ja').blocks;
		assert.deepEqual(said, {
			kind: 'text',
			text: ['⚠️ ', '「lefft」という場所はありません。 もしかして: left'],
		});
	});

	it('says that its picture is gone', async () => {
		const control = { action: 'edit', picture: '000000000000', argument: null } as const;
		const answer = await useControl({ control }, context());
		assert.ok(answer.kind === 'reply' && answer.reply.kind === 'error');
		assert.equal(answer.reply.code, 'unknown-picture');
		assert.equal(errorText(answer.reply, 'ja'), 'この絵はもうありません。');
		assert.equal(errorText(answer.reply, 'en'), 'This picture is gone.');
	});
});

describe('what is worth knowing of a line, in the language of the person', () => {
	const vocabulary = vocabularyOf(['cat', 'dog', 'beach', 'carrot']);
	const { warnings } = withUnknownWords(
		parseLine('cat@left, dog@left:2%x2%, carrrot@left --no fog'),
		vocabulary,
	);

	it('names what it is about', () => {
		assert.deepEqual([...new Set(warnings.map(({ code }) => code))].sort(), [
			'overlap',
			'tiny-box',
			'unknown-unwanted',
			'unknown-word',
		]);
		const japanese = JSON.stringify(notesCard({ warnings }, 'ja')?.blocks);
		assert.match(japanese, /「dog」の枠はとても小さく\(絵の 2% × 2%\)/);
		assert.match(japanese, /「carrrot」と「cat」の枠は 100% 重なっていて/);
		assert.match(japanese, /モデルは「carrrot」という言葉を知りません。「carrot」のことですか。/);
		assert.match(japanese, /モデルは「fog」を知らないので/);
		assert.match(JSON.stringify(notesCard({ warnings }, 'en')?.blocks), /share 100% of their boxes/);
	});
});
