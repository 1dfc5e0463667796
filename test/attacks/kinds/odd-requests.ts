import { connect } from 'node:net';
import type { Attack } from '../attack.ts';
import { requestKey } from '../target.ts';

const PATHS = [
	'//',
	'///',
	'/\\',
	'/%',
	'/%2e%2e/%2e%2e/etc/passwd',
	'/../../etc/passwd',
	'/..%2f..%2fetc/passwd',
	'/....//etc/passwd',
	'/%00',
	'/pictures/../../etc/passwd/full',
	'/client/../../../package.json',
	'/.env',
	'/.git/config',
	'/p/..%2f..',
	'/api/pictures/../../x',
	'/%c0%ae%c0%ae/',
	'/?x=%',
	'/api/gallery?cursor=1_e99',
	'/api/gallery?cursor=0001-01-01T00:00:00.000Z_x',
	'/api/gallery?cursor=%7B%7D',
	'/api/gallery?cursor=newest:-1:x',
	'/api/gallery?cursor=99999999999999999999',
	'/api/gallery?cursor=NaN',
	'/api/gallery?cursor=2026-02-31',
	'/api/gallery?sort=x',
	'/api/events?after=1e9',
	'/api/events?after=-1',
	'/api/events?after=9007199254740993',
	'/api/events?after=x',
	'*',
	'/api/pictures/',
	`/${'a'.repeat(8000)}`,
];

/** L2: requests that no browser sends. */
export const oddRequests: Attack = {
	name: 'L2 odd requests',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const guest = await target.guest('Ana', '127.0.19.1');
		for (const path of PATHS) {
			const answer = await target.raw(
				`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nCookie: ${guest.cookie}\r\nConnection: close\r\n\r\n`,
				1000,
			);
			const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
			// A live line goes on, so its answer may be cut off.
			ground.tried(
				`GET ${path.slice(0, 60)}`,
				status < 500 && (status > 0 || answer === ''),
				answer.slice(0, 200),
			);
			ground.tried(
				`GET ${path.slice(0, 60)} reads a file`,
				!/root:|"version": "\d|\[core\]|TAUE_/.test(answer),
			);
		}
		for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'X']) {
			const answer = await target.raw(
				`${method} /api/room HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nConnection: close\r\n\r\n`,
				600,
			);
			ground.tried(`${method} /api/room`, !/^HTTP\/1\.1 [25]/.test(answer), answer.slice(0, 100));
		}
		const head = `Host: 127.0.0.1:${target.port}\r\nOrigin: ${target.url}\r\nContent-Type: application/json\r\n`;
		for (const smuggled of [
			`POST /api/enter HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
			`POST /api/enter HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
			`POST /api/enter HTTP/1.1\r\n${head}Content-Length: 3\r\nContent-Length: 30\r\n\r\n{}x`,
			`POST /api/enter HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n{}`,
			`GET /api/door HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n${'X-A: 1\r\n'.repeat(5000)}\r\n`,
			`GET /api/door HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`,
			`GET /api/door HTTP/1.1\nHost: 127.0.0.1:${target.port}\n\n`,
		]) {
			const answer = await target.raw(smuggled, 800);
			const answers = answer.match(/HTTP\/1\.1 \d+/g) ?? [];
			ground.tried(
				`smuggled ${JSON.stringify(smuggled.slice(0, 30))}`,
				answers.length <= 1 && !answers.some((line) => / [5]\d\d/.test(line)),
				answers,
			);
		}
		const bodies: readonly (readonly [string, string | Uint8Array])[] = [
			['40 kB', JSON.stringify({ text: 'x'.repeat(40_000), key: requestKey() })],
			['1 MB', Buffer.alloc(2 ** 20, 'a')],
			['16,000 brackets', '['.repeat(16_000)],
			['no JSON', '{'],
			['a number', '1'],
			['null', 'null'],
			['half a character', Buffer.from([0x22, 0xc3, 0x22])],
		];
		for (const [what, body] of bodies) {
			const { status, text } = await guest.post('/api/command', body);
			ground.tried(`a body of ${what}`, status >= 400 && status < 500, `${status} ${text}`);
		}
		const errors = () => (target.log.match(/"level":50/g) ?? []).length;
		const before = errors();
		await Promise.all(
			Array.from({ length: 60 }, () => {
				return new Promise<void>((resolve) => {
					const socket = connect(target.port, '127.0.0.1', () => {
						socket.write(`POST /api/enter HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\n{"na`, () => {
							setTimeout(() => socket.destroy(), 30);
						});
					});
					socket.on('error', () => {});
					socket.on('close', () => resolve());
				});
			}),
		);
		await new Promise((resolve) => setTimeout(resolve, 300));
		ground.tried(
			'bodies that break off are errors of ours',
			errors() === before,
			`${errors() - before} error lines`,
		);
		const lines = target.log
			.trim()
			.split('\n')
			.filter((line) => !line.startsWith('{'));
		ground.tried('lines of the log that are no JSON', lines.length === 0, lines[0]);
	},
};
