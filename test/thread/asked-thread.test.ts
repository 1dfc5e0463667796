import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AskedThread, type AskedThreadOptions } from '../../src/thread/asked-thread.ts';

const open = (more: Partial<AskedThreadOptions> = {}) =>
	new AskedThread<string, string>({
		url: new URL('./slow-thread.ts', import.meta.url),
		limitMs: 120_000,
		mostWaiting: 8,
		heapMb: 32,
		...more,
	});

describe('a thread that is asked', () => {
	it('answers one question after the other', async () => {
		const thread = open();
		assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((each) => thread.ask(each))), ['a!', 'b!', 'c!']);
	});

	it('refuses more questions than may wait, and answers those that wait', async () => {
		const thread = open({ mostWaiting: 2 });
		const taken = ['a', 'b', 'c'].map((each) => thread.ask(each));
		await assert.rejects(thread.ask('d'), { name: 'ThreadError', code: 'full' });
		assert.deepEqual(await Promise.all(taken), ['a!', 'b!', 'c!']);
		assert.equal(await thread.ask('d'), 'd!');
	});

	it('is ended and replaced when an answer takes too long, and the next question is answered', async () => {
		const thread = open({ limitMs: 3000 });
		const hung = thread.ask('hang');
		const next = thread.ask('next');
		await assert.rejects(hung, { code: 'slow', message: 'There was no answer within 3 s.' });
		assert.equal(await next, 'next!');
	});

	it('is replaced when it dies, in mid-question and of too much memory, too', async () => {
		const thread = open();
		const asked = ['die', 'next', 'grow', 'last'].map((each) => thread.ask(each));
		const [died, next, grew, last] = await Promise.allSettled(asked);
		assert.match(String(died.status === 'rejected' && died.reason.message), /ended: code 7/);
		assert.equal(next.status === 'fulfilled' && next.value, 'next!');
		assert.equal(grew.status === 'rejected' && grew.reason.code, 'died');
		assert.match(String(grew.status === 'rejected' && grew.reason.message), /memory/);
		assert.equal(last.status === 'fulfilled' && last.value, 'last!');
	});

	it('lives on when its own code throws', async () => {
		const thread = open();
		await assert.rejects(thread.ask('throw'), { code: 'failed', message: 'as it was told' });
		assert.equal(await thread.ask('next'), 'next!');
	});
});
