import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import fc, { tries } from '../support/properties.ts';
import { type TestStudio, testStudio } from '../support/studio.ts';
import { TestClock } from '../support/test-clock.ts';
import { openRoom, type TestRoom } from './open-room.ts';

describe('any request to the room', () => {
	let open: TestStudio;
	let test: TestRoom;
	let cookie: string;
	const logged: unknown[] = [];
	const clock = new TestClock();
	before(async () => {
		open = await testStudio({});
		const log = { info() {}, warn() {}, error: (...entry: unknown[]) => void logged.push(entry) };
		test = await openRoom({ newcomers: 100_000 }, { studio: open.studio, commands, log, clock });
		cookie = await test.enter('Ana');
		await open.studio.drawing.draw({
			place: { id: 'room:main' },
			person: { id: 'room:ben', name: 'Ben' },
			line: 'a cat@left -n 3',
			idempotencyKey: 'any-request',
		});
	});
	after(async () => {
		await test.room.close();
		await open.close();
	});

	/** The status of the answer, whatever is asked; 0 where the client itself would not send it. */
	async function ask(
		method: string,
		path: string,
		body: string | null,
		headers: Record<string, string> = {},
	): Promise<number> {
		clock.advance(60_000);
		const status = await new Promise<number>((resolve, reject) => {
			const origin = `http://localhost:${test.room.port}`;
			const sent = request(
				{
					host: '127.0.0.1',
					port: test.room.port,
					method,
					path,
					headers: { host: `localhost:${test.room.port}`, origin, cookie, ...headers },
				},
				(response) => {
					resolve(response.statusCode ?? 0);
					response.destroy();
				},
			);
			sent.on('error', (error: NodeJS.ErrnoException) =>
				error.code === 'ERR_UNESCAPED_CHARACTERS' ? resolve(0) : reject(error),
			);
			sent.end(body ?? undefined);
		});
		// Who has left comes in again: from outside there is little to ask.
		if (method === 'POST' && path.startsWith('/api/leave')) cookie = await test.enter('Ana');
		return status;
	}

	const PATHS = [
		'/',
		'//',
		'/p/x',
		'/api/door',
		'/api/enter',
		'/api/leave',
		'/api/room',
		'/api/events',
		'/api/gallery',
		'/api/layouts',
		'/api/queue',
		'/api/pictures/x',
		'/api/pictures/_',
		'/api/pictures/x/history',
		'/pictures/x/full',
		'/pictures/x/layer-99',
		'/api/command',
		'/api/recipe',
		'/api/act',
		'/api/say',
		'/app/layout/parse.ts',
		'/style.css',
		'http://elsewhere.example/',
		'*',
	];
	const printable = fc.string({ unit: fc.constantFrom(...'/?#&=%.:@[]\\~ab01-_+;,*!'), maxLength: 12 });
	const path = fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom(...PATHS) },
		fc.tuple(fc.constantFrom(...PATHS), printable).map(([start, end]) => start + end),
		printable.map((end) => `/${end}`),
	);
	const odd = fc.constantFrom<unknown>(
		null,
		true,
		-1,
		0,
		Number.MAX_VALUE,
		2 ** 53,
		'',
		'\u0000',
		'x'.repeat(70),
		'2026-02-31 00:00:00+00',
		'9999-99-99',
		'infinity',
		'0000-01-01 00:00:00+00',
		'2026-01-01 00:00:00+15',
		'2026-11-26 12:00:00.123456+00',
		'%',
		'aaaa00000000',
		{},
		[],
	);
	const cursor = fc.oneof(
		fc
			.oneof(odd, fc.array(odd, { maxLength: 4 }), fc.json())
			.map((value) =>
				Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toString('base64url'),
			),
		fc.string(),
	);
	const query = fc
		.dictionary(
			fc.constantFrom('sort', 'starred', 'cursor', 'after', 'download', '__proto__'),
			fc.oneof(cursor, fc.constantFrom('newest', 'stars', 'votes', '1', '-1', '1e3', 'NaN')),
			{ maxKeys: 3 },
		)
		.map((entries) => new URLSearchParams(entries).toString());

	it('is answered without a fault of the room, and without an error in the log', async () => {
		const any = fc.record({
			method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY'),
			path,
			query: fc.option(query, { nil: '' }),
			body: fc.option(fc.oneof(fc.json(), fc.string()), { nil: null }),
			headers: fc.record(
				{
					'content-type': fc.constantFrom(
						'application/json',
						'image/png',
						'text/plain',
						'application/json;;',
					),
					'last-event-id': fc.constantFrom('', '-1', '1e99', 'x', '0x10', '99999999999999999999', '0'),
					'accept-language': fc.constantFrom('', ';;', 'ja', 'x'.repeat(300), '*;q=x'),
					'if-none-match': fc.constantFrom('*', '"x"'),
				},
				{ requiredKeys: [] },
			),
		});
		await fc.assert(
			fc.asyncProperty(any, async ({ method, path: asked, query: rest, body, headers }) => {
				const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
				const status = await ask(method, rest === '' ? asked : `${asked}?${rest}`, body, given);
				assert.ok(status < 500, `${method} ${asked}?${rest}: ${status}`);
				assert.deepEqual(logged, []);
				// Leaving is among the requests.
				if (status === 401) cookie = await test.enter('Ana');
			}),
			{ numRuns: tries(400) },
		);
	});

	it('for a page of the gallery gets the page, or hears that the cursor is none', async () => {
		const made = fc
			.tuple(odd, odd, odd)
			.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(made, cursor),
				fc.constantFrom('newest', 'stars', 'votes'),
				async (text, sort) => {
					const status = await ask(
						'GET',
						`/api/gallery?${new URLSearchParams({ sort, cursor: text })}`,
						null,
					);
					assert.ok(status === 200 || status === 400, `${text}: ${status}`);
					assert.deepEqual(logged, []);
				},
			),
			{ numRuns: tries(300) },
		);
	});

	it('that breaks off in the middle is nobody’s mistake', async () => {
		const host = `localhost:${test.room.port}`;
		for (const path of ['/api/say', '/api/recipe', '/api/enter']) {
			const type = path === '/api/recipe' ? 'image/png' : 'application/json';
			const socket = connect(test.room.port, '127.0.0.1');
			const closed = new Promise((resolve) => socket.once('close', resolve));
			socket.write(
				`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${cookie}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n`,
			);
			await new Promise((resolve) => socket.once('data', resolve));
			socket.destroy();
			await closed;
		}
		// Whatever the room makes of it, it has done so before it answers this.
		assert.equal(await ask('GET', '/api/door', null), 200);
		assert.deepEqual(logged, []);
	});
});
