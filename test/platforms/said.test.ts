import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { saidTo } from '../../src/platforms/said.ts';

const said = (text: string) => saidTo(text, /<@!?1>/g);

describe('what is said to the app', () => {
	it('is the line, whatever stands around the name', () => {
		for (const text of [
			'<@1> cat@left',
			'<@1>: cat@left',
			'<@1>, cat@left',
			'<@1>! cat@left',
			'<@!1>　cat@left',
			'<@1> taue: cat@left',
			'<@1> /taue cat@left',
			'hey <@1>, cat@left',
			'Hello there <@1>! cat@left',
			'cat@left <@1>',
			'taue cat@left',
		]) {
			assert.equal(said(text), 'cat@left', text);
		}
		assert.equal(said('<@1>さん、猫@左'), '猫@左');
		assert.equal(said('<@1>！猫@左'), '猫@左');
		assert.equal(said('<@1>\n\ncat@left\ndog@right'), 'cat@left\ndog@right');
	});

	it('may begin with a command, asked for as people ask', () => {
		for (const text of ['<@1> draw cat@left', '<@1> please draw cat@left', '<@1>: /draw cat@left'])
			assert.equal(said(text), 'draw cat@left', text);
	});

	it('is nothing where nothing is asked for', () => {
		for (const text of [
			'<@1>',
			'<@1>?',
			'<@1> help!',
			'<@1> ヘルプ',
			'hi <@1>',
			'<@1> Hello!',
			'こんにちは <@1>',
		])
			assert.equal(said(text), '', text);
	});

	it('keeps what only looks like it', () => {
		for (const text of [
			'taueria@left',
			'hello kitty@left',
			'a helping hand@left',
			'please@left',
			'- cat@left',
		])
			assert.equal(said(text), text);
	});
});
