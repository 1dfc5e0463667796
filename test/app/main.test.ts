import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { Member } from '../support/member.ts';
import { Program } from '../support/program.ts';

/** Shared, because making a database takes seconds; every test works with whatever it finds there. */
const folder = mkdtempSync(join(tmpdir(), 'taue-main-'));
after(() => rmSync(folder, { recursive: true }));
const programs: Program[] = [];
afterEach(async () => {
	await Promise.all(programs.splice(0).map((program) => program.kill()));
});

function program(env: Readonly<Record<string, string>> = {}): Program {
	const started = new Program('npm start', ['src/main.ts'], {
		TAUE_DATA: folder,
		PORT: '0',
		TAUE_ENGINE: 'simulated',
		TAUE_SIMULATED_STEP_MS: '5',
		DATABASE_URL: '',
		...env,
	});
	programs.push(started);
	return started;
}

function urlOf({ url }: Program): string {
	if (url === null) throw new Error('it did not start');
	return url;
}

interface Shown {
	readonly state: string;
	readonly failure: unknown;
}

/** Waits until the pictures are in a state that is an end. */
async function ends(member: Member, url: string, ids: readonly string[]): Promise<readonly Shown[]> {
	for (;;) {
		const shown = await Promise.all(
			ids.map((id) => member.get(url, `/api/pictures/${id}`) as Promise<Shown>),
		);
		if (shown.every(({ state }) => state !== 'queued' && state !== 'running')) return shown;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

/** Waits until a device works on a picture. */
async function begins(member: Member, url: string, id: string): Promise<void> {
	for (;;) {
		const { state } = (await member.get(url, `/api/pictures/${id}`)) as Shown;
		if (state !== 'queued') return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** What waits ends with the file; how long it may take is the runner's to say. */
const ended = new AbortController();
const { signal } = ended;
after(() => ended.abort());

describe('npm start', () => {
	it('prints the links into the room, draws, and ends cleanly when told to', async () => {
		const taue = program();
		await taue.start({ waitForLine: true });
		const url = urlOf(taue);
		assert.match(taue.printed[0], /^TAUE room: http:\/\/localhost:\d+\/#key=[\w-]{24}$/);
		const member = new Member('Ana');
		const ids = await member.ask('a cat@left, a dog@right on a meadow', 'main-test-1', () => [url], signal);
		const [picture] = await ends(member, url, ids);
		assert.equal(picture.state, 'done', JSON.stringify(picture.failure));
		await taue.stop();
		assert.equal(taue.exitCode, 0);
		assert.match(taue.printed[1], /^Moderator link: http:\/\/localhost:\d+\/#key=[\w-]{32}$/);
		assert.equal(taue.printed.length, 2);
	});

	it('tells a second process on the same folder who is there already', async () => {
		const first = program();
		await first.start({ waitForLine: true });
		const second = program();
		await second.start({ waitForLine: true });
		assert.equal(second.exitCode, 1);
		assert.match(
			second.log(),
			new RegExp(`The data folder .* is in use by process ${first.pid}\\. Stop that one`),
		);
	});

	it('says in one sentence what is wrong with its configuration', async () => {
		const taue = program({ PORT: 'abc' });
		await taue.start({ waitForLine: true });
		assert.equal(taue.exitCode, 1);
		assert.match(taue.log(), /PORT is "abc": it must be a whole number from 0 to 65535/);
		assert.doesNotMatch(taue.log(), /at file:/);
	});

	it('ends in time in the middle of a real picture, which is finished or goes on after the next start', async () => {
		const taue = program({ TAUE_ENGINE: 'onnx' });
		await taue.start({ waitForLine: true });
		const url = urlOf(taue);
		const member = new Member('Ana');
		const ask = (line: string, key: string) => member.ask(line, key, () => [url], signal);
		const [inHand] = await ask('a red cat@left --arm plain --size 128 --steps 60', 'main-term-1');
		const [waiting] = await ask('a dog@right --arm plain --size 128 --steps 2', 'main-term-2');
		await begins(member, url, inHand);
		await taue.stop();
		assert.equal(taue.exitCode, 0, taue.log());
		await taue.start({ waitForLine: true });
		const shown = await ends(member, urlOf(taue), [inHand, waiting]);
		assert.deepEqual(
			shown.map(({ state, failure }) => [state, failure]),
			[
				['done', null],
				['done', null],
			],
		);
	});

	it('ends, so that it is started anew, when the database’s thread does', async () => {
		const ends = `import { subscribe } from 'node:diagnostics_channel';
			let first;
			subscribe('worker_threads', ({ worker }) => { first ??= worker; });
			process.on('SIGUSR2', () => first.terminate());`;
		const preload = `--import=data:text/javascript,${encodeURIComponent(ends)}`;
		const taue = program({ NODE_OPTIONS: preload });
		await taue.start({ waitForLine: true });
		assert.ok(taue.pid !== undefined);
		process.kill(taue.pid, 'SIGUSR2');
		while (taue.running) await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(taue.exitCode, 1);
		assert.match(taue.log(), /the database is lost/);
		await taue.start({ waitForLine: true });
		assert.notEqual(taue.url, null, taue.log());
	});

	it('loses no accepted picture to kill -9, and makes none twice', async () => {
		const taue = program();
		await taue.start({ waitForLine: true });
		const member = new Member('Ana');
		const ids: string[] = [];
		for (let life = 1; life <= 2; life++) {
			const url = urlOf(taue);
			for (let i = 0; i < 5; i++) {
				ids.push(
					...(await member.ask(
						`a lighthouse@left by the sea --seed ${i}`,
						`main-kill-${life}-${i}`,
						() => [url],
						signal,
					)),
				);
			}
			await taue.kill();
			await taue.start({ waitForLine: true });
		}
		const shown = await ends(member, urlOf(taue), ids);
		assert.deepEqual(
			shown.map(({ state }) => state),
			ids.map(() => 'done'),
		);
		// Whatever else is on the wall was asked for by other tests.
		const { snapshot } = (await member.get(urlOf(taue), '/api/room')) as {
			snapshot: { pictures: readonly { id: string; line: string }[] };
		};
		const mine = snapshot.pictures.filter(({ line }) => line.startsWith('a lighthouse'));
		assert.deepEqual(mine.map(({ id }) => id).toSorted(), ids.toSorted());
	});
});
