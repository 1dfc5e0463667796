/**
 * `npm run -s bench:studio -- --json`: how the program feels while it works. Acknowledgements under load, the
 * queue's own work, memory and start-up, and how the speed grows with workers.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/app/config.ts';
import { createLog } from '../src/app/log.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { openStudio } from '../src/studio/studio.ts';
import { startWorkers } from '../src/worker/start-workers.ts';
import { Member } from '../test/support/member.ts';
import { Program } from '../test/support/program.ts';
import { benchQueue } from './queue.ts';

export interface StudioFigures {
	/** 99th percentile over three bursts of 100 requests at once, from request to durable acceptance. */
	readonly ackP99Ms: number;
	/** Fetching and completing one of 10,000 queued jobs, all transactions included. */
	readonly queueMsPerJob: number;
	/** Resident memory of the program and its device process, nothing going on. */
	readonly idleRssMb: number;
	/** From `node src/main.ts` to the room's address, on a folder that exists. */
	readonly startMs: number;
	/** Throughput of so many simulated workers, divided by what their steps alone would allow. */
	readonly scaling: Readonly<Record<'1' | '2' | '4', number>>;
}

const REQUESTS = 100;
const BURSTS = 3;
/** Requests, one after the other, before anything is measured. */
const WARM_UP = 20;
/** The picture that is being made while requests arrive outlasts the burst. */
const LONG_LINE = 'a red cat@left, a dog@right on a meadow --steps 200';

const { values } = parseArgs({
	options: { json: { type: 'boolean', default: false }, jobs: { type: 'string', default: '10000' } },
});
const folder = mkdtempSync(join(tmpdir(), 'taue-bench-'));

/** The whole program with a real model, as `npm start` runs it. */
async function benchProgram(
	data: string,
): Promise<Pick<StudioFigures, 'ackP99Ms' | 'idleRssMb' | 'startMs'>> {
	const taue = new Program('npm start', ['src/main.ts'], {
		TAUE_DATA: data,
		PORT: '0',
		DATABASE_URL: '',
		// All of them come from this machine.
		TAUE_ROOM_NEWCOMERS: '1000',
	});
	// The very first start makes the database.
	await startOf(taue);
	await taue.stop();
	const startMs = await startOf(taue);
	try {
		await taue.ready();
		await pause(3000);
		const idleRssMb = treeRssMb(taue.pid ?? 0);
		return { startMs, idleRssMb, ackP99Ms: await benchAck(taue) };
	} finally {
		await taue.stop();
	}
}

async function startOf(taue: Program): Promise<number> {
	const start = performance.now();
	await taue.start({ waitForLine: true });
	if (taue.url === null) throw new Error(`The program did not start:\n${taue.log()}`);
	return performance.now() - start;
}

/** Bursts of requests of as many people, while a real picture is in the making. */
async function benchAck(taue: Program): Promise<number> {
	const { url } = taue;
	if (url === null) throw new Error('The program is not running.');
	const never = new AbortController().signal;
	const members = Array.from({ length: REQUESTS }, (_, i) => new Member(`Person ${i}`));
	// Everybody is inside before the clock starts.
	for (const member of members) await member.get(url, '/api/queue');
	const [first] = members;
	const [long] = await first.ask(LONG_LINE, 'bench-long', () => [url], never);
	while (((await first.get(url, `/api/pictures/${long}`)) as Shown).state !== 'running') await pause(20);
	// The very first requests compile what all later ones run.
	for (const [i, member] of members.slice(0, WARM_UP).entries()) {
		await member.ask('a cat@left on a meadow', `bench-warm-up-${i}`, () => [url], never);
	}
	const waits: number[] = [];
	for (let burst = 0; burst < BURSTS; burst++) {
		// As in a browser that shows the room, the connection is there before the request.
		await Promise.all(members.map((member) => member.get(url, '/api/queue')));
		await Promise.all(
			members.map(async (member, i) => {
				const line = `a cat@left, a dog@right on a meadow --seed ${i}`;
				const start = performance.now();
				await member.ask(line, `bench-ack-${burst}-${i}`, () => [url], never);
				waits.push(performance.now() - start);
			}),
		);
		// From the second burst on, the pictures of the one before are being made.
		const { running } = (await first.get(url, '/api/queue')) as { running: number };
		if (running === 0) throw new Error('No picture was being made during the burst: nothing was measured.');
		await pause(1000);
	}
	return percentile(waits, 0.99);
}

interface Shown {
	readonly state: string;
}

const STEPS = 20;
const STEP_MS = 100;
const PER_WORKER = 8;

/** Throughput of simulated workers against the ideal, in which every device makes one step after the other. */
async function benchScaling(workers: 1 | 2 | 4): Promise<number> {
	const config = loadConfig({
		TAUE_ENGINE: 'simulated',
		TAUE_SIMULATED_STEP_MS: String(STEP_MS),
		TAUE_DEVICES: Array.from({ length: workers }, (_, i) => `cpu:${i}`).join(','),
	});
	const log = createLog({ level: 'warn' });
	const database = await openDatabase({ folder: join(folder, `scaling-${workers}`) });
	const model = {
		name: 'bench',
		nativeSize: 256,
		grid: 64,
		scheduler: 'euler',
		steps: STEPS,
		guidance: 5,
	} as const;
	const { studio, queue } = await openStudio({ database, catalogue: { models: [model] }, log });
	let finished = 0;
	let reached = () => {};
	const running = startWorkers({
		queue,
		config,
		models: ['bench'],
		log,
		observer: {
			finished: () => {
				finished++;
				reached();
			},
		},
	});
	const draw = async (pictures: number, name: string) => {
		const target = finished + pictures;
		const done = new Promise<void>((resolve) => {
			reached = () => finished >= target && resolve();
		});
		for (let i = 0; i < pictures; i++) {
			await studio.drawing.draw({
				place: { id: 'room:bench' },
				person: { id: `room:p${i % 8}`, name: 'P' },
				line: 'a cat@left on a meadow',
				idempotencyKey: `${name} ${i}`,
			});
		}
		return done;
	};
	try {
		// Every device has started, and has made something, before the clock starts.
		while (running.status().some(({ state }) => state !== 'idle')) await pause(50);
		await draw(workers * 2, 'warm-up');
		const start = performance.now();
		await draw(workers * PER_WORKER, 'measured');
		return (PER_WORKER * STEPS * STEP_MS) / (performance.now() - start);
	} finally {
		await running.drain();
		await studio.close();
		await database.close();
	}
}

function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** Resident memory of a process and its children. */
function treeRssMb(pid: number): number {
	const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
		.trim()
		.split('\n')
		.map((row) => row.trim().split(/\s+/).map(Number));
	const family = new Set([pid]);
	for (const [child, parent] of rows) if (family.has(parent)) family.add(child);
	return rows.filter(([id]) => family.has(id)).reduce((sum, [, , rss]) => sum + rss, 0) / 1024;
}

function table(figures: StudioFigures): string {
	const rows: readonly (readonly [string, string])[] = [
		['acknowledgement, 99th percentile', `${figures.ackP99Ms} ms`],
		['queue work for one job', `${figures.queueMsPerJob} ms`],
		['memory, idle', `${figures.idleRssMb} MB`],
		['start', `${figures.startMs} ms`],
		...Object.entries(figures.scaling).map(
			([workers, share]) => [`${workers} simulated worker(s), share of the ideal`, String(share)] as const,
		),
	];
	return rows.map(([name, value]) => `${name.padEnd(45)} ${value}\n`).join('');
}

try {
	const program = await benchProgram(folder);
	const { queueMsPerJob } = await benchQueue(Number(values.jobs));
	const scaling = { '1': await benchScaling(1), '2': await benchScaling(2), '4': await benchScaling(4) };
	const figures: StudioFigures = { ...program, queueMsPerJob, scaling };
	const rounded = JSON.parse(
		JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)),
	) as StudioFigures;
	process.stdout.write(values.json ? `${JSON.stringify(rounded)}\n` : table(rounded));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
