import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { UploadSlots } from '../../src/platforms/room/upload-slots.ts';
import { TestClock } from '../support/test-clock.ts';
import { FakeStudio } from './fake-studio.ts';
import { openRoom, refusal, type TestRoom } from './open-room.ts';

/** A file of which only the first bytes come, over a connection that stays open. */
async function slowUpload(
	test: TestRoom,
	cookie: string,
	address = '203.0.113.1',
): Promise<{ answer: Promise<string>; end(): void }> {
	const socket = connect(test.room.port, '127.0.0.1');
	const origin = `localhost:${test.room.port}`;
	socket.write(
		`POST /api/recipe HTTP/1.1\r\nHost: ${origin}\r\nOrigin: http://${origin}\r\nCookie: ${cookie}\r\nX-Forwarded-For: ${address}\r\nContent-Type: image/png\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n`,
	);
	// The server has begun to read it.
	await once(socket, 'data');
	socket.write('PNG');
	const answer = once(socket, 'data').then(([data]) => String(data));
	return { answer, end: () => socket.destroy() };
}

const drop = (test: TestRoom, cookie: string) =>
	test.visit('/api/recipe', {
		method: 'POST',
		body: Buffer.from('no picture'),
		cookie,
		headers: { 'content-type': 'image/png' },
	});

describe('what the room lets one person ask for', () => {
	it('is two files at a time, so that slow ones keep nobody else from theirs', async (t) => {
		const test = await openRoom({}, { clock: new TestClock() });
		t.after(() => test.room.close());
		const [ana, ben] = [await test.enter('Ana'), await test.enter('Ben')];
		const slow = [await slowUpload(test, ana), await slowUpload(test, ana)];
		t.after(() => slow.map((upload) => upload.end()));
		const third = await drop(test, ana);
		assert.equal(third.status, 429);
		assert.equal(third.headers.get('retry-after'), '2');
		assert.match((await refusal(third)).message, /still being read/);
		assert.equal((await drop(test, ben)).status, 200);
	});

	it('is four slow files from one address, and as many from every other one', async (t) => {
		const test = await openRoom(
			{ publicUrl: 'http://room.example/', trustedProxies: 1 },
			{ clock: new TestClock() },
		);
		t.after(() => test.room.close());
		for (let person = 0; person < 10; person++) {
			const cookie = await test.enter(`Person ${person}`);
			const address = `203.0.113.${Math.floor(person / 2)}`;
			const slow = [await slowUpload(test, cookie, address), await slowUpload(test, cookie, address)];
			t.after(() => slow.map((upload) => upload.end()));
		}
		const from = async (address: string) =>
			test.visit('/api/recipe', {
				method: 'POST',
				body: Buffer.from('no picture'),
				cookie: await test.enter('Ana'),
				headers: { 'content-type': 'image/png', 'x-forwarded-for': address },
			});
		assert.equal((await from('203.0.113.0')).status, 429);
		assert.equal((await from('203.0.113.99')).status, 200);
	});

	it('is so many bytes that have arrived, from one address and from all', async () => {
		const slots = new UploadSlots();
		const ending = Promise.withResolvers<void>();
		const files: Promise<void>[] = [];
		/** Whether so much may arrive of a file that goes on. */
		const arrives = (person: number, megabytes: number) =>
			new Promise<boolean>((resolve) => {
				const file = slots.hold(`${person}`, `address ${Math.floor(person / 2)}`, async (arrived) => {
					arrived(megabytes * 2 ** 20);
					resolve(true);
					await ending.promise;
				});
				files.push(file.catch(() => resolve(false)));
			});
		assert.deepEqual([await arrives(0, 32), await arrives(1, 32), await arrives(1, 1)], [true, true, false]);
		for (const person of [2, 3, 4, 5, 6, 7]) assert.equal(await arrives(person, 32), true);
		assert.equal(await arrives(8, 1), false);
		ending.resolve();
		await Promise.all(files);
		assert.equal(await arrives(8, 32), true);
	});

	it('ends a file that only trickles in, and says so', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		const ana = await test.enter('Ana');
		const slow = [await slowUpload(test, ana), await slowUpload(test, ana)];
		t.after(() => slow.map((upload) => upload.end()));
		clock.advance(5_000);
		for (const { answer } of slow) assert.match(await answer, /^HTTP\/1\.1 408 [\s\S]*too slowly/);
		assert.equal((await drop(test, ana)).status, 200);
	});

	it('is so many bytes that nobody takes, which are let go of after a minute, and keep nobody else from theirs', async (t) => {
		const clock = new TestClock();
		const fake = new FakeStudio();
		const bytes = Buffer.alloc(16 * 2 ** 20);
		const { studio } = fake;
		studio.pictures.bytes = async () => ({ mime: 'image/png', bytes });
		const test = await openRoom(
			{ publicUrl: 'http://room.example/', trustedProxies: 1 },
			{ clock, studio, commands: fake.commands },
		);
		t.after(() => test.room.close());
		const path = `/pictures/${fake.add('a cat@left', { id: 'room:ben', name: 'Ben' }).id}/full`;
		const [ana, ben] = [await test.enter('Ana'), await test.enter('Ben')];
		const from = (address: string) => ({ 'x-forwarded-for': address });
		/** Asks, reads the first bytes of the answer and no more. */
		const ask = async () => {
			const socket = connect(test.room.port, '127.0.0.1');
			t.after(() => socket.destroy());
			socket.write(
				`GET ${path} HTTP/1.1\r\nHost: localhost:${test.room.port}\r\nCookie: ${ana}\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n`,
			);
			await once(socket, 'readable');
			return { socket, status: Number(/^HTTP\/1\.1 (\d+)/.exec(String(socket.read()))?.[1]) };
		};
		const unread = [];
		let last = await ask();
		for (; last.status === 200; last = await ask()) unread.push(last.socket);
		last.socket.destroy();
		assert.equal(last.status, 429);
		const taken = await test.visit(path, { cookie: ben, headers: from('203.0.113.2') });
		assert.equal((await taken.arrayBuffer()).byteLength, bytes.byteLength);
		const gone = Promise.all(unread.map((socket) => once(socket, 'close')));
		clock.advance(60_000);
		for (const socket of unread) socket.resume();
		await gone;
		const again = await test.visit(path, { cookie: ana, headers: from('203.0.113.1') });
		assert.equal((await again.arrayBuffer()).byteLength, bytes.byteLength);
	});

	it('is bounded for every route, with the time to come back, and for that person alone', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		const { id } = test.fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		const ben = await test.enter('Ben');
		const body = (given: object) => ({ method: 'POST', body: JSON.stringify({ key: 'a1b2c3d4', ...given }) });
		const routes: readonly (readonly [path: string, init?: RequestInit])[] = [
			['/api/room'],
			['/api/gallery'],
			['/api/layouts'],
			['/api/queue'],
			[`/api/pictures/${id}`],
			[`/api/pictures/${id}/history`],
			[`/pictures/${id}/thumb`],
			['/api/command', body({ text: 'help' })],
			['/api/say', body({ text: 'hello' })],
			['/api/act', body({ pictureId: id, action: { kind: 'star', on: true } })],
		];
		for (const [path, init] of routes) {
			const cookie = await test.enter('Ana');
			let tries = 0;
			let response: Response;
			do {
				response = await test.visit(path, { ...init, cookie });
				await response.arrayBuffer();
			} while (response.status !== 429 && ++tries <= 600);
			assert.equal(response.status, 429, path);
			assert.ok(Number(response.headers.get('retry-after')) >= 1, path);
			assert.equal((await test.visit('/api/queue', { cookie: ben })).status, 200, path);
			clock.advance(10_000);
		}
	});

	it('makes the snapshot of the room once for all who open it in the same second', async (t) => {
		const fake = new FakeStudio();
		const clock = new TestClock();
		let made = 0;
		const { studio } = fake;
		const { events } = studio;
		const snapshot = events.snapshot.bind(events);
		events.snapshot = (...given) => {
			made++;
			return snapshot(...given);
		};
		const test = await openRoom({}, { studio, commands: fake.commands, clock });
		t.after(() => test.room.close());
		const cookies = await Promise.all(['Ana', 'Ben', 'Cleo'].map((name) => test.enter(name)));
		const open = async (cookie: string) =>
			(await (await test.visit('/api/room', { cookie })).json()) as {
				you: { name: string };
				snapshot: { seq: number };
			};
		const opened = await Promise.all(cookies.map(open));
		assert.equal(made, 1);
		assert.deepEqual(
			opened.map(({ you }) => you.name),
			['Ana', 'Ben', 'Cleo'],
		);
		fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		clock.advance(1_000);
		assert.equal((await open(cookies[0] ?? '')).snapshot.seq, 1);
		assert.equal(made, 2);
	});
});
