import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { filesOf } from '../../src/platforms/slack/read-payload.ts';
import { foreignRecipe, ourPng, spoiltPictures } from '../support/dropped-pictures.ts';
import { readable, type SharedFile } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';

it('files are found wherever a message of Slack holds them', () => {
	const slack_file = { id: 'F1' };
	const held: readonly Pick<Parameters<typeof filesOf>[0], 'blocks' | 'attachments' | 'files'>[] = [
		{ files: [{ id: 'F1' }] },
		{ files: [{ id: 'F1' }], blocks: [{ type: 'image', slack_file }] },
		{ blocks: [{ type: 'section', accessory: { type: 'image', slack_file } }] },
		{ blocks: [{ type: 'context', elements: [{ type: 'image', slack_file }] }] },
		{ attachments: [{ is_share: true, files: [{ id: 'F1', name: 'beach.png' }] }] },
		{ attachments: [{ message_blocks: [{ message: { blocks: [{ type: 'image', slack_file }] } }] }] },
	];
	for (const message of held) {
		const ids = filesOf({ text: '', channel: 'C1', ts: '1', ...message }).map(({ id }) => id);
		assert.deepEqual(ids, ['F1'], JSON.stringify(message));
	}
	const none = {
		blocks: [{ type: 'image', slack_file: { url: 'https://files.slack.com/x' } }],
		attachments: null,
	};
	assert.deepEqual(filesOf({ text: '', channel: 'C1', ts: '1', ...none }), []);
});

describe('Slack: a picture that is dropped back', () => {
	let stage: SlackStage;
	let ours: SharedFile;
	before(async () => {
		stage = await SlackStage.start();
		ours = { name: 'beach.png', mime: 'image/png', bytes: await ourPng() };
	});
	after(async () => {
		await stage.stop();
		assert.deepEqual(stage.fake.invalid, []);
	});
	/** What one person was told since. */
	const next = async (ask: () => Promise<unknown>, pattern: RegExp) => {
		const before = stage.fake.ephemerals.length;
		await ask();
		return stage.fake.until(() =>
			stage.fake.ephemerals.slice(before).find((each) => pattern.test(readable(each))),
		);
	};

	it('gives its recipe to a mention, and is drawn by its button', async () => {
		const { fake } = stage;
		const found = await next(() => fake.mention('', { files: [ours] }), /The recipe in this picture/);
		assert.match(readable(found), /red cat@left, dog@right on a beach/);
		const n = fake.posted().length;
		await fake.press(found, 'redraw');
		await stage.shows(/in line|Starting/i, n);
		const job = await stage.draw();
		assert.deepEqual(job.recipe, foreignRecipe());
		await stage.shows(/Reroll/, n);
		await next(() => fake.mention('', { files: [ours] }), new RegExp(`Recipe of ${job.pictureId}`));
	});

	it('gives its recipe to the shortcut of any message', async () => {
		const { fake } = stage;
		const recipe = foreignRecipe({ model: 'somewhere-else' });
		const files = [{ ...ours, bytes: await ourPng(recipe) }];
		const message = { channel: 'C0001', ts: '1700000001.000001' };
		const ask = (given: readonly SharedFile[]) => () =>
			fake.deliver('interactive', fake.messageShortcutPayload(message, { files: given }));
		const found = await next(ask(files), /There is no model "somewhere-else"/);
		assert.doesNotMatch(JSON.stringify(found.blocks), /t1:redraw/);
		await next(ask([]), /There is no picture file here/);
	});

	it('is recognised by its name where nobody asks, and nothing else is looked into', async () => {
		const { fake } = stage;
		const fetched = fake.fetched.length;
		const told = fake.ephemerals.length;
		const [foreign] = await spoiltPictures();
		await fake.share({ ...ours, name: 'holiday.png' });
		await fake.share({ ...ours, name: 'notes-0123456789ab.txt', mime: 'text/plain' });
		await fake.share({ ...foreign, name: 'taue-7f3k9m2p4q6t.png' });
		await fake.share({ ...ours, hidden: true });
		await stage.slack.idle();
		assert.equal(fake.ephemerals.length, told, 'a file without a recipe is nobody’s question');
		assert.equal(fake.fetched.length, fetched + 1);
		await next(() => fake.share({ ...ours, name: 'red-cat-dog-7f3k9m2p4q6t.png' }), /recipe/i);
	});

	it('is refused with a reason that only its person sees', async () => {
		const { fake } = stage;
		const posted = fake.posted().length;
		const words: Readonly<Record<string, RegExp>> = {
			'no-recipe': /carries no recipe/,
			'png-broken': /ends too early/,
			'recipe-invalid': /cannot be read/,
			'not-a-png': /no PNG picture/,
		};
		for (const { code, mime, bytes } of await spoiltPictures()) {
			await next(() => fake.mention('', { files: [{ name: 'x.png', mime, bytes }] }), words[code]);
		}
		await next(() => fake.mention('', { files: [{ ...ours, size: 40 * 2 ** 20 }] }), /larger than 32 MB/);
		// The bot's token goes to Slack's own hosts alone.
		await next(
			() => fake.mention('', { files: [{ ...ours, url: 'http://127.0.0.1:9/steal.png' }] }),
			/could not fetch/,
		);
		assert.equal(fake.posted().length, posted);
	});

	it('does not keep a line from being drawn', async () => {
		const n = stage.fake.posted().length;
		await stage.fake.mention('fox@left', { files: [ours] });
		await stage.shows(/fox/, n);
		await stage.draw();
	});
});
