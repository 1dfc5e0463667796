import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import proto from 'onnx-proto';
import { PullError, type PullErrorCode } from '../../src/models/hub.ts';
import { type PullOptions, type PullRequest, pullModel, SOURCE_FILE } from '../../src/models/pull.ts';
import { COMMIT, type FakeFile, type FakeHub, startFakeHub } from './fake-hub.ts';

const ID = 'owner/tiny';
const GRAPH = randomBytes(300_000);

/** A graph whose weights lie in these files, one tensor each. */
function graph(...locations: readonly string[]): Buffer {
	const initializer = locations.map((value, k) => ({
		name: `w${k}`,
		dims: [4],
		dataType: 1,
		dataLocation: 1,
		externalData: [{ key: 'location', value }],
	}));
	return Buffer.from(
		proto.onnx.ModelProto.encode({ irVersion: 9, graph: { name: 'g', initializer } }).finish(),
	);
}

const FILES: readonly FakeFile[] = [
	{ path: 'model_index.json', content: Buffer.from('{"_class_name":"OnnxStableDiffusionPipeline"}') },
	{ path: 'scheduler/scheduler_config.json', content: Buffer.from('{}') },
	{ path: 'text_encoder/model.onnx', content: graph(), large: true },
	{ path: 'tokenizer/vocab.json', content: Buffer.from('{}') },
	{
		path: 'unet/model.onnx',
		content: graph('model.onnx_data', './of any name', 'deep/block.0.weight'),
		large: true,
	},
	{ path: 'unet/model.onnx_data', content: GRAPH, large: true },
	{ path: 'unet/of any name', content: randomBytes(70), large: true },
	{ path: 'unet/deep/block.0.weight', content: randomBytes(80), large: true },
	{ path: 'vae_decoder/model_fp16.onnx', content: graph(), large: true },
	{ path: 'unet/diffusion_pytorch_model.safetensors', content: randomBytes(50), large: true },
	{ path: 'unet/model_fp16.onnx', content: randomBytes(50), large: true },
	{ path: 'unet/model_fp16.onnx_data', content: randomBytes(50), large: true },
];
const NEEDED = FILES.slice(0, 9);

let models: string;
let hub: FakeHub;
beforeEach(async () => {
	models = await mkdtemp(join(tmpdir(), 'taue-pull-'));
	hub = await startFakeHub(ID, FILES);
});
afterEach(async () => {
	await hub[Symbol.asyncDispose]();
	await rm(models, { recursive: true });
});

const options = (more: Partial<PullOptions> = {}): PullOptions => ({
	signal: new AbortController().signal,
	sleep: async () => {},
	...more,
});
const pull = (wanted: Partial<PullRequest> = {}, more: Partial<PullOptions> = {}) =>
	pullModel(hub, models, { id: ID, ...wanted }, options(more));

async function failure(attempt: Promise<unknown>, code: PullErrorCode): Promise<string> {
	const error = await attempt.then(
		() => assert.fail('it was pulled'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof PullError, String(error));
	assert.equal(error.code, code);
	return error.message;
}

const visible = async () => (await readdir(models)).filter((name) => !name.startsWith('.'));
const fetched = (path: string) => hub.requests.filter((line) => line.includes(`/resolve/${COMMIT}/${path}`));

/** Another server on this machine. */
async function startServer(answer: RequestListener): Promise<{ readonly address: string } & AsyncDisposable> {
	const server = createServer(answer);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

describe('pulling a model', () => {
	it('fetches the files that the engine reads, and no others', async () => {
		const progress: number[] = [];
		const pulled = await pull({}, { onProgress: ({ bytes }) => progress.push(bytes) });
		assert.equal(pulled.name, 'tiny');
		for (const { path, content } of NEEDED) {
			assert.deepEqual(await readFile(join(models, 'tiny', path)), content, path);
		}
		assert.deepEqual(fetched('unet/diffusion'), []);
		assert.deepEqual(fetched('unet/model_fp16'), []);
		assert.deepEqual(await readdir(join(models, 'tiny/unet/deep')), ['block.0.weight']);
		assert.deepEqual(
			progress,
			progress.toSorted((a, b) => a - b),
		);
		assert.equal(progress.at(-1), pulled.bytes);
		const source = JSON.parse(await readFile(join(models, 'tiny', SOURCE_FILE), 'utf8'));
		assert.equal(source.commit, COMMIT);
	});

	it('resumes a broken connection where it broke', async () => {
		let breaks = 0;
		let held: ServerResponse | null = null;
		hub.misbehave = (_request, response, body, from) => {
			if (body !== GRAPH || breaks >= 3) return false;
			breaks++;
			held = response;
			response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length - from });
			response.write(body.subarray(from, from + 70_000));
			return true;
		};
		// The line goes dead as soon as something of the file has arrived.
		await pull({}, { onProgress: () => held?.destroy() });
		assert.deepEqual(await readFile(join(models, 'tiny/unet/model.onnx_data')), GRAPH);
		const starts = fetched('unet/model.onnx_data').map((line) => Number(/from (\d+)/.exec(line)?.[1] ?? 0));
		assert.equal(starts.length, 4);
		for (let k = 1; k < starts.length; k++) assert.ok(starts[k] > starts[k - 1], String(starts));
	});

	it('goes on in a second call where the first one gave up, and fetches nothing twice', async () => {
		let held: ServerResponse | null = null;
		hub.misbehave = (_request, response, body, from) => {
			if (body !== GRAPH) return false;
			held = response;
			if (from > 0) response.destroy();
			else response.writeHead(200).write(body.subarray(0, 100_000));
			return true;
		};
		const message = await failure(pull({}, { onProgress: () => held?.destroy() }), 'connection-lost');
		assert.match(
			message,
			/unet\/model\.onnx_data stopped after \d+ of 300000 bytes.*Run the same command again/,
		);
		assert.deepEqual(await visible(), []);
		hub.misbehave = null;
		const before = fetched('text_encoder/model.onnx').length;
		await pull();
		assert.equal(fetched('text_encoder/model.onnx').length, before);
		assert.match(fetched('unet/model.onnx_data').at(-1) ?? '', /from [1-9]/);
		assert.deepEqual(await readFile(join(models, 'tiny/unet/model.onnx_data')), GRAPH);
	});

	it('begins again where the server knows no ranges', async () => {
		let first = true;
		hub.misbehave = (_request, response, body) => {
			if (body !== GRAPH) return false;
			response.writeHead(200);
			if (first) response.write(body.subarray(0, 1000), () => response.destroy());
			else response.end(body);
			first = false;
			return true;
		};
		await pull();
		assert.deepEqual(await readFile(join(models, 'tiny/unet/model.onnx_data')), GRAPH);
	});

	it('throws content away that is not what the hub announced', async () => {
		await using lying = await startFakeHub(
			ID,
			FILES.map((file) => (file.content === GRAPH ? { ...file, wrongDigest: true } : file)),
		);
		// The wrong digest belongs to a content that is one byte longer; the announced size is kept.
		const attempt = pullModel(lying, models, { id: ID }, options());
		assert.match(
			await failure(attempt, 'hash-mismatch'),
			/model\.onnx_data arrived twice with another content/,
		);
		assert.deepEqual(await visible(), []);
		const left = await readdir(join(models, '.pull-tiny/unet'));
		assert.deepEqual(left.toSorted(), ['model.onnx']);
	});

	it('checks small files as well, by the digest of git', async () => {
		await using lying = await startFakeHub(
			ID,
			FILES.map((file) => (file.path === 'model_index.json' ? { ...file, wrongDigest: true } : file)),
		);
		assert.match(
			await failure(pullModel(lying, models, { id: ID }, options()), 'hash-mismatch'),
			/model_index/,
		);
	});

	it('refuses to start when the disk is too small, and says how much is missing', async () => {
		const message = await failure(pull({}, { freeBytes: async () => 10 }), 'no-space');
		assert.match(message, /0\.000 GB are still to be fetched.* has 0\.000 GB left/);
		assert.match(message, /TAUE_MODELS/);
		assert.deepEqual(fetched(''), []);
		await failure(pull({}, { freeBytes: async () => 10_000 }), 'no-space');
		assert.ok(fetched('unet/model.onnx').length > 0, 'the graphs, which say what else is needed');
		assert.deepEqual(fetched('unet/model.onnx_data'), []);
	});

	it('says what to do when the disk fills up on the way', { skip: !existsSync('/dev/full') }, async () => {
		await mkdir(join(models, '.pull-tiny/unet'), { recursive: true });
		await symlink('/dev/full', join(models, '.pull-tiny/unet/model.onnx_data.part'));
		const message = await failure(pull(), 'no-space');
		assert.match(message, /no room left on the disk for unet\/model\.onnx_data .*goes on from here/);
		assert.deepEqual(await visible(), []);
	});

	it('says at once where nothing can be written, and asks nobody', async () => {
		await writeFile(join(models, 'file'), '');
		const closed = join(models, 'closed');
		await mkdir(closed, { mode: 0o500 });
		const places: [string, RegExp][] = [
			[join(models, 'file'), /: there is a file of that name\. Set TAUE_MODELS/],
			[join(models, 'file/models'), /: a part of the path is a file\. Set TAUE_MODELS/],
			[closed, /: this account may not write there\. Set TAUE_MODELS/],
		];
		if (process.platform === 'linux') {
			places.push(['/proc', /nothing can be made there/], ['/proc/models', /nothing can be made there/]);
		}
		// Root may write everywhere: it becomes somebody else for a moment.
		const asRoot = process.geteuid?.() === 0;
		await chmod(models, 0o755);
		if (asRoot) process.seteuid?.(65534);
		try {
			for (const [place, why] of places) {
				const attempt = pullModel(hub, place, { id: ID }, options());
				const message = await failure(attempt, 'folder-unusable');
				assert.ok(message.startsWith(`The models folder ${place} cannot be written to`), message);
				assert.match(message, why);
			}
		} finally {
			if (asRoot) process.seteuid?.(0);
		}
		assert.deepEqual(hub.requests, []);
	});

	it('leaves nothing of a repository that cannot be had', async () => {
		await failure(pull({ id: 'owner/other' }), 'hub-not-found');
		assert.deepEqual(await readdir(models), []);
	});

	it('waits and tries again when the hub is busy', async () => {
		let busy = 2;
		const waits: number[] = [];
		hub.misbehave = (_request, response) => {
			if (busy-- <= 0) return false;
			response.writeHead(503).end();
			return true;
		};
		await pull({}, { sleep: async (ms) => void waits.push(ms) });
		assert.deepEqual(waits, [1000, 2000]);
	});

	it('stops at once when asked to, and keeps what it has', async () => {
		const stop = new AbortController();
		hub.misbehave = (_request, response, body) => {
			if (body !== GRAPH) return false;
			response.writeHead(200).write(body.subarray(0, 1000));
			return true;
		};
		const attempt = pull(
			{},
			{
				signal: stop.signal,
				onProgress: ({ path }) => path.endsWith('_data') && stop.abort(),
			},
		);
		await assert.rejects(attempt, { name: 'AbortError' });
		assert.deepEqual(await visible(), []);
		assert.ok((await readdir(join(models, '.pull-tiny/unet'))).includes('model.onnx_data.part'));
	});

	it('says what is wrong with the name, the hub or the repository', async () => {
		assert.match(
			await failure(pull({ id: '../etc' }), 'hub-id-invalid'),
			/not a hub id\. It reads OWNER\/NAME/,
		);
		assert.match(await failure(pull({ as: '../etc' }), 'hub-id-invalid'), /cannot be a folder's name/);
		assert.match(
			await failure(pull({ id: 'owner/other' }), 'hub-not-found'),
			/owner\/other is not there \(404\)/,
		);
		await using torch = await startFakeHub(ID, [FILES[0], FILES[7]]);
		assert.match(
			await failure(pullModel(torch, models, { id: ID }, options()), 'no-onnx'),
			/not published in ONNX/,
		);
		const gone = { endpoint: 'http://127.0.0.1:1', token: null };
		assert.match(
			await failure(pullModel(gone, models, { id: ID }, options()), 'hub-unreachable'),
			/127\.0\.0\.1:1 cannot be reached/,
		);
	});

	it('takes the address of a page for what it shows', async () => {
		for (const [index, id] of [
			`https://huggingface.co/${ID}`,
			`https://huggingface.co/${ID}/tree/main?not-for-all-audiences=true`,
			`https://hf.co/${ID}/`,
			`${hub.endpoint}/${ID}/blob/main/model_index.json`,
			` ${ID}/ `,
		].entries()) {
			const pulled = await pull({ id, as: `page-${index}` });
			assert.equal(pulled.name, `page-${index}`);
		}
		for (const id of ['https://example.org/owner/name', 'https://huggingface.co/owner'])
			assert.match(await failure(pull({ id }), 'hub-id-invalid'), /not a hub id/);
	});

	it('says which weights a repository lacks, and never looks for them outside of the part', async () => {
		for (const location of ['gone.bin', '../vae_decoder/model_fp16.onnx', '/etc/passwd']) {
			await using hub = await startFakeHub(
				ID,
				FILES.map((file) => (file.path === 'unet/model.onnx' ? { ...file, content: graph(location) } : file)),
			);
			const message = await failure(pullModel(hub, models, { id: ID }, options()), 'no-onnx');
			assert.match(
				message,
				/unet\/model\.onnx names weights in ".*", which the repository does not have beside it/,
			);
			assert.ok(message.includes(JSON.stringify(location)));
			assert.deepEqual(await visible(), []);
		}
	});

	it('names the graphs of a repository in another layout, and of a part that has several', async () => {
		await using other = await startFakeHub(ID, [FILES[0], { path: 'onnx/unet.onnx', content: graph() }]);
		assert.match(
			await failure(pullModel(other, models, { id: ID }, options()), 'no-onnx'),
			/has no text_encoder\/model\.onnx.*in another layout: onnx\/unet\.onnx/,
		);
		await using two = await startFakeHub(ID, [
			...FILES,
			{ path: 'vae_decoder/model_q4.onnx', content: graph() },
		]);
		assert.match(
			await failure(pullModel(two, models, { id: ID }, options()), 'no-onnx'),
			/2 graphs for vae_decoder \(vae_decoder\/model_fp16\.onnx, vae_decoder\/model_q4\.onnx\)/,
		);
	});

	it('never touches a folder that is already there', async () => {
		await pull();
		const asked = hub.requests.length;
		assert.match(await failure(pull(), 'model-exists'), /already there.*models verify tiny.*--as/);
		assert.equal(hub.requests.length, asked);
	});

	it('keeps the token to the hub, whatever its listing leads to', async () => {
		const heard: (string | undefined)[] = [];
		const stranger = createServer((request, response) => {
			heard.push(request.headers.authorization);
			response.end('[]');
		});
		stranger.listen(0, '127.0.0.1');
		await once(stranger, 'listening');
		const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
		const evil = createServer((request, response) => {
			if (request.url?.includes('/revision/')) response.end(JSON.stringify({ sha: COMMIT }));
			else response.writeHead(200, { link: `<${elsewhere}/next>; rel="next"` }).end('[]');
		});
		evil.listen(0, '127.0.0.1');
		await once(evil, 'listening');
		try {
			const endpoint = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
			await failure(pullModel({ endpoint, token: 'hf_secret' }, models, { id: ID }, options()), 'no-onnx');
			assert.deepEqual(heard, [undefined]);
		} finally {
			for (const server of [evil, stranger]) {
				server.closeAllConnections();
				server.close();
			}
		}
	});

	it('follows files to where they are stored, and on from where they broke, without the token', async () => {
		const asked: { range: string | undefined; token: string | undefined }[] = [];
		let held: ServerResponse | null = null;
		await using store = await startServer((request, response) => {
			const { range, authorization } = request.headers;
			asked.push({ range, token: authorization });
			const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
			const body = GRAPH.subarray(from);
			response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length });
			// The first answer promises all of it, and its line goes dead as soon as something of it has arrived.
			if (asked.length > 1) return void response.end(body);
			held = response;
			response.write(body.subarray(0, 100_000));
		});
		const heard = new Set<string | undefined>();
		hub.misbehave = (request, response, body) => {
			heard.add(request.headers.authorization);
			if (body !== GRAPH) return false;
			response.writeHead(302, { location: `${store.address}/signed?key=1` }).end();
			return true;
		};
		await pullModel(
			{ endpoint: hub.endpoint, token: 'hf_mine' },
			models,
			{ id: ID },
			options({ onProgress: () => held?.destroy() }),
		);
		assert.deepEqual(await readFile(join(models, 'tiny/unet/model.onnx_data')), GRAPH);
		assert.deepEqual([...heard], ['Bearer hf_mine']);
		assert.ok(asked.length > 1);
		assert.ok(asked.every(({ token }) => token === undefined));
		assert.match(asked.at(-1)?.range ?? '', /^bytes=[1-9]\d*-$/);
	});

	it('says what opens a repository that is private or gated, from its listing on or at its files alone', async () => {
		for (const status of [401, 403]) {
			await using closed = await startServer((_request, response) => response.writeHead(status).end());
			const ask = (token: string | null) =>
				failure(pullModel({ endpoint: closed.address, token }, models, { id: ID }, options()), 'hub-denied');
			assert.equal(
				await ask(null),
				`The model ${ID} is not open to you (${status}). It is misspelt, private or gated: accept its terms on its ` +
					'page, then set HF_TOKEN to an access token of yours.',
			);
			assert.match(await ask('hf_old'), /see that the token in HF_TOKEN is yours, still valid/);
			assert.deepEqual(await readdir(models), []);
		}
		hub.misbehave = (_request, response, body) => {
			if (body !== GRAPH) return false;
			response.writeHead(403).end();
			return true;
		};
		assert.match(
			await failure(pull(), 'hub-denied'),
			/^owner\/tiny: unet\/model\.onnx_data is not open to you \(403\).* set HF_TOKEN/,
		);
		assert.deepEqual(await visible(), []);
	});

	it('takes no file that is longer, shorter or another one than was announced', async () => {
		const answers: readonly [Buffer, RegExp][] = [
			[Buffer.concat([GRAPH, GRAPH]), /unet\/model\.onnx_data is longer than the hub said \(300000 bytes\)/],
			[GRAPH.subarray(0, 1000), /stopped after 1000 of 300000 bytes/],
			[Buffer.from('<html>Sign in</html>'), /stopped after \d+ of 300000 bytes/],
		];
		for (const [answer, message] of answers) {
			hub.misbehave = (_request, response, body) => {
				if (body !== GRAPH) return false;
				// It knows no ranges, and says of nothing how long it is.
				response.writeHead(200);
				response.end(answer);
				return true;
			};
			assert.match(await failure(pull(), 'connection-lost'), message);
			assert.deepEqual(await visible(), []);
		}
		hub.misbehave = null;
		await pull();
		assert.deepEqual(await readFile(join(models, 'tiny/unet/model.onnx_data')), GRAPH);
	});

	it('follows a listing to addresses of the web alone', async () => {
		for (const link of ['http://[', 'file:///etc/passwd', 'data:application/json,[]']) {
			const evil = createServer((request, response) => {
				if (request.url?.includes('/revision/')) response.end(JSON.stringify({ sha: COMMIT }));
				else response.writeHead(200, { link: `<${link}>; rel="next"` }).end('[]');
			});
			evil.listen(0, '127.0.0.1');
			await once(evil, 'listening');
			try {
				const endpoint = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
				await failure(pullModel({ endpoint, token: null }, models, { id: ID }, options()), 'hub-answer');
			} finally {
				evil.closeAllConnections();
				evil.close();
			}
		}
	});

	it('gives a hub up that says nothing, or never stops talking', async () => {
		const head = { 'content-type': 'application/json' };
		const hubs: readonly ((response: ServerResponse) => void)[] = [
			() => {},
			(response) => void response.writeHead(200, head).write('{"sha"'),
			(response) => {
				response.writeHead(200, head);
				const more = () => {
					while (!response.destroyed)
						if (!response.write(' '.repeat(2 ** 20))) return void response.once('drain', more);
				};
				more();
			},
		];
		const messages = [
			/has not answered for 1 seconds/,
			/has not answered for 1 seconds/,
			/longer than 16 MB|has not answered/,
		];
		for (const [i, answer] of hubs.entries()) {
			const server = createServer((_request, response) => answer(response));
			server.listen(0, '127.0.0.1');
			await once(server, 'listening');
			const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			try {
				await assert.rejects(
					pullModel({ endpoint, token: null, patienceMs: 1000 }, models, { id: ID }, options()),
					messages[i],
				);
			} finally {
				server.closeAllConnections();
				server.close();
			}
		}
	});
});
