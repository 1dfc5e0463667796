import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { createLog, type Logger } from '../../src/app/log.ts';
import { redact, redactText } from '../../src/app/redact.ts';
import { dataFolder } from '../support/data-folder.ts';
import fc from '../support/properties.ts';

const folder = mkdtempSync(join(tmpdir(), 'taue-log-'));
after(() => rmSync(folder, { recursive: true }));

let logs = 0;
/** What a log writes, as text, each line checked to be one JSON object. */
function written(write: (log: Logger) => void, secrets: readonly string[] = []): string {
	const path = join(folder, String(logs++));
	write(createLog({ level: 'trace', fd: openSync(path, 'w'), secrets }));
	const text = readFileSync(path, 'utf8');
	for (const line of text.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line), 'object');
	return text;
}

describe('the log', () => {
	it('writes one JSON object a line, with the cause of an error, and hides secrets', () => {
		const path = join(folder, 'log');
		const log = createLog({ level: 'info', fd: openSync(path, 'w') });
		const err = new Error('not ready', { cause: new Error('no such model') });
		log.debug('not at this level');
		log.info({ token: 'abc', slack: { secret: 's3' }, err }, 'started');
		const lines = readFileSync(path, 'utf8').trim().split('\n');
		assert.equal(lines.length, 1);
		const entry = JSON.parse(lines[0]);
		assert.equal(entry.msg, 'started');
		assert.equal(entry.token, '(hidden)');
		assert.equal(entry.slack.secret, '(hidden)');
		assert.equal(entry.err.type, 'Error');
		assert.match(entry.err.stack, /log\.test\.ts/);
		assert.equal(entry.err.cause.message, 'no such model');
	});

	it('hides a field by its name, whatever its case and however deep it lies', () => {
		const names = [
			'token',
			'botToken',
			'SLACK_BOT_TOKEN',
			'signingSecret',
			'client_secret',
			'key',
			'roomKey',
			'x-api-key',
			'keys',
			'privateKeyPem',
			'password',
			'PASSWD',
			'Authorization',
			'proxy-authorization',
			'cookie',
			'Set-Cookie',
			'credentials',
			'databaseUrl',
			'inviteUrl',
			'moderatorUrl',
		];
		const at = fc.array(fc.constantFrom('a', 'headers', 'list', 0), { maxLength: 6 });
		fc.assert(
			fc.property(fc.constantFrom(...names), at, (name, path) => {
				const value = path.reduceRight<unknown>((inner, step) => (step === 0 ? [inner] : { [step]: inner }), {
					[name]: 'geheim',
				});
				assert.doesNotMatch(JSON.stringify(redact({ value })), /geheim/);
			}),
		);
	});

	it('hides secrets by their shape in messages, errors, stacks and JSON inside JSON', () => {
		const discord = `MTA${'x'.repeat(21)}.Gabcde.${'y'.repeat(38)}`;
		const secrets: readonly (readonly [text: string, secret: string])[] = [
			['the token xoxb-12-34-AbCd was revoked', 'xoxb-12-34-AbCd'],
			['xapp-1-A0-12-abcdef', 'xapp-1-A0-12-abcdef'],
			['authorization: Bearer hf_SECRETTOKEN', 'hf_SECRETTOKEN'],
			['Authorization: Bearer abcdefgh.ijkl', 'abcdefgh.ijkl'],
			[`login with ${discord} failed`, discord],
			['POST /webhooks/900/aW50ZXJhY3Rpb246c2VjcmV0OnRva2Vu/messages', 'aW50ZXJhY3Rpb246c2VjcmV0OnRva2Vu'],
			['postgres://taue:gehe:im@db.example/taue refuses', 'gehe:im'],
			['postgresql://taue:p@ss/w@rd@db/taue', 'p@ss/w@rd'],
			['https://draw.example.org/#key=AbCdEfGhIjKlMnOpQrStUvWx', 'AbCdEfGhIjKlMnOpQrStUvWx'],
			['GET /cb?code=1&access_token=zzzzzz HTTP/1.1', 'zzzzzz'],
			['{"botToken":"plain-secret"}', 'plain-secret'],
			[JSON.stringify({ memory: JSON.stringify({ botToken: 'plain-secret' }) }), 'plain-secret'],
			['TAUE_ROOM_PASSWORD=geheim npm start', 'geheim'],
		];
		for (const [text, secret] of secrets) {
			const lines = written((log) => {
				log.info(text);
				log.info({ detail: text, deep: [{ detail: text }] }, 'x');
				log.error({ err: new Error(text, { cause: new AggregateError([new Error(text)], text) }) }, text);
				log.child({ detail: text }).info('x');
			});
			assert.ok(!lines.includes(secret), `${secret} in ${lines}`);
			assert.ok(lines.includes('(hidden)'));
		}
	});

	it('hides the secrets of the configuration wherever they stand, whatever they look like', () => {
		const lines = written(
			(log) => log.info({ said: 'open sesame! and "x"' }, 'it was open sesame! again'),
			['open sesame!'],
		);
		assert.doesNotMatch(lines, /sesame/);
	});

	it('takes headers, maps, cycles, bytes, dates and getters as they come', () => {
		const cycle: Record<string, unknown> = {
			name: 'round',
			size: 3n,
			at: new Date(0),
			bytes: Buffer.from('x'),
		};
		cycle.self = cycle;
		const lines = written((log) =>
			log.info(
				{
					cycle,
					map: new Map([['token', 'geheim']]),
					headers: new Headers({ authorization: 'geheim' }),
					rawHeaders: ['Host', 'a', 'Cookie', 'geheim', 'Accept', '*'],
					fails: new Error('no stack', { cause: 'a string' }),
				},
				'x',
			),
		);
		assert.doesNotMatch(lines, /geheim/);
		assert.match(lines, /"self":"\(circular\)"/);
		assert.match(lines, /"bytes":"\(1 bytes\)"/);
	});

	it('keeps the words of people out of what a failing statement says', async () => {
		const database = await PGlite.create(join(await dataFolder(), 'postgres'));
		try {
			await database.exec('create table memory (part text, value text check (length(value) < 9))');
			for (const values of [
				['slack', '{"botToken":"geheim-1"}'],
				['geheim-2', 'x', 'too many'],
			]) {
				const err = await database
					.query('insert into memory values ($1, $2) -- geheim-3', values)
					.then(() => assert.fail('it was accepted'))
					.catch((error: unknown) => error);
				const lines = written((log) => log.warn({ err, deep: { cause: err } }, 'a write failed'));
				assert.doesNotMatch(lines, /geheim/);
				assert.match(lines, /"stack":"/);
			}
		} finally {
			await database.close();
		}
	});

	it('leaves ordinary words alone', () => {
		for (const text of [
			'the room is open',
			'a cat@left, a dog@right on a beach',
			'http://localhost:3000/api/pictures/abc?sort=newest',
			'The data folder /srv/taue/data is in use by process 17.',
			'keyboard, keywords: none',
		])
			assert.equal(redactText(text), text);
		assert.deepEqual(redact({ tokenizer: 'a', keyboard: 'b', port: 3000, key: null }), {
			tokenizer: 'a',
			keyboard: 'b',
			port: 3000,
			key: null,
		});
	});

	it('keeps every line readable, whatever is logged', () => {
		fc.assert(
			fc.property(fc.anything({ maxDepth: 4, withBigInt: true, withDate: true, withMap: true }), (value) => {
				written((log) => log.info({ value }, 'x'));
			}),
			{ numRuns: 50 },
		);
	});
});
