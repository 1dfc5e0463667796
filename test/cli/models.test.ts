import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type FakeFile, startFakeHub } from '../models/fake-hub.ts';
import { scratch, TINY_MODELS, taue } from './terminal.ts';

/** A real model as a hub would publish it. */
async function published(): Promise<FakeFile[]> {
	const folder = join(TINY_MODELS, 'tiny-sd15');
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return Promise.all(
		files.map(async (entry) => {
			const path = join(entry.parentPath, entry.name);
			return {
				path: path.slice(folder.length + 1).replaceAll('\\', '/'),
				content: await readFile(path),
				large: path.endsWith('.onnx'),
			};
		}),
	);
}

describe('taue models', () => {
	it('lists what is in the models folder', async () => {
		const { code, stdout } = await taue(['models', 'list']);
		assert.equal(code, 0);
		assert.match(stdout, /^tiny-sd15 {2}[\d.]+ MB {2}\w+ {2}\(default\)$/m);
		assert.match(stdout, /^tiny-sdxl {2}/m);
		const listed = JSON.parse((await taue(['models', 'list', '--json'])).stdout);
		assert.deepEqual(
			listed.map(({ name }: { name: string }) => name),
			['tiny-sd15', 'tiny-sdxl'],
		);
		await using empty = await scratch();
		assert.match(
			(await taue(['models', 'list'], { env: { TAUE_MODELS: empty.path } })).stdout,
			/holds no model/,
		);
	});

	it('lists a model with a space in its name, and says why another cannot be used', async () => {
		await using folder = await scratch();
		for (const name of ['My model (v2)', 'half'])
			await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, name), { recursive: true });
		await rm(join(folder.path, 'half/unet/model.onnx'));
		await writeFile(join(folder.path, 'some.safetensors'), 'x');
		const env = { TAUE_MODELS: folder.path, TAUE_MODEL: 'My model (v2)' };
		const { stdout } = await taue(['models', 'list'], { env });
		assert.match(stdout, /^My model \(v2\) {2}[\d.]+ MB {2}\w+ {2}\(default\)$/m);
		assert.match(stdout, /^half {2}.*cannot be used\n {2}The model half lacks unet\/model\.onnx\./m);
		assert.match(
			stdout,
			/^some\.safetensors {2}0\.0 MB {2}cannot be used\n {2}some\.safetensors is a single file\./m,
		);
		assert.equal((await taue(['models', 'verify', 'My model (v2)'], { env })).code, 0);
	});

	it('removes a model, and what a broken download left of one, but never the default one', async () => {
		await using folder = await scratch();
		const env = { TAUE_MODELS: folder.path, TAUE_MODEL: 'usual' };
		for (const name of ['usual', 'old'])
			await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, name), { recursive: true });
		await mkdir(join(folder.path, '.pull-half/unet'), { recursive: true });
		assert.match((await taue(['models', 'remove', 'old'], { env })).stdout, /^Removed .*old\.$/m);
		assert.equal((await taue(['models', 'remove', 'half'], { env })).code, 0);
		const usual = await taue(['models', 'remove', 'usual'], { env });
		assert.equal(usual.code, 2);
		assert.match(usual.stderr, /usual is the model that is drawn with\. Set TAUE_MODEL/);
		for (const name of ['old', '../usual', '.']) {
			const gone = await taue(['models', 'remove', name], { env });
			assert.equal(gone.code, 3, name);
			assert.match(gone.stderr, /There is no model .*There are: usual/);
		}
		assert.deepEqual(await readdir(folder.path), ['usual']);
	});

	it('says what stands in the way where a model cannot be deleted, and leaves it whole', {
		skip: process.platform === 'win32',
	}, async () => {
		await using folder = await scratch();
		const env = { TAUE_MODELS: folder.path, TAUE_MODEL: 'usual' };
		const path = join(folder.path, 'old');
		await cp(join(TINY_MODELS, 'tiny-sd15'), path, { recursive: true });
		await mkdir(join(folder.path, '.pull-half/unet'), { recursive: true });
		const before = await readdir(path, { recursive: true });
		for (const place of [folder.path, join(folder.path, '.pull-half')]) await chmod(place, 0o555);
		// Root may delete everything: it becomes somebody else for a moment.
		const asRoot = process.geteuid?.() === 0;
		if (asRoot) process.seteuid?.(65534);
		const [old, half] = await Promise.all(
			['old', 'half'].map((name) => taue(['models', 'remove', name], { env })),
		).finally(() => {
			if (asRoot) process.seteuid?.(0);
		});
		for (const place of [folder.path, join(folder.path, '.pull-half')]) await chmod(place, 0o755);
		for (const [{ code, stderr }, name] of [
			[old, 'old'],
			[half, '.pull-half'],
		] as const) {
			assert.equal(code, 3);
			assert.equal(
				stderr,
				`${join(folder.path, name)} cannot be deleted: it belongs to another account. Delete it with that one.\n`,
			);
		}
		assert.deepEqual(await readdir(path, { recursive: true }), before);
	});

	it('lists exports that are known to suit', async () => {
		const { stdout } = await taue(['models', 'list', '--known']);
		assert.match(stdout, /^nmkd\/stable-diffusion-1\.5-onnx-fp16 {2}[\d.]+ GB, float16, 30 steps/m);
		const known = JSON.parse((await taue(['models', 'list', '--known', '--json'])).stdout);
		for (const { id, licence, source } of known) {
			assert.match(id, /^[\w.-]+\/[\w.-]+$/);
			assert.ok(licence.length > 0);
			assert.ok(source.startsWith(`https://huggingface.co/${id}`), source);
		}
	});

	it('verifies a model by loading it and drawing one step', async () => {
		const { code, stdout, stderr } = await taue(['models', 'verify', 'tiny-sd15']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^tiny-sd15: works\n {2}sd, \d+ px, 4 latent channels, 77 tokens, epsilon/);
		assert.match(stdout, /hash [0-9a-f]{32}/);
	});

	it('foretells the memory of a model, and refuses before loading where there is less', async () => {
		const env = { TAUE_MODELS: resolve('models'), TAUE_WORKER_MEMORY_MB: '128', TAUE_PROVIDER: 'cpu' };
		const refused = await taue(['models', 'verify', 'nae'], { env });
		assert.equal(refused.code, 3);
		assert.match(
			refused.stderr,
			/nae needs about \d+ MB of memory on the CPU, sparing as it is loaded \(text_encoder \d+ MB, unet \d+ MB, .*drawing \d+ MB\), and 128 MB are what a device may take \(TAUE_WORKER_MEMORY_MB\)/,
		);
		assert.match(
			(await taue(['models', 'verify', 'nae', '--anyway'], { env })).stdout,
			/memory on the CPU, foreseen, spared \(docs\/models\.md\): \d+ MB/,
		);
	});

	it('says what is broken, goes on with the others, and exits with 3', async () => {
		await using folder = await scratch();
		await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, 'good'), { recursive: true });
		await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, 'bad'), { recursive: true });
		await writeFile(join(folder.path, 'bad/vae_decoder/model.onnx'), 'not a graph');
		const { code, stdout, stderr } = await taue(['models', 'verify'], { env: { TAUE_MODELS: folder.path } });
		assert.equal(code, 3);
		assert.match(stdout, /^good: works/m);
		assert.match(stderr, /^bad: .*vae_decoder/m);
	});

	it('pulls a model that then verifies, digest by digest', async () => {
		await using folder = await scratch();
		await using hub = await startFakeHub('owner/tiny', await published());
		const env = { TAUE_MODELS: folder.path, HF_ENDPOINT: hub.endpoint };
		const pulled = await taue(['models', 'pull', 'owner/tiny', '--as', 'mine'], { env });
		assert.equal(pulled.code, 0, pulled.stderr);
		assert.match(pulled.stdout, /^mine: [\d.]+ MB in .*models verify mine/);
		const verified = await taue(['models', 'verify', 'mine'], { env });
		assert.equal(verified.code, 0, verified.stderr);
		assert.match(verified.stdout, /\d+ files are what the hub has/);
		await writeFile(join(folder.path, 'mine/tokenizer/merges.txt'), randomBytes(20).toString('hex'));
		const changed = await taue(['models', 'verify', 'mine'], { env });
		assert.equal(changed.code, 3);
		assert.match(changed.stderr, /mine\/tokenizer\/merges\.txt is not what the hub has/);
	});

	it('goes through the proxy that the environment names, and past it where NO_PROXY says so', async () => {
		await using folder = await scratch();
		await using hub = await startFakeHub('owner/tiny', await published());
		const asked: string[] = [];
		const proxy = createServer();
		proxy.on('connect', (request, socket: Socket, head) => {
			asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
			const { hostname, port } = new URL(`http://${request.url}`);
			const there = connect(Number(port), hostname, () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				there.write(head);
				there.pipe(socket).pipe(there);
			});
			for (const end of [socket, there]) end.on('error', () => {});
		});
		proxy.listen(0, '127.0.0.1');
		await once(proxy, 'listening');
		const { port } = proxy.address() as AddressInfo;
		const env = {
			TAUE_MODELS: folder.path,
			HF_ENDPOINT: hub.endpoint,
			HTTP_PROXY: `http://me:s3cret@127.0.0.1:${port}`,
		};
		try {
			const pulled = await taue(['models', 'pull', 'owner/tiny', '--as', 'far'], { env });
			assert.equal(pulled.code, 0, pulled.stderr);
			assert.match(pulled.stderr, new RegExp(`Through the proxy http://127\\.0\\.0\\.1:${port} `));
			assert.doesNotMatch(pulled.stderr, /s3cret/);
			const login = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;
			assert.ok(asked.length > 0 && asked.every((line) => line === `${new URL(hub.endpoint).host} ${login}`));
			const before = asked.length;
			const past = await taue(['models', 'pull', 'owner/tiny', '--as', 'near'], {
				env: { ...env, no_proxy: '127.0.0.1' },
			});
			assert.equal(past.code, 0, past.stderr);
			assert.equal(asked.length, before);
			const { HTTP_PROXY: all, ...others } = env;
			const both = await taue(['models', 'pull', 'owner/tiny', '--as', 'both'], {
				env: { ...others, all_proxy: all },
			});
			assert.equal(both.code, 0, both.stderr);
			assert.ok(asked.length > before);
			for (const proxy of [
				{ HTTP_PROXY: 'proxy' },
				{ HTTP_PROXY: '', ALL_PROXY: 'socks5://127.0.0.1:1080' },
			]) {
				const wrong = await taue(['models', 'pull', 'owner/tiny', '--as', 'none'], {
					env: { ...env, ...proxy },
				});
				assert.equal(wrong.code, 1);
				assert.match(
					wrong.stderr,
					/HTTPS_PROXY or HTTP_PROXY is no address .*It reads http:\/\/host:port.*SOCKS/,
				);
			}
		} finally {
			proxy.closeAllConnections();
			proxy.close();
		}
	});

	it('says why a pull failed, with an exit code that tells whose fault it is', async () => {
		await using folder = await scratch();
		await using hub = await startFakeHub('owner/tiny', []);
		const env = { TAUE_MODELS: folder.path, HF_ENDPOINT: hub.endpoint };
		const unknown = await taue(['models', 'pull', 'owner/none'], { env });
		assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
		assert.match(unknown.stderr, /not there \(404\)/);
		assert.equal((await taue(['models', 'pull', 'nonsense'], { env })).code, 2);
		assert.equal((await taue(['models', 'fetch', 'owner/tiny'], { env })).code, 2);
		const asJson = await taue(['models', 'pull', 'owner/tiny', '--json'], { env });
		assert.equal(JSON.parse(asJson.stdout).error.code, 'no-onnx');
	});
});
