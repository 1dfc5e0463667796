import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FakeMessage, imagesIn, readable } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';

const LINE = 'cat@left, dog@right on a sunny beach';

describe('a picture in Slack', () => {
	let stage: SlackStage;
	before(async () => {
		stage = await SlackStage.start();
	});
	after(async () => {
		await stage.stop();
		assert.deepEqual(stage.fake.invalid, []);
	});

	let first: FakeMessage;

	it('is acknowledged, shows its labelled sketch and place in line, then progress, then the picture', async () => {
		const { fake } = stage;
		await fake.command(LINE);
		first = await stage.shows(/Starting/);
		await fake.until(() => imagesIn(first).length === 1);
		const [sketch] = imagesIn(first);
		assert.match(sketch.alt, /^Sketch of the layout: .*cat.*dog/);
		const job = await stage.fetch();
		stage.queue.progress(job, { phase: 'joint', step: 10, steps: 20 });
		await fake.until(() => /Drawing 50%/.test(readable(first)));
		await stage.finish(job);
		await fake.until(() => /Reroll/.test(readable(first)));
		const [picture] = imagesIn(first);
		const file = fake.files.get(picture.file);
		assert.equal(file?.mimetype, 'image/png');
		assert.match(picture.alt, /cat.*dog/);
		assert.equal(file?.alt, picture.alt, 'the file itself carries the alternative text as well');
		assert.match(readable(first), /built-in.*2\.0 s/);
		assert.equal(fake.posted().length, 1, 'one message, edited');
		await fake.until(() => fake.files.get(sketch.file)?.deleted === true);
		assert.equal((await stage.studio.posts.byMessage('slack', first.channel, first.ts))?.platform, 'slack');
	});

	it('lends its layout to a name, which a menu and a command draw', async () => {
		const { fake } = stage;
		await fake.command('save Beach-Party');
		await stage.told(/Saved as beach-party: cat@left, dog@right on a sunny beach/);
		await fake.command('saved', { user: 'U0BEN' });
		const list = await stage.told(/Saved layouts/);
		await fake.press(list, 'saved', { user: 'U0BEN', chosen: 'beach-party' });
		const [menu] = await fake.until(() => {
			const posts = fake.posted().filter((each) => each.ts !== first.ts);
			return posts.length === 1 && posts;
		});
		await stage.draw();
		await fake.until(() => /Reroll/.test(readable(menu)));
		menu.deleted = true;
		await fake.command('unsave beach-party', { user: 'U0BEN' });
		await stage.told(/only they or a moderator can change it/);
		await fake.command('unsave beach-party', { user: 'U0MOD' });
		await stage.told(/Removed beach-party/);
	});

	it('is rerolled by a dice, in the thread of the first one and as its child', async () => {
		await stage.fake.react(first, 'game_die', { user: 'U0BEN' });
		const child = await stage.shows(/in line|Starting/i, 1);
		assert.equal(child.thread, first.ts);
		await stage.draw();
		await stage.shows(/Reroll/, 1);
		const tree = await stage.studio.pictures.history(
			{ person: { id: 'slack:T0001/U0BEN', name: 'Ben' }, place: { id: `slack:T0001/${child.channel}` } },
			(await stage.studio.posts.byMessage('slack', child.channel, child.ts))?.pictureId ?? '',
		);
		const rerolled = tree.children.filter(({ picture }) => picture.action === 'reroll');
		assert.equal(rerolled.length, 1);
		assert.notDeepEqual(
			rerolled[0].picture.recipe?.objects.map(({ seed }) => seed),
			tree.picture.recipe?.objects.map(({ seed }) => seed),
		);
	});

	it('rerolls the object of a number alone, also in the thread of a thread', async () => {
		const child = stage.fake.posted()[1];
		await stage.fake.react(child, 'two');
		const grandchild = await stage.shows(/in line|Starting/i, 2);
		assert.equal(grandchild.thread, first.ts, 'the thread is that of the first picture');
		const job = await stage.draw();
		await stage.shows(/Reroll/, 2);
		const parent = await stage.studio.pictures.find(
			(await stage.studio.posts.byMessage('slack', child.channel, child.ts))?.pictureId ?? '',
		);
		assert.equal(job.recipe.objects[0].seed, parent?.recipe?.objects[0].seed);
		assert.notEqual(job.recipe.objects[1].seed, parent?.recipe?.objects[1].seed);
	});

	it('takes stars and votes by reactions, and takes them back with the reaction', async () => {
		const { fake } = stage;
		await fake.react(first, 'star', { user: 'U0BEN' });
		await fake.until(() => /Star \(1\)/.test(readable(first)));
		await fake.react(first, '+1::skin-tone-4', { user: 'U0BEN' });
		await fake.until(() => /👍 1/.test(readable(first)));
		const uploads = fake.callsOf('files.getUploadURLExternal').length;
		await fake.react(first, 'star', { user: 'U0BEN', added: false });
		await fake.until(() => !/Star \(1\)/.test(readable(first)));
		assert.equal(fake.callsOf('files.getUploadURLExternal').length, uploads, 'no picture is uploaded twice');
	});

	it('ignores the app’s own reactions and events that Slack sends again', async () => {
		const { fake } = stage;
		await fake.react(first, 'game_die', { user: 'U0BOT' });
		const event = fake.eventPayload(fake.reactionEvent(first, 'star2', { user: 'U0CAT' }));
		await fake.deliver('events_api', event);
		await fake.until(() => /Star \(1\)/.test(readable(first)));
		await fake.deliver('events_api', event, { attempt: 1, reason: 'timeout' });
		const off = fake.eventPayload(fake.reactionEvent(first, 'star2', { user: 'U0CAT', added: false }));
		await fake.deliver('events_api', off);
		await fake.until(() => !/Star \(1\)/.test(readable(first)));
		await fake.deliver('events_api', event, { attempt: 2, reason: 'http_error' });
		await stage.slack.idle();
		assert.doesNotMatch(readable(first), /Star \(1\)/);
		assert.equal(fake.posted().length, 3);
	});

	it('moves an object by its menu and a form', async () => {
		const { fake } = stage;
		await fake.press(first, 'object', { chosen: 'move 2' });
		const form = await stage.view();
		assert.equal(form.view.title.text.startsWith('Move'), true);
		const { payload } = await fake.submit(form, { place: 'top' });
		assert.ok(payload === undefined || Object.keys(payload).length === 0, 'the form closes');
		await stage.shows(/in line|Starting/i, 3);
		const job = await stage.draw();
		assert.ok(Number(job.recipe.objects[1].box?.[1]) < 0.2, 'the dog is at the top');
		assert.equal((await stage.shows(/Reroll/, 3)).thread, first.ts);
	});

	it('keeps a form open that has a mistake, and says which; then draws the edited line', async () => {
		const { fake } = stage;
		await fake.press(first, 'edit');
		const form = await stage.view(1);
		const refused = await fake.submit(form, { line: 'cat@lefft' });
		assert.equal(refused.payload?.response_action, 'errors');
		assert.match(JSON.stringify(refused.payload), /Did you mean: cat@left/);
		await fake.submit(form, { line: 'cat@left, cow@right on a sunny beach' });
		await stage.shows(/cow/, 4);
		const job = await stage.draw();
		assert.equal(job.recipe.objects[1].text, 'cow');
		await stage.shows(/Reroll/, 4);
	});

	it('has a button for everything else: vary, upscale, layers, recipe, family, star, vote', async () => {
		const { fake } = stage;
		await fake.press(first, 'star', { user: 'U0DOG' });
		await fake.until(() => /Star \(1\)/.test(readable(first)));
		await fake.more(first, 'vote', { user: 'U0DOG' });
		await fake.until(() => /👍 2/.test(readable(first)));
		await fake.more(first, 'recipe');
		const recipe = await stage.told(/Recipe of/);
		assert.match(readable(recipe), /"prompt"|"objects"/);
		assert.equal(imagesIn(recipe).length, 1);
		await fake.more(first, 'history');
		const family = await stage.shows(/History/, 5);
		assert.equal(family.thread, first.ts);
		assert.match(imagesIn(family)[0].alt, /Family tree of 5 pictures/);
		await fake.press(first, 'vary');
		await stage.shows(/in line|Starting/i, 6);
		await stage.draw();
		await stage.shows(/Reroll/, 6);
		await fake.more(first, 'layers');
		await stage.shows(/in line|Starting/i, 7);
		const dot =
			(await stage.studio.pictures.bytes(await stage.pictureIn(first), 'full'))?.bytes ?? new Uint8Array();
		await stage.draw({ layers: [{ name: 'cat', png: dot }] });
		assert.equal(imagesIn(await stage.shows(/Reroll/, 7)).length, 2);
		await fake.more(first, 'upscale');
		await stage.shows(/in line|Starting/i, 8);
		await stage.draw();
		const large = await stage.shows(/enlarged 2 times[\s\S]*Reroll/, 8);
		await fake.until(() => imagesIn(large).length === 1);
	});

	it('rerolls one object by its menu', async () => {
		const { fake } = stage;
		const count = fake.posted().length;
		await fake.press(first, 'object', { chosen: 'reroll 1' });
		await stage.shows(/in line|Starting/i, count);
		await stage.draw();
		await stage.shows(/Reroll/, count);
	});

	it('shows its recipe by the message shortcut, to the person alone', async () => {
		const { fake } = stage;
		const before = fake.ephemerals.length;
		await fake.deliver('interactive', fake.messageShortcutPayload(first));
		const told = await fake.until(() => fake.ephemerals[before]);
		assert.match(readable(told), /Recipe of/);
	});

	it('tells mistakes in the language of its channel, also in forms', async () => {
		const { fake } = stage;
		await fake.command('settings locale=ja', { channel: 'C0JA', user: 'U0MOD' });
		await fake.until(() => fake.ephemerals.some(({ channel }) => channel === 'C0JA'));
		const n = fake.views.length;
		await fake.command('猫@ひだ', { channel: 'C0JA' });
		const told = await stage.told(/「ひだ」という場所はありません。/);
		assert.match(readable(told), /\^/);
		await fake.press(told, 'correct');
		const form = await stage.view(n);
		const { payload } = await fake.submit(form, { line: '猫@左, 犬@ひだ' });
		assert.match(JSON.stringify(payload), /「ひだ」という場所はありません。/);
		await fake.command('form', { channel: 'C0JA' });
		const empty = await fake.submit(await stage.view(n + 1), {});
		assert.match(JSON.stringify(empty.payload), /物か背景を入力してください/);
	});

	it('is deleted by a cross of its requester, and of nobody else; its files go', async () => {
		const { fake } = stage;
		const [{ file }] = imagesIn(first);
		await fake.react(first, 'x', { user: 'U0BEN' });
		await fake.react(first, 'x');
		await fake.until(() => /deleted/.test(readable(first)));
		await fake.until(() => fake.files.get(file)?.deleted === true);
		await stage.slack.idle();
	});

	it('is edited by a line with places, typed outside of its thread', async () => {
		const { fake } = stage;
		const before = fake.posted().length;
		await fake.command('edit cat@left, fox@right', { user: 'U0BEN' });
		const edited = await fake.until(() => fake.posted()[before]);
		await stage.draw();
		await fake.until(() => /Reroll/.test(readable(edited)));
		const post = await stage.studio.posts.byMessage('slack', edited.channel, edited.ts);
		const picture = await stage.studio.pictures.find(post?.pictureId ?? '');
		assert.equal(picture?.action, 'edit');
		assert.notEqual(picture.parent, null);
	});
});
