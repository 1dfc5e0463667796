import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import {
	ConfigError,
	deviceEnvironment,
	type Environment,
	loadConfig,
	VARIABLES,
} from '../../src/app/config.ts';

function messageOf(env: Environment): string {
	try {
		loadConfig(env);
	} catch (error) {
		assert.ok(error instanceof ConfigError);
		assert.equal(error.code, 'config');
		return error.message;
	}
	throw assert.fail('the configuration was accepted');
}

it('words of ours are read in any capitals, with spaces between devices', () => {
	const { room, log, device, workers } = loadConfig({
		TAUE_ROOM: 'OFF',
		TAUE_LOG: 'DEBUG',
		TAUE_PROVIDER: 'CUDA',
		TAUE_DEVICES: 'cuda:0, CUDA:1',
	});
	assert.equal(room, null);
	assert.equal(log, 'debug');
	assert.equal(device.provider, 'cuda');
	assert.deepEqual(workers.devices, ['cuda:0', 'cuda:1']);
});

it('a folder may begin with the home folder’s sign', () => {
	assert.equal(loadConfig({ TAUE_MODELS: '~/models' }).models.folder, join(homedir(), 'models'));
	assert.equal(loadConfig({ TAUE_MODELS: '~models' }).models.folder, resolve('~models'));
});

it('a device process inherits what is this process\u2019s own, and no secret', () => {
	const kept = { ...process.env };
	Object.assign(process.env, {
		TAUE_THREADS: '2',
		SLACK_BOT_TOKEN: 'xoxb-1',
		DATABASE_URL: 'postgres://a:b@c/d',
	});
	try {
		const given = deviceEnvironment();
		assert.equal(Object.getPrototypeOf(given), null);
		assert.equal(given.TAUE_THREADS, '2');
		assert.equal(given.PATH, process.env.PATH);
		assert.equal('SLACK_BOT_TOKEN' in given || 'DATABASE_URL' in given, false);
	} finally {
		for (const name of ['TAUE_THREADS', 'SLACK_BOT_TOKEN', 'DATABASE_URL']) {
			if (kept[name] === undefined) delete process.env[name];
			else process.env[name] = kept[name];
		}
	}
});

describe('the configuration', () => {
	it('needs nothing: the room on this machine, the built-in model, no platform', () => {
		const config = loadConfig({});
		assert.deepEqual(config.room, {
			name: 'TAUE',
			host: '127.0.0.1',
			port: 3000,
			publicUrl: null,
			password: null,
			key: null,
			newcomers: 60,
			trustedProxies: 0,
		});
		assert.equal(config.models.name, 'nae');
		assert.equal(config.models.folder, resolve(import.meta.dirname, '../../models'));
		assert.ok(isAbsolute(config.store.folder));
		assert.equal(config.store.databaseUrl, null);
		assert.equal(config.device.provider, 'auto');
		assert.equal(config.discord, null);
		assert.equal(config.slack, null);
	});

	it('takes an empty variable for one that is not set', () => {
		assert.equal(loadConfig({ PORT: '', DISCORD_TOKEN: '', TAUE_THREADS: '' }).room?.port, 3000);
	});

	it('takes an address and a host as people write them, and says what they cannot hold', () => {
		const room = (env: Record<string, string>) => loadConfig(env).room;
		assert.equal(room({ TAUE_ROOM_URL: ' https://Host//taue// ' })?.publicUrl, 'https://host/taue/');
		assert.equal(room({ TAUE_ROOM_URL: 'https://host/my room/' })?.publicUrl, 'https://host/my%20room/');
		assert.equal(room({ TAUE_HOST: '[::]', PORT: ' 80 ' })?.host, '::');
		assert.equal(room({ TAUE_ROOM_PASSWORD: ' a b ' })?.password, ' a b ');
		for (const end of ['?x=1', '#key=1'])
			assert.match(messageOf({ TAUE_ROOM_URL: `https://host/${end}` }), /TAUE_ROOM_URL .* behind \? or #/);
		for (const host of ['http://0.0.0.0', '0.0.0.0:8080', '*', 'my host'])
			assert.match(
				messageOf({ TAUE_HOST: host }),
				/TAUE_HOST .* such as 0\.0\.0\.0.*the port stands in PORT/,
			);
	});

	it('names every wrong variable at once, with what was given', () => {
		const message = messageOf({ PORT: '99999', TAUE_PROVIDER: 'gpu', DATABASE_URL: 'mysql://u:geheim@h/d' });
		assert.match(message, /PORT is "99999": it must be from 0 to 65535/);
		assert.match(message, /TAUE_PROVIDER is "gpu": it must be auto, cpu, cuda/);
		assert.match(message, /DATABASE_URL is \(hidden\): it must be an address that starts with postgres:\/\//);
		assert.match(message, /See \.env\.example/);
	});

	it('takes no web address with a password in it, and prints none', () => {
		for (const name of [
			'HF_ENDPOINT',
			'TAUE_ROOM_URL',
			'DISCORD_API',
			'SLACK_API_URL',
			'SLACK_REDIRECT_URL',
		]) {
			const message = messageOf({ [name]: 'https://user:geheim@mirror.example/' });
			assert.match(
				message,
				new RegExp(`${name} is \\(hidden\\): it must be an address without a name and a password`),
			);
			assert.doesNotMatch(message, /geheim/);
			assert.doesNotMatch(messageOf({ [name]: 'ftp://user:geheim@mirror.example/' }), /geheim/);
		}
	});

	it('never prints a secret', () => {
		const message = messageOf({ SLACK_BOT_TOKEN: 'geheim', SLACK_APP_TOKEN: 'geheim' });
		assert.doesNotMatch(message, /geheim/);
		assert.match(message, /SLACK_BOT_TOKEN is \(hidden\): it must start with xoxb-/);
	});

	it('asks for the other half of a Slack configuration', () => {
		assert.match(
			messageOf({ SLACK_BOT_TOKEN: 'xoxb-1' }),
			/neither SLACK_APP_TOKEN .* nor SLACK_SIGNING_SECRET/,
		);
		const { slack } = loadConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
		assert.equal(slack?.appToken, 'xapp-1');
	});

	it('takes a list of devices, one device by default, or none', () => {
		assert.deepEqual(loadConfig({}).workers.devices, ['auto']);
		assert.deepEqual(loadConfig({ TAUE_PROVIDER: 'cpu' }).workers.devices, ['cpu']);
		assert.deepEqual(loadConfig({ TAUE_DEVICES: 'cuda:0,cuda:1' }).workers.devices, ['cuda:0', 'cuda:1']);
		assert.deepEqual(loadConfig({ TAUE_DEVICES: 'none' }).workers.devices, []);
		assert.match(
			messageOf({ TAUE_DEVICES: 'cuda 0' }),
			/TAUE_DEVICES is "cuda 0": it must be none, or devices/,
		);
	});

	it('turns the room off where that is asked for', () => {
		assert.equal(loadConfig({ TAUE_ROOM: 'off' }).room, null);
	});

	it('explains every variable in .env.example, and only those', async () => {
		const example = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
		const explained = [...example.matchAll(/^# .*\n([A-Z_]+)=$/gm)].map(([, name]) => name);
		assert.deepEqual(explained.toSorted(), [...VARIABLES].toSorted());
	});

	it('gives nothing at all in .env.example, so that a copy changes nothing', async () => {
		const example = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
		const names = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];
		assert.ok(names.length > 0);
		assert.deepEqual(
			loadConfig(Object.fromEntries(names.map(([, name, value]) => [name, value]))),
			loadConfig({}),
		);
	});
});
