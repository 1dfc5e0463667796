import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { roomKeys, sameSecret } from '../../src/platforms/room/keys.ts';
import { cleanName, Members, SESSION_DAYS } from '../../src/platforms/room/members.ts';
import { TestClock } from '../support/test-clock.ts';
import { FakeStudio } from './fake-studio.ts';
import { keyIn, openRoom, refusal, type TestRoom } from './open-room.ts';

/** Whoever sits at the machine; `key: undefined` comes with none. */
const enter = (test: TestRoom, body: object, headers: Record<string, string> = {}) =>
	test.visit('/api/enter', { method: 'POST', body: JSON.stringify({ key: test.key, ...body }), headers });

const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';

interface You {
	readonly id: string;
	readonly name: string;
	readonly moderator: boolean;
}
const you = async (test: TestRoom, cookie: string): Promise<You | null> =>
	((await (await test.visit('/api/door', { cookie })).json()) as { you: You | null }).you;

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
	it('lets in whoever sits at the machine with the address that was printed, and knows them again', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const response = await enter(test, { name: '  Ana \u202e Maria ' });
		assert.equal(response.status, 200);
		assert.match(
			response.headers.get('set-cookie') ?? '',
			new RegExp(`^taue_room_${test.room.port}=[\\w.-]+; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict$`),
		);
		const ana = await you(test, cookieOf(response));
		assert.equal(ana?.name, 'Ana Maria');
		assert.equal(ana?.moderator, false);
	});

	it('takes a name alone from nobody, and says where the key is', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const response = await enter(test, { name: 'Ana', key: undefined });
		assert.equal(response.status, 403);
		assert.match((await refusal(response)).message, /the address that the program printed/);
		const door = (await (await test.visit('/api/door')).json()) as { needs: object };
		assert.deepEqual(door.needs, { key: true, password: false, local: true });
	});

	it('takes the printed key straight from this machine only', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		for (const name of [
			'x-forwarded-for',
			'x-forwarded-host',
			'x-forwarded-proto',
			'x-forwarded-port',
			'x-real-ip',
			'cf-connecting-ip',
			'cf-ray',
			'true-client-ip',
			'forwarded',
			'via',
		]) {
			const response = await enter(test, { name: 'Ana' }, { [name]: '203.0.113.9' });
			assert.equal(response.status, 403, name);
			clock.advance(60_000);
		}
	});

	it('prints another key at every start, and one that fits no other room', async (t) => {
		const [one, other] = await Promise.all([openRoom(), openRoom()]);
		t.after(() => Promise.all([one.room.close(), other.room.close()]));
		assert.notEqual(one.key, other.key);
		assert.equal((await enter(one, { name: 'Ana', key: other.key })).status, 403);
	});

	it('knows whom another gateway let in, also when both started for the first time at once', async (t) => {
		const shared = new FakeStudio();
		const open = () => openRoom({}, { studio: shared.studio, commands: shared.commands });
		const [one, other] = await Promise.all([open(), open()]);
		t.after(() => Promise.all([one.room.close(), other.room.close()]));
		const value = (await one.enter('Ana')).split('=')[1];
		assert.equal((await you(other, `taue_room_${other.room.port}=${value}`))?.name, 'Ana');
	});

	it('keeps a person the same when they change their name', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const before = await you(test, cookie);
		const again = await enter(test, { name: 'Anna', key: undefined }, { cookie });
		assert.deepEqual(await you(test, cookieOf(again)), { ...before, name: 'Anna' });
	});

	it('gives a new cookie to whoever comes in, and ends the one that they brought', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const planted = await test.enter('Mallory');
		const [first, second] = await Promise.all(
			[1, 2].map(() => enter(test, { name: 'Ana', key: undefined }, { cookie: planted })),
		);
		// However often it is brought, one session comes of it.
		assert.deepEqual([first?.ok, second?.ok].toSorted(), [false, true]);
		assert.equal(await you(test, planted), null);
	});

	it('ends a session on the server when its person leaves', async (t) => {
		const shared = new FakeStudio();
		const clock = new TestClock();
		const open = () => openRoom({}, { studio: shared.studio, commands: shared.commands, clock });
		const [one, other] = await Promise.all([open(), open()]);
		t.after(() => Promise.all([one.room.close(), other.room.close()]));
		const cookie = await one.enter('Ana');
		const elsewhere = `taue_room_${other.room.port}=${cookie.split('=')[1]}`;
		assert.equal((await you(other, elsewhere))?.name, 'Ana');
		const stream = await one.visit('/api/events', { cookie });
		const left = await one.visit('/api/leave', { method: 'POST', body: '{}', cookie });
		assert.match(left.headers.get('set-cookie') ?? '', /Max-Age=0/);
		await stream.text();
		assert.equal(await you(one, cookie), null);
		clock.advance(2_000);
		assert.equal(await you(other, elsewhere), null);
	});

	it('makes nobody a moderator by what members can know', async (t) => {
		const test = await openRoom({
			publicUrl: 'https://room.example/',
			key: 'the-invite-key-0',
			password: 'rice',
		});
		t.after(() => test.room.close());
		const sealed = (key: Buffer | string, text: string) =>
			createHmac('sha256', key).update(text).digest('base64url');
		const entered = await enter(test, { name: 'Ana', password: 'rice' });
		const cookie = cookieOf(entered).slice('taue_room_main='.length);
		for (const key of [
			sealed('the-invite-key-0', 'moderator').slice(0, 24),
			sealed('the-invite-key-0', 'moderator').slice(0, 32),
			Buffer.from(hkdfSync('sha256', 'the-invite-key-0', 'rice', 'taue room moderator v2', 32))
				.toString('base64url')
				.slice(0, 32),
		]) {
			assert.equal((await enter(test, { name: 'Ana', password: 'rice', key })).status, 403);
		}
		const seals = ['taue room cookie v1', 'taue room cookie v2'].flatMap((info) =>
			['', 'rice'].map((salt) => Buffer.from(hkdfSync('sha256', 'the-invite-key-0', salt, info, 32))),
		);
		const body = cookie.slice(0, cookie.lastIndexOf('.'));
		for (const seal of seals) {
			for (const forged of [
				body,
				`${body}.m`,
				`${'A'.repeat(24)}.${Buffer.from('Eve').toString('base64url')}.m`,
			]) {
				assert.equal(await you(test, `taue_room_main=${forged}.${sealed(seal, forged)}`), null);
			}
		}
		assert.equal((await you(test, `taue_room_main=${cookie}`))?.moderator, false);
	});

	it('gives the invite key to members of a room that others can reach, and to nobody else', async (t) => {
		const welcome = async (test: TestRoom) =>
			(await (await test.visit('/api/room', { cookie: await test.enter('Ana') })).json()) as { key: unknown };
		const [local, open] = await Promise.all([openRoom(), openRoom({ publicUrl: 'https://room.example/' })]);
		t.after(() => Promise.all([local.room.close(), open.room.close()]));
		assert.equal((await welcome(local)).key, null);
		assert.equal((await welcome(open)).key, keyIn(open.room.inviteUrl));
	});

	it('refuses cookies that were altered, too old, or made for another key, password or room', async () => {
		const { memory } = new FakeStudio().studio;
		let today = 20_000;
		const members = async (key: string, password: string, kept = memory) => {
			const { seal } = await roomKeys(kept, { key, password });
			return new Members(
				seal,
				kept,
				() => 0,
				() => today,
			);
		};
		const here = await members('key', 'password');
		const { cookie } = await here.issue({ name: 'Ana', moderator: false });
		assert.equal((await here.recognise(cookie))?.member.name, 'Ana');
		assert.equal((await (await members('key', 'password')).recognise(cookie))?.member.name, 'Ana');
		const end = cookie.lastIndexOf('.');
		for (let at = 0; at < cookie.length; at++) {
			// The last letter of a signature carries bits that nobody reads.
			if (at === end || at === cookie.length - 1) continue;
			const other = cookie[at] === 'A' ? 'B' : 'A';
			assert.equal(await here.recognise(`${cookie.slice(0, at)}${other}${cookie.slice(at + 1)}`), undefined);
		}
		for (const other of [
			members('other', 'password'),
			members('key', 'other'),
			members('key', 'password', new FakeStudio().studio.memory),
		]) {
			assert.equal(await (await other).recognise(cookie), undefined);
		}
		assert.equal(await here.recognise('nonsense'), undefined);
		today += SESSION_DAYS + 1;
		assert.equal(await here.recognise(cookie), undefined);
	});

	it('reads a role from the server and not out of the cookie', async () => {
		const { memory } = new FakeStudio().studio;
		const { seal } = await roomKeys(memory, { key: 'key', password: null });
		let now = 0;
		const members = new Members(seal, memory, () => now);
		const { cookie, session } = await members.issue({ name: 'Ana', moderator: true });
		assert.equal((await members.recognise(cookie))?.member.moderator, true);
		await memory.delete('room', `moderator ${session}`);
		now += 2_000;
		assert.equal((await members.recognise(cookie))?.member.moderator, false);
	});

	it('forgets what is kept of a session when its cookie is too old to be taken, and not before', async () => {
		const { memory } = new FakeStudio().studio;
		const { seal } = await roomKeys(memory, { key: 'key', password: null });
		let today = 20_000;
		const members = new Members(
			seal,
			memory,
			() => 0,
			() => today,
		);
		const { session } = await members.issue({ name: 'Ana', moderator: true });
		const ended = await members.issue({ name: 'Ben', moderator: false });
		await members.end(ended.session);
		const kept = async () => {
			await members.issue({ name: 'Somebody', moderator: false });
			return [
				(await memory.get('room', `moderator ${session}`)) !== null,
				(await memory.get('room', `ended ${ended.session}`)) !== null,
			];
		};
		today += SESSION_DAYS;
		assert.deepEqual(await kept(), [true, true]);
		assert.equal(await members.recognise(ended.cookie), undefined);
		today += 1;
		assert.deepEqual(await kept(), [false, false]);
		assert.equal(await members.recognise(ended.cookie), undefined);
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
		const without = await enter(test, { name: 'Ana', key: undefined });
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

	it('makes a moderator of who comes with the moderator link, and of nobody else', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const key = keyIn(test.room.moderatorUrl);
		assert.notEqual(key, test.key);
		const response = await enter(test, { name: 'Ana', key });
		assert.equal((await you(test, cookieOf(response)))?.moderator, true);
		const renamed = await enter(test, { name: 'Anna', key: undefined }, { cookie: cookieOf(response) });
		assert.equal((await you(test, cookieOf(renamed)))?.moderator, true);
	});

	it('names an address of this machine where it listens on all of them', async (t) => {
		const test = await openRoom({ host: '0.0.0.0' });
		t.after(() => test.room.close());
		const { hostname, port } = new URL(test.room.inviteUrl ?? '');
		const own = Object.values(networkInterfaces())
			.flatMap((each) => each ?? [])
			.filter(({ family, internal }) => family === 'IPv4' && !internal);
		assert.ok(own.length === 0 ? hostname === 'localhost' : own.some(({ address }) => address === hostname));
		assert.equal((await fetch(`http://${hostname}:${port}/api/door`)).status, 200);
	});

	it('remembers the key that it made, so that invite links outlive a restart', async (t) => {
		const first = await openRoom({ publicUrl: 'http://room.example/' });
		await first.room.close();
		const second = await openRoom({ publicUrl: 'http://room.example/' }, { studio: first.fake.studio });
		t.after(() => second.room.close());
		assert.equal(second.room.inviteUrl, first.room.inviteUrl);
	});

	it('asks for the password where there is one, and slows guesses down', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({ password: 'rice' }, { clock });
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
		assert.equal(slowed.headers.get('retry-after'), '8');
		assert.equal((await refusal(slowed)).message, 'Too many wrong tries. Try again in 8 seconds.');
		clock.advance(7_500);
		assert.equal((await enter(test, { name: 'Ana', password: 'rice' })).status, 200);
	});

	it('lets in who brings what is right, however many others guess', async (t) => {
		const clock = new TestClock();
		const test = await openRoom(
			{ publicUrl: 'http://room.example/', password: 'rice', trustedProxies: 1 },
			{ clock },
		);
		t.after(() => test.room.close());
		const from = (address: string, password: string) =>
			enter(test, { name: 'Ana', password }, { 'x-forwarded-for': address });
		for (let address = 1; address <= 10; address++) {
			for (let tries = 0; tries < 8; tries++) await from(`203.0.113.${address}`, 'guess');
		}
		// From now on wrong answers wait, and right ones do not.
		let answered = false;
		const wrong = from('203.0.113.99', 'guess').then((response) => {
			answered = true;
			return response;
		});
		assert.equal((await from('203.0.113.100', 'rice')).status, 200);
		assert.equal(answered, false);
		clock.advance(250);
		assert.equal((await wrong).status, 403);
	});

	it('lets in who brings the right key, whatever was guessed at their address', async (t) => {
		const test = await openRoom({ publicUrl: 'http://room.example/' });
		t.after(() => test.room.close());
		for (let tries = 0; tries < 20; tries++) await enter(test, { name: 'Ana', key: `guess${tries}` });
		assert.equal((await enter(test, { name: 'Ana', key: 'guess' })).status, 429);
		assert.equal((await enter(test, { name: 'Ana' })).status, 200);
	});

	it('believes as many entries of X-Forwarded-For as there are proxies, and counts IPv6 by networks', async (t) => {
		const limited = async (trustedProxies: number, headers: (tries: number) => string) => {
			const test = await openRoom({ publicUrl: 'http://room.example/', trustedProxies });
			t.after(() => test.room.close());
			let last = 0;
			for (let tries = 0; tries < 9; tries++) {
				const forwarded = { 'x-forwarded-for': headers(tries) };
				last = (await enter(test, { name: 'Ana', key: 'guess' }, forwarded)).status;
			}
			return last === 429;
		};
		assert.equal(await limited(0, (tries) => `203.0.113.${tries}`), true);
		assert.equal(await limited(1, (tries) => `203.0.113.${tries}`), false);
		assert.equal(await limited(1, (tries) => `203.0.113.${tries}, 198.51.100.1`), true);
		assert.equal(await limited(2, (tries) => `203.0.113.${tries}, 198.51.100.1`), false);
		assert.equal(await limited(2, (tries) => `203.0.113.${tries}`), true);
		assert.equal(await limited(1, (tries) => `2001:db8:1:2:${tries}::1`), true);
		assert.equal(await limited(1, (tries) => `2001:db8:1:${tries}::1`), false);
	});

	it('lets in so many new people from one address in a minute, and those who were here before', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({ newcomers: 3 }, { clock });
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		await test.enter('Ben');
		await test.enter('Cleo');
		const fourth = await enter(test, { name: 'Dan' });
		assert.equal(fourth.status, 429);
		assert.equal(fourth.headers.get('retry-after'), '20');
		assert.equal((await enter(test, { name: 'Anna' }, { cookie })).status, 200);
		clock.advance(20_000);
		assert.equal((await enter(test, { name: 'Dan' })).status, 200);
	});

	it('takes so many new names of one person in a minute, and keeps nobody else from theirs', async (t) => {
		const clock = new TestClock();
		const test = await openRoom({}, { clock });
		t.after(() => test.room.close());
		let cookie = await test.enter('Ana');
		const ben = await test.enter('Ben');
		let last = await enter(test, { name: 'Ana' }, { cookie });
		for (let tries = 1; last.status === 200; tries++) {
			assert.ok(tries <= 100);
			cookie = last.headers.get('set-cookie')?.split(';')[0] ?? '';
			last = await enter(test, { name: `Ana ${tries}` }, { cookie });
		}
		assert.equal(last.status, 429);
		assert.equal((await enter(test, { name: 'Benno' }, { cookie: ben })).status, 200);
		clock.advance(60_000);
		assert.equal((await enter(test, { name: 'Anna' }, { cookie })).status, 200);
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
		assert.equal(cleanName('\u3164'), undefined);
		assert.equal(cleanName('\u2800\u2800'), undefined);
		assert.equal(cleanName('\ud800A'), 'A');
		assert.equal(cleanName('a'.repeat(100)), 'a'.repeat(40));
	});

	it('secrets of different lengths compare as different', () => {
		assert.equal(sameSecret('abc', 'abc'), true);
		assert.equal(sameSecret('abc', 'abcd'), false);
		assert.equal(sameSecret('', 'x'), false);
	});
});
