import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, it } from 'node:test';
import { HOME } from '../house/tracked-files.ts';
import { dataFolder } from '../support/data-folder.ts';
import { Program } from '../support/program.ts';

const folder = await dataFolder();
const programs: Program[] = [];
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
	await Promise.all(programs.splice(0).map((program) => program.kill()));
	for (const socket of sockets) socket.destroy();
	for (const server of servers.splice(0)) server.close();
});

const ENV = {
	TAUE_DATA: folder,
	PORT: '0',
	TAUE_ENGINE: 'simulated',
	TAUE_SIMULATED_STEP_MS: '5',
	DATABASE_URL: '',
	TAUE_LOG: 'info',
};

function program(env: Readonly<Record<string, string>>, args = ['src/main.ts'], command?: string): Program {
	const made = new Program('taue', args, { ...ENV, ...env }, command);
	programs.push(made);
	return made;
}

/** A server that takes connections and never says a word; resolves `spoken` with the first one. */
async function silent(): Promise<{ readonly port: number; readonly spoken: Promise<unknown> }> {
	const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
	servers.push(server);
	const spoken = once(server, 'connection');
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	return { port: typeof address === 'object' && address !== null ? address.port : 0, spoken };
}

/** The process that wrote a log. */
function pidIn(log: string): number {
	return Number(/"pid":(\d+)/.exec(log)?.[1]);
}

function hasEnded(log: string): void {
	assert.match(log, /"msg":"ending"/);
	assert.equal(existsSync(join(folder, 'taue.lock')), false, 'the folder is still held');
}

describe('SIGTERM', () => {
	it('ends the program behind npm start', async () => {
		const taue = program({}, ['start'], 'npm');
		const starting = taue.start({ waitForLine: true });
		await starting;
		// npm prints what it runs first.
		while (!taue.printed.some((line) => line.startsWith('TAUE room: '))) {
			assert.ok(taue.running, taue.log());
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		const pid = pidIn(taue.log());
		await taue.stop();
		assert.equal(taue.exitCode, 0);
		hasEnded(taue.log());
		assert.throws(() => process.kill(pid, 0), /ESRCH/);
	});

	it('ends the program while a platform does not answer', async () => {
		const { port, spoken } = await silent();
		const taue = program({
			SLACK_BOT_TOKEN: 'xoxb-1',
			SLACK_APP_TOKEN: 'xapp-1',
			SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
		});
		await taue.start({ waitForLine: true });
		assert.match(taue.printed[0], /^TAUE room: http/, 'the room waits for nobody');
		await spoken;
		await taue.stop();
		assert.equal(taue.exitCode, 0, taue.log());
		hasEnded(taue.log());
	});

	it('ends the program while its database does not answer', async () => {
		const { port, spoken } = await silent();
		const taue = program({ DATABASE_URL: `postgres://taue:geheim@127.0.0.1:${port}/taue` });
		await taue.start({ waitForLine: false });
		await spoken;
		await taue.stop();
		assert.equal(taue.exitCode, 0, taue.log());
		assert.match(taue.log(), /ending before everything was started/);
		assert.doesNotMatch(taue.log(), /geheim/);
	});

	const unshare = ['--user', '--map-root-user', '--fork', '--pid', '--mount-proc'];
	const mayUnshare = spawnSync('unshare', [...unshare, 'true']).status === 0;
	it('ends the program that is the first process of a container', {
		skip: mayUnshare ? false : 'process namespaces cannot be made here (unshare --user --pid)',
	}, async () => {
		const [file, ...args] = JSON.parse(
			/^CMD (\[.*\])$/m.exec(readFileSync(join(HOME, 'Dockerfile'), 'utf8'))?.[1] ?? '[]',
		);
		const outer = spawn('unshare', [...unshare, file, ...args], {
			cwd: HOME,
			env: { ...process.env, ...ENV },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		try {
			let log = '';
			outer.stderr.on('data', (data) => {
				log += String(data);
			});
			const gone = once(outer, 'close');
			const line = await Promise.race([
				once(createInterface({ input: outer.stdout }), 'line'),
				gone.then(() => [log]),
			]);
			assert.match(String(line[0]), /^TAUE room: /);
			assert.match(log, /"pid":1,/);
			const inner = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
			process.kill(Number(inner), 'SIGTERM');
			const [code] = await gone;
			assert.equal(code, 0, log);
			hasEnded(log);
		} finally {
			outer.kill('SIGKILL');
		}
	});
});
