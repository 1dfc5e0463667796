import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Queue } from '../src/queue/queue.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { Person, Place } from '../src/studio/people.ts';
import { openStudio } from '../src/studio/studio.ts';

export interface QueueFigures {
	/** Jobs that waited while the work was measured. */
	readonly queued: number;
	/** Mean of a fetch and a completion, with their transactions, at the full line and at its end. */
	readonly queueMsPerJob: number;
	readonly fullMsPerJob: number;
	readonly endMsPerJob: number;
	/** Mean of accepting one picture: request, quota, fair order, rows, event. */
	readonly acceptMsPerJob: number;
	/** Process memory with the full line. */
	readonly rssMb: number;
}

const PLACE: Place = { id: 'room:bench' };
const MODEL = {
	name: 'bench',
	nativeSize: 256,
	grid: 64,
	scheduler: 'euler',
	steps: 20,
	guidance: 5,
} as const;
const PEOPLE = 50;
const WORKER = { workerId: 'bench', device: 'cpu', models: ['bench'] };
/** A completed job's bytes are not what is measured. */
const BYTES = new Uint8Array(64);

/**
 * Fills the line with jobs of many people, then fetches and completes them all, and compares the work per
 * job with a full line and with a nearly empty one.
 *
 * @param where - `url` of a server, or a fresh folder if absent
 */
export async function benchQueue(
	jobs = 10_000,
	where: { readonly url?: string } = {},
): Promise<QueueFigures> {
	const folder = where.url === undefined ? mkdtempSync(join(tmpdir(), 'taue-bench-')) : undefined;
	const database = await openDatabase({ ...where, folder });
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
		await studio.settings.change(PLACE, moderator, { quota: unlimited });

		const filling = performance.now();
		for (let done = 0; done < jobs; done += PEOPLE * 8) {
			await Promise.all(
				Array.from({ length: Math.min(PEOPLE, Math.ceil((jobs - done) / 8)) }, (_, i) =>
					studio.drawing.draw({
						place: PLACE,
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
		for (;;) {
			const start = performance.now();
			const job = await queue.fetch(WORKER);
			if (job === null) break;
			await queue.complete(job, {
				png: BYTES,
				thumb: BYTES,
				layers: [],
				recipe: job.recipe,
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
		const slice = Math.max(1, Math.floor(times.length / 10));
		return {
			queued: times.length,
			queueMsPerJob: mean(times),
			fullMsPerJob: mean(times.slice(0, slice)),
			endMsPerJob: mean(times.slice(-slice)),
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
	const [jobs = '10000', url] = process.argv.slice(2);
	console.log(JSON.stringify(await benchQueue(Number(jobs), url === undefined ? {} : { url }), null, 2));
}
