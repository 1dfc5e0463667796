import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job, WorkQueue } from '../../src/queue/types.ts';
import type { Database } from '../../src/store/database.ts';
import { ANA, CLAIM, drawNext, key, outcomeOf, ROOM, studioForEachTest } from '../support/studio.ts';

/** Rejects once a statement waits for a lock; ends when `over` is aborted. */
async function aStatementWaits(database: Database, over: AbortSignal): Promise<void> {
	while (!over.aborted) {
		const [{ waiting }] = await database.query<{ waiting: number }>(
			'select count(*)::int as waiting from pg_locks where not granted',
		);
		if (waiting > 0) throw new Error('a statement waits for a lock');
	}
}

async function drawNextUnlessItWaits(database: Database, queue: WorkQueue): Promise<Job> {
	const over = new AbortController();
	const drawn = drawNext(queue);
	const watched = aStatementWaits(database, over.signal);
	try {
		await Promise.race([drawn, watched]);
	} finally {
		over.abort();
	}
	await watched;
	return drawn;
}

describe('a worker that finds another one at what all of them write', () => {
	const it_ = studioForEachTest();
	const draw = async (count: number) => {
		for (let n = 0; n < count; n++) {
			await it_.studio.drawing.draw({
				place: ROOM,
				person: ANA,
				line: 'cat@left, dog@right',
				idempotencyKey: key(),
			});
		}
	};
	const virtual = async () =>
		(await it_.database.query<{ virtual: number }>('select virtual from fair_clock'))[0].virtual;
	const runs = async () =>
		(await it_.database.query<{ runs: number }>('select runs from timings')).map((row) => row.runs);

	it('takes and ends a picture without waiting; virtual time and the mean follow with the next', async () => {
		const { database, queue } = it_;
		await draw(3);
		await drawNext(queue);
		const began = await virtual();
		assert.deepEqual(await runs(), [1]);
		await database.transaction(async (other) => {
			await other.query('update fair_clock set virtual = virtual');
			await other.query('update timings set seconds = seconds');
			await drawNextUnlessItWaits(database, queue);
		});
		assert.equal(await virtual(), began);
		assert.deepEqual(await runs(), [1]);
		await drawNext(queue);
		assert.ok((await virtual()) > began);
		assert.deepEqual(await runs(), [2]);
	});

	it('learns what a device takes from its first picture', async () => {
		await draw(1);
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		await it_.queue.complete(job, outcomeOf(job));
		assert.deepEqual(await runs(), [1]);
	});
});
