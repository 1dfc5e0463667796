import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Queue } from '../../src/queue/queue.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Person } from '../../src/studio/people.ts';
import { dataFolder } from '../support/data-folder.ts';
import {
	ANA,
	BEN,
	CLAIM,
	drawNext,
	key,
	outcomeOf,
	quietLog,
	ROOM,
	studioForEachTest,
	testStudio,
} from '../support/studio.ts';

describe('the queue on a server', () => {
	const it_ = studioForEachTest();

	const draw = (person: Person = ANA, line = 'cat@left', more = {}) =>
		it_.studio.drawing.draw({ place: ROOM, person, line, idempotencyKey: key(), ...more });
	const sweep = () => (it_.queue as Queue).sweep();
	/** As if this much silence had passed. */
	const silence = (seconds: number) =>
		it_.database.query(
			`update jobs set heartbeat_at = heartbeat_at - $1 * interval '1 second' where state = 'running'`,
			[seconds],
		);
	const stateOf = async (id: string) => (await it_.studio.pictures.find(id))?.state;

	it('hands out jobs in fair order: one picture of Ben before the rest of a batch of Ana', async () => {
		const batch = await draw(ANA, 'cat@left -n 4');
		const [single] = (await draw(BEN)).jobs;
		const order = [];
		for (let i = 0; i < 5; i++) order.push((await drawNext(it_.queue)).pictureId);
		assert.deepEqual(order.slice(0, 2).sort(), [batch.jobs[0].pictureId, single.pictureId].sort());
		assert.deepEqual(
			order.slice(2),
			batch.jobs.slice(1).map(({ pictureId }) => pictureId),
		);
	});

	it('gives a worker only jobs of models that it holds, the earliest of all of them first', async () => {
		await draw(ANA, 'cat@left --model other');
		assert.equal(await it_.queue.fetch(CLAIM), null);
		await draw(BEN, 'dog@left');
		const both = { ...CLAIM, models: ['built-in', 'other'] };
		assert.equal((await it_.queue.fetch(both))?.model, 'other');
		assert.equal((await it_.queue.fetch(both))?.model, 'built-in');
	});

	it('gives what should not wait behind a long job: the first short one of somebody else', async () => {
		const long = 'cat@left --steps 100';
		await draw(ANA, `${long} -n 2`);
		const running = await it_.queue.fetch(CLAIM);
		assert.ok(running);
		const beside = (left = 1) => it_.queue.fetchBeside(CLAIM, running, left);
		await draw(ANA, 'cat@left --steps 4');
		await draw(BEN, long);
		assert.equal(await beside(), null, 'one of her own, and one that is as long');
		const [short] = (await draw(BEN, 'dog@left --steps 20')).jobs;
		const [other] = (await draw({ id: 'room:cleo', name: 'Cleo' }, 'owl@left --steps 10')).jobs;
		assert.equal(await beside(0.05), null, 'the running one is over sooner');
		assert.equal((await beside(0.3))?.pictureId, other.pictureId);
		const taken = await beside();
		assert.equal(taken?.pictureId, short.pictureId);
		assert.equal(await beside(), null);
		assert.ok(taken);
		// It comes back to where it was, not to the front.
		await it_.queue.handBack(taken);
		assert.equal(await it_.queue.complete(running, outcomeOf(running)), 'settled');
		const order = [];
		for (let i = 0; i < 4; i++) order.push((await drawNext(it_.queue)).recipe.steps);
		assert.deepEqual(order, [100, 100, 20, 4]);
	});

	it('gives a job that should not wait to one worker only', async () => {
		await draw(ANA, 'cat@left --steps 100');
		const running = await it_.queue.fetch(CLAIM);
		assert.ok(running);
		const [short] = (await draw(BEN)).jobs;
		const all = await Promise.all([
			...[1, 2, 3].map(() => it_.queue.fetchBeside(CLAIM, running, 1)),
			it_.queue.fetch(CLAIM),
		]);
		assert.deepEqual(
			all.flatMap((job) => job?.pictureId ?? []),
			[short.pictureId],
		);
	});

	it('fails an enlargement whose picture was deleted meanwhile, and says so', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		await drawNext(it_.queue);
		const context = { pictureId, person: ANA, place: ROOM };
		const [large] = (
			await it_.studio.drawing.make({ kind: 'upscale' }, { ...context, idempotencyKey: key() })
		).jobs;
		await it_.studio.pictures.change({ kind: 'delete' }, context);
		assert.equal(await it_.queue.fetch(CLAIM), null);
		assert.deepEqual((await it_.studio.pictures.find(large.pictureId))?.failure, {
			code: 'bytes-gone',
			message: 'The picture that was to be enlarged was deleted meanwhile.',
		});
	});

	it('fails a look at a picture that was deleted meanwhile, and says so', async () => {
		const [{ pictureId }] = (await draw(ANA, 'cat@left')).jobs;
		await drawNext(it_.queue);
		const context = { pictureId, person: ANA, place: ROOM };
		const [seen] = (await it_.studio.drawing.make({ kind: 'look' }, { ...context, idempotencyKey: key() }))
			.jobs;
		await it_.studio.pictures.change({ kind: 'delete' }, context);
		assert.equal(await it_.queue.fetch(CLAIM), null);
		assert.equal(
			(await it_.studio.pictures.find(seen.pictureId))?.failure?.message,
			'The picture that was to be looked at was deleted meanwhile.',
		);
	});

	it('stores a picture exactly once, however often it is completed', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		assert.deepEqual(
			await Promise.all([1, 2, 3].map(() => it_.queue.complete(job, outcomeOf(job)))).then((all) =>
				all.sort(),
			),
			['late', 'late', 'settled'],
		);
		assert.equal(await stateOf(pictureId), 'done');
		const done = await it_.database.query("select 1 from events where kind = 'done'");
		assert.equal(done.length, 1);
	});

	it('gives a silent worker\u2019s job to another, and ignores the first one when it comes back', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const slow = await it_.queue.fetch(CLAIM);
		assert.ok(slow);
		await silence(60);
		await sweep();
		assert.equal(await stateOf(pictureId), 'queued');
		assert.equal(await it_.queue.heartbeat(slow), 'lost');
		const quick = await it_.queue.fetch({ ...CLAIM, workerId: 'worker-2' });
		assert.equal(quick?.id, slow.id);
		assert.equal(await it_.queue.complete(slow, outcomeOf(slow)), 'late');
		assert.equal(await stateOf(pictureId), 'running');
		assert.equal(await it_.queue.complete(quick as NonNullable<typeof quick>, outcomeOf(slow)), 'settled');
	});

	it('keeps an attempt that is heard of', async () => {
		await draw();
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		await silence(60);
		assert.equal(await it_.queue.heartbeat(job), 'ours');
		await sweep();
		assert.equal(await it_.queue.complete(job, outcomeOf(job)), 'settled');
	});

	it('tries a failing job three times, then tells the person and keeps the reason', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		for (let attempt = 0; attempt < 3; attempt++) {
			const job = await it_.queue.fetch(CLAIM);
			assert.equal(job?.attempt, attempt);
			await it_.queue.fail(
				job as NonNullable<typeof job>,
				{ code: 'worker-crashed', message: 'It broke.' },
				{ retry: true },
			);
		}
		assert.equal(await it_.queue.fetch(CLAIM), null);
		const picture = await it_.studio.pictures.find(pictureId);
		assert.deepEqual(
			[picture?.state, picture?.failure],
			['failed', { code: 'worker-crashed', message: 'It broke.' }],
		);
		const told = await it_.database.query<{ kind: string; person: string | null }>(
			'select kind, person from events order by seq desc limit 2',
		);
		assert.deepEqual(told.map(({ kind }) => kind).sort(), ['failed', 'notice']);
		assert.ok(told.some(({ kind, person }) => kind === 'notice' && person === ANA.id));
	});

	it('sets a job aside that was begun twenty times and never finished, and tells the person', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		for (let begun = 1; begun <= 20; begun++) {
			assert.equal((await it_.queue.fetch(CLAIM))?.attempt, 0, `begun ${begun} times`);
			await silence(60);
			await sweep();
		}
		assert.equal(await it_.queue.fetch(CLAIM), null);
		const picture = await it_.studio.pictures.find(pictureId);
		assert.deepEqual([picture?.state, picture?.failure?.code], ['failed', 'set-aside']);
		assert.match(picture?.failure?.message ?? '', /begun 20 times and never finished/);
	});

	it('lets no silent attempt end a job that went back into the line', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const slow = await it_.queue.fetch(CLAIM);
		assert.ok(slow);
		await silence(60);
		await sweep();
		const failure = { code: 'worker-crashed', message: 'It broke.' };
		assert.equal(await it_.queue.fail(slow, failure, { retry: false }), 'late');
		assert.equal(await it_.queue.fail(slow, failure, { retry: true }), 'late');
		assert.equal(await it_.queue.handBack(slow), 'late');
		assert.equal(await it_.queue.complete(slow, outcomeOf(slow)), 'late');
		assert.equal(await stateOf(pictureId), 'queued');
		assert.equal((await drawNext(it_.queue)).attempt, 0);
	});

	it('gives a silent job back once, however many processes look for it', async () => {
		await draw(ANA, 'cat@left -n 3');
		for (let i = 0; i < 3; i++) assert.ok(await it_.queue.fetch(CLAIM));
		await silence(60);
		await Promise.all([1, 2, 3].map(sweep));
		const told = await it_.database.query("select picture_id from events where kind = 'retrying'");
		assert.equal(told.length, 3);
		for (let i = 0; i < 3; i++) await drawNext(it_.queue);
		assert.equal(await it_.queue.fetch(CLAIM), null);
	});

	it('wakes waiting workers when a job comes back', async () => {
		await draw();
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		const woken = new Promise<void>((resolve) => it_.queue.onWork(resolve));
		await it_.queue.handBack(job);
		await woken;
	});

	it('fails at once what cannot be helped by trying again', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		assert.equal(
			await it_.queue.fail(job, { code: 'bad-recipe', message: 'No.' }, { retry: false }),
			'settled',
		);
		assert.equal(await stateOf(pictureId), 'failed');
	});

	it('takes a job back as if it had never been fetched: its place stays, no retry is used', async () => {
		const [first] = (await draw(ANA, 'cat@left -n 2')).jobs;
		for (let i = 0; i < 5; i++) {
			const job = await it_.queue.fetch(CLAIM);
			assert.deepEqual([job?.pictureId, job?.attempt], [first.pictureId, 0]);
			assert.equal(await it_.queue.handBack(job as NonNullable<typeof job>), 'settled');
		}
	});

	it('tells the worker that its job was cancelled, and ignores what it still sends', async () => {
		const [{ pictureId, jobId }] = (await draw()).jobs;
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		const cancelled = new Promise<string>((resolve) => it_.queue.onCancelled(resolve));
		await it_.studio.pictures.change({ kind: 'cancel' }, { pictureId, person: ANA, place: ROOM });
		assert.equal(await cancelled, jobId);
		assert.equal(await it_.queue.heartbeat(job), 'lost');
		assert.equal(await it_.queue.complete(job, outcomeOf(job)), 'late');
		assert.equal(await stateOf(pictureId), 'cancelled');
	});

	it('moves a person\u2019s later jobs forward when an earlier one is cancelled', async () => {
		const [, second, third] = (await draw(ANA, 'cat@left -n 3')).jobs;
		await drawNext(it_.queue);
		await draw(BEN, 'dog@left -n 2');
		await it_.studio.pictures.change(
			{ kind: 'cancel' },
			{ pictureId: second.pictureId, person: ANA, place: ROOM },
		);
		const order = [];
		for (let i = 0; i < 3; i++) order.push((await drawNext(it_.queue)).pictureId);
		assert.ok(order.indexOf(third.pictureId) <= 1, 'the third comes no later than second');
		const tags = await it_.database.query('select 1 from jobs');
		assert.equal(tags.length, 0);
	});

	it('wakes waiting workers when something is accepted', async () => {
		const woken = new Promise<void>((resolve) => it_.queue.onWork(resolve));
		await draw();
		await woken;
	});

	it('gives every job to one worker only, when many processes fetch at once', async () => {
		await draw(ANA, 'cat@left -n 6');
		await draw(BEN, 'dog@left -n 6');
		const others = await Promise.all(
			[1, 2].map(async () => {
				const database = await openDatabase({ url: it_.url, connections: 3 });
				const queue = new Queue({ database, log: quietLog, sweepMs: 0 });
				await queue.start();
				return { queue, database };
			}),
		);
		const queues = [it_.queue, ...others.map(({ queue }) => queue)];
		const jobs = await Promise.all(
			Array.from({ length: 18 }, (_, i) => queues[i % 3].fetch({ ...CLAIM, workerId: `w${i % 3}` })),
		);
		const ids = jobs.flatMap((job) => job?.id ?? []);
		assert.equal(ids.length, 12);
		assert.equal(new Set(ids).size, 12);
		for (const { queue, database } of others) {
			await queue.stop();
			await database.close();
		}
	});

	it('learns how long a job takes and promises it to the next', async () => {
		await draw();
		const job = await drawNext(it_.queue, { seconds: 4, passes: 2 });
		await draw();
		const next = await it_.queue.fetch(CLAIM);
		// 4 s for 2 passes of 20 steps.
		const evaluations = 4 / (2 * job.recipe.steps);
		assert.ok(next?.expectedSeconds);
		assert.ok(
			Math.abs(next.expectedSeconds / evaluations - Math.round(next.expectedSeconds / evaluations)) < 1e-6,
		);
	});

	it('loses nothing when the server is killed between two calls', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		await it_.server.kill();
		const completed = it_.queue.complete(job, outcomeOf(job));
		const drawn = draw(BEN);
		await it_.server.restart();
		assert.equal(await completed, 'settled');
		assert.equal((await drawn).jobs.length, 1);
		assert.equal(await stateOf(pictureId), 'done');
	});

	it('tells the last progress of a run, with its preview', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		const job = await it_.queue.fetch(CLAIM);
		assert.ok(job);
		const preview = { mime: 'image/webp', bytes: new Uint8Array([1, 2, 3]) } as const;
		const progressOf = async () => {
			for await (const event of it_.studio.events.of({ place: ROOM.id, after: 0 })) {
				// The reader has joined once it has heard of the start.
				if (event.kind === 'started') {
					for (const step of [1, 2, 3]) it_.queue.progress(job, { phase: 'joint', step, steps: 20, preview });
				}
				if (event.kind === 'progress') return event;
			}
			return undefined;
		};
		const event = await progressOf();
		assert.deepEqual([event?.progress.step, [...(event?.progress.preview?.bytes ?? [])]], [3, [1, 2, 3]]);
		assert.equal((await it_.studio.pictures.find(pictureId))?.progress?.step, 3);
	});
});

describe('the queue in a folder', () => {
	it('gives back what ran in a process that is gone', async () => {
		const folder = await dataFolder();
		const first = await testStudio({ folder });
		const { jobs } = await first.studio.drawing.draw({
			place: ROOM,
			person: ANA,
			line: 'cat@left -n 2',
			idempotencyKey: key(),
		});
		await first.queue.fetch(CLAIM);
		await first.close();
		const second = await testStudio({ folder });
		assert.equal((await drawNext(second.queue)).pictureId, jobs[0].pictureId);
		assert.equal((await drawNext(second.queue)).pictureId, jobs[1].pictureId);
		await assert.rejects(openDatabase({ folder }), {
			code: 'folder-in-use',
			message: /is in use by process \d+\. Stop that one/,
		});
		await second.close();
	});
});
