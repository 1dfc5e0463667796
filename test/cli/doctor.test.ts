import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import {
	chooseLibraries,
	cudaLibraries,
	fetchEnvironment,
	nvidiaDriver,
} from '../../src/cli/cuda-libraries.ts';
import { cards } from '../../src/cli/doctor-devices.ts';
import { findLibrary, neededLibraries } from '../../src/cli/shared-libraries.ts';
import { HOME } from '../house/tracked-files.ts';
import { scratch, TINY_MODELS, taue } from './terminal.ts';

interface Report {
	readonly ok: boolean;
	readonly findings: readonly { about: string; state: string; text: string; repair?: string }[];
	readonly measured?: readonly { provider: string; secondsPerPass: number; largestDifference: number }[];
}

async function report(env: Record<string, string>, ...more: string[]): Promise<Report & { code: number }> {
	const { code, stdout } = await taue(['doctor', '--json', ...more], { env });
	return { ...JSON.parse(stdout), code };
}

/** A shared library that links these, and holds nothing else. */
function library(...needed: readonly string[]): Buffer {
	const strings = Buffer.from(`\0${needed.join('\0')}\0`);
	const [programs, dynamic] = [64, 64 + 2 * 56];
	const names = dynamic + (needed.length + 2) * 16;
	const bytes = Buffer.alloc(names + strings.length);
	bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
	bytes.writeBigUInt64LE(BigInt(programs), 32);
	bytes.writeUInt16LE(56, 54);
	bytes.writeUInt16LE(2, 56);
	// Addresses are 4096 above the places in the file, as linkers make them.
	const segment = (at: number, type: number, from: number, size: number) => {
		bytes.writeUInt32LE(type, at);
		for (const [offset, value] of [
			[8, from],
			[16, from + 4096],
			[32, size],
		] as const)
			bytes.writeBigUInt64LE(BigInt(value), at + offset);
	};
	segment(programs, 1, 0, bytes.length);
	segment(programs + 56, 2, dynamic, (needed.length + 2) * 16);
	let name = 1;
	for (const [k, each] of needed.entries()) {
		bytes.writeBigInt64LE(1n, dynamic + k * 16);
		bytes.writeBigUInt64LE(BigInt(name), dynamic + k * 16 + 8);
		name += each.length + 1;
	}
	bytes.writeBigInt64LE(5n, dynamic + needed.length * 16);
	bytes.writeBigUInt64LE(BigInt(names + 4096), dynamic + needed.length * 16 + 8);
	bytes.set(strings, names);
	return bytes;
}

describe('taue doctor', () => {
	it('says what there is, provider by provider, and exits with 0 where nothing stands in the way', async () => {
		const { code, ok, findings } = await report({});
		assert.deepEqual([code, ok], [0, true], JSON.stringify(findings));
		const about = (name: string) => findings.find((finding) => finding.about === name);
		assert.match(about('runtime')?.text ?? '', /^ONNX Runtime 1\.\d+\.\d+; this build knows cpu/);
		assert.equal(about('cpu')?.text, 'runs a small graph');
		assert.match(about('model tiny-sd15')?.text ?? '', /^128 px, 30 steps of pndm, about \d+ MB on the CPU/);
		assert.match(about('memory')?.text ?? '', /free of .*; a device may take \d+ MB/);
		for (const { state, repair } of findings) if (state === 'problem') assert.ok(repair);
	});

	it('says why a model is left out, and which is missing', async () => {
		await using folder = await scratch();
		for (const name of ['good', 'half'])
			await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, name), { recursive: true });
		await rm(join(folder.path, 'half/scheduler'), { recursive: true });
		const env = { TAUE_MODELS: folder.path, TAUE_MODEL: 'good' };
		const { findings } = await report(env);
		const half = findings.find(({ about }) => about === 'model half');
		assert.match(half?.text ?? '', /left out: The model half lacks scheduler\/scheduler_config\.json/);
		const gone = await report({ ...env, TAUE_MODEL: 'gone' });
		assert.deepEqual([gone.code, gone.ok], [1, false]);
		assert.match(gone.findings.find(({ state }) => state === 'problem')?.text ?? '', /no model "gone"\. /);
	});

	it('tells of a broken graph by the name of its model, and of the default one as what it is', async () => {
		await using folder = await scratch();
		for (const name of ['good', 'broken'])
			await cp(join(TINY_MODELS, 'tiny-sd15'), join(folder.path, name), { recursive: true });
		await writeFile(join(folder.path, 'broken/unet/model.onnx'), '');
		const env = { TAUE_MODELS: folder.path, TAUE_MODEL: 'good' };
		const { code, findings } = await report(env);
		const stateOf = (name: string) => findings.find(({ about }) => about === `model ${name}`)?.state;
		assert.deepEqual([code, stateOf('good'), stateOf('broken')], [0, 'ok', 'warning']);
		const other = await report({ ...env, TAUE_MODEL: 'broken' });
		assert.equal(other.code, 1);
		assert.match(
			other.findings.find(({ state }) => state === 'problem')?.text ?? '',
			/^unet\/model\.onnx is not a graph/,
		);
	});

	it('tells what is wrong with the configuration and looks at the rest all the same', async () => {
		const { code, findings } = await report({ PORT: 'many', TAUE_THREADS: '0' });
		assert.equal(code, 1);
		const [wrong] = findings.filter(({ state }) => state === 'problem');
		assert.match(wrong.text, /PORT[\s\S]*TAUE_THREADS/);
		assert.ok(findings.some(({ about }) => about === 'cpu'));
	});

	it('tells where nothing can be kept, also to an account with every right', {
		skip: process.platform !== 'linux',
	}, async () => {
		const { findings } = await report({ TAUE_DATA: '/proc/taue' });
		const found = findings.find(({ about }) => about === 'data folder');
		assert.deepEqual(
			[found?.state, found?.text],
			['problem', '/proc cannot be written to: nothing can be made there'],
		);
	});

	it('takes a device that is named for one that must work', {
		skip: process.platform !== 'linux' || nvidiaDriver() !== null,
	}, async () => {
		for (const env of [{ TAUE_PROVIDER: 'cuda' }, { TAUE_DEVICES: 'cpu,cuda:0' }]) {
			const { code, findings } = await report(env);
			const cuda = findings.find(({ about }) => about === 'cuda');
			assert.deepEqual([code, cuda?.state], [1, 'problem'], JSON.stringify(env));
		}
	});

	it('counts cards, and says which device is none of them', async () => {
		await using folder = await scratch();
		for (const [card, model] of [
			['0000:01:00.0', 'Model: \t NVIDIA GeForce RTX 4090\n'],
			['0000:02:00.0', ''],
		]) {
			await mkdir(join(folder.path, card));
			await writeFile(join(folder.path, card, 'information'), model);
		}
		const [both] = cards(['cuda:0', 'cuda:1', 'cpu', 'auto'], folder.path);
		assert.deepEqual([both.state, both.text], ['ok', '2: NVIDIA GeForce RTX 4090, unknown']);
		const [absent] = cards(['cuda:1', 'cuda:2'], folder.path);
		assert.equal(absent.state, 'problem');
		assert.match(absent.text, /^cuda:2 of TAUE_DEVICES is not there: the driver has 2, counted from 0$/);
		assert.deepEqual(cards(['cuda:0'], join(folder.path, 'none')), []);
	});

	it('never prints a token or a password', async () => {
		const env = {
			DISCORD_TOKEN: 'discord-s3cret',
			SLACK_BOT_TOKEN: 'xoxb-s3cret',
			SLACK_APP_TOKEN: 'xapp-s3cret',
			DATABASE_URL: 'postgres://taue:s3cret@127.0.0.1:1/taue',
		};
		for (const more of [[], ['--json']]) {
			const { code, stdout, stderr } = await taue(['doctor', ...more], { env });
			assert.equal(code, 1);
			assert.match(stdout, /database.*does not answer/s);
			assert.doesNotMatch(stdout + stderr, /s3cret/);
		}
	});

	it('measures the model on every provider that works', async () => {
		const { measured } = await report({}, '--measure');
		const cpu = measured?.find(({ provider }) => provider === 'cpu');
		assert.ok(cpu && cpu.secondsPerPass > 0);
		assert.equal(cpu.largestDifference, 0);
	});

	it('takes no words', async () => {
		assert.equal((await taue(['doctor', 'cuda'])).code, 2);
	});
});

describe('the libraries that a library links', () => {
	it('are read from its header', { skip: process.platform !== 'linux' }, () => {
		const home = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
		const binding = join(home, 'bin/napi-v6/linux', process.arch, 'onnxruntime_binding.node');
		assert.ok(neededLibraries(binding).includes('libonnxruntime.so.1'));
		assert.deepEqual(neededLibraries(join(home, 'package.json')), []);
	});

	it('tell which CUDA a provider wants, what of it is missing, and whether the driver is new enough', async () => {
		await using folder = await scratch();
		const provider = join(folder.path, 'libonnxruntime_providers_cuda.so');
		const cuda = join(folder.path, 'cuda');
		await mkdir(cuda);
		await writeFile(provider, library('libcudart.so.13', 'libcudnn.so.9', 'libc.so.6'));
		await writeFile(join(cuda, 'libcudart.so.13'), '');
		const missing = cudaLibraries(provider, [cuda], '580.65.06');
		assert.deepEqual(
			[missing.state, missing.text],
			['warning', 'the fetched provider links CUDA 13; missing: libcudnn.so.9'],
		);
		assert.match(
			missing.repair ?? '',
			/apt-get install cuda-libraries-13-0 libcudnn9-cuda-13 .*LD_LIBRARY_PATH/,
		);
		await writeFile(join(cuda, 'libcudnn.so.9'), '');
		assert.equal(findLibrary('libcudnn.so.9', [cuda]), join(cuda, 'libcudnn.so.9'));
		assert.equal(cudaLibraries(provider, [cuda], '580.65.06').state, 'ok');
		assert.match(
			cudaLibraries(provider, [cuda], '550.54.14').text,
			/CUDA 13, which needs NVIDIA's driver 580 or newer; there is 550/,
		);
		const version = join(folder.path, 'version');
		await writeFile(
			version,
			'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n',
		);
		assert.equal(nvidiaDriver(version), '580.65.06');
		const none = join(folder.path, 'none');
		assert.equal(nvidiaDriver(none, none), null);
		assert.equal(nvidiaDriver(none, version), 'unknown', 'as Windows lends it to Linux');
	});
});

describe('the CUDA libraries that are fetched', () => {
	const linux = { platform: 'linux', arch: 'x64', manifests: ['linux/x64:cuda12', 'linux/x64:cuda13'] };
	const choice = (driver: string | null, machine: Partial<Parameters<typeof chooseLibraries>[0]> = {}) =>
		chooseLibraries({ ...linux, driver, ...machine });

	it('are the newest that the driver runs', () => {
		for (const [driver, install] of [
			['525.60.13', 'cuda12'],
			['570.86.15', 'cuda12'],
			['580.65.06', 'cuda13'],
			['610.1', 'cuda13'],
			['unknown', 'cuda13'],
		] as const) {
			const chosen = choice(driver);
			assert.ok(
				chosen.kind === 'fetch' && chosen.install === install,
				`${driver}: ${JSON.stringify(chosen)}`,
			);
		}
		const older = choice('580.65.06', { manifests: ['linux/x64:cuda12'] });
		assert.ok(older.kind === 'fetch' && older.install === 'cuda12');
	});

	it('are none where they would not run, with what to do instead', () => {
		for (const [given, why, repair] of [
			[choice(null), /no NVIDIA driver/, /webgpu/],
			[choice('470.82.01'), /CUDA 12 needs NVIDIA's driver 525 or newer; there is 470/, /newer driver/],
			[choice('570.1', { manifests: ['linux/x64:cuda13'] }), /CUDA 13 needs .*580/, /newer driver/],
			[choice('580.1', { arch: 'arm64' }), /no CUDA libraries for linux on arm64/, /doctor/],
			[choice(null, { platform: 'win32' }), /DirectML/, /doctor/],
			[choice(null, { platform: 'darwin', arch: 'arm64' }), /CoreML/, /doctor/],
		] as const) {
			assert.ok(given.kind === 'nothing');
			assert.match(given.why, why);
			assert.match(given.repair, repair);
		}
	});

	it('are asked for under npm run as well, through the proxy that the environment names', async () => {
		const asked: string[] = [];
		const proxy = createServer();
		proxy.on('connect', (request, socket) => {
			asked.push(request.url ?? '');
			socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
		});
		proxy.listen(0, '127.0.0.1');
		await once(proxy, 'listening');
		const { port } = proxy.address() as AddressInfo;
		const script = createRequire(import.meta.url).resolve('onnxruntime-node/script/install.js');
		const manifest = join(HOME, 'package.json');
		const npms = { npm_config_local_prefix: HOME, npm_package_json: manifest };
		const env = fetchEnvironment({ ...npms, https_proxy: `http://127.0.0.1:${port}` });
		const [code] = await once(spawn(process.execPath, [script], { env, stdio: 'ignore' }), 'exit');
		proxy.close();
		// The proxy refuses, so nothing is fetched and nothing is replaced.
		assert.deepEqual([code, asked[0]], [1, 'api.nuget.org:443']);
	});

	it('that the installed runtime offers are names that the choice understands', () => {
		const offered: { manifests: object; requirements: Readonly<Record<string, readonly string[]>> } =
			createRequire(import.meta.url)('onnxruntime-node/script/install-metadata.js');
		const given = choice('999.1', { manifests: Object.keys(offered.manifests) });
		assert.ok(given.kind === 'fetch');
		assert.deepEqual(offered.requirements['linux/x64'], [given.install], 'what the script takes to be true');
	});
});
