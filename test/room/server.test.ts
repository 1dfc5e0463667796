import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { downloadName } from '../../src/platforms/room/download-name.ts';
import { startRoom } from '../../src/platforms/room/index.ts';
import { StudioError } from '../../src/studio/errors.ts';
import { say } from '../../src/studio/sentences/index.ts';
import { keyIn, openRoom, refusal, silent } from './open-room.ts';

const post = (body: unknown, cookie: string) => ({
	method: 'POST',
	body: typeof body === 'string' ? body : JSON.stringify(body),
	cookie,
});
const KEY = 'a1b2c3d4e5f6';

describe('the room over HTTP', () => {
	it('serves its page, style and scripts under a strict policy without inline code', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const page = await test.visit('/');
		const policy = page.headers.get('content-security-policy') ?? '';
		for (const rule of [
			"default-src 'none'",
			"script-src 'self'",
			"style-src 'self'",
			"frame-ancestors 'none'",
			"require-trusted-types-for 'script'",
		]) {
			assert.ok(policy.includes(rule), rule);
		}
		assert.ok(!policy.includes('unsafe'));
		assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
		const html = await page.text();
		assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>/);
		assert.doesNotMatch(html, /\son\w+=|\sstyle=/);
		const scripts = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
		assert.ok(scripts.includes('/app/layout/parse.ts'), 'the parser is sent along');
		for (const path of scripts) {
			const file = await test.visit(path);
			assert.equal(file.status, 200, path);
			const text = await file.text();
			if (!path.endsWith('.ts') && !path.startsWith('/vendor/')) continue;
			assert.equal(file.headers.get('content-type'), 'text/javascript; charset=utf-8');
			assert.doesNotMatch(text, /^import type|^interface /m, path);
			for (const [, name = ''] of text.matchAll(/^\s*(?:import|export)[^;'"]*\bfrom\s*["']([^"']+)["']/gm)) {
				assert.match(name, /^[./]/, `${path} imports ${name}, which a browser cannot find`);
			}
		}
	});

	it('may be served below a path: page, scripts, cookie and links, whether the proxy leaves the path or takes it away', async (t) => {
		const test = await openRoom({ publicUrl: 'https://host.example/taue/' });
		t.after(() => test.room.close());
		assert.match(test.room.inviteUrl ?? '', /^https:\/\/host\.example\/taue\/#key=/);
		for (const path of ['/taue', '/taue/', '/taue/p/abc', '/', '/p/abc']) {
			const html = await (await test.visit(path)).text();
			const addresses = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = '']) => address);
			assert.ok(addresses.length > 10, path);
			for (const address of addresses) assert.match(address, /^\/taue\//, path);
		}
		// Every script that the page can come to is below the path too.
		const seen = new Set(['/taue/app/platforms/room/client/main.ts']);
		for (const address of seen) {
			const script = await test.visit(address);
			assert.equal(script.status, 200, address);
			const imported = (await script.text()).matchAll(/\b(?:from|import)\s*["']([./][^"']+)["']/g);
			for (const [, name = ''] of imported) seen.add(new URL(name, `http://room${address}`).pathname);
		}
		for (const address of seen) assert.match(address, /^\/taue\/(app|vendor)\//);
		assert.ok(seen.has('/taue/vendor/preact.js'));
		const entered = await test.visit('/taue/api/enter', {
			method: 'POST',
			body: JSON.stringify({ name: 'Ana', key: test.key }),
		});
		assert.match(entered.headers.get('set-cookie') ?? '', /; Path=\/taue\/;/);
		assert.equal((await test.visit('/taueapi/door')).status, 404);
		assert.equal((await test.visit('/taue?x')).status, 200);
	});

	it('answers 304 to a page that has the file, and packs what is large', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const first = await test.visit('/style.css', { headers: { 'accept-encoding': 'br' } });
		assert.equal(first.headers.get('content-encoding'), 'br');
		await first.text();
		const again = await test.visit('/style.css', {
			headers: { 'if-none-match': first.headers.get('etag') ?? '' },
		});
		assert.equal(again.status, 304);
	});

	it('sends what emoji are called, and what reads them, to whom types one', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const names = await (await test.visit('/emoji.json')).json();
		assert.deepEqual([names['🐱'], names['🏖']], ['cat', 'a beach']);
		assert.equal((await test.visit('/app/translate/named-emoji.ts')).status, 200);
		const html = await (await test.visit('/')).text();
		assert.doesNotMatch(html, /named-emoji/, 'most lines have none');
	});

	it('serves no other source than the client and the layout language', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		for (const path of [
			'/app/config.ts',
			'/app/platforms/room/members.ts',
			'/app/layout/../config.ts',
			'/app/layout/%2e%2e/config.ts',
			'/package.json',
			'/app/layout/nothing-here.ts',
		]) {
			assert.equal((await test.visit(path)).status, 404, path);
		}
	});

	it('runs what is typed as the person, with the key that makes a repeat harmless', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const answers = await Promise.all(
			[1, 2].map(async () =>
				(await test.visit('/api/command', post({ text: 'a cat@left', key: KEY }, cookie))).json(),
			),
		);
		assert.deepEqual(
			answers.map((answer) => answer.jobs[0].pictureId),
			['picture00001', 'picture00001'],
		);
		assert.equal(test.fake.pictures.size, 1);
		assert.equal(test.fake.pictures.get('picture00001')?.by?.name, 'Ana');
	});

	it('makes and changes pictures, and says what the studio refuses', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const { id } = test.fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		const move = { pictureId: id, key: KEY, action: { kind: 'move', object: 1, to: [0.5, 0.1, 0.9, 0.6] } };
		assert.equal((await test.visit('/api/act', post(move, cookie))).status, 200);
		const star = { pictureId: id, key: `${KEY}2`, action: { kind: 'star', on: true } };
		const { picture } = (await (await test.visit('/api/act', post(star, cookie))).json()) as {
			picture: { stars: number };
		};
		assert.equal(picture.stars, 1);
		const studio = test.fake.studio;
		studio.pictures.change = () =>
			Promise.reject(new StudioError('not-allowed', say('somebodyElses', 'Ben', 'delete')));
		const other = await startRoom({
			studio,
			commands: test.fake.commands,
			log: silent,
			config: {
				name: 'x',
				host: '127.0.0.1',
				port: 0,
				publicUrl: null,
				password: null,
				key: 'k',
				trustedProxies: 0,
				newcomers: 9,
			},
		});
		t.after(() => other.close());
		const origin = new URL(other.url).origin;
		const entered = await fetch(`${origin}/api/enter`, {
			method: 'POST',
			headers: { origin, 'content-type': 'application/json' },
			body: JSON.stringify({ name: 'Ana', key: keyIn(other.entranceUrl) }),
		});
		const response = await fetch(`${origin}/api/act`, {
			method: 'POST',
			headers: {
				origin,
				'content-type': 'application/json',
				cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '',
			},
			body: JSON.stringify({ pictureId: id, key: KEY, action: { kind: 'delete' } }),
		});
		assert.equal(response.status, 409);
		assert.equal((await refusal(response)).message, 'Only Ben or a moderator can delete this picture.');
	});

	it('reads only what it expects: type, size, shape', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const large = await test.visit('/api/command', post({ text: 'x'.repeat(50_000), key: KEY }, cookie));
		assert.equal(large.status, 413);
		assert.equal((await refusal(large)).message, 'The request is too large: at most 32 kB are read.');
		const broken = await test.visit('/api/command', post('{"text":', cookie));
		assert.equal((await refusal(broken)).message, 'The request is no valid JSON.');
		const form = await test.visit('/api/command', {
			...post('text=cat', cookie),
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
		});
		assert.equal(form.status, 415);
		const { id } = test.fake.add('a cat@left', { id: 'room:ben', name: 'Ben' });
		for (const action of [
			{ kind: 'fly' },
			{ kind: 'move', object: 99 },
			{ kind: 'star', on: true, extra: 1 },
		]) {
			const response = await test.visit('/api/act', post({ pictureId: id, key: KEY, action }, cookie));
			assert.equal((await refusal(response)).code, 'bad-request');
		}
		assert.equal(
			(await test.visit('/api/say', post({ text: 'x'.repeat(3000), key: KEY }, cookie))).status,
			400,
		);
	});

	it('shows no picture of another place', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const { id } = test.fake.add(
			'a cat@left',
			{ id: 'discord:1', name: 'D' },
			{ place: 'discord:1', state: 'done', bytes: 'kept' },
		);
		for (const path of [`/api/pictures/${id}`, `/api/pictures/${id}/history`, `/pictures/${id}/full`]) {
			const response = await test.visit(path, { cookie });
			assert.equal(response.status, 404, path);
			assert.match((await refusal(response)).message, /was made in this room/);
		}
	});

	it('gives pictures with a short name and tells caches that they are private', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const cookie = await test.enter('Ana');
		const { id } = test.fake.add('a red cat@left, a blue dog@right on a beach', {
			id: 'room:ben',
			name: 'Ben',
		});
		assert.equal((await refusal(await test.visit(`/pictures/${id}/full`, { cookie }))).code, 'no-bytes');
		test.fake.finish(id);
		const response = await test.visit(`/pictures/${id}/full?download`, { cookie });
		assert.equal(
			response.headers.get('content-disposition'),
			`attachment; filename="red-cat-blue-dog-${id}.png"`,
		);
		assert.match(response.headers.get('cache-control') ?? '', /^private/);
		assert.equal(response.headers.get('content-type'), 'image/png');
	});

	it('says in words why it cannot listen', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const port = Number(new URL(test.room.url).port);
		await assert.rejects(openRoom({ port }), {
			name: 'RoomStartError',
			code: 'room-cannot-listen',
			message: `Port ${port} on 127.0.0.1 is taken by another program. Choose one with PORT, for example PORT=8421.`,
		});
	});
});

describe('file names of downloads', () => {
	it('are short, plain, and never empty', async (t) => {
		const test = await openRoom();
		t.after(() => test.room.close());
		const by = { id: 'room:x', name: 'X' } as const;
		const name = (line: string, layer?: string) =>
			downloadName(test.fake.add(line, by, { id: 'abc' }), layer, 'image/png');
		assert.equal(name('猫@左'), 'picture-abc.png');
		assert.equal(name('a café@left'), 'cafe-abc.png');
		assert.equal(name('a cat@left', 'background'), 'background-abc.png');
		assert.ok(name(`${'very '.repeat(30)}long cat@left`).length <= 40 + '-abc.png'.length);
		assert.match(name('"../../etc/passwd"@left'), /^[a-z0-9-]+\.png$/);
	});
});
