import type { Attack } from '../attack.ts';
import { ROOM_KEY, requestKey } from '../target.ts';

/** M6: a proxy on this machine opens the room to nobody. */
export const proxies: Attack = {
	name: 'M6 proxies',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const here = { host: `127.0.0.1:${target.port}`, origin: target.url };
		const proxied: readonly Readonly<Record<string, string>>[] = [
			{},
			{ 'x-forwarded-for': '203.0.113.5' },
			{ 'x-real-ip': '203.0.113.5' },
			{ 'cf-connecting-ip': '203.0.113.5' },
			{ 'true-client-ip': '203.0.113.5' },
			{ 'x-forwarded-host': 'draw.example' },
			{ 'x-forwarded-proto': 'https' },
			{ 'x-forwarded-port': '443' },
			{ forwarded: 'for=203.0.113.5' },
			{ via: '1.1 proxy' },
		];
		for (const headers of proxied) {
			const what = Object.keys(headers)[0] ?? 'no header at all';
			const entered = await target.post(
				'/api/enter',
				{ name: 'Stranger' },
				{ from: '127.0.12.1', headers: { ...here, ...headers } },
			);
			ground.tried(
				`a stranger behind a proxy that sends ${what} comes in`,
				entered.status !== 200,
				`${entered.status} ${entered.text}`,
			);
			const { status, text } = await target.ask('/api/room', { headers: { ...here, ...headers } });
			ground.tried(`${what}: the room is read`, status === 401, status);
			ground.tried(`${what}: the key is told`, !text.includes(ROOM_KEY));
			const door = await target.ask('/api/door', { headers: { ...here, ...headers } });
			ground.tried(`${what}: the door tells a key`, !door.text.includes(ROOM_KEY));
		}
	},
};

/** Host names, origins and content types: what foreign pages can send. */
export const foreignPages: Attack = {
	name: 'foreign pages',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const { port } = target;
		const hosts = [
			'evil.example',
			`evil.example:${port}`,
			'127.0.0.1.evil.example',
			'localhost.evil.example',
			'evil.example#localhost',
			'127.0.0.1@evil.example',
			'0.0.0.0',
			'[::ffff:7f00:1]',
			'2130706433',
			'127.1',
			'LOCALHOST.',
			' ',
			'xn--localhost',
			`127.0.0.1:${port}.evil.example`,
		];
		for (const host of hosts) {
			const { status } = await target.ask('/api/door', { headers: { host } });
			ground.tried(`Host: ${host}`, status === 421 || status === 400, status);
		}
		for (const raw of [
			`GET http://evil.example/api/door HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
			`GET /api/door HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
			'GET /api/door HTTP/1.1\r\n\r\n',
		]) {
			const answer = await target.raw(raw, 600);
			ground.tried(
				`raw ${JSON.stringify(raw.slice(0, 60))}`,
				/^HTTP\/1\.1 4\d\d/.test(answer),
				answer.slice(0, 60),
			);
		}
		const guest = await target.guest('Ana', '127.0.13.1');
		const say = () => ({ text: 'x', key: requestKey() });
		for (const origin of [
			'https://evil.example',
			'null',
			'',
			`http://localhost.evil.example:${port}`,
			`http://127.0.0.1:${port + 1}`,
			`http://evil.example:${port}`,
			`https://127.0.0.1`,
			'file://',
			`http://user@evil.example`,
			'chrome-extension://abc',
		]) {
			const { status } = await guest.post('/api/say', say(), { headers: { origin } });
			ground.tried(`Origin: ${origin}`, status === 403, status);
		}
		const none = await target.ask('/api/say', {
			method: 'POST',
			headers: { cookie: guest.cookie, 'content-type': 'application/json' },
			body: JSON.stringify(say()),
		});
		ground.tried('no origin', none.status === 403, none.status);
		for (const type of [
			'text/plain',
			'application/x-www-form-urlencoded',
			'multipart/form-data; boundary=x',
			'text/plain; application/json',
			'',
			'application/jsonp',
			'text/json',
		]) {
			const { status } = await guest.post('/api/say', say(), { headers: { 'content-type': type } });
			ground.tried(`Content-Type: ${type}`, status === 415, status);
		}
		for (const cookie of [
			'taue_room=x',
			`${guest.cookie}x`,
			guest.cookie.slice(0, -2),
			'taue_room=',
			guest.cookie.replace(/=.*/, '=__proto__'),
			`${guest.cookie.split('=')[0]}=${'a'.repeat(24)}.${'b'.repeat(10)}.m.${'c'.repeat(43)}`,
		]) {
			const { status } = await target.ask('/api/room', { headers: { cookie } });
			ground.tried('a forged cookie', status === 401, status);
		}
		for (const path of ['/', '/api/door', '/nowhere', '/api/room', '/icon.svg']) {
			const { headers } = await target.ask(path);
			const missing = [
				'content-security-policy',
				'x-content-type-options',
				'x-frame-options',
				'referrer-policy',
				'cross-origin-opener-policy',
				'cross-origin-resource-policy',
				'permissions-policy',
			].filter((name) => headers[name] === undefined);
			ground.tried(`headers of ${path}`, missing.length === 0, missing);
		}
		const entered = await target.post('/api/enter', { name: 'Ben', key: ROOM_KEY }, { from: '127.0.13.2' });
		const flags = String(entered.headers['set-cookie']);
		ground.tried(
			'the cookie has no HttpOnly, SameSite=Strict',
			/HttpOnly/i.test(flags) && /SameSite=Strict/i.test(flags),
			flags.replace(/=[^;]*/, '='),
		);
	},
};

/** L5: a cookie belongs to one room, is renewed by coming in, and ends by leaving. */
export const cookies: Attack = {
	name: 'L5 cookies',
	short: true,
	async run(ground) {
		const [one, other] = [await ground.shared(), await ground.fresh()];
		const first = await one.guest('Ana', '127.0.14.1');
		const second = await other.guest('Ana', '127.0.14.2');
		ground.tried(
			'two rooms on one machine share a name of the cookie',
			first.cookie.split('=')[0] !== second.cookie.split('=')[0],
			first.cookie.split('=')[0],
		);
		const again = await one.post(
			'/api/enter',
			{ name: 'Victim', key: ROOM_KEY },
			{ from: '127.0.14.3', headers: { cookie: first.cookie } },
		);
		const renewed = String(again.headers['set-cookie'] ?? '').split(';')[0];
		ground.tried('coming in keeps a planted cookie', renewed !== '' && renewed !== first.cookie);
		const planted = await one.ask('/api/room', { headers: { cookie: first.cookie } });
		ground.tried('the planted cookie still opens the room', planted.status === 401, planted.status);
		const left = await one.post('/api/leave', {}, { headers: { cookie: renewed } });
		ground.tried('leaving fails', left.status === 200, left.status);
		const after = await one.ask('/api/room', { headers: { cookie: renewed } });
		ground.tried('the cookie of somebody who left opens the room', after.status === 401, after.status);
	},
};

/** L11: numbers are for this machine, and names can be seen. */
export const metrics: Attack = {
	name: 'L11 metrics and names',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const { port } = new URL(target.metricsUrl);
		for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`]) {
			for (const path of ['/metrics', '/health']) {
				const answer = await askMetrics(Number(port), path, host);
				ground.tried(`${path} to ${host}`, !/^HTTP\/1\.1 200/.test(answer), answer.slice(0, 30));
			}
		}
		for (const name of [
			'\u3164',
			'\u2800',
			'\u3164\u3164',
			'\u115f',
			'\uffa0',
			'\u200d',
			'\u00ad',
			'\u0301',
			'\u{1d159}',
			'\u{16fe4}',
			'\u2060',
			' ',
			'\u0000',
			'\ud800',
		]) {
			const { status } = await target.post('/api/enter', { name, key: ROOM_KEY }, { from: '127.0.15.1' });
			ground.tried(`a name of U+${name.codePointAt(0)?.toString(16)} alone`, status === 400, status);
		}
	},
};

async function askMetrics(port: number, path: string, host: string): Promise<string> {
	const { connect } = await import('node:net');
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () =>
			socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
		);
		let heard = '';
		socket.on('data', (data) => {
			heard += data.toString('latin1');
		});
		socket.on('close', () => resolve(heard));
		socket.on('error', () => resolve(heard));
	});
}
