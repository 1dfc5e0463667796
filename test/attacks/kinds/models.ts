import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HOME } from '../../house/tracked-files.ts';
import type { Attack } from '../attack.ts';

const TOKEN = 'hf_SECRETTOKENabc';
const COMMIT = 'c0ffee00'.repeat(5);

/** A run of the command line, ended after a time. */
function taue(args: readonly string[], env: Readonly<Record<string, string>>, seconds: number) {
	return new Promise<{ code: number | null; text: string }>((resolve) => {
		const child = execFile(
			process.execPath,
			['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args],
			{ cwd: HOME, env: { ...process.env, ...env }, timeout: seconds * 1000, killSignal: 'SIGKILL' },
			(_error, stdout, stderr) => resolve({ code: child.exitCode, text: stdout + stderr }),
		);
	});
}

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
	const server = createServer(handle);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		[Symbol.dispose]() {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** L3: a token stays with its hub, and a hub that misbehaves is given up. */
export const hub: Attack = {
	name: 'L3 hub',
	async run(ground) {
		const models = await ground.folder();
		mkdirSync(models);
		const seen: string[] = [];
		using stranger = await serve((request, response) => {
			seen.push(String(request.headers.authorization ?? ''));
			response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
		});
		const tricks: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
			'Link: rel=next': (request, response) => {
				if (request.url?.includes('/revision/')) return void response.end(JSON.stringify({ sha: COMMIT }));
				response.writeHead(200, { link: `<${stranger.url}/api/models/a/b/tree/x>; rel="next"` }).end('[]');
			},
			'a redirect': (_request, response) => {
				response.writeHead(302, { location: `${stranger.url}/elsewhere` }).end();
			},
			'a redirect of a page': (request, response) => {
				if (request.url?.includes('/revision/')) return void response.end(JSON.stringify({ sha: COMMIT }));
				response.writeHead(307, { location: `${stranger.url}/elsewhere` }).end();
			},
			'a list that goes on nowhere': (request, response) => {
				if (request.url?.includes('/revision/')) return void response.end(JSON.stringify({ sha: COMMIT }));
				response.writeHead(200, { link: '<http://[>; rel="next"' }).end('[]');
			},
			'an endless answer': (_request, response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.write('["');
				const timer = setInterval(() => response.write('a'.repeat(2 ** 20)), 2);
				response.on('close', () => clearInterval(timer));
			},
			'300 MB of spaces': (_request, response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				let left = 300;
				const more = () => {
					while (left-- > 0)
						if (!response.write(' '.repeat(2 ** 20))) return void response.once('drain', more);
					response.end('{}');
				};
				more();
			},
		};
		for (const [what, handle] of Object.entries(tricks)) {
			using evil = await serve(handle);
			const { code, text } = await taue(
				['models', 'pull', 'a/b'],
				{ HF_ENDPOINT: evil.url, HF_TOKEN: TOKEN, TAUE_MODELS: models },
				20,
			);
			ground.tried(`${what}: it is waited for without end`, code !== null, text);
			ground.tried(`${what}: the token is shown`, !text.includes(TOKEN), text);
			ground.tried(`${what}: no sentence says what is wrong`, code !== 0 && !/\n\s+at /.test(text), text);
		}
		ground.tried(
			'the token went to a stranger',
			seen.every((header) => header === ''),
			seen,
		);
	},
};

/** L4 and L of the lines: model folders hold regular files of a size, and a broken one stops no good one. */
export const modelFolders: Attack = {
	name: 'L4 model folders',
	async run(ground) {
		const models = await ground.folder();
		const built = join(HOME, 'models/nae');
		const outside = join(models, 'outside.bin');
		const broken: Readonly<Record<string, (folder: string) => void>> = {
			'endless merges': (folder) =>
				replace(folder, 'tokenizer/merges.txt', (path) => symlinkSync('/dev/zero', path)),
			'a pipe for a vocabulary': (folder) =>
				replace(folder, 'tokenizer/vocab.json', (path) => void spawnSync('mkfifo', [path])),
			'a link out of the folder': (folder) =>
				replace(folder, 'unet/model.onnx', (path) => symlinkSync(outside, path)),
			'a link to a secret': (folder) =>
				replace(folder, 'unet/config.json', (path) => symlinkSync('/etc/passwd', path)),
			'a pipe for a configuration': (folder) =>
				replace(folder, 'scheduler/scheduler_config.json', (path) => void spawnSync('mkfifo', [path])),
			'a link to itself': (folder) =>
				replace(folder, 'unet/config.json', (path) => symlinkSync('config.json', path)),
			'a folder for a configuration': (folder) =>
				replace(folder, 'unet/config.json', (path) => mkdirSync(path)),
			'200 MB of configuration': (folder) =>
				replace(folder, 'unet/config.json', (path) => writeFileSync(path, Buffer.alloc(200 * 2 ** 20, 0x20))),
		};
		mkdirSync(models);
		cpSync(join(built, 'unet/model.onnx'), outside);
		let n = 0;
		for (const [what, harm] of Object.entries(broken)) {
			const name = `broken-${n++}`;
			cpSync(built, join(models, name), { recursive: true });
			harm(join(models, name));
			const { code, text } = await taue(['models', 'verify', name], { TAUE_MODELS: models }, 25);
			ground.tried(`${what}: it never ends`, code !== null);
			ground.tried(
				`${what}: it is taken, or no sentence says why not`,
				code === 3 && !/\n\s+at |root:/.test(text),
				`${code} ${text}`,
			);
			rmSync(join(models, name), { recursive: true });
		}
		cpSync(built, join(models, 'nae'), { recursive: true });
		for (const name of ['pipe', 'no-scheduler', 'link'])
			cpSync(built, join(models, name), { recursive: true });
		replace(
			join(models, 'pipe'),
			'scheduler/scheduler_config.json',
			(path) => void spawnSync('mkfifo', [path]),
		);
		rmSync(join(models, 'no-scheduler/scheduler'), { recursive: true });
		replace(join(models, 'link'), 'unet/config.json', (path) => symlinkSync('/dev/zero', path));
		const target = await ground.fresh({ env: { TAUE_ENGINE: 'onnx', TAUE_MODELS: models } });
		for (const name of ['pipe', 'no-scheduler', 'link']) {
			ground.tried(
				`nothing says why the model ${name} is left out`,
				new RegExp(`${name}`).test(target.log),
				target.log.slice(0, 300),
			);
		}
		const id = await (await target.guest('Ana', '127.0.20.1')).draw('a cat@left --arm plain --steps 1');
		ground.tried('the good model beside them does not draw', id !== null);
	},
};

function replace(folder: string, file: string, make: (path: string) => void): void {
	const path = join(folder, file);
	rmSync(path, { recursive: true, force: true });
	make(path);
}
