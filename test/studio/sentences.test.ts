import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { replyToError } from '../../commands/reply.ts';
import { errorCard } from '../../src/platforms/reply-card.ts';
import { describe as refusalOf } from '../../src/platforms/room/refusals.ts';
import { REFUSALS_JA } from '../../src/platforms/room/refusals-ja.ts';
import { ComposeError } from '../../src/recipe/compose.ts';
import { COMPOSE_SENTENCES } from '../../src/recipe/compose-sentences.ts';
import { QuotaError, StudioError } from '../../src/studio/errors.ts';
import { en } from '../../src/studio/sentences/en.ts';
import { say } from '../../src/studio/sentences/index.ts';
import { ja } from '../../src/studio/sentences/ja.ts';

const JAPANESE = /[\u3041-\u30ff]/;
const HOME = join(import.meta.dirname, '../..');

/** What each sentence is made of; every text and number of it must be in the sentence of every language. */
const GIVEN: { readonly [K in keyof typeof en]: Parameters<(typeof en)[K]> } = {
	unknownPicture: ['7f3k9m2p4q6t'],
	whichPicture: [],
	unknownPost: ['p77'],
	deleted: [],
	deletedRecipe: [],
	deletedOrigin: ['7f3k9m2p4q6t'],
	notFinished: ['upscale'],
	onlySeen: ['7f3k9m2p4q6t', 'look'],
	bytesGone: [],
	recipeGone: [],
	galleryPage: [],
	noLayout: [],
	nothingToLookFor: [],
	noSuchNumber: [77, '1 cat'],
	noSuchObject: ['zebra', '1 cat'],
	whichObject: ['cat', [1, 2], '1 red cat, 2 blue cat'],
	sayWhere: [],
	noBox: [[0.5, 0, 0.25, 1]],
	noPlace: ['nowhere'],
	variations: [77, 4],
	tooLargeToEnlarge: ['1024x1024', 8, '8192x8192', 4096],
	sweepCount: [77, 8],
	sweepNumber: ['steps', true, 1, 200, 'x7'],
	sweepArm: ['leg', 'plain, draft'],
	cannotDraw: ['objects.0.box: too small'],
	recipeRefused: ['The recipe is of a newer kind.'],
	tooLarge: ['2048x2048', 'nae', '512x512'],
	tooMuchWork: [900, 'nae', 400, ['--steps 20']],
	noModel: [],
	noAllowedModel: ['one, two'],
	modelNotAllowed: ['big', 'nae, fast'],
	unknownModel: ['nea', 'nae', 'nae, fast'],
	draining: [],
	placeOff: [],
	refusedWord: ['gore'],
	lineTooLong: [2345, 2000],
	messageTooLong: [2345, 2000],
	notStorable: [true, 77],
	moderatorsOnly: [],
	serverOnly: [],
	noServer: [],
	elsewhere: ['7f3k9m2p4q6t', 'vote'],
	somebodyElses: ['Ben', 'delete'],
	badSetting: ['quota.personHour', 'expected number'],
	unknownSetting: ['quotas', 'quota', 'quota, safety'],
	changesNothing: ['please'],
	cannotDrawWith: ['There is no model.'],
	badDefaults: ['cat', 'not all of it is a flag.'],
	notAllFlags: [],
	flagsOfALine: [],
	shelfFull: [77],
	unknownLayout: ['beech', 'beach'],
	badName: ['two words'],
	layoutOfAnother: ['beach', 'Ben', 'ask'],
	unknownCommand: ['drwa'],
	meansNothing: ['x7', 'queue', 'queue', 'queue x7'],
	noOption: ['move', 'speed', 'picture, to'],
	needs: ['move', 'to', { en: 'where to', ja: '移動先' }, 'move 1 right'],
	takesPicture: ['picture', 'x7'],
	takesNumber: ['count', true, 1, 4, 'x7'],
	takesChoice: ['strength', 'subtle, new', 'x7'],
	takesYesOrNo: ['on', 'x7'],
	takesText: ['name', 40, 'x7'],
	burst: [30, 77],
	tooManyAtOnce: [77, 8],
	quotaUsed: ['channel', 3, 30, 'day', 77, '12:34'],
	askedTooOften: [77, 60, 'hour', '12:34'],
	queueFull: [77, 60, 30],
};
/** What a language says in words of its own. */
const IN_WORDS = /^(?:look|upscale|person|channel|server|hour|day|vote|delete|ask|where to)$/;

const keys = Object.keys(en) as (keyof typeof en)[];

/** The sentence of one language, made of the same. */
const sentence = (key: keyof typeof en) => say(key, ...(GIVEN[key] as never));

const values = (given: unknown): string[] => {
	if (Array.isArray(given)) return given.flatMap(values);
	if (typeof given === 'object' && given !== null) return [];
	return typeof given === 'string' || typeof given === 'number' ? [String(given)] : [];
};

describe('what cannot be had, in every language', () => {
	it('has the same sentences in all of them', () => {
		assert.deepEqual(Object.keys(ja).sort(), [...keys].sort());
	});

	for (const key of keys) {
		it(`says all that it is made of: ${key}`, () => {
			const said = sentence(key);
			assert.match(said.ja, JAPANESE);
			assert.doesNotMatch(said.en, JAPANESE);
			for (const value of values(GIVEN[key]).filter((text) => !IN_WORDS.test(text))) {
				assert.ok(said.en.includes(value), `en: ${value} is not in ${said.en}`);
				assert.ok(said.ja.includes(value), `ja: ${value} is not in ${said.ja}`);
			}
		});
	}

	it('is what a card says, and programs get English', () => {
		const reply = replyToError(new QuotaError('burst', say('burst', 30, 60), new Date(0)));
		assert.match(reply.message, /more than 30 requests/);
		assert.match(JSON.stringify(errorCard(reply, 'ja').blocks), /60秒間に30回を超える/);
		assert.match(JSON.stringify(errorCard(reply, 'en').blocks), /more than 30 requests/);
		const composed = replyToError(
			new ComposeError('too-few-steps', COMPOSE_SENTENCES.tooFewSteps('cultivate', 1, 1)),
		);
		assert.match(JSON.stringify(errorCard(composed, 'ja').blocks), /ステップが要ります/);
	});
});

describe('what the room refuses', () => {
	it('has a sentence in Japanese for every code', async () => {
		const folder = join(HOME, 'src/platforms/room');
		const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
		const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
		const codes = sources.flatMap((source) =>
			[...source.matchAll(/(?:new RoomError\(\s*\d+,|this\.#refuse\(\s*address,)\s*'([a-z-]+)'/g)].map(
				([, code]) => code,
			),
		);
		assert.ok(codes.length > 15);
		assert.deepEqual(
			codes.filter((code) => !Object.hasOwn(REFUSALS_JA, code)),
			[],
		);
	});

	it('is told in the language of the page', () => {
		const error = new StudioError('not-finished', say('notFinished', 'upscale'));
		assert.equal(refusalOf(error, 'ja').body.message, ja.notFinished('upscale'));
		assert.equal(refusalOf(error, 'en').body.message, en.notFinished('upscale'));
		assert.match(refusalOf(new Error('x'), 'ja').body.message, /部屋に問題が起きました/);
	});
});
