import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from '../../src/platforms/slack/pace.ts';
import { TestClock } from '../support/test-clock.ts';

/** All that is ready has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the pace of Slack's messages", () => {
	it('leaves time between two messages to a channel, and none between channels', async () => {
		const clock = new TestClock();
		const pace = new Pace({ postEveryMs: 1_000, editsPerMinute: 50 }, clock);
		const done: string[] = [];
		for (const name of ['a1', 'a2', 'b1']) {
			void pace.post('T1', name[0] ?? '', async () => void done.push(name));
		}
		await settled();
		assert.deepEqual(done, ['a1', 'b1']);
		clock.advance(999);
		await settled();
		assert.equal(done.length, 2);
		clock.advance(1);
		await settled();
		assert.deepEqual(done, ['a1', 'b1', 'a2']);
	});

	it('makes so many edits of a workspace in a minute, ends before sketches, and leaves progress out', async () => {
		const clock = new TestClock();
		const pace = new Pace({ postEveryMs: 0, editsPerMinute: 10 }, clock);
		const done: string[] = [];
		const say = (word: string) => async () => void done.push(word);
		for (let n = 0; n < 10; n++) void pace.edit('T1', 'sketch', say(`first ${n}`));
		void pace.edit('T1', 'sketch', say('sketch'));
		void pace.edit('T1', 'end', say('end'));
		await settled();
		assert.equal(done.length, 10);
		assert.equal(pace.hasRoom('T1'), false);
		assert.equal(await pace.progress('T1', 'C1', say('progress')), false);
		assert.equal(await pace.progress('T2', 'C1', say('progress')), true);
		clock.advance(12_000);
		await settled();
		assert.deepEqual(done.slice(10), ['progress', 'end', 'sketch']);
	});

	it('says what the work said, and goes on after work that failed', async () => {
		const pace = new Pace({ postEveryMs: 0, editsPerMinute: 10 }, new TestClock());
		const failing = pace.edit('T1', 'end', () => Promise.reject(new Error('channel_not_found')));
		await assert.rejects(failing, /channel_not_found/);
		assert.equal(await pace.edit('T1', 'end', async () => 'done'), 'done');
	});
});
