import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { VARIABLES } from '../../src/app/config.ts';
import { readEnvFile } from '../../src/app/env-file.ts';
import { helpAskedBy } from '../../src/app/start-arguments.ts';
import { strayVariables } from '../../src/app/stray-variables.ts';

describe('variables that nothing reads', () => {
	for (const [name, meant] of [
		['TAUE_DISCORD_TOKEN', 'DISCORD_TOKEN'],
		['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
		['DISCORD_TOKNE', 'DISCORD_TOKEN'],
		['discord_token', 'DISCORD_TOKEN'],
		['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
		['SLACK_SIGNING_SECERT', 'SLACK_SIGNING_SECRET'],
		['TAUE_PORT', 'PORT'],
		['TAUE_DATABASE_URL', 'DATABASE_URL'],
		['TAUE_ROM_PASSWORD', 'TAUE_ROOM_PASSWORD'],
		['TAUE_PASSWORD', 'TAUE_ROOM_PASSWORD'],
		['ROOM_PASSWORD', 'TAUE_ROOM_PASSWORD'],
		['TAUE-HOST', 'TAUE_HOST'],
	] as const) {
		it(`${name} is told with ${meant}, and never its value`, () => {
			const told = strayVariables({ [name]: 'very secret' });
			assert.equal(told.length, 1);
			assert.match(told[0], new RegExp(`^${name} is set.* Did you mean ${meant}\\?$`));
			assert.doesNotMatch(told[0], /very secret/);
		});
	}

	it('one that is like none of ours is told where it begins with our name', () => {
		assert.match(strayVariables({ TAUE_XYZZY: '1' })[0], /TAUE_XYZZY is set, but nothing reads it/);
	});

	it('ours, empty ones and other programs’ are nobody’s business', () => {
		const ours = Object.fromEntries(VARIABLES.map((name) => [name, 'x']));
		assert.deepEqual(strayVariables({ ...ours, PATH: '/bin', NODE_ENV: 'test', TAUE_PORT: '' }), []);
		assert.deepEqual(strayVariables({ DISCORD_TOKEN: 'a', DISCORD_BOT_TOKEN: 'b' }), []);
	});
});

describe('a .env file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'taue-env-'));
	after(() => rmSync(folder, { recursive: true }));
	const read = (bytes: string | Buffer) => {
		const path = join(folder, '.env');
		writeFileSync(path, bytes);
		return readEnvFile(path);
	};
	const expected = { DISCORD_TOKEN: 'a.b-c', PORT: '8421' };

	for (const [how, text] of [
		['plainly', 'DISCORD_TOKEN=a.b-c\nPORT=8421\n'],
		['with quotes', 'DISCORD_TOKEN="a.b-c"\nPORT=\'8421\''],
		['with the quotes of word processors', 'DISCORD_TOKEN=“a.b-c”\nPORT=‘8421’'],
		['with spaces and comments', '# tokens\n DISCORD_TOKEN = a.b-c \nPORT = 8421 # the room'],
		['for a shell', 'export DISCORD_TOKEN=a.b-c\nexport PORT=8421'],
		['with the line ends of Windows', 'DISCORD_TOKEN=a.b-c\r\nPORT=8421\r\n'],
		['with a mark in front', '\ufeffDISCORD_TOKEN=a.b-c\nPORT=8421'],
	] as const) {
		it(`is read, written ${how}`, () => assert.deepEqual(read(text), expected));
	}

	it('is read in UTF-16, as Windows writes it', () => {
		assert.deepEqual(read(Buffer.from('\ufeffDISCORD_TOKEN=a.b-c\r\nPORT=8421', 'utf16le')), expected);
	});

	it('is nothing where there is none', () => assert.deepEqual(readEnvFile(join(folder, 'none')), {}));
});

describe('what npm start is given', () => {
	it('is nothing, or asks for help', () => {
		assert.equal(helpAskedBy([]), null);
		for (const asked of ['--help', '-h', 'help'])
			assert.match(helpAskedBy([asked]) ?? '', /PORT=8421 npm start/);
	});

	it('is told as the variable that says the same', () => {
		assert.throws(() => helpAskedBy(['--port', '4000']), /takes no --port; .*: PORT=4000 npm start/);
		assert.throws(
			() => helpAskedBy(['--host=0.0.0.0']),
			/takes no --host; .*: TAUE_HOST=0\.0\.0\.0 npm start/,
		);
		assert.throws(() => helpAskedBy(['--discord-token', 'abc']), /: DISCORD_TOKEN=… npm start/);
		assert.throws(() => helpAskedBy(['draw']), /takes no draw/);
	});
});
