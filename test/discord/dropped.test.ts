import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DiscordStage, hasAction } from '../support/discord-stage.ts';
import { foreignRecipe, ourPng, spoiltPictures } from '../support/dropped-pictures.ts';
import { type Attached, type FakeMessage, type FakeUser, textOf } from '../support/fake-discord.ts';

describe('Discord: a picture that is dropped back', () => {
	let stage: DiscordStage;
	let ana: FakeUser;
	let ours: Attached;
	before(async () => {
		stage = await DiscordStage.start();
		ana = stage.fake.user('Ana');
		ours = { name: 'taue.png', mime: 'image/png', bytes: await ourPng() };
	});
	after(() => stage.stop());
	afterEach(async () => {
		await stage.drain();
		assert.deepEqual(stage.fake.problems, [], 'every request is one that Discord specifies');
	});
	const scenario = (name: string, run: () => Promise<void>) => it(name, run);
	const direct = (user: FakeUser) => `8${user.id.slice(1)}`;
	const answered = (channel: string, pattern: RegExp): Promise<FakeMessage> =>
		stage.shows(() => stage.fake.in(channel).at(-1), pattern);

	scenario('gives its recipe to the command, for the person alone, and is drawn by its button', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { picture: ours });
		const found = await stage.original(interaction, /The recipe in this picture/);
		assert.equal(found.only, ana.id);
		assert.match(textOf(found), /red cat@left, dog@right on a beach/);
		assert.deepEqual(
			found.files.map(({ name }) => name.replace(/[0-9a-f]{16}/, '…')),
			['taue-recipe.png', 'taue-….json'],
		);
		// The button works after a restart: what it draws is in the database.
		await stage.restart();
		const pressed = stage.fake.press(ana, found, 'redraw');
		const job = await stage.original(pressed, /In line|Starting/).then(() => stage.draw());
		assert.deepEqual(job.recipe, foreignRecipe());
		const shown = await stage.fake.until(() => hasAction(pressed.original, 'star') && pressed.original);
		assert.equal(shown.only, null);
		// Now it is known here: the same file shows the picture itself.
		const again = stage.fake.command(ana, channel, { picture: ours });
		await stage.original(again, new RegExp(`Recipe of ${job.pictureId}`));
	});

	scenario('gives its recipe to the context menu of any message', async () => {
		const channel = stage.fake.channel();
		const recipe = foreignRecipe({ model: 'somewhere-else' });
		const bytes = await ourPng(recipe);
		const text = { name: 'notes.txt', mime: 'text/plain', bytes: Buffer.from('notes') };
		const interaction = stage.fake.menuOnFiles(ana, channel, [text, { ...ours, bytes }]);
		const found = await stage.original(interaction, /There is no model "somewhere-else"/);
		assert.equal(found.only, ana.id);
		assert.equal(hasAction(found, 'redraw'), false);
		const opened = stage.fake.press(ana, found, 'correct');
		await stage.fake.until(() => opened.modal);
		assert.match(JSON.stringify(opened.modal), /red cat@left, dog@right on a beach --model somewhere-else/);
		// As another server's TAUE posts it: in a media gallery.
		const gallery = stage.fake.menuOnFiles(ana, channel, [], [{ ...ours, bytes }]);
		await stage.original(gallery, /There is no model "somewhere-else"/);
		const nothing = stage.fake.menuOnFiles(ana, channel, []);
		await stage.original(nothing, /There is no picture file here/);
	});

	scenario('gives its recipe to a mention, and in direct messages without one', async () => {
		const channel = stage.fake.channel();
		const said = stage.fake.say(ana, channel, { mentions: true, files: [ours] });
		const answer = await answered(channel, /Recipe of|The recipe in this picture/);
		assert.equal(answer.answerTo, said);
		stage.fake.say(ana, channel, { mentions: true, forwarded: [ours] });
		await stage.fake.until(() => stage.fake.in(channel).length === 2);
		const dm = stage.fake.channel('direct');
		stage.fake.say(ana, dm, { files: [ours] });
		await answered(dm, /Recipe of|The recipe in this picture/);
	});

	scenario('is not looked for in messages that are not for us', async () => {
		const channel = stage.fake.channel();
		const fetched = stage.fake.fetched.length;
		stage.fake.say(ana, channel, { files: [ours] });
		// What comes after it is answered: it was not.
		stage.fake.say(ana, channel, { mentions: true, files: [ours] });
		await answered(channel, /recipe/i);
		assert.equal(stage.fake.in(channel).length, 1);
		assert.equal(stage.fake.fetched.length, fetched + 1);
	});

	scenario('is refused with a reason that only its person sees', async () => {
		const channel = stage.fake.channel();
		for (const { what, mime, bytes } of await spoiltPictures()) {
			const interaction = stage.fake.command(ana, channel, { picture: { name: 'x.png', mime, bytes } });
			const told = await stage.original(interaction, /⚠/);
			assert.equal(told.only, ana.id, what);
		}
		const japanese = stage.fake.user('Hana', { locale: 'ja' });
		const [foreign] = await spoiltPictures();
		const picture = { ...ours, bytes: foreign.bytes };
		await stage.original(stage.fake.command(japanese, channel, { picture }), /レシピはありません/);
		await stage.original(
			stage.fake.command(ana, channel, { picture: { ...ours, size: 40 * 2 ** 20 } }),
			/larger than 32 MB/,
		);
		await stage.original(
			stage.fake.command(ana, channel, { picture: { ...ours, url: 'http://127.0.0.1:9/x.png' } }),
			/could not fetch/,
		);
		const both = stage.fake.command(ana, channel, { line: 'cat@left', picture: ours });
		await stage.original(both, /either a picture/);
		// A mention cannot be answered for one person alone: it is told directly.
		stage.fake.say(ana, channel, { mentions: true, files: [picture] });
		await answered(direct(ana), /carries no recipe/);
		assert.equal(stage.fake.in(channel).filter(({ only }) => only === null).length, 0);
		stage.fake.refuse(direct(ana), 50007);
		stage.fake.say(ana, channel, { mentions: true, files: [picture] });
		await answered(channel, /carries no recipe/);
	});
});
