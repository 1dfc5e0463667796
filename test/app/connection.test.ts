import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Connection } from '../../src/app/connection.ts';
import { type Platform, PlatformRefusal } from '../../src/platforms/platform.ts';
import { MemoryLog } from '../support/discord-stage.ts';
import { TestClock } from '../support/test-clock.ts';

type Outcome = Error | 'connected' | 'never';

/** A platform whose tries end as the test says, and a way to see how many there were. */
function stage(outcomes: readonly Outcome[]) {
	const clock = new TestClock();
	const log = new MemoryLog();
	const lost: ((error: Error) => void)[] = [];
	let stopped = 0;
	const make = () =>
		({
			name: 'discord',
			async start(onLost: (error: Error) => void) {
				lost.push(onLost);
				const outcome = outcomes[lost.length - 1] ?? 'connected';
				if (outcome instanceof Error) throw outcome;
				if (outcome === 'never') await new Promise(() => {});
			},
			async stop() {
				stopped++;
			},
		}) as unknown as Platform;
	const connection = new Connection({ make, log, clock });
	return {
		connection,
		clock,
		log,
		lost,
		stopped: () => stopped,
		/** Lets everything that is ready to run, run. */
		settle: () => new Promise((resolve) => setImmediate(resolve)),
	};
}

describe('a connection to a platform', () => {
	it('tries again with growing pauses, and says since when, why and when next', async () => {
		const unreachable = new TypeError('fetch failed', {
			cause: new Error('connect ECONNREFUSED 127.0.0.1:9'),
		});
		const { connection, clock, lost, stopped, settle, log } = stage([unreachable, unreachable, unreachable]);
		connection.start();
		await settle();
		const first = connection.status();
		assert.equal(first.state, 'waiting');
		assert.equal(first.why, 'Discord cannot be reached: connect ECONNREFUSED 127.0.0.1:9.');
		assert.equal(Date.parse(first.nextTryAt ?? '') - Date.parse(first.since), 1000);
		assert.match(log.lines[0].message, /ECONNREFUSED 127\.0\.0\.1:9\. Trying again in 1 s; everything else/);
		for (const pause of [1000, 2000, 4000]) {
			clock.advance(pause - 1);
			const before = lost.length;
			await settle();
			assert.equal(lost.length, before, `${pause} ms are not over`);
			clock.advance(1);
			await settle();
			assert.equal(lost.length, before + 1);
		}
		assert.equal(stopped(), 3, 'what failed is stopped');
		assert.equal(connection.status().state, 'connected');
		assert.equal(connection.status().why, undefined);
	});

	it('says a refusal in its own words and does not hammer', async () => {
		const { connection, clock, lost, settle, log } = stage([new PlatformRefusal('The token is wrong.')]);
		connection.start();
		await settle();
		assert.equal(connection.status().state, 'refused');
		assert.equal(connection.status().why, 'The token is wrong.');
		assert.equal(log.lines.length, 1);
		assert.doesNotMatch(JSON.stringify(log.lines), /stack/);
		clock.advance(59 * 60_000);
		await settle();
		assert.equal(lost.length, 1);
		clock.advance(60_000);
		await settle();
		assert.equal(lost.length, 2);
	});

	it('connects anew after a connection was lost for good, once however often that is told', async () => {
		const { connection, clock, lost, stopped, settle } = stage([]);
		connection.start();
		await settle();
		assert.equal(connection.status().state, 'connected');
		lost[0](new Error('Discord ended the session'));
		lost[0](new Error('Discord ended the session'));
		assert.equal(connection.status().state, 'waiting');
		clock.advance(1000);
		await settle();
		assert.equal(connection.status().state, 'connected');
		assert.deepEqual([lost.length, stopped()], [2, 1]);
	});

	it('ends while it tries and while it waits, and tries no more', async () => {
		for (const outcome of ['never', new Error('away')] as const) {
			const { connection, clock, lost, settle } = stage([outcome]);
			connection.start();
			await settle();
			await connection.stop();
			assert.equal(connection.status().state, 'ended');
			clock.advance(3_600_000);
			await settle();
			assert.equal(lost.length, 1);
		}
	});
});
