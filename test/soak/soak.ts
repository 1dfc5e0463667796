import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import packageFile from '../../package.json' with { type: 'json' };
import { Member } from '../support/member.ts';
import { Program } from '../support/program.ts';

export interface SoakOptions {
	readonly pictures: number;
	/** When memory is read first: caches are filled by then. */
	readonly settledAt: number;
	/** Told after every tenth picture. */
	readonly log?: (line: string) => void;
}

/** Resident memory of the two processes, in MB. */
export interface SoakMemory {
	readonly pictures: number;
	readonly gatewayMb: number;
	readonly deviceMb: number;
}

/** What one device process held when its caches were filled, and before it ended. */
export interface DeviceLife {
	readonly settled: SoakMemory;
	readonly end: SoakMemory;
}

export interface SoakResult {
	readonly drawn: number;
	readonly settled: SoakMemory;
	readonly end: SoakMemory;
	/** Every device process that lived long enough to be compared with itself. */
	readonly deviceLives: readonly DeviceLife[];
	/**
	 * The program's `end` over its `settled`, less one; of device processes the largest such share of a life,
	 * since what they hold differs from start to start.
	 */
	readonly growth: { readonly gateway: number; readonly device: number };
	readonly seconds: number;
}

const LINES = [
	'a red cat@left, a dog@right on a meadow',
	'a tree@left, a house@right on a beach',
	'a blue ball@centre on snow',
	'an owl@top, a fox@bottom on a night sky',
	'a boat@bottom on a beach',
];
const CHANGES = ['reroll', 'move 1 top', 'vary subtle', 'reroll', 'upscale'];

/**
 * Draws with the built-in model as people do: lines, and changes of the pictures before; its device process is killed
 * once at the beginning and once half way. Memory is read when all is idle.
 */
export async function runSoak({ pictures, settledAt, log }: SoakOptions): Promise<SoakResult> {
	const folder = mkdtempSync(join(tmpdir(), 'taue-soak-'));
	const env = { TAUE_DATA: folder, PORT: '0', DATABASE_URL: '', TAUE_ROOM_NEWCOMERS: '1000' };
	// Memory depends on what `npm start` tells Node and glibc.
	const taue = new Program('npm start', ['-c', packageFile.scripts.start], env, 'sh');
	const began = performance.now();
	try {
		await taue.start({ waitForLine: true });
		await taue.ready();
		// A device process that starts anew half way to the first reading has as long to settle as any other.
		const settling = Math.floor(settledAt / 2);
		const starts = [settling, Math.max(settledAt, Math.floor(pictures / 2))];
		const deviceLives: DeviceLife[] = [];
		let first: SoakMemory | null = null;
		let settled: SoakMemory | null = null;
		let last: string | null = null;
		for (let n = 1; n <= pictures; n++) {
			last = await drawOne(taue, n, last);
			const now = async () => memoryOf(taue, n);
			if (n % 10 === 0) log?.(JSON.stringify(await now()));
			if (starts.some((start) => n === start + settling)) settled = await now();
			first ??= settled;
			if (settled !== null && (n === pictures || starts.includes(n))) {
				deviceLives.push({ settled, end: await now() });
				settled = null;
			}
			if (starts.includes(n) && n < pictures && taue.killDevice()) await taue.ready();
		}
		const end = await memoryOf(taue, pictures);
		first ??= end;
		return {
			drawn: pictures,
			settled: first,
			end,
			deviceLives,
			growth: {
				gateway: share(end.gatewayMb, first.gatewayMb),
				device: Math.max(0, ...deviceLives.map((life) => share(life.end.deviceMb, life.settled.deviceMb))),
			},
			seconds: Math.round((performance.now() - began) / 1000),
		};
	} finally {
		await taue.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Twenty people take turns, as nobody may ask for everything alone. */
const people = Array.from({ length: 20 }, (_, i) => new Member(`Person ${i}`));

/** One picture from its line to its end; its id. */
async function drawOne(taue: Program, n: number, last: string | null): Promise<string> {
	const { url } = taue;
	if (url === null) throw new Error(`The program has ended:\n${taue.log()}`);
	const member = people[n % people.length];
	const never = new AbortController().signal;
	const change = n % 3 === 0 && last !== null;
	const line = change ? CHANGES[(n / 3) % CHANGES.length] : `${LINES[n % LINES.length]} --seed ${n}`;
	const [id] = await member.ask(line, `soak-picture-${n}`, () => [url], never, change ? last : undefined);
	for (;;) {
		const { state, failure } = (await member.get(url, `/api/pictures/${id}`)) as Shown;
		if (state === 'done') return id;
		if (state !== 'queued' && state !== 'running')
			throw new Error(`${line} ended as ${state}: ${JSON.stringify(failure)}`);
		await pause(50);
	}
}

interface Shown {
	readonly state: string;
	readonly failure: unknown;
}

async function memoryOf(taue: Program, pictures: number): Promise<SoakMemory> {
	// What a picture leaves to the garbage collectors is gone by then.
	await pause(1500);
	return { pictures, gatewayMb: megabytes(taue.pid ?? 0), deviceMb: megabytes(taue.devicePid ?? 0) };
}

function megabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'latin1');
	return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

function share(end: number, start: number): number {
	return Math.round((end / start - 1) * 1000) / 1000;
}
