import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { parseLine, printLayout, vocabularyOf } from '../../src/layout/index.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { Terminal } from '../../src/platforms/terminal/index.ts';
import { sources, withoutComments } from '../house/source-imports.ts';
import { textOf } from '../house/tracked-files.ts';
import { openRoom } from '../room/open-room.ts';
import { callsDuring } from '../support/calls.ts';
import { DiscordStage } from '../support/discord-stage.ts';
import { SlackStage } from '../support/slack-stage.ts';
import { CLAIM, MODEL, quietLog, ROOM, testStudio } from '../support/studio.ts';

const LINE = 'red cat@left, dog@right on a beach';
/** With words that are warned about: they are found without another reading. */
const options = {
	catalogue: { models: [MODEL], vocabulary: () => vocabularyOf(['dog', 'beach'], {}, MODEL.name) },
};

/** How many lines are read meanwhile, but for those of the printer, which reads what it wrote. */
async function readings(run: () => Promise<unknown>): Promise<number> {
	const calls = await callsDuring(run);
	assert.ok(calls('src/layout/print.ts', 'printLayout') > 0, 'a picture is planned');
	return calls('src/layout/parse.ts', 'parseLine') - calls('src/layout/print.ts', 'readBack');
}

describe('a line is read once, from the door to the queue', () => {
	it('in Discord: typed, in a sentence, and in the forms that correct and edit', async () => {
		const stage = await DiscordStage.start(options);
		const ana = stage.fake.user('Ana');
		const channel = stage.fake.channel();
		const waits = (interaction: ReturnType<typeof stage.fake.command>) =>
			stage.original(interaction, /In line|Starting/);
		try {
			const typed = async (line: string) => {
				await stage.drain();
				return readings(() => waits(stage.fake.command(ana, channel, { line })));
			};
			assert.equal(await typed(LINE), 1);
			assert.equal(await typed('a quiet harbour at dawn'), 1);
			assert.equal(
				await typed('a cat and a dog on the beach'),
				2,
				'the sentence, and the line that it means',
			);

			const wrong = stage.fake.command(ana, channel, { line: 'cat@lefft' });
			const told = await stage.original(wrong, /lefft/);
			const correct = stage.fake.press(ana, told, 'correct');
			await stage.fake.until(() => correct.modal);
			const corrected = () => waits(stage.fake.submit(correct, { line: LINE }, told));
			assert.equal(await readings(corrected), 1);

			await stage.drain();
			const message = await stage.drawn(ana, channel, LINE);
			const edit = stage.fake.press(ana, message, 'edit');
			await stage.fake.until(() => edit.modal);
			const edited = async () => {
				stage.fake.submit(edit, { line: 'red cat@left, owl@right' }, message);
				await stage.fake.until(() => message.thread !== null && stage.fake.in(message.thread).length > 0);
			};
			assert.equal(await readings(edited), 2, 'the line, and the one that the picture had');
		} finally {
			await stage.stop();
		}
	});

	it('in Slack: typed, and in its forms, which are checked before they close', async () => {
		const stage = await SlackStage.start({ studio: options });
		try {
			assert.equal(
				await readings(async () => {
					await stage.fake.command(LINE);
					await stage.shows(/in line|Starting/i);
				}),
				1,
			);
			await stage.fake.command('form');
			const form = await stage.view();
			const filled = async () => {
				await stage.fake.submit(form, { object1: 'cat', place1: 'left', background: 'a beach' });
				await stage.shows(/in line|Starting/i, 1);
			};
			assert.equal(await readings(filled), 1);
		} finally {
			await stage.stop();
		}
	});

	it('in the terminal and in the room', async () => {
		const open = await testStudio({}, options);
		const input = new PassThrough();
		const terminal = new Terminal(
			{ studio: open.studio, commands, log: quietLog, clock: systemClock },
			{ input, output: new PassThrough(), env: {}, folder: '', name: 'ana' },
		);
		const { room, visit, enter } = await openRoom({}, { studio: open.studio, commands });
		try {
			await terminal.start();
			const accepted = Promise.withResolvers<void>();
			const unsubscribe = open.queue.onWork(accepted.resolve);
			assert.equal(
				await readings(async () => {
					input.write(`${LINE}\n`);
					await accepted.promise;
				}),
				1,
			);
			unsubscribe();

			const cookie = await enter('Ana');
			const sent = async (path: string, body: object) => {
				const response = await visit(path, { method: 'POST', cookie, body: JSON.stringify(body) });
				assert.equal(response.status, 200, await response.text());
			};
			assert.equal(await readings(() => sent('/api/command', { text: LINE, key: 'the-first' })), 1);
			const [{ id }] = (await open.studio.events.snapshot(ROOM, { pictures: 1 })).pictures;
			const edit = 'edit red cat@left, owl@right';
			const edited = () => sent('/api/command', { text: edit, key: 'the-second', focus: id });
			assert.equal(await readings(edited), 2, 'the line, and the one that the picture had');
			const action = { kind: 'edit', line: 'red cat@left, fox@right' };
			const acted = () => sent('/api/act', { pictureId: id, key: 'the-third', action });
			assert.equal(await readings(acted), 2);
		} finally {
			await terminal.stop();
			await room.close();
			while ((await open.queue.fetch(CLAIM)) !== null);
			await open.close();
		}
	});
});

it('a line that is printed for many pictures is read back once, and again when a hundred others were', async () => {
	const [layout] = parseLine('a heron@left, a marsh | dawn').layouts;
	const others = Array.from({ length: 100 }, (_, i) => parseLine(`heron ${i}@left`).layouts[0]);
	const calls = await callsDuring(async () => {
		const line = printLayout(layout);
		assert.deepEqual([printLayout(layout), printLayout({ ...layout })], [line, line]);
		for (const other of others) printLayout(other);
		assert.equal(printLayout(layout), line);
	});
	assert.equal(calls('src/layout/print.ts', 'readBack'), 102);
});

/** Where lines are read outside the language itself, and which ones. */
const READERS: Readonly<Record<string, string>> = {
	'commands/draw.ts': 'what the invocation read',
	'commands/invocation.ts': 'what was typed or filled in',
	'src/cli/draw.ts': 'the arguments',
	'src/cli/layout.ts': 'the arguments, and the lines of standard input',
	'src/edits/apply.ts': 'a place, and an object, that words name',
	'src/platforms/form-line.ts': 'one field of a form',
	'src/platforms/help-card.ts': 'the examples of the help',
	'src/platforms/room/client/line-boxes.ts': 'whether a line with a box moved says the same, in the browser',
	'src/platforms/room/client/read-line.ts': 'what is being typed, in the browser',
	'src/studio/check-settings.ts': 'flags of a setting',
	'src/studio/drawing.ts': 'what nobody read yet; the line that a changed picture had; rehearsals',
	'src/studio/layout-shelf.ts': 'what nobody read yet: the line of a picture',
	'src/studio/plan/edit.ts': 'what nobody read yet: a line that words made, or the room’s page sent',
	'src/studio/plan/move.ts': 'a place',
	'src/taue/rehearse.ts': 'a line of ours, before the first picture',
	'src/translate/plain/index.ts': 'the line that a sentence means',
};

it('nothing else reads lines', () => {
	const reading = sources
		.filter((path) => !path.startsWith('src/layout/'))
		.filter((path) => /\b(?:parseLine|readOnce)\(/.test(withoutComments(textOf(path))));
	assert.deepEqual(reading.toSorted(), Object.keys(READERS).toSorted());
});
