import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { TestClock } from '../support/test-clock.ts';
import { openRoom } from './open-room.ts';

interface Message {
	readonly event: string;
	readonly id: string;
	readonly data: {
		readonly kind?: string;
		readonly seq?: number;
		readonly text?: string;
		readonly picture?: { readonly id: string };
		readonly progress?: { readonly preview?: string };
	};
}

/** Reads a live line until enough messages of the studio came. */
async function messages(response: Response, count: number, event = 'studio'): Promise<readonly Message[]> {
	assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
	const found: Message[] = [];
	let text = '';
	const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
	assert.ok(reader);
	while (found.length < count) {
		const { value, done } = await reader.read();
		if (done) break;
		text += value;
		const parts = text.split('\n\n');
		text = parts.pop() ?? '';
		for (const part of parts) {
			const fields = new Map(
				part.split('\n').map((row) => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 2)]),
			);
			if (fields.get('event') === event)
				found.push({ event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? 'null') });
		}
	}
	await reader.cancel();
	return found;
}

describe('the live line', () => {
	it('goes on after the last event that the page has, with nothing missed and nothing twice', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const by = { id: 'room:ben', name: 'Ben' } as const;
		for (let n = 0; n < 5; n++) test.fake.add(`a cat@left on hill ${n}`, by);
		const resumed = await test.visit('/api/events', { cookie, headers: { 'last-event-id': '2' } });
		const reading = messages(resumed, 4);
		test.fake.add('a dog@right', by);
		assert.deepEqual(
			(await reading).map((message) => [message.id, message.data.seq]),
			[3, 4, 5, 6].map((seq) => [String(seq), seq]),
		);
		const byQuery = await messages(await test.visit('/api/events?after=5', { cookie }), 1);
		assert.equal(byQuery[0]?.data.seq, 6);
	});

	it('starts from now where the page names no event', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		test.fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		const reading = messages(await test.visit('/api/events', { cookie }), 1);
		test.fake.add('a dog@left', { id: 'room:ben', name: 'Ben' });
		assert.equal((await reading)[0]?.data.seq, 2);
	});

	it('sends progress with its small preview, without a number of its own', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const { id } = test.fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		const reading = messages(await test.visit('/api/events', { cookie }), 1);
		test.fake.progress(id, 3, 20);
		const [message] = await reading;
		assert.equal(message?.id, '');
		assert.equal(message?.data.progress?.preview, 'data:image/png;base64,AQID');
	});

	it('tells notices to the one they are for', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const { you } = (await (await test.visit('/api/door', { cookie })).json()) as { you: { id: string } };
		const reading = messages(await test.visit('/api/events?after=0', { cookie }), 2);
		test.fake.happen({ kind: 'notice', to: 'room:someone-else', code: 'x', message: 'not for Ana' });
		test.fake.happen({ kind: 'notice', to: `room:${you.id}`, code: 'x', message: 'for Ana' });
		test.fake.happen({ kind: 'said', by: null, name: 'Ben', text: 'hello', messageId: 'm1' });
		assert.deepEqual(
			(await reading).map((message) => message.data.seq),
			[2, 3],
		);
	});

	it('says that the page must start anew when its number is of another log', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const found = await messages(await test.visit('/api/events?after=999', { cookie }), 1, 'reset');
		assert.equal(found.length, 1);
	});

	it('tells everyone who is there, each person once, and comings of a moment together', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		const [ana, ben] = [await test.enter('Ana'), await test.enter('Ben')];
		const lines = [];
		for (const cookie of [ana, ana, ben]) lines.push(await test.visit('/api/events', { cookie }));
		clock.advance(250);
		const [first, ...others] = lines;
		assert.ok(first);
		const [told] = await messages(first, 1, 'people');
		const people = told?.data as unknown as readonly { name: string }[];
		assert.deepEqual(people.map((person) => person.name).sort(), ['Ana', 'Ben']);
		await Promise.all(others.map((line) => line.body?.cancel()));
	});

	it('lets go of a page that takes nothing for a minute, and of no other', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const socket = connect(test.room.port, '127.0.0.1');
		t.after(() => socket.destroy());
		socket.write(
			`GET /api/events?after=0 HTTP/1.1\r\nHost: localhost:${test.room.port}\r\nCookie: ${cookie}\r\n\r\n`,
		);
		await once(socket, 'readable');
		// Nobody reads from now on, and more is said than any buffer between us holds.
		const text = 'x'.repeat(1_000_000);
		for (let n = 0; n < 40; n++) {
			test.fake.happen({ kind: 'said', by: null, name: 'Ben', text, messageId: `m${n}` });
		}
		const read = messages(await test.visit('/api/events?after=0', { cookie }), 40);
		assert.equal((await read).length, 40);
		const people = async () =>
			((await (await test.visit('/api/room', { cookie })).json()) as { people: readonly unknown[] }).people;
		assert.equal((await people()).length, 1);
		const gone = once(socket, 'close');
		clock.advance(60_000);
		socket.resume();
		await gone;
		assert.equal((await people()).length, 0);
	});

	it('leaves room for others where one address opens all the pages that it may', async (t) => {
		const test = await openRoom({ publicUrl: 'http://room.example/', trustedProxies: 1 });
		t.after(() => test.room.close());
		const ending = new AbortController();
		t.after(() => ending.abort());
		const open = async (cookie: string, address: string) =>
			(
				await test.visit('/api/events', {
					cookie,
					headers: { 'x-forwarded-for': address },
					signal: ending.signal,
				})
			).status;
		let opened = 0;
		for (let person = 0; person < 13; person++) {
			const cookie = await test.enter(`Person ${person}`);
			const answers = await Promise.all(Array.from({ length: 16 }, () => open(cookie, '203.0.113.1')));
			opened += answers.filter((status) => status === 200).length;
		}
		assert.equal(opened, 200);
		assert.equal(await open(await test.enter('Ana'), '203.0.113.2'), 200);
	});

	it('refuses an event number that is none, and more pages than anyone needs', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const bad = await test.visit('/api/events?after=soon', { cookie });
		assert.match(await bad.text(), /'soon' is no event number/);
		const open = await Promise.all(Array.from({ length: 16 }, () => test.visit('/api/events', { cookie })));
		const tooMany = await test.visit('/api/events', { cookie });
		assert.equal(tooMany.status, 429);
		assert.match(await tooMany.text(), /Too many pages of this room are open/);
		await Promise.all(open.map((response) => response.body?.cancel()));
	});

	it('ends with the room', async () => {
		const test = await openRoom();
		const cookie = await test.enter('Ana');
		const response = await test.visit('/api/events', { cookie });
		const ended = response.text().catch(() => 'cut');
		await test.room.close();
		await ended;
	});
});
