import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HOME } from '../../house/tracked-files.ts';
import { Program } from '../../support/program.ts';
import type { Attack } from '../attack.ts';
import { Target } from '../target.ts';

const ENV = {
	PORT: '0',
	TAUE_ENGINE: 'simulated',
	DATABASE_URL: '',
	TAUE_LOG: 'info',
	DISCORD_TOKEN: '',
	SLACK_BOT_TOKEN: '',
};

/** M1: what is kept is nobody else's to read on this machine. */
export const privacy: Attack = {
	name: 'M1 data folder',
	async run(ground) {
		const data = await ground.folder();
		await ground.fresh({ data });
		const reachable = (statSync(data).mode & 0o077) !== 0;
		ground.tried('others may enter the data folder', !reachable, (statSync(data).mode & 0o777).toString(8));
		const open = readdirSync(data, { recursive: true }).filter(
			(path) => (statSync(join(data, String(path))).mode & 0o077) !== 0,
		);
		ground.tried('others may read files', open.length === 0, `${open.length} files, such as ${open[0]}`);
	},
};

/** M2: SIGTERM ends the program, wherever it stands. */
export const stopping: Attack = {
	name: 'M2 stopping',
	async run(ground) {
		const data = await ground.startedFolder();
		const program = new Program('npm start', ['start'], { ...ENV, TAUE_DATA: data }, 'npm');
		await program.start({ waitForLine: true });
		while (program.running && !/"the room is open"/.test(program.log()))
			await new Promise((resolve) => setTimeout(resolve, 50));
		const pid = Number(/"pid":(\d+)/.exec(program.log())?.[1]);
		const tookMs = await program.stop();
		ground.tried('npm start: it takes longer than 10 s', tookMs < 10_000, tookMs);
		ground.tried(
			'npm start: the program goes on',
			!existsSync(`/proc/${pid}`) && !existsSync(join(data, 'taue.lock')),
		);
		ground.tried('npm start: it does not say that it ends', /"ending"/.test(program.log()));
		const unshare = ['--user', '--map-root-user', '--fork', '--pid', '--mount-proc'];
		if (spawnSync('unshare', [...unshare, 'true']).status !== 0) return;
		const command = /^CMD (\[.*\])$/m.exec(readFileSync(join(HOME, 'Dockerfile'), 'utf8'))?.[1] ?? '[]';
		const outer = spawn('unshare', [...unshare, ...JSON.parse(command)], {
			cwd: HOME,
			env: { ...process.env, ...ENV, TAUE_DATA: data },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let log = '';
		outer.stderr.on('data', (part) => {
			log += String(part);
		});
		const gone = once(outer, 'exit');
		await Promise.race([once(outer.stdout, 'data'), gone]);
		const inner = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
		if (inner !== '') process.kill(Number(inner), 'SIGTERM');
		const timer = setTimeout(() => outer.kill('SIGKILL'), 11_000);
		const [code] = await gone;
		clearTimeout(timer);
		ground.tried(
			'the first process of a container does not end by itself',
			code === 0 && log.includes('"ending"'),
			log.slice(-300),
		);
	},
};

/** M3: a platform that is out of reach stops nothing else. */
export const platformsAway: Attack = {
	name: 'M3 platforms away',
	async run(ground) {
		const attack = async (status: number | null) => {
			const server = createServer((_request, response) => response.writeHead(status ?? 500).end('{}'));
			server.listen(0, '127.0.0.1');
			await once(server, 'listening');
			const base =
				status === null ? 'http://127.0.0.1:9' : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			const what = `Discord and Slack ${status === null ? 'refuse connections' : `answer ${status}`}`;
			try {
				const target = await Target.start(await ground.startedFolder(), {
					env: {
						DISCORD_TOKEN: 'MTIz.tests.token',
						DISCORD_API: `${base}/api`,
						SLACK_BOT_TOKEN: 'xoxb-1',
						SLACK_APP_TOKEN: 'xapp-1',
						SLACK_API_URL: `${base}/api/`,
					},
				});
				ground.tried(`${what}: the room is closed`, (await target.ask('/')).status === 200);
				const health = await (await fetch(`${target.metricsUrl}/health`)).text();
				ground.tried(
					`${what}: /health does not say so`,
					/discord/.test(health) && /slack/.test(health),
					health,
				);
				const tookMs = await target.program.stop();
				ground.tried(`${what}: SIGTERM is not heard`, tookMs < 10_000, tookMs);
				ground.tried(`${what}: a stack is shown`, target.program.exitCode === 0, target.program.exitCode);
				await target.stop();
			} catch (error) {
				ground.tried(`${what}: the program does not start`, false, String(error));
			} finally {
				server.closeAllConnections();
				server.close();
			}
		};
		await Promise.all([null, 401, 502].map(attack));
	},
};

/** L7 and its relatives: what is wrong with a folder is said in one sentence, and nothing in it is lost. */
export const brokenFolders: Attack = {
	name: 'L7 broken folders',
	async run(ground) {
		const data = await ground.startedFolder();
		const start = async (what: string, env: Readonly<Record<string, string>>) => {
			const program = new Program(what, ['--disable-warning=ExperimentalWarning', 'src/main.ts'], {
				...ENV,
				...env,
			});
			await program.start({ waitForLine: true });
			const ended = !program.running;
			await program.stop();
			const text = program.log().trim();
			const sentence =
				text.split('\n').length <= 3 && !/\n\s+at |\[object|undefined/.test(text) && text.endsWith('.');
			ground.tried(what, ended && program.exitCode !== 0 && sentence, `${program.exitCode}: ${text}`);
		};
		const control = join(data, 'postgres/global/pg_control');
		const version = join(data, 'postgres/PG_VERSION');
		const kept = readFileSync(control);
		writeFileSync(control, Buffer.alloc(8192, 7));
		await start('a damaged control file', { TAUE_DATA: data });
		writeFileSync(control, kept);
		rmSync(version);
		await start('no version', { TAUE_DATA: data });
		const file = await ground.folder();
		writeFileSync(file, 'a file');
		await start('a file in place of the folder', { TAUE_DATA: file });
		const loop = await ground.folder();
		mkdirSync(loop);
		symlinkSync('postgres', join(loop, 'postgres'));
		await start('a database that is a link to itself', { TAUE_DATA: loop });
		const piped = await ground.folder();
		mkdirSync(piped);
		spawnSync('mkfifo', [join(piped, 'taue.lock')]);
		await start('a pipe in place of the lock', { TAUE_DATA: piped });
		await start('an address with a password', { HF_ENDPOINT: 'https://user:geheim@mirror.example' });
		await start('a folder below a file', { TAUE_DATA: join(file, 'below') });
		await start('a folder that cannot be made', { TAUE_DATA: '/proc/taue' });
		await start('a model folder that is not there', {
			TAUE_DATA: await ground.folder(),
			TAUE_ENGINE: 'onnx',
			TAUE_MODELS: '/proc/taue',
		});
		await start('a port that is none', { PORT: '-1' });
		await start('a database that is not there', { DATABASE_URL: 'mysql://u:geheim@h/d' });
	},
};

/** What held: the folder belongs to one, and a start that is cut off leaves nothing that stops the next. */
export const restarts: Attack = {
	name: 'restarts',
	async run(ground) {
		const data = await ground.folder();
		for (const afterMs of [300, 900, 1800]) {
			const program = new Program('killed', ['src/main.ts'], { ...ENV, TAUE_DATA: data });
			await program.start({ waitForLine: false });
			await new Promise((resolve) => setTimeout(resolve, afterMs));
			await program.kill();
		}
		const target = await ground.fresh({ data });
		ground.tried('kill -9 in the first start', await target.isWell());
		const second = new Program('second', ['src/main.ts'], { ...ENV, TAUE_DATA: data });
		await second.start({ waitForLine: true });
		ground.tried(
			'a second process on the folder',
			second.exitCode === 1 && /in use by process/.test(second.log()),
			second.log(),
		);
		await second.stop();
	},
};
