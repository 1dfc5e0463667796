import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DiscordStage, hasAction } from '../support/discord-stage.ts';
import { type FakeMessage, type FakeUser, textOf } from '../support/fake-discord.ts';

describe('Discord: what is said to the bot', () => {
	let stage: DiscordStage;
	let ana: FakeUser;
	before(async () => {
		stage = await DiscordStage.start();
		ana = stage.fake.user('Ana');
	});
	after(() => stage.stop());
	afterEach(async () => {
		await stage.drain();
		assert.deepEqual(stage.fake.problems, [], 'every request is one that Discord specifies');
	});
	const last = (channel: string, pattern: RegExp): Promise<FakeMessage> =>
		stage.shows(() => stage.fake.in(channel).at(-1), pattern);
	const finished = (channel: string) =>
		stage.fake.until(() => {
			const message = stage.fake.in(channel).at(-1);
			return hasAction(message, 'star') ? message : null;
		});

	it('draws a line that mentions it, as an answer to it', async () => {
		const channel = stage.fake.channel();
		const said = stage.fake.say(ana, channel, { mentions: true, text: 'cat@left, dog@right on a beach' });
		const post = await last(channel, /In line|Starting/);
		assert.equal(post.answerTo, said);
		const job = await stage.draw();
		assert.equal(job.recipe.prompt, 'a cat and a dog on a beach');
		await finished(channel);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	it('draws a line in its direct messages without a mention', async () => {
		const channel = stage.fake.channel('direct');
		stage.fake.say(ana, channel, { text: 'an owl@top | a night sky' });
		await last(channel, /In line|Starting/);
		await stage.draw();
		await finished(channel);
	});

	it('draws a plain sentence as the line that it means, and says so to its person alone', async () => {
		const channel = stage.fake.channel();
		const before = new Set(stage.fake.channels.keys());
		stage.fake.say(stage.fake.user('Ben'), channel, { mentions: true, text: 'a cat and a dog on the beach' });
		await last(channel, /In line|Starting/);
		const job = await stage.draw();
		assert.equal(job.recipe.objects.length, 2);
		await finished(channel);
		const direct = await stage.fake.until(() =>
			[...stage.fake.channels.keys()].find((id) => !before.has(id)),
		);
		await last(direct, /Read as: a cat@left, a dog@right on the beach/);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	it('offers the line of a sentence that it is not certain of', async () => {
		const channel = stage.fake.channel('direct');
		stage.fake.say(ana, channel, { text: 'a pirate and a cat' });
		const offer = await stage.fake.until(() =>
			stage.fake.in(channel).find((message) => hasAction(message, 'offered')),
		);
		assert.equal((await stage.draw()).recipe.objects.length, 0);
		await stage.fake.until(() => stage.fake.in(channel).find((message) => hasAction(message, 'star')));
		stage.fake.press(ana, offer, 'offered');
		await stage.fake.until(() =>
			[...stage.fake.messages.values()].find((message) => /In line|Starting/.test(textOf(message))),
		);
		assert.deepEqual(
			(await stage.draw()).recipe.objects.map(({ text }) => text),
			['a pirate', 'a cat'],
		);
	});

	it('changes the picture that is answered to, in words', async () => {
		const channel = stage.fake.channel();
		stage.fake.say(ana, channel, { mentions: true, text: 'a red cat@left, a dog@right' });
		await last(channel, /In line|Starting/);
		const first = await stage.draw();
		const post = await finished(channel);
		stage.fake.say(ana, channel, { mentions: true, text: 'make the cat blue', answerTo: post.id });
		await stage.fake.until(() => stage.fake.in(channel).length === 2);
		const second = await stage.draw();
		assert.deepEqual(
			second.recipe.objects.map(({ text, seed }) => [text, seed]),
			[
				['a blue cat', first.recipe.objects[0].seed],
				['a dog', first.recipe.objects[1].seed],
			],
		);
		assert.match(textOf(await last(channel, /blue cat/)), /blue cat/);
	});

	it('changes the newest picture in direct messages by an order, and draws it in a channel', async () => {
		const objects = async (channel: string, text: string) => {
			const before = stage.fake.in(channel).length;
			stage.fake.say(ana, channel, { mentions: true, text });
			await stage.fake.until(() => stage.fake.in(channel).length > before);
			const job = await stage.draw();
			await finished(channel);
			return job.recipe.objects.map(({ text: words }) => words);
		};
		for (const [kind, after] of [
			['direct', ['a yellow cat', 'a dog']],
			['text', []],
		] as const) {
			const channel = stage.fake.channel(kind);
			await objects(channel, 'a red cat@left, a dog@right');
			assert.deepEqual(await objects(channel, 'make the cat yellow'), after, kind);
		}
	});

	it('tells a mistake to its person alone, with what was meant', async () => {
		const channel = stage.fake.channel();
		const before = new Set(stage.fake.channels.keys());
		stage.fake.say(ana, channel, { mentions: true, text: 'cat@lfet' });
		const direct = await stage.fake.until(() =>
			[...stage.fake.channels.keys()].find((id) => !before.has(id)),
		);
		await last(direct, /Did you mean/);
		assert.equal(stage.fake.in(channel).length, 0);
	});

	it('answers its bare name with examples that draw on a click', async () => {
		const channel = stage.fake.channel();
		stage.fake.say(ana, channel, { mentions: true });
		const help = await last(channel, /TAUE draws what you place/);
		stage.fake.press(ana, help, 'example');
		// In the thread of the message that was pressed.
		await stage.fake.until(() =>
			[...stage.fake.messages.values()].find((message) => /In line|Starting/.test(textOf(message))),
		);
		const job = await stage.draw();
		assert.equal(job.recipe.objects.length, 2);
	});

	it('answers to its role, which people take for its name', async () => {
		const channel = stage.fake.channel();
		stage.fake.say(ana, channel, { role: true, text: 'cat@left' });
		await last(channel, /TAUE draws what you place/);
	});

	it('draws a line that has some picture with it', async () => {
		const channel = stage.fake.channel();
		const photo = { name: 'photo.png', mime: 'image/png', bytes: Buffer.from('x') };
		stage.fake.say(ana, channel, { mentions: true, text: ': a hen@left', files: [photo] });
		await last(channel, /In line|Starting/);
		assert.equal((await stage.draw()).recipe.prompt, 'a hen');
		await finished(channel);
	});

	it('says hello once to a server that it joins', async () => {
		const channel = stage.fake.joins();
		const hello = await last(channel, /TAUE draws what you place/);
		assert.ok(hasAction(hello, 'example'));
		await stage.restart();
		await stage.drain();
		assert.equal(stage.fake.in(channel).length, 1);
		// The button behind the examples lists what can be drawn.
		await stage.original(stage.fake.press(ana, hello, 'run'), /Things \(\d+\): cat, dog/);
	});

	it('hears nothing that is not said to it', async () => {
		const channel = stage.fake.channel();
		stage.fake.say(ana, channel, { text: 'cat@left' });
		stage.fake.say(ana, channel, { mentions: true, text: 'dog@right' });
		await last(channel, /dog/);
		assert.equal(stage.fake.in(channel).length, 1);
	});
});
