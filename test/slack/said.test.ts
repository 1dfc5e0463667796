import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readable } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';

describe('Slack: what is said to the app', () => {
	let stage: SlackStage;
	before(async () => {
		stage = await SlackStage.start();
	});
	after(async () => {
		await stage.stop();
		assert.deepEqual(stage.fake.invalid, []);
	});
	const posted = (channel: string) => stage.fake.posted().filter((message) => message.channel === channel);

	it('draws a line in the app’s own messages, once, whatever Slack sends twice', async () => {
		const { fake } = stage;
		await fake.direct('an owl@top | a night sky', { ts: '1700000001.000100' });
		await fake.direct('an owl@top | a night sky', { ts: '1700000001.000100' });
		await fake.until(() => posted('D0ANA').length === 1);
		const job = await stage.draw();
		assert.equal(job.recipe.prompt, 'an owl in a night sky');
		await fake.until(() => /Reroll/.test(readable(posted('D0ANA')[0])));
		assert.equal(posted('D0ANA').length, 1);
	});

	it('draws a plain sentence as the line that it means, and offers what it is not certain of', async () => {
		const { fake } = stage;
		await fake.mention('a cat and a dog on the beach', { channel: 'C0PLAIN' });
		await fake.until(() => posted('C0PLAIN').length === 1);
		assert.equal((await stage.draw()).recipe.objects.length, 2);
		await fake.until(() =>
			fake.ephemerals.some((note) => /Read as: a cat@left, a dog@right/.test(readable(note))),
		);
	});

	it('draws the line that it offered, by its button', async () => {
		const { fake } = stage;
		await fake.mention('a pirate and a cat', { channel: 'C0OFFER' });
		await fake.until(() => posted('C0OFFER').length === 1);
		assert.equal((await stage.draw()).recipe.objects.length, 0);
		const offer = await fake.until(() =>
			fake.ephemerals.find((note) => /Draw: a pirate@left, a cat@right/.test(readable(note))),
		);
		await fake.press(offer, 'offered');
		await fake.until(() => posted('C0OFFER').length === 2);
		assert.deepEqual(
			(await stage.draw()).recipe.objects.map(({ text }) => text),
			['a pirate', 'a cat'],
		);
	});

	it('changes the newest picture in the app’s own messages by an order, and draws it in a channel', async () => {
		const { fake } = stage;
		const direct = async (text: string) => {
			const before = posted('D0ORDER').length;
			await fake.direct(text, { channel: 'D0ORDER' });
			await fake.until(() => posted('D0ORDER').length > before);
			return (await stage.draw()).recipe.objects;
		};
		const [cat, dog] = await direct('a red cat@left, a dog@right');
		const done = await fake.until(() => posted('D0ORDER').find((post) => /Reroll/.test(readable(post))));
		assert.deepEqual(
			(await direct('make the cat blue')).map(({ text, seed }) => [text, seed]),
			[
				['a blue cat', cat.seed],
				['a dog', dog.seed],
			],
		);
		const changed = await fake.until(() =>
			posted('D0ORDER').find((post) => post !== done && /Reroll/.test(readable(post))),
		);
		const child = await stage.studio.pictures.find(await stage.pictureIn(changed));
		assert.equal(child?.parent, await stage.pictureIn(done));
		// Among others, nobody knows whose cat is meant.
		await fake.mention('a red cat@left, a dog@right', { channel: 'C0ORDER' });
		await fake.until(() => posted('C0ORDER').length === 1);
		await stage.draw();
		await fake.until(() => /Reroll/.test(readable(posted('C0ORDER')[0])));
		await fake.mention('make the cat blue', { channel: 'C0ORDER' });
		await fake.until(() => posted('C0ORDER').length === 2);
		assert.equal((await stage.draw()).recipe.objects.length, 0);
	});

	it('does not draw again when a mention is edited', async () => {
		const { fake } = stage;
		const event = fake.mentionEvent('a fox@left on a meadow', { channel: 'C0EDIT' });
		await fake.deliver('events_api', fake.eventPayload(event));
		await fake.until(() => posted('C0EDIT').length === 1);
		await stage.draw();
		const edited = { ...event, text: `${event.text}!`, edited: { user: 'U0ANA', ts: '1700000002.000000' } };
		await fake.deliver('events_api', fake.eventPayload(edited));
		// What comes after it is drawn: it was not.
		await fake.mention('an owl@right', { channel: 'C0EDIT' });
		await fake.until(() => posted('C0EDIT').some((message) => /owl/.test(readable(message))));
		assert.equal(posted('C0EDIT').length, 2);
		await stage.draw();
	});

	it('does not draw again when the program has started anew since', async () => {
		const { fake } = stage;
		const event = fake.mentionEvent('a hen@left on a meadow', { channel: 'C0LATE' });
		await fake.deliver('events_api', fake.eventPayload(event));
		await fake.until(() => posted('C0LATE').length === 1);
		await stage.draw();
		await stage.restart();
		await fake.deliver('events_api', fake.eventPayload({ ...event, text: `${event.text} at night` }));
		await fake.mention('an owl@right', { channel: 'C0LATE' });
		await fake.until(() => posted('C0LATE').some((message) => /owl/.test(readable(message))));
		await stage.draw();
		assert.deepEqual(
			posted('C0LATE').filter((message) => /at night/.test(readable(message))),
			[],
		);
	});

	it('draws what is said in other ways: to the channel from a thread, as /me, behind a colon', async () => {
		const { fake } = stage;
		for (const [index, subtype] of ['thread_broadcast', 'me_message'].entries()) {
			const ts = `170000010${index}.000100`;
			const event = {
				type: 'message',
				channel_type: 'im',
				channel: `D0SUB${index}`,
				user: 'U0ANA',
				ts,
				event_ts: ts,
			};
			await fake.deliver(
				'events_api',
				fake.eventPayload({ ...event, subtype, text: `a fox@left on hill ${index}` }),
			);
			await fake.until(() => posted(`D0SUB${index}`).length === 1);
			assert.equal((await stage.draw()).recipe.prompt, `a fox on hill ${index}`);
		}
		const event = fake.mentionEvent('', { channel: 'C0COLON' });
		await fake.deliver(
			'events_api',
			fake.eventPayload({ ...event, text: `hey ${event.text.trim()}: a cow@left` }),
		);
		await fake.until(() => posted('C0COLON').length === 1);
		assert.equal((await stage.draw()).recipe.prompt, 'a cow');
	});

	it('shows what it does in its home, and greets once in its messages', async () => {
		const { fake } = stage;
		await fake.opens('home');
		const home = await fake.until(() => fake.homes.get('U0ANA'));
		assert.match(JSON.stringify(home.blocks), /TAUE draws what you place.*example/s);
		await fake.opens('messages', { channel: 'D0BEN', user: 'U0BEN' });
		await fake.opens('messages', { channel: 'D0BEN', user: 'U0BEN' });
		await fake.until(() => posted('D0BEN').length === 1);
		// What can be drawn is listed, and an example is drawn, by their buttons.
		await fake.press(posted('D0BEN')[0], 'run', { user: 'U0BEN' });
		await fake.until(() => fake.ephemerals.some((note) => /Things \(\d+\): cat, dog/.test(readable(note))));
		await fake.press(posted('D0BEN')[0], 'example', { user: 'U0BEN' });
		await fake.until(() =>
			fake.posted().some((post) => /blue dog.*(?:in line|Starting)/is.test(readable(post))),
		);
		const job = await stage.draw();
		assert.equal(job.recipe.objects.length, 2);
		assert.equal(
			posted('D0BEN').filter((message) => /draws what you place/.test(readable(message))).length,
			1,
		);
	});
});
