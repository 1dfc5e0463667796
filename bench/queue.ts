import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Queue } from '../src/queue/queue.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { Person, Place } from '../src/studio/people.ts';
import { openStudio } from '../src/studio/studio.ts';
import { startPostgres } from '../test/support/postgres.ts';

export interface QueueFigures {
	/** Jobs that waited while the work was measured. */
	readonly queued: number;
	/** Mean of a fetch and a completion, with their transactions, at the full line and at its end. */
	readonly queueMsPerJob: number;
	readonly fullMsPerJob: number;
	readonly endMsPerJob: number;
	/** Jobs fetched and completed, and events written by that, in a second of all workers together. */
	readonly jobsPerSecond: number;
	readonly eventsPerSecond: number;
	/** Mean of accepting one picture: request, quota, fair order, rows, event. */
	readonly acceptMsPerJob: number;
	/** Process memory with the full line. */
	readonly rssMb: number;
}

const PLACES: readonly Place[] = Array.from({ length: 64 }, (_, i) => ({ id: `room:bench${i}` }));
const MODEL = {
	name: 'bench',
	nativeSize: 256,
	grid: 64,
	scheduler: 'euler',
	steps: 20,
	guidance: 5,
} as const;
const PEOPLE = 50;

interface Load {
	readonly url?: string;
	readonly workers?: number;
	readonly places?: number;
	readonly kilobytes?: number;
}

/**
 * Fills the line with jobs of many people, then fetches and completes them all, and compares the work per
 * job with a full line and with a nearly empty one.
 *
 * @param where - `url` of a server, or a fresh folder if absent; `workers` that take jobs at once, `places` that people
 *   are in, and `kilobytes` of a finished picture
 */
export async function benchQueue(
	jobs = 10_000,
	{ workers = 1, places = 1, kilobytes = 0, ...where }: Load = {},
): Promise<QueueFigures> {
	const folder = where.url === undefined ? mkdtempSync(join(tmpdir(), 'taue-bench-')) : undefined;
	const database = await openDatabase({ ...where, folder, connections: Math.min(workers + 8, 80) });
	const { studio, queue, tidy } = await openStudio({
		database,
		catalogue: { models: [MODEL] },
		log: { info() {}, warn: console.error, error: console.error },
		capacity: jobs,
		burst: { requests: jobs, seconds: 1 },
		sweepMs: 0,
	});
	try {
		const moderator: Person = { id: 'room:moderator', name: 'Moderator', moderator: true };
		const unlimited = { personHour: null, personDay: null, personConcurrent: 10_000, channelHour: null };
		const inUse = PLACES.slice(0, places);
		for (const place of inUse) await studio.settings.change(place, moderator, { quota: unlimited });

		const filling = performance.now();
		for (let done = 0; done < jobs; done += PEOPLE * 8) {
			await Promise.all(
				Array.from({ length: Math.min(PEOPLE, Math.ceil((jobs - done) / 8)) }, (_, i) =>
					studio.drawing.draw({
						place: inUse[i % inUse.length],
						person: { id: `room:p${i}`, name: `P${i}` },
						line: `a cat@left, a dog@right on a meadow -n ${Math.min(8, jobs - done - i * 8)}`,
						idempotencyKey: `${done} ${i}`,
					}),
				),
			);
		}
		const acceptMsPerJob = (performance.now() - filling) / jobs;
		const rssMb = process.memoryUsage.rss() / 1e6;

		const times: number[] = [];
		// Noise, as a PNG is: nothing that the database could make smaller.
		const png = randomBytes(Math.max(64, kilobytes * 1000));
		const events = async () =>
			(await database.query<{ n: number }>('select count(*)::int as n from events'))[0].n;
		const before = await events();
		const emptying = performance.now();
		await Promise.all(
			Array.from({ length: workers }, async (_, i) => {
				const worker = { workerId: `bench-${i}`, device: 'cpu', models: ['bench'] };
				for (;;) {
					const start = performance.now();
					const job = await queue.fetch(worker);
					if (job === null) break;
					const { recipe } = job;
					await queue.complete(job, {
						png,
						thumb: png.subarray(0, 64),
						layers: [],
						recipe,
						seconds: 1,
						passes: 1,
					});
					times.push(performance.now() - start);
					// What the program does by itself every minute; at 20 pictures a second that is this often.
					if (times.length % 1200 === 0) {
						await tidy();
						await (queue as Queue).sweep();
					}
				}
			}),
		);
		const seconds = (performance.now() - emptying) / 1000;
		const slice = Math.max(1, Math.floor(times.length / 10));
		return {
			queued: times.length,
			queueMsPerJob: mean(times),
			fullMsPerJob: mean(times.slice(0, slice)),
			endMsPerJob: mean(times.slice(-slice)),
			jobsPerSecond: times.length / seconds,
			eventsPerSecond: ((await events()) - before) / seconds,
			acceptMsPerJob,
			rssMb,
		};
	} finally {
		await studio.close();
		await database.close();
		if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
	}
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

if (import.meta.main) {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			workers: { type: 'string', default: '1' },
			places: { type: 'string', default: '1' },
			kilobytes: { type: 'string', default: '0' },
			server: { type: 'boolean', default: false },
		},
	});
	const [jobs = '10000', url] = positionals;
	const server = values.server ? await startPostgres({ durable: true }) : null;
	const address = (await server?.createDatabase()) ?? url;
	const figures = await benchQueue(Number(jobs), {
		...(address !== undefined && { url: address }),
		workers: Number(values.workers),
		places: Number(values.places),
		kilobytes: Number(values.kilobytes),
	});
	console.log(JSON.stringify(figures, null, 2));
	await server?.stop();
}
