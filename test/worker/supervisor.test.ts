import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { pino } from 'pino';
import { extractRecipe } from '../../src/recipe/png.ts';
import { isPoison } from '../../src/worker/set-aside.ts';
import { Supervisor, type SupervisorOptions } from '../../src/worker/supervisor.ts';
import { MemoryQueue } from './memory-queue.ts';
import { faulty, recipe } from './recipes.ts';

const supervisors: Supervisor[] = [];
afterEach(() =>
	Promise.all(supervisors.splice(0).map((supervisor) => supervisor.drain({ finishWithinMs: 0 }))),
);

function supervise(queue: MemoryQueue, options: Partial<SupervisorOptions> = {}): Supervisor {
	const supervisor = new Supervisor({
		queue,
		device: 'simulated:0',
		engine: { kind: 'simulated', models: ['sim'], stepMs: 5 },
		memoryLimitMb: 2048,
		log: pino({ level: 'silent' }),
		startBackoff: { firstMs: 1, maxMs: 10 },
		pollMs: 1000,
		...options,
	});
	supervisors.push(supervisor);
	supervisor.start();
	return supervisor;
}

/** Steps so slow that a busy machine tells of the second one long before the last. */
const slow = (stepMs: number) => ({ engine: { kind: 'simulated' as const, models: ['sim'], stepMs } });

describe('a supervisor', () => {
	it('draws what waits and what comes, each picture once, with its previews', async () => {
		const queue = new MemoryQueue();
		const waiting = queue.add(recipe());
		supervise(queue, { previewEvery: 2 });
		const first = await queue.ending(waiting);
		assert.ok(first.kind === 'done');
		assert.deepEqual(extractRecipe(first.outcome.png), waiting.recipe);
		const later = queue.add(recipe({ steps: 4 }));
		assert.equal((await queue.ending(later)).kind, 'done');
		assert.equal(queue.endings.get(waiting.id)?.length, 1);
		const previews = queue.progressOf
			.get(waiting.id)
			?.filter(({ preview }) => preview?.mime === 'image/webp');
		assert.equal(previews?.length, 4);
	});

	it('draws on when those who watch it throw', async () => {
		const queue = new MemoryQueue();
		const job = queue.add(recipe());
		const thrown: string[] = [];
		const throwing = (name: string) => () => {
			thrown.push(name);
			throw new Error(`${name} went wrong`);
		};
		supervise(queue, {
			observer: {
				state: throwing('state'),
				finished: throwing('finished'),
				step: throwing('step'),
				memory: throwing('memory'),
			},
		});
		assert.equal((await queue.ending(job)).kind, 'done');
		assert.equal((await queue.ending(queue.add(recipe()))).kind, 'done');
		assert.deepEqual([...new Set(thrown)].sort(), ['finished', 'memory', 'state', 'step']);
	});

	it('draws a job again on a fresh process when its process is killed', async () => {
		const queue = new MemoryQueue();
		const job = queue.add(recipe({ steps: 40 }));
		const supervisor = supervise(queue);
		await queue.progressWhere(job, ({ step }) => step >= 3);
		const { pid } = supervisor.status();
		process.kill(pid ?? 0, 'SIGKILL');
		const ending = await queue.ending(job);
		assert.equal(ending.kind, 'done');
		assert.notEqual(supervisor.status().pid, pid);
		assert.equal(supervisor.status().deaths, 1);
	});

	it('sets a job aside that takes two processes down, says so, and goes on with the next', async () => {
		const queue = new MemoryQueue();
		const poison = queue.add(faulty('crash'));
		const next = queue.add(recipe());
		const supervisor = supervise(queue);
		const ending = await queue.ending(poison);
		assert.deepEqual(ending, {
			kind: 'failed',
			retry: false,
			failure: {
				code: 'worker-crashed',
				message:
					'This picture was set aside: the process that draws crashed, and it was attempt 2 that ended so. ' +
					'Try fewer objects, a smaller size or another model; the operator finds the details in the log.',
			},
		});
		assert.equal((await queue.ending(next)).kind, 'done');
		assert.equal(supervisor.status().deaths, 2);
	});

	it('tries a picture that needs too much memory twice, says so, and goes on with the next', async () => {
		const queue = new MemoryQueue();
		const large = queue.add(faulty('swell'));
		const next = queue.add(recipe());
		const supervisor = supervise(queue, { memoryLimitMb: 300 });
		assert.deepEqual(await queue.ending(large), {
			kind: 'failed',
			retry: false,
			failure: {
				code: 'out-of-memory',
				message:
					'This picture needs more memory than its worker may take (300 MB), so it was set aside after 2 attempts. ' +
					'Try a smaller size, fewer objects or another model; an operator can raise TAUE_WORKER_MEMORY_MB.',
			},
		});
		assert.equal((await queue.ending(next)).kind, 'done');
		assert.equal(supervisor.status().deaths, 2);
	});

	it('passes on what the engine says, and asks for a retry only where one may help', async () => {
		const queue = new MemoryQueue();
		const refused = queue.add(faulty('refuse'));
		const thrown = queue.add(faulty('throw'));
		supervise(queue);
		const refusal = await queue.ending(refused);
		assert.ok(refusal.kind === 'failed');
		assert.equal(refusal.retry, false);
		const fault = await queue.ending(thrown);
		assert.ok(fault.kind === 'failed');
		assert.equal(fault.retry, true);
		assert.equal(fault.failure.message, 'simulated fault inside the engine');
	});

	it('stops a cancelled picture and leaves the job alone', async () => {
		const queue = new MemoryQueue();
		const job = queue.add(recipe({ steps: 200 }));
		supervise(queue);
		await queue.progressWhere(job, ({ step }) => step >= 2);
		queue.cancel(job);
		const next = queue.add(recipe());
		assert.equal((await queue.ending(next)).kind, 'done');
		assert.equal(queue.endings.get(job.id), undefined);
		const steps = queue.progressOf.get(job.id)?.map(({ step }) => step) ?? [];
		assert.ok(Math.max(...steps) < 200, `it went on until step ${Math.max(...steps)}`);
	});

	it('stops working on an attempt that a heartbeat says was lost', async () => {
		const queue = new MemoryQueue();
		const job = queue.add(recipe({ steps: 200 }));
		supervise(queue);
		await queue.progressWhere(job, ({ step }) => step >= 2);
		queue.lost.add(job.id);
		const next = queue.add(recipe());
		assert.equal((await queue.ending(next)).kind, 'done');
		assert.equal(queue.endings.get(job.id), undefined);
	});

	it('keeps a finished picture while the database is away', async () => {
		const queue = new MemoryQueue();
		queue.outage = 2;
		const job = queue.add(recipe());
		supervise(queue);
		assert.equal((await queue.ending(job)).kind, 'done');
		assert.equal(queue.outage, 0);
	});

	it('drains: a picture that is nearly there is finished, one that is not is handed back', async () => {
		const queue = new MemoryQueue();
		const warmUp = queue.add(recipe());
		const quick = queue.add(recipe({ steps: 30 }));
		const finishing = supervise(queue);
		await queue.ending(warmUp);
		await queue.progressWhere(quick, ({ step }) => step >= 1);
		await finishing.drain();
		assert.equal((await queue.ending(quick)).kind, 'done');

		const long = queue.add(recipe({ steps: 200 }));
		const after = queue.add(recipe());
		const handing = supervise(queue, slow(100));
		await queue.progressWhere(long, ({ step }) => step >= 1);
		await handing.drain({ finishWithinMs: 200 });
		assert.equal((await queue.ending(long)).kind, 'handed-back');
		assert.equal(queue.endings.get(after.id), undefined, 'nothing new is fetched while draining');
		assert.equal(handing.status().state, 'stopped');
	});

	it('lets a short picture by between two steps, and goes on with what it had', async () => {
		const queue = new MemoryQueue();
		const long = queue.add(recipe({ steps: 150 }));
		supervise(queue, { turn: AT_ONCE, ...slow(20) });
		await queue.progressWhere(long, ({ step }) => step >= 2);
		const short = queue.addShort(recipe());
		assert.equal((await queue.ending(short)).kind, 'done');
		assert.equal(queue.endings.get(long.id), undefined, 'the long one was over before');
		const ending = await queue.ending(long);
		assert.ok(ending.kind === 'done');
		assert.deepEqual(extractRecipe(ending.outcome.png), long.recipe);
		const steps =
			queue.progressOf
				.get(long.id)
				?.filter(({ phase, preview }) => phase === 'joint' && preview === undefined) ?? [];
		assert.deepEqual(
			steps.map(({ step }) => step),
			Array.from({ length: 150 }, (_, i) => i + 1),
			'every step was drawn once',
		);
	});

	it('lets a short one by that lets a shorter one by', async () => {
		const queue = new MemoryQueue();
		const long = queue.add(recipe({ steps: 200 }));
		supervise(queue, { turn: AT_ONCE, ...slow(20) });
		await queue.progressWhere(long, ({ step }) => step >= 2);
		const short = queue.addShort(recipe({ steps: 100 }));
		await queue.progressWhere(short, ({ step }) => step >= 2);
		const shortest = queue.addShort(recipe());
		const order: string[] = [];
		await Promise.all(
			[long, short, shortest].map(async (job) => {
				assert.equal((await queue.ending(job)).kind, 'done');
				order.push(job.id);
			}),
		);
		assert.deepEqual(order, [shortest.id, short.id, long.id]);
	});

	it('forgets a picture that is cancelled while it lets another one by', async () => {
		const queue = new MemoryQueue();
		const long = queue.add(recipe({ steps: 200 }));
		supervise(queue, { turn: AT_ONCE, ...slow(20) });
		await queue.progressWhere(long, ({ step }) => step >= 2);
		const short = queue.addShort(recipe({ steps: 60 }));
		await queue.progressWhere(short, ({ step }) => step >= 2);
		queue.cancel(long);
		const next = queue.add(recipe());
		assert.equal((await queue.ending(short)).kind, 'done');
		assert.equal((await queue.ending(next)).kind, 'done');
		assert.equal(queue.endings.get(long.id), undefined);
	});

	it('begins a picture again that lost its process to one that it let by, and draws it to its end', async () => {
		const queue = new MemoryQueue();
		const long = queue.add(recipe({ steps: 100 }));
		const supervisor = supervise(queue, { turn: AT_ONCE, ...slow(20) });
		await queue.progressWhere(long, ({ step }) => step >= 2);
		const poison = queue.addShort(faulty('crash'));
		const ending = await queue.ending(poison);
		assert.equal(ending.kind === 'failed' && ending.failure.code, 'worker-crashed');
		const other = queue.addShort(recipe());
		assert.equal((await queue.ending(long)).kind, 'done');
		assert.equal(queue.endings.get(other.id), undefined, 'it was interrupted again');
		assert.equal(supervisor.status().deaths, 2);
	});

	it('drains: what was interrupted goes back into the line', async () => {
		const queue = new MemoryQueue();
		const long = queue.add(recipe({ steps: 200 }));
		const supervisor = supervise(queue, { turn: AT_ONCE, ...slow(100) });
		await queue.progressWhere(long, ({ step }) => step >= 2);
		const short = queue.addShort(recipe({ steps: 200 }));
		await queue.progressWhere(short, ({ step }) => step >= 2);
		await supervisor.drain({ finishWithinMs: 0 });
		assert.equal((await queue.ending(short)).kind, 'handed-back');
		assert.equal((await queue.ending(long)).kind, 'handed-back');
	});

	it('tries a start that fails again and again, says why, and takes no job meanwhile', async () => {
		const queue = new MemoryQueue();
		queue.add(recipe());
		const states: string[] = [];
		const twice = new Promise<void>((resolve) => {
			const observer = {
				state: (_device: string, state: string) => {
					states.push(state);
					if (states.filter((each) => each === 'backing-off').length === 2) resolve();
				},
			};
			supervise(queue, { device: 'cpu', engine: missingModel, observer });
		});
		await twice;
		const [supervisor] = supervisors;
		assert.match(supervisor.status().trouble ?? '', /did not start: There is no model "nowhere"/);
		assert.equal(queue.waiting.length, 1);
	});
});

const AT_ONCE = { leastMs: 0, mostMs: 0 };

const missingModel = {
	kind: 'onnx' as const,
	modelsFolder: '/nonexistent',
	models: ['nowhere'],
	modelMemoryMb: 1,
	seedlingCacheMb: 1,
};

describe('isPoison', () => {
	const rows = [
		[['crash'], false],
		[['crash', 'hang'], true],
		[['memory', 'outside', 'memory'], true],
		[['outside', 'outside', 'outside'], false],
		[['outside', 'outside', 'outside', 'outside', 'outside', 'outside'], true],
	] as const;
	for (const [deaths, poison] of rows) {
		it(`${poison ? 'sets aside' : 'tries again'} after ${deaths.join(', ')}`, () => {
			assert.equal(isPoison(deaths), poison);
		});
	}
});
