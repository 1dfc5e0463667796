import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { imagesIn, readable } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';
import { type TestStudio, testStudio } from '../support/studio.ts';

const LINE = 'cat@left, dog@right on a sunny beach';

// One database for all of this file: to make one takes longer than most of these tests.
let open: TestStudio;
before(async () => {
	open = await testStudio({});
});
after(() => open.close());

describe('Slack, where not all goes well', () => {
	let stage: SlackStage;
	before(async () => {
		stage = await SlackStage.start({ open });
	});
	after(async () => {
		await stage.stop();
		assert.deepEqual(stage.fake.invalid, []);
	});

	it('tells a mistake to its person alone, with a caret, and opens the corrected line', async () => {
		const { fake } = stage;
		await fake.command('cat@lefft on a beach', { channel: 'C0ERR' });
		const told = await stage.told(/lefft/);
		assert.equal(told.user, 'U0ANA');
		const code = told.blocks.find(
			(block) => block.type === 'rich_text' && block.elements[0].type === 'rich_text_preformatted',
		);
		assert.match(JSON.stringify(code), /cat@lefft on a beach\\n {4}\^/);
		assert.equal(fake.posted('C0ERR').length, 0, 'nobody else sees it');
		await fake.press(told, 'correct');
		const form = await stage.view(0);
		assert.match(JSON.stringify(form.view.blocks), /cat@left on a beach/);
		await fake.submit(form, {});
		await stage.shows(/cat@left on a beach[\s\S]*(?:in line|Starting)/i, 0, 'C0ERR');
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0ERR');
	});

	it('understands a mention in a channel and in a thread, where the newest picture is in view', async () => {
		const { fake } = stage;
		await fake.mention('a cat &amp; friends@left, dog@right', { channel: 'C0MEN' });
		const root = await stage.shows(/in line|Starting/i, 0, 'C0MEN');
		assert.match(readable(root), /a cat & friends@left/);
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0MEN');
		await fake.mention('move dog top', { channel: 'C0MEN', thread: root.ts });
		const moved = await stage.shows(/in line|Starting/i, 1, 'C0MEN');
		assert.equal(moved.thread, root.ts);
		await stage.draw();
		await stage.shows(/Reroll/, 1, 'C0MEN');
		await fake.mention('history', { channel: 'C0MEN', thread: root.ts });
		const family = await stage.shows(/History/, 2, 'C0MEN');
		assert.equal(family.thread, root.ts);
		assert.match(imagesIn(family)[0].alt, /Family tree of 2 pictures/);
	});

	it('answers help with a picture, and history, gallery, queue, privacy and settings by the command', async () => {
		const { fake } = stage;
		await fake.command('', { channel: 'C0MEN' });
		assert.equal(imagesIn(await stage.told(/TAUE draws what you place/)).length, 1);
		await fake.command('history', { channel: 'C0MEN' });
		await stage.shows(/History/, 3, 'C0MEN');
		await fake.command('gallery', { channel: 'C0MEN' });
		assert.equal(imagesIn(await stage.shows(/Gallery/, 4, 'C0MEN')).length, 2);
		await fake.command('queue', { channel: 'C0MEN' });
		await stage.told(/Queue/);
		await fake.command('privacy', { channel: 'C0MEN' });
		await stage.told(/What is stored about you/);
		await fake.command('settings safety.policy=blur', { channel: 'C0MEN' });
		await stage.told(/moderator/i);
		await fake.command('settings safety.policy=blur', { channel: 'C0MEN', user: 'U0MOD' });
		await stage.told(/unsafe pictures: \W*blur/);
	});

	it('has a form for people who prefer fields, by the command and by the shortcut', async () => {
		const { fake } = stage;
		const views = fake.views.length;
		await fake.command('form', { channel: 'C0FORM' });
		const form = await stage.view(views);
		const empty = await fake.submit(form, {});
		assert.match(JSON.stringify(empty.payload), /Fill in an object or a background/);
		await fake.submit(form, { object1: 'cat', place1: 'left', background: 'a meadow', seed: '7' });
		await stage.shows(/cat@left \| a meadow[\s\S]*(?:in line|Starting)/i, 0, 'C0FORM');
		await stage.draw();
		const shortcut = {
			type: 'shortcut',
			callback_id: 'taue_draw',
			trigger_id: fake.trigger(),
			user: { id: 'U0ANA', username: 'u0ana', team_id: 'T0001' },
			team: { id: 'T0001', domain: 'taue' },
			token: 'verification',
			action_ts: '1',
		};
		await fake.deliver('interactive', shortcut);
		const open = await stage.view(views + 1);
		const [first] = open.view.blocks;
		assert.equal(first.type === 'input' && first.element.type, 'conversations_select');
		await fake.submit(open, { object1: 'dog' }, { channel: 'C0FORM' });
		await stage.shows(/dog@auto/, 1, 'C0FORM');
		await stage.draw();
	});

	it('cancels in mid-run by the button, within the message', async () => {
		const { fake } = stage;
		await fake.command(LINE, { channel: 'C0CAN' });
		const message = await stage.shows(/in line|Starting/i, 0, 'C0CAN');
		const job = await stage.fetch();
		await fake.press(message, 'cancel');
		await stage.shows(/Cancelled/, 0, 'C0CAN');
		assert.equal(await stage.queue.heartbeat(job), 'lost');
	});

	it('sends the picture to its person where it may not post, at once', async () => {
		const { fake } = stage;
		for (const [channel, why] of [
			['C0GONE', 'channel_not_found'],
			['C0ARCH', 'is_archived'],
			['C0NOT', 'not_in_channel'],
		]) {
			fake.closed.set(channel, why);
			const n = fake.posted('D0ANA').length;
			await fake.command(LINE, { channel });
			await stage.shows(/could not post it where you asked/, n, 'D0ANA');
			await stage.draw();
			assert.equal(imagesIn(await stage.shows(/Reroll/, n, 'D0ANA')).length, 1);
			assert.ok(
				stage.log.some(({ fields }) => 'code' in fields && fields.code === why),
				'the log says why',
			);
		}
	});

	it('waits as long as 429 says, tries again after 5xx, and takes a smaller encoding after 413', async () => {
		const { fake } = stage;
		fake.fail('chat.postMessage', { retryAfter: 1 }, 1, ({ channel }) => channel === 'C0LIM');
		fake.fail('files.completeUploadExternal', { status: 503 });
		fake.fail('upload', { status: 502 });
		const start = performance.now();
		await fake.command(LINE, { channel: 'C0LIM' });
		const message = await stage.shows(/in line|Starting/i, 0, 'C0LIM');
		assert.ok(performance.now() - start > 900, 'not before the second is over');
		await fake.until(() => imagesIn(message).length === 1);
		fake.fail('upload', { status: 413 }, 1, ({ name }) => name.endsWith('.png'));
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0LIM');
		const [{ file }] = imagesIn(message);
		assert.equal(fake.files.get(file)?.mimetype, 'image/jpeg');
		assert.equal(fake.posted('C0LIM').length, 1);
	});

	it('tells in words where no encoding and no file is taken; the picture stays in the studio', async () => {
		const { fake } = stage;
		await fake.command(LINE, { channel: 'C0FULL' });
		const waiting = await stage.shows(/in line|Starting/i, 0, 'C0FULL');
		await fake.until(() => imagesIn(waiting).length === 1);
		fake.fail('files.getUploadURLExternal', { error: 'storage_limit_reached' });
		await stage.draw();
		const message = await stage.shows(/See it with \/taue show/, 0, 'C0FULL');
		assert.equal(imagesIn(message).length, 0);
		assert.notEqual(await stage.studio.pictures.bytes(await stage.pictureIn(message), 'full'), null);
	});

	it('serves two people at once, each with their own message', async () => {
		const { fake } = stage;
		await Promise.all([
			fake.command('red cat@left', { channel: 'C0TWO', user: 'U0ANA' }),
			fake.command('blue dog@right', { channel: 'C0TWO', user: 'U0BEN' }),
		]);
		await stage.shows(/in line|Starting/i, 1, 'C0TWO');
		await stage.draw();
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0TWO');
		await stage.shows(/Reroll/, 1, 'C0TWO');
		assert.equal(fake.posted('C0TWO').length, 2);
	});

	it('comes back after the connection is lost, politely or not, and hears what is sent then', async () => {
		const { fake } = stage;
		for (const how of ['politely', 'rudely'] as const) {
			const { connections } = fake;
			fake.disconnect(how);
			await fake.until(() => fake.connections > connections);
			const n = fake.posted('C0NET').length;
			await fake.command('cat@left', { channel: 'C0NET' });
			await stage.shows(/in line|Starting/i, n, 'C0NET');
			await stage.draw();
			await stage.shows(/Reroll/, n, 'C0NET');
		}
	});

	it('finishes the message of a picture that was drawn while it was down; old buttons work', async () => {
		const { fake } = stage;
		await fake.command(LINE, { channel: 'C0RE' });
		const message = await stage.shows(/in line|Starting/i, 0, 'C0RE');
		await stage.restart(() => stage.draw());
		await stage.shows(/Reroll/, 0, 'C0RE');
		assert.equal(fake.posted('C0RE').length, 1);
		await fake.press(message, 'reroll');
		assert.equal((await stage.shows(/in line|Starting/i, 1, 'C0RE')).thread, message.ts);
		await stage.draw();
		await stage.shows(/Reroll/, 1, 'C0RE');
	});

	it('shows several pictures of one request in one message, also those that were drawn while it was down', async () => {
		const { fake } = stage;
		await fake.command(`${LINE} -n 3`, { channel: 'C0MANY' });
		const message = await stage.shows(/in line|Starting/i, 0, 'C0MANY');
		await fake.until(() => imagesIn(message).length === 1);
		const first = await stage.draw();
		await stage.shows(/1 of 3 ready[\s\S]*Reroll/, 0, 'C0MANY');
		await stage.restart(async () => {
			await stage.draw();
			await stage.draw();
		});
		await fake.until(() => imagesIn(message).length === 3 && !/ready/.test(readable(message)));
		assert.equal(fake.posted('C0MANY').length, 1);
		const files = imagesIn(message).map(({ file }) => file);
		assert.equal(new Set(files).size, 3);
		assert.match(imagesIn(message)[2].alt, /^3 of 3: /);
		const { pictures } = (await stage.studio.posts.byMessage('slack', 'C0MANY', message.ts)) ?? {
			pictures: [],
		};
		assert.deepEqual(pictures[0], first.pictureId);
		await fake.press(message, 'pick', { chosen: pictures[2] });
		await stage.shows(/3 of 3/, 0, 'C0MANY');
		assert.deepEqual(
			imagesIn(message).map(({ file }) => file),
			files,
			'no picture is uploaded twice',
		);
		await fake.press(message, 'reroll');
		const child = await stage.shows(/in line|Starting/i, 1, 'C0MANY');
		assert.equal(child.thread, message.ts);
		await stage.draw();
		await stage.shows(/Reroll/, 1, 'C0MANY');
		assert.equal((await stage.studio.pictures.find(await stage.pictureIn(child)))?.parent, pictures[2]);
	});

	it('says so where a button is of a version that it does not know', async () => {
		const message = stage.fake.posted('C0RE')[0];
		await stage.fake.deliver('interactive', stage.fake.pressPayload(message, 't9:dance:abc'));
		await stage.told(/another version of TAUE/);
	});

	it('keeps pictures waiting for a new token where the configured one was revoked', async () => {
		const { fake } = stage;
		fake.fail('chat.postMessage', { error: 'token_revoked' }, 1, ({ channel }) => channel === 'C0TOK');
		await fake.command('cat@left', { channel: 'C0TOK' });
		await stage.shows(/in line|Starting/i, 0, 'C0TOK');
		assert.ok(stage.log.some(({ message }) => /SLACK_BOT_TOKEN is no longer good/.test(message)));
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0TOK');
	});
});

describe('a workspace that refuses files in no channel', () => {
	it('gets the picture shared in the thread, where reactions still find it', async (t) => {
		const stage = await SlackStage.start({ open, fake: { refusesUnshared: true } });
		t.after(() => stage.stop());
		const { fake } = stage;
		await fake.command(LINE);
		await stage.shows(/in line|Starting/i);
		await stage.draw();
		const message = await stage.shows(/in the thread of this message[\s\S]*Reroll/);
		const shared = await fake.until(() => [...fake.messages.values()].find(({ file }) => file !== null));
		assert.equal(shared.thread, message.ts);
		await fake.until(() => fake.callsOf('chat.update').length > 0);
		await stage.slack.idle();
		await fake.react(shared, 'repeat');
		const child = await stage.shows(/in line|Starting/i, 1);
		assert.equal(child.thread, message.ts);
		await stage.draw();
		await stage.shows(/in the thread of this message/, 1);
		// Of several pictures each one is found by the reactions to its own file.
		await stage.slack.idle();
		const before = new Set(fake.messages.values());
		await fake.command(`${LINE} -n 2`);
		await stage.shows(/in line|Starting/i, 2);
		await stage.draw();
		const second = await stage.draw();
		const joint = await stage.shows(/in the thread of this message[\s\S]*Reroll/, 2);
		await stage.slack.idle();
		const files = [...fake.messages.values()].filter((each) => each.file !== null && !before.has(each));
		const owners = await Promise.all(files.map((each) => stage.pictureIn(each)));
		assert.equal(new Set(owners).size, 2);
		await fake.react(files[owners.indexOf(second.pictureId)], 'repeat');
		const reroll = await stage.shows(/in line|Starting/i, 3);
		assert.equal(reroll.thread, joint.ts);
		await stage.draw();
		await stage.shows(/in the thread of this message/, 3);
		await stage.slack.idle();
		assert.equal((await stage.studio.pictures.find(await stage.pictureIn(reroll)))?.parent, second.pictureId);
		assert.deepEqual(fake.invalid, []);
	});
});
