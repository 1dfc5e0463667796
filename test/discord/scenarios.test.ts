import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { DiscordStage, hasAction } from '../support/discord-stage.ts';
import { type FakeMessage, type FakeUser, textOf } from '../support/fake-discord.ts';

const LINE = 'red cat@left, dog@right on a beach';

describe('Discord, end to end: discord.js against a local Discord', () => {
	let stage: DiscordStage;
	let ana: FakeUser;
	let ben: FakeUser;
	let mod: FakeUser;
	before(async () => {
		stage = await DiscordStage.start();
		ana = stage.fake.user('Ana');
		ben = stage.fake.user('Ben');
		mod = stage.fake.user('Mod', { moderator: true });
	});
	after(() => stage.stop());
	afterEach(async () => {
		await stage.drain();
		assert.deepEqual(stage.fake.problems, [], 'every request is one that Discord specifies');
	});
	const scenario = (name: string, run: () => Promise<void>) => it(name, run);

	/** The message of a picture made out of another one, in the thread of the first. */
	const inThread = (first: FakeMessage, count = 1) =>
		stage.fake.until(() => {
			const there = first.thread === null ? [] : stage.fake.in(first.thread);
			return there.length >= count ? there[count - 1] : null;
		});
	const done = (find: () => FakeMessage | null | undefined) =>
		stage.fake.until(() => {
			const message = find();
			return hasAction(message, 'star') ? message : null;
		});

	scenario('draws: acknowledged, sketch with the place in line, live preview, picture, quiet', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		const waiting = await stage.original(interaction, /In line|Starting/);
		assert.equal(interaction.acknowledged, 5);
		assert.match(textOf(waiting), /Starting/);
		const sketch = waiting.files[0];
		assert.match(sketch.name, /sketch\.png$/);
		assert.match(
			sketch.description ?? '',
			/^Sketch of the layout: a red cat on the left, a dog on the right/,
		);

		const job = await stage.fetch();
		const preview = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#345' } })
			.webp()
			.toBuffer();
		stage.queue.progress(job, {
			phase: 'joint',
			step: 10,
			steps: 20,
			preview: { mime: 'image/webp', bytes: preview },
		});
		// Progress is edited at its own pace; the clock stands still until it is moved.
		const pushed = setInterval(() => stage.clock.advance(2_500), 20);
		const running = await stage.original(interaction, /Drawing 50%/).finally(() => clearInterval(pushed));
		assert.match(running.files[0].name, /preview\.webp$/);

		await stage.finish(job);
		const shown = await done(() => interaction.original);
		assert.equal(shown.files.length, 1);
		assert.equal(shown.files[0].mime, 'image/png');
		assert.deepEqual(
			[...labels(shown).matchAll(/"custom_id":"t1:([\w-]+):/g)].map(([, action]) => action),
			['reroll', 'edit', 'vary', 'star', 'more', 'object'],
			'five buttons and one menu',
		);
		assert.equal(shown.files[0].description, 'a red cat on the left, a dog on the right, on a beach');
		assert.match(textOf(shown), /^### a red cat and a dog on a beach\n`red cat@left, dog@right on a beach`/);
		assert.ok(textOf(shown).includes(`<@${ana.id}>`), 'who asked is mentioned');
		assert.doesNotMatch(textOf(shown), /[Ss]eed/);
		assert.match(textOf(shown), /built-in/);
		assert.equal(stage.fake.in(channel).length, 1, 'one message, edited');
	});

	scenario('draws what is filled into the form, several pictures in one message', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, {
			object1: 'a red, round ball',
			place1: 'left',
			object2: 'cow',
			background: 'a meadow',
			seed: 7,
			count: 2,
		});
		const picture = await stage.pictureIn(await stage.original(interaction, /In line|Starting/));
		assert.deepEqual(
			picture.layout?.objects.map(({ text }) => text),
			['a red, round ball', 'cow'],
		);
		assert.equal(picture.layout?.background, 'a meadow');
		await stage.draw();
		await stage.draw();
		const shown = await stage.fake.until(() =>
			interaction.original?.files.length === 2 && !hasAction(interaction.original, 'cancel')
				? interaction.original
				: null,
		);
		assert.equal(stage.fake.in(channel).length, 1);
		assert.match(shown.files[1].description ?? '', /^2 of 2: a red, round ball on the left/);
	});

	scenario('takes another picture of a message in hand, for buttons, reactions and answers', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: `${LINE} -n 3` });
		const message = await stage.original(interaction, /In line|Starting/);
		const first = await stage.draw();
		// The first one can be played with while the others wait.
		await stage.fake.until(() => hasAction(message, 'star') && hasAction(message, 'cancel'));
		assert.equal((await stage.pictureIn(message)).id, first.pictureId);
		const second = await stage.draw();
		const third = await stage.draw();
		await stage.fake.until(() => message.files.length === 3 && !hasAction(message, 'cancel'));
		assert.deepEqual(
			message.files.map(({ mime }) => mime),
			['image/png', 'image/png', 'image/png'],
			'all of them as they were drawn',
		);
		stage.fake.press(ben, message, 'pick', third.pictureId);
		await stage.shows(() => message, /3 of 3/);
		stage.fake.press(ben, message, 'reroll');
		assert.equal((await stage.pictureIn(await inThread(message))).parent, third.pictureId);
		stage.fake.react(ana, message, '🎲');
		assert.equal((await stage.pictureIn(await inThread(message, 2))).parent, third.pictureId);
		await stage.restart();
		stage.fake.press(ana, message, 'pick', second.pictureId);
		await stage.shows(() => message, /2 of 3/);
		await stage.more(ana, message, 'delete');
		await stage.fake.until(() => message.files.length === 2);
		assert.equal((await stage.pictureIn(message)).id, first.pictureId, 'what is there is in hand');
		const more = await stage.original(stage.fake.press(ana, message, 'more'), /More with/);
		assert.match(labels(more), /Delete all 2/);
		stage.fake.react(ana, message, '❌');
		await stage.shows(() => message, /was deleted/);
		assert.deepEqual(message.files, []);
	});

	scenario('shows what came where some of several pictures fail or are cancelled', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: `${LINE} -n 4` });
		const message = await stage.original(interaction, /In line|Starting/);
		await stage.draw();
		const broken = await stage.fetch();
		await stage.queue.fail(broken, { code: 'broken', message: 'The model broke.' }, { retry: false });
		await stage.shows(() => message, /1 of 4 could not be drawn\. The model broke\./);
		stage.fake.press(ana, message, 'cancel');
		await stage.shows(() => message, /2 of 4 cancelled/);
		await stage.fake.until(() => message.files[0].mime === 'image/png' && !hasAction(message, 'cancel'));
		assert.equal(message.files.length, 1);
		assert.equal(stage.fake.in(channel).length, 1);
	});

	scenario('rerolls all at a dice, once for each person, in the thread of the first picture', async () => {
		const channel = stage.fake.channel();
		const first = await stage.drawn(ana, channel);
		stage.fake.react(ben, first, '🎲');
		const answer = await inThread(first);
		const parent = await stage.pictureIn(first);
		const child = await stage.pictureIn(answer);
		assert.equal(child.parent, parent.id);
		assert.equal(child.action, 'reroll');
		// The same again, and one of our own: nothing.
		stage.fake.react(ben, first, '🎲', false);
		stage.fake.react(ben, first, '🎲');
		stage.fake.react({ id: '900000000000000001', name: 'TAUE' }, first, '🎲');
		stage.fake.react(ana, first, '🔁');
		await inThread(first, 2);
		await stage.draw();
		await stage.draw();
		await done(() => stage.fake.in(first.thread ?? '')[1]);
		assert.equal(stage.fake.in(first.thread ?? '').length, 2);
	});

	scenario('rerolls one object at its number, and by the menu', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		stage.fake.react(ben, first, '2️⃣');
		const parent = await stage.pictureIn(first);
		const byReaction = await stage.pictureIn(await inThread(first));
		assert.equal(byReaction.action, 'reroll-object');
		assert.equal(byReaction.recipe?.objects[0].seed, parent.recipe?.objects[0].seed);
		assert.notEqual(byReaction.recipe?.objects[1].seed, parent.recipe?.objects[1].seed);
		stage.fake.press(ben, first, 'object', 'reroll 1');
		const byMenu = await stage.pictureIn(await inThread(first, 2));
		assert.notEqual(byMenu.recipe?.objects[0].seed, parent.recipe?.objects[0].seed);
		assert.equal(byMenu.recipe?.objects[1].seed, parent.recipe?.objects[1].seed);
		await stage.draw();
		await stage.draw();
	});

	scenario('moves an object with a form that a menu opens', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		const opened = stage.fake.press(ben, first, 'object', 'move 2');
		await stage.fake.until(() => opened.modal);
		assert.equal(opened.acknowledged, 9);
		assert.equal(opened.modal.title, 'Move dog');
		assert.match(opened.modal.components[0].content, /^⬜⬜⬜\n1️⃣⬜🟧\n⬜⬜⬜\n1️⃣ red cat {2}🟧 dog$/);
		stage.fake.submit(opened, { place: 'top-left', size: 'small' }, first);
		const moved = await stage.pictureIn(await inThread(first));
		assert.equal(moved.action, 'move');
		assert.ok((moved.recipe?.objects[1].box[2] as number) < 0.5, 'the dog is on the left now');
		await stage.draw();
	});

	scenario('removes an object by the menu; the others keep their seeds', async () => {
		const first = await stage.drawn(ana, stage.fake.channel(), 'red cat@left, dog@right on a beach --seed 7');
		stage.fake.press(ben, first, 'object', 'remove 1');
		const parent = await stage.pictureIn(first);
		const left = await stage.pictureIn(await inThread(first));
		assert.deepEqual(
			left.recipe?.objects.map(({ text, seed }) => [text, seed]),
			parent.recipe?.objects.slice(1).map(({ text, seed }) => [text, seed]),
		);
		await stage.draw();
	});

	scenario('takes the controls of posts from before there were five buttons and a menu', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		const { id } = await stage.pictureIn(first);
		stage.fake.pressId(ben, first, `t1:reroll-object:${id}`, '1');
		assert.equal((await stage.pictureIn(await inThread(first))).action, 'reroll-object');
		const opened = stage.fake.pressId(ben, first, `t1:move:${id}`, '2');
		await stage.fake.until(() => opened.modal);
		stage.fake.pressId(ben, first, `t1:upscale:${id}`);
		await inThread(first, 2);
		await stage.draw();
		await stage.draw();
		stage.fake.pressId(ana, first, `t1:delete:${id}`);
		await stage.shows(() => first, /was deleted/);
	});

	scenario('edits the line in a form; objects that stay keep their seeds', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		const opened = stage.fake.press(ana, first, 'edit');
		await stage.fake.until(() => opened.modal);
		assert.equal(opened.modal.components[0].component.value, LINE);
		stage.fake.submit(opened, { line: 'red cat@left, owl@right on a beach' }, first);
		const parent = await stage.pictureIn(first);
		const edited = await stage.pictureIn(await inThread(first));
		assert.equal(edited.recipe?.objects[0].seed, parent.recipe?.objects[0].seed);
		assert.equal(edited.recipe?.objects[1].text, 'owl');
		await stage.draw();
	});

	scenario('varies, enlarges, and draws layers', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		stage.fake.press(ben, first, 'vary');
		await inThread(first);
		await stage.draw();
		await stage.more(ben, first, 'upscale');
		const large = await inThread(first, 2);
		await stage.draw();
		const meta = await sharp((await done(() => large)).files[0].bytes).metadata();
		assert.equal(meta.width, 128);
		await stage.more(ben, first, 'layers');
		await inThread(first, 3);
		const job = await stage.fetch();
		assert.equal(job.layers, true);
		const { png } = await stage.studio.pictures
			.bytes((await stage.pictureIn(first)).id, 'full')
			.then((found) => ({
				png: found?.bytes ?? new Uint8Array(),
			}));
		await stage.finish(job, {
			layers: ['red cat', 'dog', 'background'].map((name) => ({ name, png })),
		});
		const layered = await done(() => stage.fake.in(first.thread ?? '')[2]);
		assert.equal(layered.files.length, 4);
		assert.equal(layered.files[1].description, 'Layer: red cat');
	});

	scenario(
		'stars and votes by reaction and button; taking the reaction away takes the vote back',
		async () => {
			const first = await stage.drawn(ana, stage.fake.channel());
			stage.fake.react(ben, first, '⭐');
			await stage
				.shows(() => first, /./)
				.then(() => stage.fake.until(() => /Star \(1\)/.test(labels(first))));
			stage.fake.react(ben, first, '⭐', false);
			await stage.fake.until(() => !/Star \(/.test(labels(first)));
			await stage.more(ben, first, 'vote');
			await stage.fake.until(() => /👍 1/.test(textOf(first)));
			await stage.more(ben, first, 'vote');
			await stage.fake.until(() => !/👍/.test(textOf(first)));
		},
	);

	scenario('cancels in mid-run by button; only the requester may', async () => {
		const channel = stage.fake.channel();
		const interaction = stage.fake.command(ana, channel, { line: LINE });
		const message = await stage.original(interaction, /In line|Starting/);
		const job = await stage.fetch();
		const refused = stage.fake.press(ben, message, 'cancel');
		const told = await stage.fake.until(() => refused.followUps[0]);
		assert.equal(told.only, ben.id);
		assert.match(textOf(told), /Only Ana or a moderator can cancel/);
		const lost = new Promise((resolve) => stage.queue.onCancelled(resolve));
		stage.fake.press(ana, message, 'cancel');
		await lost;
		await stage.original(interaction, /Cancelled/);
		assert.equal(await stage.queue.heartbeat(job), 'lost');
	});

	scenario('deletes by a cross of the requester, of nobody else, and by a moderator', async () => {
		const first = await stage.drawn(ana, stage.fake.channel());
		stage.fake.react(ben, first, '❌');
		stage.fake.react(ana, first, '❌');
		await stage.shows(() => first, /was deleted/);
		assert.deepEqual(first.files, []);
		const second = await stage.drawn(ana, stage.fake.channel());
		await stage.more(mod, second, 'delete');
		await stage.shows(() => second, /was deleted/);
	});

	scenario(
		'tells a mistake to its person alone, with a caret and a button that opens the corrected line',
		async () => {
			const channel = stage.fake.channel();
			const interaction = stage.fake.command(ana, channel, { line: 'cat@left, dog@rigth on a beach' });
			const error = await stage.original(interaction, /is no place/);
			assert.equal(interaction.acknowledged, 4);
			assert.equal(error.only, ana.id);
			assert.match(textOf(error), /\n {14}\^/);
			const opened = stage.fake.press(ana, error, 'correct');
			await stage.fake.until(() => opened.modal);
			assert.equal(opened.modal.components[0].component.value, 'cat@left, dog@right on a beach');
			const submitted = stage.fake.submit(opened, { line: 'cat@left, dog@right on a beach' }, error);
			await stage.original(submitted, /In line|Starting/);
			await stage.draw();
			await done(() => submitted.original);
		},
	);

	scenario('lets two people draw at once, each in an own message', async () => {
		const channel = stage.fake.channel();
		const first = stage.fake.command(ana, channel, { line: 'cat@left' });
		const second = stage.fake.command(ben, channel, { line: 'dog@right' });
		await stage.original(first, /In line|Starting/);
		await stage.original(second, /In line|Starting/);
		await stage.draw();
		await stage.draw();
		assert.ok(textOf(await done(() => first.original)).includes(`<@${ana.id}>`));
		assert.ok(textOf(await done(() => second.original)).includes(`<@${ben.id}>`));
		assert.equal(stage.fake.in(channel).length, 2);
	});

	scenario(
		'shows the family as a picture, the recipe in private, help, queue, gallery, settings, privacy',
		async () => {
			const channel = stage.fake.channel();
			const first = await stage.drawn(ana, channel);
			stage.fake.press(ben, first, 'reroll');
			await inThread(first);
			await stage.draw();
			const history = await stage.original(await stage.more(ben, first, 'history'), /History/);
			assert.match(history.files[0].description ?? '', /^Family tree of 2 pictures/);
			assert.equal(history.only, null);
			const recipe = await stage.original(stage.fake.menuOn(ben, first), /Recipe of/);
			assert.equal(recipe.only, ben.id);
			assert.ok(recipe.files.some(({ mime }) => mime.startsWith('application/json')));
			for (const [line, pattern] of [
				['help', /\/studio move object:dog to:right/],
				['queue', /waiting/],
				['privacy', /Stored/],
				['settings', /personHour/],
				['show', /Recipe of/],
			] as const) {
				const answer = await stage.original(stage.fake.command(ana, channel, { line }), pattern);
				assert.equal(answer.only, ana.id, line);
			}
			const gallery = await stage.original(stage.fake.command(ana, channel, { line: 'gallery' }), /Gallery/);
			assert.ok(gallery.files.length >= 1);
			assert.equal(gallery.only, null);
		},
	);

	scenario('lets moderators change settings in a form, and nobody else', async () => {
		const channel = stage.fake.channel();
		const asked = await stage.original(stage.fake.command(mod, channel, { line: 'settings' }), /personHour/);
		const opened = stage.fake.press(mod, asked, 'settings');
		await stage.fake.until(() => opened.modal);
		const wrong = stage.fake.submit(opened, { enabled: 'on', policy: 'blur', quota: 'many' }, asked);
		await stage.original(wrong, /two numbers/);
		const saved = stage.fake.submit(opened, { enabled: 'on', policy: 'blur', quota: '30 / -' }, asked);
		await stage.original(saved, /personHour/);
		const settings = await stage.studio.settings.of({
			id: `discord:${channel}`,
			server: `discord:server-${asked && '910000000000000001'}`,
		});
		assert.equal(settings.safety.policy, 'blur');
		assert.equal(settings.quota.personHour, 30);
		assert.equal(settings.quota.personDay, null);
		const plain = await stage.original(stage.fake.command(ana, channel, { line: 'settings' }), /personHour/);
		assert.equal(hasAction(plain, 'settings'), false);
	});

	scenario('answers in Japanese to those who read it', async () => {
		const channel = stage.fake.channel();
		const hana = stage.fake.user('花', { locale: 'ja' });
		const interaction = stage.fake.command(hana, channel, { line: '猫@左、犬@右、砂浜' });
		await stage.original(interaction, /待機中|まもなく開始/);
		await stage.draw();
		const shown = await done(() => interaction.original);
		assert.match(labels(shown), /引き直す/);
		const wrong = stage.fake.command(hana, channel, { line: '猫@ひだ' });
		const told = await stage.original(wrong, /「ひだ」という場所はありません。/);
		assert.match(textOf(told), /\^/);
	});

	scenario('saves a layout, completes it by its name, lists it with a menu, and draws it', async () => {
		const channel = stage.fake.channel();
		await stage.drawn(ana, channel);
		const saved = stage.fake.command(ana, channel, { line: 'save beach-party' });
		const told = await stage.original(saved, /Saved as beach-party: red cat@left, dog@right on a beach/);
		assert.equal(told.only, ana.id);
		// A line behind the name is no drawing: the answer is private from its first moment.
		const other = stage.fake.command(ana, channel, { line: 'save pond duck@left' });
		const kept = await stage.original(other, /Saved as pond: duck@left/);
		assert.deepEqual([kept.only, other.followUps.length], [ana.id, 0]);
		const interaction = stage.fake.autocomplete(ben, channel, 'line', 'beach');
		const choices = await stage.fake.until(() => interaction.choices);
		assert.ok(choices.some(({ value }) => value === LINE));
		const list = stage.fake.command(ben, channel, { line: 'saved' });
		const shown = await stage.original(list, /Saved layouts/);
		assert.equal(shown.only, ben.id);
		const drawn = stage.fake.press(ben, shown, 'saved', 'beach-party');
		await stage.original(drawn, /In line|Starting/);
		const again = stage.fake.command(ben, channel, { line: 'saved beach-party --seed 7' });
		const picture = await stage.pictureIn(await stage.original(again, /In line|Starting/));
		assert.equal(picture.recipe?.background.seed, 7);
		const refused = stage.fake.command(ben, channel, { line: 'unsave beach-party' });
		await stage.original(refused, /saved by Ana; only they or a moderator can change it/);
		const gone = stage.fake.command(mod, channel, { line: 'unsave beach-party' });
		await stage.original(gone, /Removed beach-party/);
	});

	scenario('does all else by /studio and its subcommands, with options that complete', async () => {
		const channel = stage.fake.channel();
		const first = await stage.pictureIn(await stage.drawn(ana, channel));
		const complete = async (name: string, value: string, others = {}) => {
			const interaction = stage.fake.autocompleteIn(ana, channel, 'move', name, value, others);
			return (await stage.fake.until(() => interaction.choices)).map((choice) => choice.value);
		};
		stage.clock.advance(11_000);
		await complete('picture', '');
		for (;;) if ((await complete('picture', 'red')).includes(first.id)) break;
		assert.deepEqual(await complete('object', 'do'), ['2']);
		assert.deepEqual(await complete('object', '', { picture: first.id }), ['1', '2', '0']);
		assert.ok((await complete('to', 'top')).includes('top-left'));
		assert.deepEqual(await complete('size', 'la'), ['la', 'large']);

		const moved = stage.fake.studio(ana, channel, 'move', { object: 'dog', to: 'top', picture: first.id });
		const child = await stage.pictureIn(await stage.original(moved, /In line|Starting/));
		assert.deepEqual([child.parent, child.action], [first.id, 'move']);
		await stage.draw();
		const help = stage.fake.studio(ana, channel, 'help', { command: 'move' });
		const shown = await stage.original(help, /\/studio move object:dog to:right/);
		assert.equal(shown.only, ana.id);
		const gallery = stage.fake.studio(ana, channel, 'gallery', { sort: 'stars' });
		assert.equal((await stage.original(gallery, /Gallery/)).only, null);
		const varied = stage.fake.studio(ana, channel, 'vary', { strength: 'subtle', count: 2 });
		await stage.original(varied, /In line|Starting/);
		const starred = stage.fake.studio(ana, channel, 'star', { on: true });
		await stage.original(starred, /Stars: 1/);
		const wrong = stage.fake.studio(ana, channel, 'edit', { line: 'cat@lefft' });
		assert.equal((await stage.original(wrong, /lefft/)).only, ana.id);
		const listed = stage.fake.settings(mod, channel);
		await stage.original(listed, /personHour/);
		const changed = stage.fake.settings(mod, channel, { change: 'quota.personHour=33' });
		await stage.original(changed, /person in an hour: 33 /);
		const refused = stage.fake.settings(ana, channel, { change: 'quota.personHour=99' });
		await stage.original(refused, /Only moderators/);
	});

	scenario('lets who moderates one channel change that channel, and not the server', async () => {
		const channel = stage.fake.channel();
		const one = stage.fake.user('Cleo', { channelModerator: true });
		const here = stage.fake.settings(one, channel, { change: 'quota.personHour=31' });
		await stage.original(here, /person in an hour: 31 /);
		const everywhere = stage.fake.settings(one, channel, { change: 'quota.personHour=32', scope: 'server' });
		await stage.original(everywhere, /Only those who manage the whole server/);
		const owner = stage.fake.settings(mod, channel, { change: 'quota.personDay=900', scope: 'server' });
		await stage.original(owner, /person in a day: 900 /);
	});

	scenario('completes places, nouns, commands, and starred lines', async () => {
		const channel = stage.fake.channel();
		const complete = (value: string, name = 'line') => {
			const interaction = stage.fake.autocomplete(ana, channel, name, value);
			return stage.fake.until(() => interaction.choices?.map((choice) => choice.value));
		};
		assert.ok((await complete('cat@le')).includes('cat@left'));
		assert.ok((await complete('cat@left, do')).includes('cat@left, dog@'));
		assert.ok((await complete('gal')).includes('gallery'));
		assert.ok((await complete('c', 'object1')).includes('cow'));
		assert.ok((await complete('top', 'place1')).includes('top-left'));
		const first = await stage.drawn(ana, channel, 'cow@left --seed 3');
		stage.fake.react(ben, first, '⭐');
		await stage.fake.until(() => /Star \(1\)/.test(labels(first)));
		stage.clock.advance(31_000);
		await complete('');
		for (;;) if ((await complete('')).includes('cow@left')) break;
	});

	scenario('keeps what is made in a private thread out of its channel', async () => {
		const channel = stage.fake.channel();
		const thread = stage.fake.privateThread(channel);
		const secret = await stage.pictureIn(await stage.drawn(ana, thread, 'cow@left'));
		assert.equal(secret.place, `discord:${thread}`);
		const open = await stage.pictureIn(await stage.drawn(ana, channel, 'pig@left'));
		assert.equal(open.place, `discord:${channel}`);
		const gallery = await stage.original(stage.fake.studio(ben, channel, 'gallery'), /Gallery/);
		assert.ok(labels(gallery).includes(open.id) && !labels(gallery).includes(secret.id));
		const voted = stage.fake.studio(ben, channel, 'vote', { picture: secret.id });
		await stage.original(voted, /is not of this place/);
	});

	scenario('answers in direct messages, where there are no threads', async () => {
		const channel = stage.fake.channel('direct');
		const first = await stage.drawn(ana, channel);
		const reroll = stage.fake.press(ana, first, 'reroll');
		await stage.original(reroll, /In line|Starting/);
		await stage.draw();
		await done(() => reroll.original);
		stage.fake.react(ana, first, '🎲');
		const third = await stage.fake.until(() => stage.fake.in(channel)[2]);
		assert.equal(third.answerTo, first.id);
		await stage.draw();
	});
});

function labels(message: FakeMessage): string {
	return JSON.stringify(message.components);
}
