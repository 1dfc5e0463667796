import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Block, Card } from '../../src/platforms/card.ts';
import { controlId } from '../../src/platforms/control-id.ts';
import { correctForm } from '../../src/platforms/forms.ts';
import { messageOf } from '../../src/platforms/slack/blocks.ts';
import { DRAW_SHORTCUT, RECIPE_SHORTCUT } from '../../src/platforms/slack/listeners.ts';
import { escapeText, mrkdwn, richText, typedText, withoutMention } from '../../src/platforms/slack/markup.ts';
import { drawModal, lineOfDrawForm, modalOf } from '../../src/platforms/slack/modal.ts';
import { SCOPES } from '../../src/platforms/slack/receiver.ts';
import { FakeSlack } from '../support/fake-slack.ts';
import {
	messageBlocks,
	modalView,
	sample,
	shapeMismatches,
	wrongArguments,
} from '../support/fake-slack-rules.ts';
import fc from '../support/properties.ts';

const any = fc.string({ minLength: 1, maxLength: 4000, unit: 'binary' });

describe('texts for Slack', () => {
	it('turn nothing that was typed into a mention, a link or a date', () => {
		assert.equal(escapeText('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
		fc.assert(fc.property(any, (text) => !/[<>]/.test(mrkdwn([text, { bold: text }, { code: text }]))));
		assert.deepEqual(richText(['*a* ', { code: '`b`' }]), [
			{ type: 'text', text: '*a* ' },
			{ type: 'text', text: '`b`', style: { code: true } },
		]);
	});

	it('are read as they were typed: links, entities and round quotation marks are taken back', () => {
		assert.equal(
			typedText('<http://cat.example|cat.example>@left &amp; “red” <mailto:a@b.cd|a@b.cd>'),
			'cat.example@left & "red" a@b.cd',
		);
		assert.equal(withoutMention('<@U0BOT> cat@left', 'U0BOT'), 'cat@left');
		assert.equal(withoutMention('cat@left <@U0BOT|taue>', 'U0BOT'), 'cat@left');
	});
});

describe('messages for Slack', () => {
	it('keep every limit of Block Kit, whatever a card holds', () => {
		const image = {
			name: 'x',
			source: { kind: 'bytes', mime: 'image/png', bytes: new Uint8Array() },
		} as const;
		fc.assert(
			fc.property(any, any, fc.integer({ min: 1, max: 60 }), (a, b, repeat) => {
				const blocks: Block[] = [
					{ kind: 'heading', text: [a] },
					{ kind: 'text', text: [a, { bold: b }, { code: a }, { time: new Date(0) }] },
					{ kind: 'small', text: [b, { person: 'slack:T/U', name: a }] },
					{ kind: 'code', text: a },
					{ kind: 'file', name: 'f', mime: 'application/json', bytes: new TextEncoder().encode(b) },
					{ kind: 'images', images: [{ ...image, alt: a }] },
					{
						kind: 'buttons',
						buttons: [{ id: controlId('reroll', 'abc'), label: a, emoji: '🎲', style: 'primary', value: b }],
					},
					{
						kind: 'menu',
						id: controlId('move', 'abc'),
						placeholder: a,
						options: Array.from({ length: repeat }, (_, n) => ({ value: String(n), label: b })),
					},
					...Array.from({ length: repeat }, (): Block => ({ kind: 'text', text: [a] })),
				];
				const card: Card = { tone: 'plain', blocks, summary: a };
				const message = messageOf(card, () => 'F1');
				messageBlocks.parse(message.blocks);
				assert.ok(message.text.length > 0);
			}),
			{ numRuns: 60 },
		);
	});

	it('have forms within the limits of modals, also for the longest line', () => {
		const from = { channel: 'C1', thread: null, responseUrl: 'https://example.org' };
		for (const locale of ['en', 'ja'] as const) {
			modalView.parse(drawModal(from, locale));
			modalView.parse(drawModal(null, locale));
			modalView.parse(modalOf(correctForm('cat@left '.repeat(300), null, locale), from, locale));
		}
	});

	it('put a line together out of the fields of the form', () => {
		const values = {
			object1: 'cat, black',
			place1: 'left',
			object2: 'dog',
			background: 'a beach',
			count: '2',
		};
		assert.equal(lineOfDrawForm(values), '"cat, black"@left, dog@auto | a beach -n 2');
		assert.equal(lineOfDrawForm({}), '');
	});
});

describe('the fake of Slack', () => {
	it('refuses what Slack refuses', () => {
		assert.match(wrongArguments('chat.postMessage', { text: 'x' }) ?? '', /channel is missing/);
		assert.match(
			wrongArguments('chat.update', { channel: 'C1', ts: '1', colour: 'red' }) ?? '',
			/no argument/,
		);
		assert.match(wrongArguments('files.upload2', {}) ?? '', /no method/);
		assert.match(
			wrongArguments('files.getUploadURLExternal', { filename: 'a', length: 'many' }) ?? '',
			/length/,
		);
		const blocks = (block: object) =>
			wrongArguments('chat.postMessage', { channel: 'C1', blocks: JSON.stringify([block]) });
		assert.match(blocks({ type: 'image', slack_file: { id: 'F1' } }) ?? '', /alt_text/);
		assert.match(
			blocks({ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }) ?? '',
			/150/,
		);
		assert.equal(blocks({ type: 'header', text: { type: 'plain_text', text: 'x' } }), null);
	});

	it('sends payloads and answers in the recorded shapes', async (t) => {
		const fake = new FakeSlack({ fileAfterPolls: 0 });
		await fake.start();
		t.after(() => fake.stop());
		const message = {
			channel: 'C0001',
			ts: '1.2',
			thread: null,
			text: '',
			blocks: [],
			writes: 1,
			deleted: false,
			file: null,
		};
		const payloads: [string, object][] = [
			['SlashCommandPayload', fake.commandPayload('cat@left')],
			['AppMentionPayload', fake.eventPayload(fake.mentionEvent('cat@left', { thread: '1.1' }))],
			['ReactionAddedPayload', fake.eventPayload(fake.reactionEvent(message, 'star'))],
			['ReactionRemovedPayload', fake.eventPayload(fake.reactionEvent(message, 'star', { added: false }))],
			['BlockActionPayload', fake.pressPayload(message, 't1:move:a', { chosen: '2' })],
			['MessageShortcutPayload', fake.messageShortcutPayload(message)],
		];
		for (const [name, payload] of payloads) {
			assert.deepEqual(shapeMismatches(sample(name), payload, name), [], name);
		}
		const call = async (method: string, given: Record<string, string>, token = 'xoxb-1') => {
			const response = await fetch(fake.apiUrl + method, {
				method: 'POST',
				headers: { authorization: `Bearer ${token}` },
				body: new URLSearchParams(given),
			});
			const answer = (await response.json()) as Record<string, unknown>;
			assert.equal(answer.ok, true, `${method}: ${JSON.stringify(answer)}`);
			assert.deepEqual(shapeMismatches(sample(method), answer, method), [], method);
			return answer;
		};
		await call('auth.test', {});
		await call('apps.connections.open', {}, 'xapp-1');
		await call('oauth.v2.access', { code: 'abc' });
		await call('chat.postEphemeral', { channel: 'C0001', user: 'U1', text: 'x' });
		const png = Buffer.from(
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
			'base64',
		);
		const { upload_url, file_id } = await call('files.getUploadURLExternal', {
			filename: 'a.png',
			length: String(png.byteLength),
		});
		await fetch(String(upload_url), { method: 'POST', body: png });
		const id = String(file_id);
		await call('files.completeUploadExternal', { files: JSON.stringify([{ id }]), channel_id: 'C0001' });
		await call('files.info', { file: id });
		await call('views.open', { trigger_id: fake.trigger(), view: JSON.stringify(drawModal(null, 'en')) });
		assert.deepEqual(fake.invalid, []);
	});
});

describe('manifest.json', () => {
	it('asks for the scopes that we use and names what we listen to', async () => {
		const text = await readFile(new URL('../../manifest.json', import.meta.url), 'utf8');
		const manifest = JSON.parse(text) as {
			features: { shortcuts: { callback_id: string }[]; slash_commands: { command: string }[] };
			oauth_config: { scopes: { bot: string[] } };
		};
		assert.deepEqual(manifest.oauth_config.scopes.bot, [...SCOPES]);
		assert.deepEqual(manifest.features.slash_commands[0].command, '/taue');
		assert.deepEqual(
			manifest.features.shortcuts.map(({ callback_id }) => callback_id),
			[RECIPE_SHORTCUT, DRAW_SHORTCUT],
		);
	});
});
