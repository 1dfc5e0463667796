/** What `fair.test.ts` says of the arithmetic, said of the statements that run: real PGlite, real requests. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { admit, release, type Tags } from '../../src/queue/fair.ts';
import { Queue } from '../../src/queue/queue.ts';
import type { Job } from '../../src/queue/types.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { Acceptor } from '../../src/studio/acceptor.ts';
import { mergeSettings } from '../../src/studio/settings.ts';
import { dataFolder } from '../support/data-folder.ts';
import fc from '../support/properties.ts';
import { CLAIM, key, outcomeOf, quietLog, ROOM } from '../support/studio.ts';
import { recipe } from '../worker/recipes.ts';

interface Ask {
	readonly flow: number;
	/** Cost units: steps of 256 x 256 pixels without anything planted. */
	readonly cost: number;
	readonly weight?: 1 | 2 | 4;
}

interface Asked extends Tags {
	readonly id: string;
	readonly flow: number;
	readonly cost: number;
	readonly weight: number;
	readonly nth: number;
}

const SETTINGS = mergeSettings({
	quota: { personHour: null, personDay: null, personConcurrent: 10_000 },
	roles: { 2: { weight: 2, quotaFactor: 1 }, 4: { weight: 4, quotaFactor: 1 } },
});

/** The line of work of one PGlite database. */
class LineOfWork {
	readonly database: Database;
	readonly queue: Queue;
	readonly #acceptor: Acceptor;
	readonly asked = new Map<string, Asked>();

	private constructor(database: Database) {
		this.database = database;
		this.queue = new Queue({ database, log: quietLog, sweepMs: 0 });
		this.#acceptor = new Acceptor(database, this.queue, 10_000);
	}

	static async open(): Promise<LineOfWork> {
		const database = await openDatabase({ folder: await dataFolder() });
		await migrate(database);
		const line = new LineOfWork(database);
		await line.queue.start();
		return line;
	}

	async close(): Promise<void> {
		await this.queue.stop();
		await this.database.close();
	}

	/** Nobody has ever asked for anything. */
	async reset(): Promise<void> {
		this.asked.clear();
		await this.database.script(
			'truncate pictures, jobs, flows, recipes, requests, events cascade; update fair_clock set virtual = 0',
		);
	}

	/** Requests of one picture each, at once. */
	async arrive(...asks: readonly Ask[]): Promise<Asked[]> {
		return Promise.all(
			asks.map(async ({ flow, cost, weight = 1 }) => {
				const drawn = recipe({
					model: CLAIM.models[0],
					size: [256, 256],
					arm: 'plain',
					objects: [],
					steps: cost,
				});
				const accepted = await this.#acceptor.accept({
					plans: [{ recipe: drawn, layout: parseLine('a meadow').layouts[0], line: 'a meadow', note: '' }],
					place: ROOM,
					person: { id: `room:p${flow}`, name: `P${flow}`, roles: [String(weight)] },
					settings: SETTINGS,
					key: key(),
					action: 'draw',
					parent: null,
					layers: false,
					post: undefined,
				});
				assert.ok(accepted.kind === 'accepted');
				const [job] = accepted.jobs;
				assert.equal(job.cost, cost);
				const { id, start, finish } = job;
				const asked = { id, start, finish, flow, cost, weight, nth: this.asked.size };
				this.asked.set(id, asked);
				return asked;
			}),
		);
	}

	async take(): Promise<{ readonly job: Job; readonly asked: Asked } | null> {
		const job = await this.queue.fetch(CLAIM);
		if (job === null) return null;
		const asked = this.asked.get(job.id);
		assert.ok(asked);
		return { job, asked };
	}

	async finish(job: Job): Promise<void> {
		const bytes = new Uint8Array(1);
		assert.equal(await this.queue.complete(job, outcomeOf(job, { png: bytes, thumb: bytes })), 'settled');
	}

	/** Takes a job and draws it. */
	async serve(): Promise<Asked | null> {
		const taken = await this.take();
		if (taken !== null) await this.finish(taken.job);
		return taken?.asked ?? null;
	}

	async cancel(id: string): Promise<void> {
		assert.equal(await this.database.transaction((tx) => this.queue.cancel(tx, id, 'room:p0')), true);
	}

	/** Every running job's worker was not heard of for a minute. */
	async silence(): Promise<void> {
		await this.database.query("update jobs set heartbeat_at = heartbeat_at - interval '1 minute'");
		await this.queue.sweep();
	}
}

/** What the arithmetic says will happen to the same requests. */
class Expected {
	virtual = 0;
	readonly finish = new Map<number, number>();
	waiting: Asked[] = [];
	running: Asked[] = [];

	tagsOf({ flow, cost, weight = 1 }: Ask): Tags {
		if (this.waiting.length + this.running.length === 0)
			this.virtual = Math.max(this.virtual, ...this.finish.values());
		return admit(this.virtual, this.finish.get(flow) ?? null, { cost, weight });
	}

	arrive(asked: Asked): void {
		this.finish.set(asked.flow, asked.finish);
		this.waiting.push(asked);
	}

	take(): Asked | null {
		const [first] = this.waiting.sort((a, b) => a.start - b.start || a.nth - b.nth);
		if (first === undefined) return null;
		this.waiting.shift();
		this.running.push(first);
		this.virtual = Math.max(this.virtual, first.start);
		return first;
	}

	remove(id: string): void {
		this.waiting = this.waiting.filter((job) => job.id !== id);
		this.running = this.running.filter((job) => job.id !== id);
	}

	giveBack(ids: readonly string[]): void {
		for (const job of this.running.filter(({ id }) => ids.includes(id))) {
			this.remove(job.id);
			this.waiting.push(job);
		}
	}

	cancel(asked: Asked): void {
		this.remove(asked.id);
		const later = this.waiting
			.filter(({ flow, start }) => flow === asked.flow && start >= asked.start)
			.sort((a, b) => a.start - b.start || a.nth - b.nth);
		const before = this.finish.get(asked.flow) ?? 0;
		const { tags, flowFinish } = release(this.virtual, before, asked, 0, later);
		this.finish.set(asked.flow, flowFinish);
		for (const [i, job] of later.entries()) {
			if (tags[i].start >= job.start) continue;
			this.remove(job.id);
			this.waiting.push({ ...job, ...tags[i] });
		}
	}
}

const cost = fc.integer({ min: 1, max: 100 });
const weight = fc.constantFrom(1 as const, 2 as const, 4 as const);
const flow = fc.integer({ min: 0, max: 4 });
const arrival = fc.record({ flow, cost });
/** A job arrives, or one is served. */
const step = fc.oneof(arrival, fc.constant('serve' as const));

describe('the fair order of the line that runs', () => {
	let line: LineOfWork;
	before(async () => {
		line = await LineOfWork.open();
	});
	after(() => line.close());
	beforeEach(() => line.reset());

	it('gives a person who asks once their picture before the rest of a batch of twenty', async () => {
		await line.arrive(...Array.from({ length: 20 }, () => ({ flow: 1, cost: 10 })));
		await line.serve();
		await line.arrive({ flow: 2, cost: 10 });
		assert.deepEqual([(await line.serve())?.flow, (await line.serve())?.flow], [2, 1]);
	});

	it('is what the arithmetic says, whatever is asked, drawn, given back, lost, tried again and cancelled', async () => {
		const act = fc.oneof(
			{ weight: 4, arbitrary: fc.record({ act: fc.constant('arrive' as const), flow, cost, weight }) },
			{ weight: 4, arbitrary: fc.record({ act: fc.constant('take' as const) }) },
			{
				weight: 5,
				arbitrary: fc.record({
					act: fc.constantFrom('finish' as const, 'hand back' as const, 'fail' as const, 'cancel' as const),
					which: fc.nat(20),
				}),
			},
			{ weight: 1, arbitrary: fc.record({ act: fc.constant('silence' as const) }) },
		);
		await fc.assert(
			fc
				.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
					const expected = new Expected();
					const held: Job[] = [];
					for (const one of acts) {
						if (one.act === 'arrive') {
							const tags = expected.tagsOf(one);
							const [asked] = await line.arrive(one);
							assert.deepEqual({ start: asked.start, finish: asked.finish }, tags);
							expected.arrive(asked);
						} else if (one.act === 'take') {
							const taken = await line.take();
							assert.equal(taken?.asked.nth, expected.take()?.nth);
							if (taken !== null) held.push(taken.job);
						} else if (one.act === 'silence') {
							await line.silence();
							expected.giveBack(held.splice(0).map(({ id }) => id));
						} else if (one.act === 'cancel') {
							const all = [...expected.waiting, ...expected.running].sort((a, b) => a.nth - b.nth);
							if (all.length === 0) continue;
							const victim = all[one.which % all.length];
							await line.cancel(victim.id);
							expected.cancel(victim);
							const at = held.findIndex(({ id }) => id === victim.id);
							if (at >= 0) assert.equal(await line.queue.heartbeat(held.splice(at, 1)[0]), 'lost');
						} else if (held.length > 0) {
							const [job] = held.splice(one.which % held.length, 1);
							if (one.act === 'finish') await line.finish(job);
							else if (one.act === 'hand back') await line.queue.handBack(job);
							else await line.queue.fail(job, { code: 'worker-crashed', message: 'No.' }, { retry: true });
							if (one.act === 'finish' || (one.act === 'fail' && job.attempt === 2)) expected.remove(job.id);
							else expected.giveBack([job.id]);
						}
					}
					// And all that is left comes in the order that was promised.
					for (;;) {
						const served = await line.serve();
						assert.equal(served?.nth, expected.take()?.nth);
						if (served === null) break;
						expected.remove(served.id);
					}
				})
				.beforeEach(() => line.reset()),
			{ numRuns: 15 },
		);
	});

	it('never starves anyone: a job starts after a bounded amount of work of every other person', async () => {
		await fc.assert(
			fc
				.asyncProperty(fc.array(step, { maxLength: 30 }), flow, async (steps, mine) => {
					const waiting = new Map<string, Asked>();
					const arrive = async (ask: Ask) => {
						const [asked] = await line.arrive(ask);
						waiting.set(asked.id, asked);
						return asked;
					};
					const serve = async () => {
						const served = await line.serve();
						if (served !== null) waiting.delete(served.id);
						return served;
					};
					for (const one of steps) {
						if (one === 'serve') await serve();
						else await arrive(one);
					}
					const of = (who: number) => [...waiting.values()].filter((job) => job.flow === who);
					const backlog = of(mine).reduce((sum, job) => sum + job.cost, 0);
					const last = await arrive({ flow: mine, cost: 50 });
					// From now on everybody else asks without end for the largest jobs there are.
					const worked = new Map<number, number>();
					for (let served = await serve(); served?.id !== last.id; served = await serve()) {
						assert.ok(served);
						if (served.flow !== mine) worked.set(served.flow, (worked.get(served.flow) ?? 0) + served.cost);
						for (const other of [0, 1, 2, 3, 4]) {
							if (other !== mine && of(other).length < 2) await arrive({ flow: other, cost: 100 });
						}
					}
					for (const work of worked.values())
						assert.ok(work <= backlog + 2 * 100 + 50, `${work} of another before ${backlog}`);
				})
				.beforeEach(() => line.reset()),
			{ numRuns: 8 },
		);
	});

	it('shares the device by weight: while two people wait, their normalised work differs by less than a job each', async () => {
		const costs = fc.array(cost, { minLength: 12, maxLength: 12 });
		await fc.assert(
			fc
				.asyncProperty(costs, costs, weight, weight, async (costsA, costsB, weightA, weightB) => {
					await line.arrive(
						...costsA.map((one) => ({ flow: 0, cost: one, weight: weightA })),
						...costsB.map((one) => ({ flow: 1, cost: one, weight: weightB })),
					);
					const left = [costsA.length, costsB.length];
					const work = [0, 0];
					while (left[0] > 0 && left[1] > 0) {
						const job = await line.serve();
						assert.ok(job);
						left[job.flow]--;
						work[job.flow] += job.cost / job.weight;
						// The bound of the paper's theorem 1.
						const bound = Math.max(...costsA) / weightA + Math.max(...costsB) / weightB;
						assert.ok(Math.abs(work[0] - work[1]) <= bound + 1e-9, `${work} differ by more than ${bound}`);
					}
				})
				.beforeEach(() => line.reset()),
			{ numRuns: 8 },
		);
	});

	it('serves each person in the order of their requests', async () => {
		await fc.assert(
			fc
				.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
					const last = new Map<number, number>();
					const serve = async () => {
						const job = await line.serve();
						if (job === null) return false;
						assert.ok(job.nth > (last.get(job.flow) ?? -1));
						last.set(job.flow, job.nth);
						return true;
					};
					for (const one of steps) {
						if (one === 'serve') await serve();
						else await line.arrive(one);
					}
					while (await serve());
				})
				.beforeEach(() => line.reset()),
			{ numRuns: 8 },
		);
	});

	it('forgets past use once nothing waits or runs', async () => {
		await line.arrive({ flow: 0, cost: 100 });
		await line.serve();
		const both = await line.arrive({ flow: 0, cost: 10 }, { flow: 1, cost: 10 });
		assert.deepEqual(
			both.map(({ start }) => start),
			[100, 100],
		);
	});

	it('keeps charging what a person has running beside a job that they cancel', async () => {
		const [small, large] = await line.arrive({ flow: 0, cost: 1 }, { flow: 0, cost: 100 });
		assert.equal((await line.take())?.asked.id, small.id);
		assert.equal((await line.take())?.asked.id, large.id);
		await line.cancel(small.id);
		await line.arrive({ flow: 0, cost: 10 }, { flow: 1, cost: 10 }, { flow: 1, cost: 10 });
		const order = [];
		for (let i = 0; i < 3; i++) order.push((await line.serve())?.flow);
		assert.deepEqual(order, [1, 1, 0]);
	});
});
