import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { cleanName, Members, sameSecret } from '../../src/platforms/room/members.ts';
import { FakeStudio } from './fake-studio.ts';
import { openRoom, refusal, type TestRoom } from './open-room.ts';

const enter = (test: TestRoom, body: object, headers: Record<string, string> = {}) =>
	test.visit('/api/enter', { method: 'POST', body: JSON.stringify(body), headers });

/** A request with headers that `fetch` would not let one set. */
function raw(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
	return new Promise((resolve, reject) => {
		request(url, { headers }, (response) => {
			let body = '';
			response.on('data', (part) => {
				body += part;
			});
			response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
		})
			.on('error', reject)
			.end();
	});
}

describe('the door of the room', () => {
	it('lets in whoever sits at the machine with a name alone, and knows them again', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const response = await enter(test, { name: '  Ana \u202e Maria ' });
		assert.equal(response.status, 200);
		const cookie = response.headers.get('set-cookie') ?? '';
		assert.match(cookie, /^taue_room=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
		const door = await (await test.visit('/api/door', { cookie: cookie.split(';')[0] ?? '' })).json();
		assert.equal(door.you.name, 'Ana Maria');
		assert.equal(door.you.moderator, false);
	});

	it('knows whom another gateway let in, also when both started for the first time at once', async (t) => {
		const shared = new FakeStudio();
		const open = () => openRoom({}, { studio: shared.studio, commands: shared.commands });
		const [one, other] = await Promise.all([open(), open()]);
		t.after(() => Promise.all([one.room.close(), other.room.close()]));
		const cookie = await one.enter('Ana');
		const door = (await (await other.visit('/api/door', { cookie })).json()) as {
			you: { name: string } | null;
		};
		assert.equal(door.you?.name, 'Ana');
	});

	it('keeps a person the same when they change their name', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const again = await test.visit('/api/enter', {
			method: 'POST',
			body: JSON.stringify({ name: 'Anna' }),
			cookie,
		});
		const { you } = (await again.json()) as { you: { id: string; name: string } };
		const before = (await (await test.visit('/api/door', { cookie })).json()) as { you: { id: string } };
		assert.equal(you.name, 'Anna');
		assert.equal(you.id, before.you.id);
	});

	it('never shows the secret of a cookie as the public id', () => {
		const members = new Members('key', null);
		const { member, cookie } = members.issue({ name: 'Ana', moderator: false });
		assert.ok(!cookie.includes(member.id));
	});

	it('refuses cookies that were altered, or made for another key or password', () => {
		const members = new Members('key', 'password');
		const { cookie } = members.issue({ name: 'Ana', moderator: false });
		assert.equal(members.recognise(cookie)?.name, 'Ana');
		assert.equal(members.recognise(cookie.replace('.p.', '.m.')), undefined);
		assert.equal(new Members('other', 'password').recognise(cookie), undefined);
		assert.equal(new Members('key', 'other').recognise(cookie), undefined);
		assert.equal(members.recognise('nonsense'), undefined);
	});

	it('tells nobody outside anything but its name', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		test.fake.add('a cat@left', { id: 'room:x', name: 'X' });
		for (const path of [
			'/api/room',
			'/api/events',
			'/api/queue',
			'/api/gallery',
			'/api/pictures/picture00001',
			'/pictures/picture00001/full',
		]) {
			const response = await test.visit(path);
			assert.equal(response.status, 401, path);
			assert.equal(
				(await refusal(response)).message,
				'Please come in first: open the room and say your name.',
			);
		}
	});

	it('asks for the key where the room can be reached from elsewhere', async (t) => {
		const test = await openRoom({ publicUrl: 'https://room.example/', key: 'the-key' });
		t.after(() => test.room.close());
		assert.equal(test.room.inviteUrl, 'https://room.example/#key=the-key');
		const without = await enter(test, { name: 'Ana' });
		assert.equal(without.status, 403);
		assert.equal(
			(await refusal(without)).message,
			'This room is open by invitation. Ask someone inside for the invite link.',
		);
		const wrong = await enter(test, { name: 'Ana', key: 'another' });
		assert.equal((await refusal(wrong)).code, 'wrong-key');
		const right = await enter(test, { name: 'Ana', key: 'the-key' });
		assert.equal(right.status, 200);
		assert.match(right.headers.get('set-cookie') ?? '', /; Secure$/);
	});

	it('asks for the key where a proxy brought the request', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const response = await enter(test, { name: 'Ana' }, { 'x-forwarded-for': '203.0.113.9' });
		assert.equal((await refusal(response)).code, 'wrong-key');
	});

	it('makes a moderator of who comes with the moderator link, and of nobody else', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const key = new URLSearchParams(new URL(test.room.moderatorUrl).hash.slice(1)).get('key');
		assert.notEqual(key, new URLSearchParams(new URL(test.room.inviteUrl).hash.slice(1)).get('key'));
		const { you } = (await (await enter(test, { name: 'Ana', key })).json()) as {
			you: { moderator: boolean };
		};
		assert.equal(you.moderator, true);
	});

	it('remembers the key that it made, so that invite links outlive a restart', async (t) => {
		const first = await openRoom();
		await first.room.close();
		const second = await openRoom({}, { studio: first.fake.studio });
		t.after(() => second.room.close());
		assert.equal(new URL(second.room.inviteUrl).hash, new URL(first.room.inviteUrl).hash);
	});

	it('asks for the password where there is one, and slows guesses down', async (t) => {
		let now = 1_000_000;
		const test = await openRoom({ password: 'rice' }, { now: () => now });
		t.after(() => test.room.close());
		for (let tries = 0; tries < 8; tries++) {
			const response = await enter(test, { name: 'Ana', password: `guess${tries}` });
			assert.equal(
				(await refusal(response)).message,
				'The password is not right. Ask the person who invited you.',
			);
		}
		const slowed = await enter(test, { name: 'Ana', password: 'rice' });
		assert.equal(slowed.status, 429);
		assert.equal(slowed.headers.get('retry-after'), '60');
		assert.equal((await refusal(slowed)).message, 'Too many wrong tries. Try again in 60 seconds.');
		now += 60_001;
		assert.equal((await enter(test, { name: 'Ana', password: 'rice' })).status, 200);
	});

	it('refuses changes that another page asks for', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		for (const origin of ['https://evil.example', 'null', `${new URL(test.room.url).origin}.evil.example`]) {
			const response = await test.visit('/api/say', {
				method: 'POST',
				body: JSON.stringify({ text: 'hi', key: '12345678' }),
				cookie,
				headers: { origin },
			});
			assert.equal(response.status, 403, origin);
			assert.match((await refusal(response)).message, /which is not the room's own page/);
		}
		assert.equal(test.fake.calls.length, 0);
	});

	it('answers to its own names alone while it is bound to this machine', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const response = await raw(`${test.room.url}api/door`, { host: 'rebound.example' });
		assert.equal(response.status, 421);
		assert.match(response.body, /does not answer to the name 'rebound.example'/);
	});
});

describe('names', () => {
	it('keep letters of any script and emoji, lose controls and overlong tails', () => {
		assert.equal(cleanName(' 田植え\u0000 '), '田植え');
		assert.equal(cleanName('👩‍🌾 Ana'), '👩‍🌾 Ana');
		assert.equal(cleanName('\u202e\u200b \n'), undefined);
		assert.equal(cleanName('a'.repeat(100)), 'a'.repeat(40));
	});

	it('secrets of different lengths compare as different', () => {
		assert.equal(sameSecret('abc', 'abc'), true);
		assert.equal(sameSecret('abc', 'abcd'), false);
		assert.equal(sameSecret('', 'x'), false);
	});
});
