import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import type { Job } from '../../src/queue/types.ts';
import { encodeResult } from '../../src/worker/encode.ts';
import { hashPattern } from '../../src/worker/simulated.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { ANA, drawNext, key, PIXEL, ROOM, type TestStudio, testStudio } from '../support/studio.ts';
import { runChaos } from './chaos.ts';
import { seeded } from './random.ts';
import { readTally } from './tally.ts';

describe('a fleet under fire', () => {
	it('draws 300 pictures with three workers and two gateways, whatever is killed, each once', async () => {
		const result = await runChaos({ jobs: 300, seconds: 24, seed: 7 });
		assert.equal(result.accepted, 300);
		assert.equal(result.finished, 300);
		assert.equal(result.lost, 0);
		assert.equal(result.twice, 0);
		assert.ok(result.kills >= 3, JSON.stringify(result.killed));
	});
});

describe('the count after a chaos run', () => {
	let server: PostgresServer;
	let url: string;
	let studio: TestStudio;
	before(async () => {
		server = await startPostgres();
		url = await server.createDatabase();
		studio = await testStudio({ url });
	});
	after(async () => {
		await studio.close();
		await server.stop();
	});

	async function ask(): Promise<string> {
		const { jobs } = await studio.studio.drawing.draw({
			place: ROOM,
			person: ANA,
			line: 'a cat@left on a meadow',
			idempotencyKey: key(),
		});
		return jobs[0].pictureId;
	}

	/** The file that a simulated worker makes of a job. */
	async function fileOf(job: Job): Promise<Uint8Array> {
		const { recipe } = job;
		const seconds = { total: 1, session: 1 };
		const { png } = await encodeResult({
			recipe,
			picture: hashPattern(recipe),
			layers: [],
			seconds,
			passes: 1,
		});
		return png;
	}

	it('waits while anything is waiting, and counts what is there', async () => {
		const id = await ask();
		assert.equal((await readTally(url, [id])).pending, 1);
		const job = await studio.queue.fetch({ workerId: 'w', device: 'cpu', models: ['built-in'] });
		assert.ok(job !== null);
		const outcome = {
			png: await fileOf(job),
			thumb: PIXEL,
			layers: [],
			recipe: job.recipe,
			seconds: 1,
			passes: 1,
		};
		await studio.queue.complete(job, outcome);
		assert.deepEqual(await readTally(url, [id]), { finished: 1, pending: 0, twice: 0 });
		assert.equal((await readTally(url, [])).twice, 1, 'a picture that nobody asked for');
		assert.equal((await readTally(url, [id, id])).twice, 1, 'one picture for two requests');
	});

	it('takes no other picture for the one that was asked for', async () => {
		const id = await ask();
		await drawNext(studio.queue);
		assert.equal((await readTally(url, [id])).finished, 0);
	});

	it('notices a picture that came out twice', async () => {
		const before = await readTally(url, []);
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		await client.query(
			`insert into events (place, seq, kind, picture_id)
			select place, seq + 1000, kind, picture_id from events where kind = 'done' limit 1`,
		);
		await client.end();
		assert.equal((await readTally(url, [])).twice, before.twice + 1);
	});
});

describe('the seeded numbers', () => {
	it('are the same for the same seed, others for another, and spread over the whole range', () => {
		const draw = (seed: number) => {
			const random = seeded(seed);
			return Array.from({ length: 1000 }, () => random());
		};
		assert.deepEqual(draw(5), draw(5));
		assert.notDeepEqual(draw(5), draw(6));
		const numbers = draw(5);
		const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
		assert.ok(Math.abs(mean - 0.5) < 0.05, String(mean));
		assert.ok(Math.min(...numbers) >= 0 && Math.max(...numbers) < 1);
	});
});
