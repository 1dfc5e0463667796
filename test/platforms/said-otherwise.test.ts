import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { saidTo } from '../../src/platforms/said.ts';

const US = /<@1>/g;
const read = (text: string) => {
	const said = saidTo(text, US);
	return said === '' ? 'help' : (commands.read(said).command?.name ?? null);
};

describe('what is said to the bot in other words', () => {
	it('is answered with the help where nothing in it is to be drawn', () => {
		for (const text of [
			...['<@1>', '<@1> hello', 'good morning <@1>', '<@1> guten Morgen!', 'こんにちは <@1>'],
			...[
				'<@1> help me',
				'<@1> how does this work?',
				'<@1> what can you do?',
				'<@1> 使い方を教えて',
				'<@1> Hilfe',
			],
			...[
				'<@1> thanks!',
				'<@1> thank you so much',
				'<@1> ありがとうございます',
				'<@1> merci',
				'<@1> lol',
				'<@1> wow!!',
			],
			...['<@1> 👍', '<@1> ❤️❤️', '<@1> 🙏🏽', '<@1> ...', '<@1> ?!'],
		])
			assert.equal(read(text), 'help', text);
	});

	it('is the command of its name, which no other way to say one takes', () => {
		for (const { name } of commands.all) assert.equal(read(`<@1> ${name}`), name);
	});

	it('is the command that it means in other words', () => {
		for (const [text, command] of [
			['<@1> again', 'reroll'],
			['<@1> another one!', 'reroll'],
			['<@1> もう一回', 'reroll'],
			['<@1> stop', 'cancel'],
			['<@1> やめて', 'cancel'],
			['<@1> what can you draw?', 'nouns'],
			['<@1> 何が描ける?', 'nouns'],
			['<@1> status?', 'queue'],
			['<@1> my pictures', 'gallery'],
		])
			assert.equal(read(text ?? ''), command, text);
	});

	it('is a line wherever it names something', () => {
		for (const [text, line] of [
			['good morning <@1> a cat@left', 'a cat@left'],
			['<@1> hello kitty@left', 'hello kitty@left'],
			['<@1> a thank you card@left', 'a thank you card@left'],
			['<@1> stop sign@left', 'stop sign@left'],
			['<@1> 🐱👍', '🐱👍'],
			['<@1> another one of those cats', 'another one of those cats'],
			['<@1> how to train your dragon poster@left', 'how to train your dragon poster@left'],
		])
			assert.equal(saidTo(text ?? '', US), line);
	});
});
