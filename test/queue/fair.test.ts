import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { admit, admitAll, begin, priorityOf, release, rest, type Tags } from '../../src/queue/fair.ts';

interface SimJob extends Tags {
	readonly flow: number;
	readonly cost: number;
	readonly weight: number;
	readonly nth: number;
}

/** The order in which a queue with these rules serves jobs; its whole state is plain data. */
class Sim {
	virtual = 0;
	finish = new Map<number, number>();
	waiting: SimJob[] = [];
	nth = 0;

	arrive(flow: number, cost: number, weight: number): void {
		const tags = admit(this.virtual, this.finish.get(flow) ?? null, { cost, weight });
		this.finish.set(flow, tags.finish);
		this.waiting.push({ ...tags, flow, cost, weight, nth: this.nth++ });
	}

	serve(): SimJob | undefined {
		this.waiting.sort((a, b) => a.start - b.start || a.nth - b.nth);
		const job = this.waiting.shift();
		if (job !== undefined) this.virtual = begin(this.virtual, job);
		return job;
	}

	/** What a restart keeps: what is in the database. */
	restarted(): Sim {
		return Object.assign(new Sim(), JSON.parse(JSON.stringify({ ...this, finish: undefined })), {
			finish: new Map(JSON.parse(JSON.stringify([...this.finish]))),
		});
	}
}

const cost = fc.integer({ min: 1, max: 100 });
const weight = fc.constantFrom(0.5, 1, 2, 4);
const arrival = fc.record({ flow: fc.integer({ min: 0, max: 4 }), cost });
/** A job arrives, or one is served. */
const step = fc.oneof(arrival, fc.constant('serve' as const));

describe('start-time fair queuing', () => {
	it('gives a person who asks once their picture before the rest of a batch of twenty', () => {
		const sim = new Sim();
		for (let i = 0; i < 20; i++) sim.arrive(1, 10, 1);
		sim.serve();
		sim.arrive(2, 10, 1);
		assert.deepEqual([sim.serve()?.flow, sim.serve()?.flow], [2, 1]);
	});

	it('never starves anyone: a job starts after a bounded amount of work of every other flow', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 0, max: 4 }), (steps, flow) => {
				const sim = new Sim();
				for (const one of steps) {
					if (one === 'serve') sim.serve();
					else sim.arrive(one.flow, one.cost, 1);
				}
				const mine = sim.waiting.filter((job) => job.flow === flow);
				const backlog = mine.reduce((sum, job) => sum + job.cost, 0);
				sim.arrive(flow, 50, 1);
				// From now on everybody else asks without end for the largest jobs there are.
				const worked = new Map<number, number>();
				for (let served = sim.serve(); served !== undefined; served = sim.serve()) {
					if (
						served.nth === sim.nth - 1 ||
						(served.flow === flow && served.cost === 50 && sim.waiting.every((job) => job.flow !== flow))
					)
						break;
					worked.set(served.flow, (worked.get(served.flow) ?? 0) + served.cost);
					for (const other of [0, 1, 2, 3, 4]) {
						if (other !== flow && sim.waiting.filter((job) => job.flow === other).length < 2)
							sim.arrive(other, 100, 1);
					}
				}
				worked.delete(flow);
				for (const work of worked.values())
					assert.ok(work <= backlog + 2 * 100 + 50, `${work} of another before ${backlog}`);
			}),
			{ numRuns: 200 },
		);
	});

	it('shares the device by weight: while two flows wait, their normalised work differs by less than a job each', () => {
		fc.assert(
			fc.property(
				fc.array(cost, { minLength: 30, maxLength: 30 }),
				fc.array(cost, { minLength: 30, maxLength: 30 }),
				weight,
				weight,
				(costsA, costsB, weightA, weightB) => {
					const sim = new Sim();
					for (const one of costsA) sim.arrive(0, one, weightA);
					for (const one of costsB) sim.arrive(1, one, weightB);
					let a = 0;
					let b = 0;
					while (sim.waiting.some(({ flow }) => flow === 0) && sim.waiting.some(({ flow }) => flow === 1)) {
						const job = sim.serve();
						if (job?.flow === 0) a += job.cost / weightA;
						if (job?.flow === 1) b += job.cost / weightB;
						// The bound of the paper's theorem 1.
						const bound = Math.max(...costsA) / weightA + Math.max(...costsB) / weightB;
						assert.ok(Math.abs(a - b) <= bound + 1e-9, `${a} and ${b} differ by more than ${bound}`);
					}
				},
			),
		);
	});

	it('keeps its order through restarts at any moment', () => {
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 80 }),
				fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
				(steps, restarts) => {
					const steady = new Sim();
					let restarted = new Sim();
					for (const [i, one] of steps.entries()) {
						if (restarts[i]) restarted = restarted.restarted();
						if (one === 'serve') assert.deepEqual(restarted.serve(), steady.serve());
						else for (const sim of [steady, restarted]) sim.arrive(one.flow, one.cost, 1);
					}
				},
			),
		);
	});

	it('serves each flow in the order of its requests', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
				const sim = new Sim();
				const last = new Map<number, number>();
				for (const one of [...steps, ...Array.from({ length: 100 }, () => 'serve' as const)]) {
					if (one !== 'serve') {
						sim.arrive(one.flow, one.cost, 1);
						continue;
					}
					const job = sim.serve();
					if (job === undefined) continue;
					assert.ok(job.nth > (last.get(job.flow) ?? -1));
					last.set(job.flow, job.nth);
				}
			}),
		);
	});

	it('tags a batch as if its jobs had come one by one', () => {
		const works = [
			{ cost: 3, weight: 1 },
			{ cost: 4, weight: 2 },
		];
		assert.deepEqual(admitAll(5, null, works), [
			{ start: 5, finish: 8 },
			{ start: 8, finish: 10 },
		]);
		assert.deepEqual(admitAll(5, 9, works), [
			{ start: 9, finish: 12 },
			{ start: 12, finish: 14 },
		]);
	});
});

describe('cancelled work is released', () => {
	it('moves the later jobs of the flow forward by what was not used', () => {
		const later = [
			{ start: 10, finish: 20, cost: 10, weight: 1 },
			{ start: 20, finish: 25, cost: 5, weight: 1 },
		];
		assert.deepEqual(release(0, { start: 0, finish: 10 }, 0, later), {
			tags: [
				{ start: 0, finish: 10 },
				{ start: 10, finish: 15 },
			],
			flowFinish: 15,
		});
		assert.equal(release(0, { start: 0, finish: 10 }, 0.5, later).flowFinish, 20);
	});

	it('never moves a job back, nor before virtual time', () => {
		fc.assert(
			fc.property(
				fc.array(cost, { minLength: 1, maxLength: 10 }),
				fc.nat(200),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(costs, virtual, spent) => {
					const works = costs.map((one) => ({ cost: one, weight: 1 }));
					const tags = admitAll(0, null, works);
					const later = tags.slice(1).map((tag, i) => ({ ...tag, ...works[i + 1] }));
					const released = release(virtual, tags[0], spent, later);
					for (const [i, tag] of released.tags.entries()) {
						assert.ok(tag.start <= later[i].start);
						assert.ok(tag.start >= Math.min(virtual, later[i].start));
					}
				},
			),
		);
	});
});

describe('virtual time', () => {
	it('never goes back when a retried job starts again', () => {
		assert.equal(begin(50, { start: 10, finish: 20 }), 50);
	});

	it('forgets past use once nothing waits', () => {
		const virtual = rest(10, [40, 25]);
		assert.equal(virtual, 40);
		assert.equal(admit(virtual, 25, { cost: 1, weight: 1 }).start, 40);
	});

	it('becomes a priority that falls as the tag rises, inside int4', () => {
		assert.ok(priorityOf(5, 0) > priorityOf(6, 0));
		assert.equal(priorityOf(1e6, 1e6), -0);
		assert.ok(priorityOf(1e12, 0) >= -(2 ** 31));
	});
});
