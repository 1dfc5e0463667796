import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { Member } from '../support/member.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { seeded } from './random.ts';
import { readTally, type Tally } from './tally.ts';

export interface ChaosOptions {
	/** Pictures that people ask for. */
	readonly jobs: number;
	/** How long it should take once everything is up; overtime ends it as a failure. */
	readonly seconds: number;
	/** Decides what is killed, and when. */
	readonly seed: number;
	readonly gateways?: number;
	readonly workers?: number;
	readonly log?: (line: string) => void;
}

export interface ChaosResult {
	/** Pictures whose request was answered. */
	readonly accepted: number;
	/** Accepted pictures that are there, each with the pixels of its own recipe. */
	readonly finished: number;
	readonly lost: number;
	/** Pictures that were made or shown twice, or that nobody asked for. */
	readonly twice: number;
	readonly kills: number;
	readonly killed: Readonly<Record<Victim, number>>;
}

type Victim = 'gateway' | 'worker' | 'device' | 'database';
const VICTIMS: readonly Victim[] = ['gateway', 'worker', 'device', 'database'];

const PEOPLE = 20;
const STEP_MS = 5;
/** Share of the time in which things are killed; the rest is for the dust to settle. */
const KILLING = 0.5;
/** Requests come in this share of the killing time, so that there is always work to lose. */
const ASKING = 0.9;
/** A storm of fewer kills than these proves nothing: it goes on until it has them. */
const LEAST_KILLS = 4;
/** Pauses between two kills. */
const PAUSE_MS = { least: 400, most: 1600 };
/** A job of a killed worker is noticed after 12 s of silence: nothing is called lost before this is over. */
const OVERTIME_MS = 600_000;

/**
 * People ask for pictures in a room with several gateways and workers on one Postgres server, while gateways,
 * workers, device processes and the server are killed (SIGKILL) and started again. Then everything is counted.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
	const { jobs, seconds, seed, log = () => {} } = options;
	const began = performance.now();
	const server = await startPostgres();
	const folder = mkdtempSync(join(tmpdir(), 'taue-chaos-'));
	const fleet = new Fleet(server, await server.createDatabase(), folder);
	try {
		await fleet.start(options.gateways ?? 2, options.workers ?? 3);
		log(`up after ${since(began)}`);
		// Counted from here: a slow machine's start must not eat the storm.
		const up = performance.now();
		const stormMs = KILLING * seconds * 1000;
		const over = AbortSignal.timeout(Math.ceil(seconds * 1000 + OVERTIME_MS));
		const asking = ask(fleet, { jobs, untilMs: up + ASKING * stormMs, over });
		asking.catch(() => {});
		const killed = await killAtRandom(fleet, { until: up + stormMs, over, random: seeded(seed), log });
		log(`${JSON.stringify(killed)} killed after ${since(began)}`);
		const accepted = await asking;
		log(`${accepted.length} accepted after ${since(began)}`);
		const tally = await settle(fleet, accepted, over);
		log(`settled after ${since(began)}`);
		if (tally.finished < accepted.length) log(fleet.logs());
		return {
			accepted: accepted.length,
			finished: tally.finished,
			lost: accepted.length - tally.finished,
			twice: tally.twice,
			kills: total(killed),
			killed,
		};
	} finally {
		await fleet.stop();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Everything that can be killed. */
class Fleet {
	readonly databaseUrl: string;
	readonly gateways: Program[] = [];
	readonly workers: Program[] = [];
	readonly #server: PostgresServer;
	readonly #folder: string;

	constructor(server: PostgresServer, databaseUrl: string, folder: string) {
		this.#server = server;
		this.databaseUrl = databaseUrl;
		this.#folder = folder;
	}

	async start(gateways: number, workers: number): Promise<void> {
		const env = {
			DATABASE_URL: this.databaseUrl,
			TAUE_DATA: this.#folder,
			TAUE_ENGINE: 'simulated',
			TAUE_SIMULATED_STEP_MS: String(STEP_MS),
		};
		for (let i = 0; i < gateways; i++) {
			const room = { ...env, PORT: String(await freePort()), TAUE_DEVICES: 'none' };
			this.gateways.push(new Program(`gateway ${i}`, ['src/main.ts'], room));
		}
		for (let i = 0; i < workers; i++) {
			this.workers.push(new Program(`worker ${i}`, ['src/cli.ts', 'worker', '--devices', 'cpu'], env));
		}
		for (const gateway of this.gateways) await gateway.start({ waitForLine: true });
		const silent = this.gateways.find(({ url }) => url === null);
		if (silent !== undefined) throw new Error(`${silent.name} did not start:\n${silent.log()}`);
		await Promise.all(this.workers.map((worker) => worker.start({ waitForLine: false })));
	}

	/** Addresses of the gateways that are up. */
	urls(): string[] {
		return this.gateways.flatMap(({ url }) => (url === null ? [] : [url]));
	}

	async kill(victim: Victim, random: () => number, log: (line: string) => void): Promise<boolean> {
		const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
		const downForMs = random() * 800;
		if (victim === 'database') {
			await this.#server.kill();
			await pause(downForMs);
			await this.#server.restart();
			return true;
		}
		if (victim === 'device') return one(this.workers).killDevice();
		const program = one(victim === 'gateway' ? this.gateways : this.workers);
		if (!program.running) return false;
		await program.kill();
		log(`killed ${program.name}`);
		setTimeout(() => {
			if (!this.#stopped) void program.start({ waitForLine: victim === 'gateway' });
		}, downForMs);
		return true;
	}

	#stopped = false;

	/** Starts again what is down: the storm is over. */
	async restore(): Promise<void> {
		await pause(1000);
		for (const program of this.gateways) if (!program.running) await program.start({ waitForLine: true });
		for (const program of this.workers) if (!program.running) await program.start({ waitForLine: false });
	}

	logs(): string {
		return [...this.gateways, ...this.workers]
			.map((program) => `--- ${program.name}\n${program.log()}`)
			.join('\n');
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		await Promise.all([...this.gateways, ...this.workers].map((program) => program.stop()));
	}
}

async function ask(
	fleet: Fleet,
	options: { readonly jobs: number; readonly untilMs: number; readonly over: AbortSignal },
): Promise<string[]> {
	const members = Array.from({ length: PEOPLE }, (_, i) => new Member(`person ${i}`));
	const start = performance.now();
	const accepted: Promise<string[]>[] = [];
	for (let i = 0; i < options.jobs; i++) {
		const at = start + (i / options.jobs) * (options.untilMs - start);
		if (at > performance.now()) await pause(at - performance.now());
		const line = `a red cat@left, a dog@right on a meadow --seed ${i + 1}`;
		const member = members[i % members.length];
		// Nobody waits for another: requests overlap as they do in a busy room.
		accepted.push(member.ask(line, `chaos-request-${i}`, () => fleet.urls(), options.over));
	}
	return (await Promise.all(accepted)).flat();
}

async function killAtRandom(
	fleet: Fleet,
	options: {
		readonly until: number;
		readonly over: AbortSignal;
		readonly random: () => number;
		readonly log: (line: string) => void;
	},
): Promise<Record<Victim, number>> {
	const { until, over, random, log } = options;
	const killed: Record<Victim, number> = { gateway: 0, worker: 0, device: 0, database: 0 };
	while ((performance.now() < until || total(killed) < LEAST_KILLS) && !over.aborted) {
		await pause(PAUSE_MS.least + random() * (PAUSE_MS.most - PAUSE_MS.least));
		const victim = VICTIMS[Math.floor(random() * VICTIMS.length)];
		if (await fleet.kill(victim, random, log)) killed[victim]++;
	}
	await fleet.restore();
	return killed;
}

function total(killed: Readonly<Record<Victim, number>>): number {
	return Object.values(killed).reduce((sum, count) => sum + count, 0);
}

/** Waits until every accepted picture is there, or the time is over. */
async function settle(fleet: Fleet, accepted: readonly string[], over: AbortSignal): Promise<Tally> {
	for (;;) {
		const tally = await readTally(fleet.databaseUrl, accepted);
		if (tally.pending === 0 || over.aborted) return tally;
		await pause(250);
	}
}

function since(began: number): string {
	return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
