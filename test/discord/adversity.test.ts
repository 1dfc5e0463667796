import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { DiscordStage, hasAction, outcomeOf } from '../support/discord-stage.ts';
import { type FakeMessage, type FakeUser, textOf } from '../support/fake-discord.ts';
import type { Arrived } from '../support/fake-discord-rules.ts';

const LINE = 'cat@left, dog@right';

describe('Discord, when things go wrong', () => {
	let stage: DiscordStage;
	let ana: FakeUser;
	let ben: FakeUser;
	before(async () => {
		stage = await DiscordStage.start();
		ana = stage.fake.user('Ana');
		ben = stage.fake.user('Ben');
	});
	after(() => stage.stop());
	afterEach(async () => {
		await stage.drain();
		assert.deepEqual(stage.fake.problems, [], 'every request is one that Discord specifies');
	});
	const scenario = (name: string, run: () => Promise<void>) => it(name, run);

	const done = (find: () => FakeMessage | null | undefined) =>
		stage.fake.until(() => {
			const message = find();
			return hasAction(message, 'star') ? message : null;
		});
	/** Direct messages with a person. */
	const directTo = (user: FakeUser) => stage.fake.in(`8${user.id.slice(1)}`);
	const logged = (pattern: RegExp) => stage.log.lines.filter(({ message }) => pattern.test(message));
	const edits = ({ method, path }: Arrived) => method === 'PATCH' && path.startsWith('/webhooks/');
	const posts = (channel: string) => (request: Arrived) =>
		request.method === 'POST' && request.path === `/channels/${channel}/messages`;

	scenario('a restart in mid-job: the placeholder that is there becomes the picture', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.original(interaction, /In line|Starting/);
		const job = await stage.fetch();
		await stage.discord.stop();
		await stage.finish(job);
		await stage.restart();
		await done(() => interaction.original);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	scenario('buttons of before a restart work after it, also when the interaction is long over', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		await stage.restart();
		stage.clock.advance(400 * 24 * 3_600_000);
		stage.fake.press(ben, first, 'reroll');
		const answer = await stage.fake.until(() => stage.fake.in(first.thread ?? '-')[0]);
		await stage.draw();
		await done(() => answer);
	});

	scenario('a cut connection is resumed, and what people did meanwhile is done once', async () => {
		const channel = stage.fake.channel();
		const { resumed, identified } = stage.fake;
		stage.fake.cut();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.fake.until(() => stage.fake.resumed > resumed);
		await stage.original(interaction, /In line|Starting/);
		stage.fake.askToReconnect();
		await stage.fake.until(() => stage.fake.resumed > resumed + 1);
		assert.equal(stage.fake.identified, identified);
		await stage.draw();
		await done(() => interaction.original);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	scenario('429: waits as long as Discord asks, and posts once', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		stage.fake.fail(({ path }) => path.endsWith('/messages') && !path.includes(channel), {
			status: 429,
			body: { message: 'You are being rate limited.', retry_after: 0.05, global: false },
			headers: { 'Retry-After': '0.05', 'X-RateLimit-Scope': 'user' },
		});
		stage.fake.press(ben, first, 'reroll');
		await stage.fake.until(() => stage.fake.in(first.thread ?? '-')[0]);
		const refused = stage.fake.requests.findIndex(({ status }) => status === 429);
		const again = stage.fake.requests.findIndex(
			({ path, status }, index) =>
				index > refused && path === stage.fake.requests[refused].path && status === 200,
		);
		const waited = stage.fake.requests[again].at - stage.fake.requests[refused].at;
		assert.ok(waited >= 50, `waited ${waited} ms`);
		assert.equal(stage.fake.in(first.thread ?? '-').length, 1);
	});

	scenario('5xx whose request took effect: the retry finds the same message by its nonce', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		const thread = first.id;
		stage.fake.fail(posts(thread), { status: 502, body: 'Bad Gateway', after: true });
		stage.fake.press(ben, first, 'reroll');
		const answer = await stage.fake.until(() => stage.fake.in(thread)[0]);
		await stage.draw();
		await done(() => answer);
		assert.equal(stage.fake.requests.filter(posts(thread)).length, 2);
		assert.equal(stage.fake.in(thread).length, 1);
	});

	scenario('an outage of minutes: tried again until it works', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.original(interaction, /In line|Starting/);
		const before = logged(/tried again/).length;
		stage.fake.fail(edits, { status: 500, body: 'down', times: 8 });
		await stage.draw();
		const pushed = setInterval(() => stage.clock.advance(5_000), 20);
		await done(() => interaction.original).finally(() => clearInterval(pushed));
		assert.ok(logged(/tried again/).length > before);
	});

	scenario('413: WebP, then JPEG, then smaller', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.original(interaction, /In line|Starting/);
		const carries = (mime: string) => (request: Arrived) =>
			edits(request) && request.files.some(({ name }) => name.endsWith(mime) && !name.includes('sketch'));
		stage.fake.fail(carries('.png'), {
			status: 413,
			body: { code: 40005, message: 'Request entity too large' },
		});
		stage.fake.fail(carries('.webp'), {
			status: 413,
			body: { code: 40005, message: 'Request entity too large' },
		});
		await stage.draw();
		const shown = await done(() => interaction.original);
		assert.equal(shown.files[0].mime, 'image/jpeg');
		assert.equal(shown.files[0].description, 'a cat on the left, a dog on the right');
	});

	scenario('a picture over the attachment limit is made smaller before it is sent', async () => {
		const channel = stage.fake.channel();
		stage.fake.attachmentBytes = 60_000;
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.original(interaction, /In line|Starting/);
		const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
		const png = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#888', noise } })
			.png()
			.toBuffer();
		assert.ok(png.length > 60_000);
		const job = await stage.fetch();
		await stage.finish(job, { png, thumb: (await outcomeOf(job)).thumb });
		const shown = await done(() => interaction.original);
		stage.fake.attachmentBytes = 10 * 2 ** 20;
		assert.ok(shown.files[0].bytes.length <= 60_000);
		assert.notEqual(shown.files[0].mime, 'image/png');
	});

	scenario('a late acknowledgement: the picture is drawn and posted all the same', async () => {
		const channel = stage.fake.channel();
		stage.fake.fail(({ path }) => path.endsWith('/callback'), {
			status: 404,
			body: { code: 10062, message: 'Unknown interaction' },
		});
		stage.fake.command(ana, channel, { line: LINE });
		const message = await stage.fake.until(() => stage.fake.in(channel)[0]);
		await stage.draw();
		await done(() => message);
		assert.equal(stage.fake.in(channel).length, 1);
		assert.equal(logged(/could not be acknowledged/).length, 1);
	});

	scenario('an expired token: the bot edits its message itself', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		await stage.original(interaction, /In line|Starting/);
		stage.clock.advance(16 * 60_000);
		await stage.draw();
		await done(() => interaction.original);
		assert.ok(
			stage.fake.requests.some(
				({ method, path }) => method === 'PATCH' && path.startsWith(`/channels/${channel}/`),
			),
		);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	for (const [what, code] of [
		['a deleted channel', 10003],
		['lost permissions', 50013],
	] as const) {
		scenario(`${what}: the picture goes to the person directly`, async () => {
			const channel = stage.fake.channel();
			const person = stage.fake.user('Cleo');
			const interaction = stage.fake.command(person, channel, { line: LINE });
			await stage.original(interaction, /In line|Starting/);
			stage.fake.refuse(channel, code);
			await stage.draw();
			const message = await done(() => directTo(person)[0]);
			assert.match(textOf(message), /could not post it where you asked for it/);
			assert.equal(message.files.length, 1);
			const warning = logged(/goes to its person directly/).at(-1);
			assert.match(JSON.stringify(warning?.fields), new RegExp(channel));
		});
	}

	scenario(
		'a person who takes no direct messages: it is in the log, and the picture in the studio',
		async () => {
			const channel = stage.fake.channel();
			const person = stage.fake.user('Dora');
			const interaction = stage.fake.command(person, channel, { line: LINE });
			const picture = await stage.pictureIn(await stage.original(interaction, /In line|Starting/));
			stage.fake.refuse(channel, 50001);
			stage.fake.fail(({ path }) => path === '/users/@me/channels', {
				status: 403,
				body: { code: 50007, message: 'Cannot send messages to this user' },
			});
			await stage.draw();
			while ((await stage.studio.posts.of(picture.id)).length > 0)
				await new Promise((next) => setImmediate(next));
			assert.equal(logged(/takes no direct messages/).length, 1);
			assert.equal((await stage.studio.pictures.find(picture.id))?.state, 'done');
		},
	);

	scenario('no right to open threads: rerolls answer in the channel, as answers to the first', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		const found = stage.fake.channels.get(channel);
		assert.ok(found);
		found.noThreads = true;
		stage.fake.press(ben, first, 'reroll');
		const answer = await stage.fake.until(() => stage.fake.in(channel)[1]);
		assert.equal(answer.answerTo, first.id);
	});

	scenario('a message that somebody deleted stays deleted', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		const picture = await stage.pictureIn(first);
		stage.fake.deleteMessage(first);
		await stage.studio.pictures.change(
			{ kind: 'star', on: true },
			{
				pictureId: picture.id,
				person: { id: 'room:kim', name: 'Kim' },
				place: { id: picture.place },
			},
		);
		while ((await stage.studio.posts.of(picture.id)).length > 0)
			await new Promise((next) => setImmediate(next));
		assert.equal(stage.fake.in(channel).length, 0);
		assert.equal(directTo(ana).length, 0);
	});

	scenario('an old or foreign button says so', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		const pressed = stage.fake.pressId(ben, first, 't0:reroll:abc');
		assert.match(textOf(await stage.original(pressed, /another version/)), /taue show/);
	});

	scenario('a request that is refused takes its public placeholder away and tells in private', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: 'cat@left --model nowhere' });
		const told = await stage.fake.until(() => interaction.followUps[0]);
		assert.equal(told.only, ana.id);
		assert.match(textOf(told), /no model "nowhere"/);
		assert.equal(stage.fake.in(channel).filter(({ only }) => only === null).length, 0);
	});

	scenario('a session that is invalid is opened anew', async () => {
		const { identified } = stage.fake;
		stage.fake.invalidate();
		await stage.fake.until(() => stage.fake.identified > identified);
		const interaction = stage.fake.command(ana, stage.fake.channel(), { line: LINE });
		await stage.original(interaction, /In line|Starting/);
	});
});
