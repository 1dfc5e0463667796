import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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

	it('tells everyone who is there, each person once', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const [ana, ben] = [await test.enter('Ana'), await test.enter('Ben')];
		const first = await test.visit('/api/events', { cookie: ana });
		const second = await test.visit('/api/events', { cookie: ana });
		const reading = messages(first, 3, 'people');
		const third = await test.visit('/api/events', { cookie: ben });
		const last = (await reading).at(-1)?.data as unknown as readonly { name: string }[];
		assert.deepEqual(last.map((person) => person.name).sort(), ['Ana', 'Ben']);
		await Promise.all([second.body?.cancel(), third.body?.cancel()]);
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
