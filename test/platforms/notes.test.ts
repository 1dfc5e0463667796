import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { before, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { installedModels } from '../../src/models/catalogue.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { Terminal } from '../../src/platforms/terminal/index.ts';
import { HOME } from '../cli/terminal.ts';
import { DiscordStage } from '../support/discord-stage.ts';
import { textOf } from '../support/fake-discord.ts';
import { readable } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';
import { quietLog, testStudio } from '../support/studio.ts';

/** A noun with a slip, and more words than the built-in model reads. */
const LINE = `a pengiun@left, a dog@right | a meadow ${'with a tree '.repeat(30)}and a lighthouse`;
const UNKNOWN = /does not know “pengiun”; did you mean “penguin”\?/;
const UNREAD = /more than the model nae reads at once; it may leave out “.*tree.*”\./;

describe('what the built-in model does not know or read is told with the picture', () => {
	let catalogue: Awaited<ReturnType<typeof installedModels>>;
	before(async () => {
		catalogue = await installedModels({ folder: `${HOME}/models`, name: 'nae' });
	});

	it('on Discord, once, for the person alone', async (context) => {
		const stage = await DiscordStage.start({ catalogue });
		context.after(() => stage.stop());
		const ana = stage.fake.user('Ana');
		const channel = stage.fake.channel('direct');
		stage.fake.say(ana, channel, { text: LINE });
		const notes = await stage.fake.until(() =>
			stage.fake.in(channel).find((message) => UNREAD.test(textOf(message))),
		);
		assert.match(textOf(notes), UNKNOWN);
	});

	it('on Slack', async (context) => {
		const stage = await SlackStage.start({ studio: { catalogue } });
		context.after(() => stage.stop());
		await stage.fake.mention(LINE, { channel: 'C0NOTES' });
		const notes = await stage.fake.until(() =>
			stage.fake.ephemerals.find((message) => UNREAD.test(readable(message))),
		);
		assert.match(readable(notes), UNKNOWN);
		assert.equal(stage.fake.ephemerals.length, 1);
	});

	describe('in the terminal', () => {
		for (const [locale, unread, unknown] of [
			['en_GB.UTF-8', UNREAD, UNKNOWN],
			[
				'ja_JP.UTF-8',
				/モデル nae が一度に読める長さを超えています。「.*tree.*」は描かれないかもしれません。/,
				/「pengiun」という言葉を知りません。「penguin」のことですか。/,
			],
		] as const) {
			it(`in the language of ${locale}`, async (context) => {
				const open = await testStudio({}, { catalogue });
				context.after(() => open.close());
				const [input, output] = [new PassThrough(), new PassThrough()];
				const terminal = new Terminal(
					{ studio: open.studio, commands, log: quietLog, clock: systemClock },
					{ input, output, env: { LANG: locale }, folder: '.', name: 'ana' },
				);
				await terminal.start();
				context.after(() => terminal.stop());
				input.write(`${LINE}\n`);
				let written = '';
				for await (const part of output.setEncoding('utf8')) {
					written += part;
					if (unread.test(written)) break;
				}
				assert.match(written, unknown);
			});
		}
	});
});
