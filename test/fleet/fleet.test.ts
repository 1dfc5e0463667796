import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from '../../src/queue/queue.ts';
import { readTally, type Tally } from '../chaos/tally.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { ANA, BEN, key, MODEL, ROOM, type TestStudio, testStudio } from '../support/studio.ts';

/** Each attempt at a picture, as the database saw it begin. */
interface Begun {
	readonly job: string;
	readonly model: string;
	readonly worker: string;
	readonly claim: number;
}

/** A step of a worker that is to be caught in the middle takes a second, one of the others next to nothing. */
const SLOW = '1000';
const QUICK = '5';

describe('three workers with different models on two machines', () => {
	let server: PostgresServer;
	let url: string;
	let gateway: TestStudio;
	let folder: string;
	const programs: Program[] = [];

	before(async () => {
		server = await startPostgres();
		url = await server.createDatabase();
		folder = mkdtempSync(join(tmpdir(), 'taue-fleet-'));
		gateway = await testStudio(
			{ url },
			{ catalogue: { models: ['alpha', 'beta', 'gamma'].map((name) => ({ ...MODEL, name })) } },
		);
		await gateway.database.query('create table begun (job uuid, model text, worker text, claim int)');
		await gateway.database.query(`create function note_begin() returns trigger language plpgsql as $$
			begin
				insert into begun values (new.id, new.model, new.worker, new.claim);
				return null;
			end $$`);
		await gateway.database.query(`create trigger note_begin after update on jobs for each row
			when (new.state = 'running' and old.claim < new.claim) execute function note_begin()`);
	});
	after(async () => {
		await Promise.all(programs.map((program) => program.stop()));
		await gateway.close();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	async function startWorker(machine: string, models: string, stepMs: string): Promise<Program> {
		const program = new Program(`${machine} ${models}`, ['src/cli.ts', 'worker', '--models', models], {
			DATABASE_URL: url,
			TAUE_DATA: join(folder, machine),
			TAUE_DEVICES: 'cpu',
			TAUE_ENGINE: 'simulated',
			TAUE_SIMULATED_STEP_MS: stepMs,
		});
		programs.push(program);
		await program.start({ waitForLine: false });
		return program;
	}

	async function ask(model: string, count: number): Promise<string[]> {
		const asked = [ANA, BEN].map((person) =>
			gateway.studio.drawing.draw({
				place: ROOM,
				person,
				line: `a cat@left, a dog@right on a meadow --model ${model} -n ${count}`,
				idempotencyKey: key(),
			}),
		);
		return (await Promise.all(asked)).flatMap(({ jobs }) => jobs.map(({ pictureId }) => pictureId));
	}

	function begun(): Promise<Begun[]> {
		return gateway.database.query<Begun>('select * from begun');
	}

	function idOf({ pid }: { readonly pid?: number | undefined }): RegExp {
		return new RegExp(`-${pid}-cpu$`);
	}

	/** What a worker is drawing, once it is. */
	async function inTheMiddleOf(worker: Program): Promise<string> {
		for (;;) {
			const mine = (await begun()).find((attempt) => idOf(worker).test(attempt.worker));
			if (mine !== undefined) return mine.job;
			await pause(50);
		}
	}

	async function allEnded(accepted: readonly string[]): Promise<Tally> {
		for (;;) {
			const tally = await readTally(url, accepted);
			if (tally.pending === 0) return tally;
			await pause(100);
		}
	}

	it('draw what they have models for, and what one leaves behind, each picture once', async () => {
		const accepted = [...(await ask('alpha', 3)), ...(await ask('beta', 3)), ...(await ask('gamma', 3))];
		const quick = await startWorker('a', 'alpha', QUICK);
		const leaving = await startWorker('a', 'beta,alpha', SLOW);
		const dying = await startWorker('b', 'gamma', SLOW);
		const pids = new Map([quick, leaving, dying].map((program) => [program, { pid: program.pid }]));
		const handedBack = await inTheMiddleOf(leaving);
		const orphaned = await inTheMiddleOf(dying);

		await leaving.stop();
		assert.equal(leaving.exitCode, 0, leaving.log());
		await dying.kill();
		// What twelve seconds of silence do.
		await gateway.database.query(
			`update jobs set heartbeat_at = now() - interval '1 minute' where id = $1 and state = 'running'`,
			[orphaned],
		);
		await (gateway.queue as Queue).sweep();

		const heir = await startWorker('b', 'gamma,beta', QUICK);
		pids.set(heir, { pid: heir.pid });
		assert.deepEqual(await allEnded(accepted), { finished: accepted.length, pending: 0, twice: 0 });

		const attempts = await begun();
		const drawn = (program: Program) =>
			attempts.filter(({ worker }) => idOf(pids.get(program) ?? {}).test(worker));
		const modelsOf = (program: Program) => [...new Set(drawn(program).map(({ model }) => model))].sort();
		assert.deepEqual(modelsOf(quick), ['alpha']);
		assert.deepEqual(modelsOf(heir), ['beta', 'gamma']);
		assert.deepEqual(modelsOf(dying), ['gamma']);
		assert.ok(modelsOf(leaving).every((model) => model !== 'gamma'));
		assert.equal(
			[quick, leaving, dying, heir].reduce((sum, program) => sum + drawn(program).length, 0),
			attempts.length,
			'nobody else drew',
		);
		for (const job of [handedBack, orphaned]) {
			const claims = attempts.filter((attempt) => attempt.job === job);
			assert.ok(claims.length >= 2, 'begun again by somebody else');
			assert.ok(new Set(claims.map(({ worker }) => worker)).size >= 2);
		}
	});
});
