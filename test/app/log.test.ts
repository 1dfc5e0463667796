import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLog } from '../../src/app/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'taue-log-'));
after(() => rmSync(folder, { recursive: true }));

describe('the log', () => {
	it('writes one JSON object a line, with the cause of an error, and hides secrets', () => {
		const path = join(folder, 'log');
		const log = createLog({ level: 'info', fd: openSync(path, 'w') });
		const err = new Error('not ready', { cause: new Error('no such model') });
		log.debug('not at this level');
		log.info({ token: 'xoxb-1', slack: { secret: 's3' }, err }, 'started');
		const lines = readFileSync(path, 'utf8').trim().split('\n');
		assert.equal(lines.length, 1);
		const entry = JSON.parse(lines[0]);
		assert.equal(entry.msg, 'started');
		assert.equal(entry.token, '(hidden)');
		assert.equal(entry.slack.secret, '(hidden)');
		assert.equal(entry.err.cause.message, 'no such model');
	});
});
