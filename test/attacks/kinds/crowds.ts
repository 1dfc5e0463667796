import { connect, type Socket } from 'node:net';
import type { Attack } from '../attack.ts';
import { slowestAnswerDuring } from '../slowest-answer.ts';
import { type Guest, ROOM_KEY, requestKey, type Target } from '../target.ts';

/** A live line that is opened and, unless it is asked for, never read. */
function openLine(
	target: Target,
	cookie: string,
	from: string,
	path = '/api/events',
): Promise<{ status: number; socket: Socket }> {
	return new Promise((resolve) => {
		const socket = connect({ port: target.port, host: '127.0.0.1', localAddress: from }, () =>
			socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nCookie: ${cookie}\r\n\r\n`),
		);
		socket.once('data', (data) => {
			socket.pause();
			resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1'))?.[1] ?? 0), socket });
		});
		socket.once('error', () => resolve({ status: 0, socket }));
	});
}

/** M4: people and their live lines cost something. */
export const identities: Attack = {
	name: 'M4 identities',
	async run(ground) {
		const target = await ground.fresh();
		const from = '127.0.6.1';
		let inside = 0;
		const cookies: string[] = [];
		const slowestMs = await slowestAnswerDuring(target, async () => {
			for (let i = 0; i < 300; i++) {
				const answer = await target.post('/api/enter', { name: `M${i}`, key: ROOM_KEY }, { from });
				if (answer.status !== 200) continue;
				inside++;
				cookies.push(String(answer.headers['set-cookie'] ?? '').split(';')[0]);
			}
		});
		ground.tried('one address makes new people without end', inside <= 150, `${inside} of 300`);
		ground.tried('others wait meanwhile', slowestMs < 1500, `${Math.round(slowestMs)} ms`);
		const lines = await Promise.all(
			Array.from({ length: 300 }, (_, i) => openLine(target, cookies[i % cookies.length], from)),
		);
		const open = lines.filter(({ status }) => status === 200).length;
		ground.tried('one address holds live lines without end', open <= 200, `${open} of 300`);
		const ana = await target.guest('Ana', '127.0.6.2');
		const hers = await openLine(target, ana.cookie, '127.0.6.2');
		ground.tried('a newcomer from elsewhere gets no line', hers.status === 200, hers.status);
		const drawn = await ana.type('a cat@left --steps 2');
		ground.tried('a newcomer from elsewhere cannot draw', drawn.status === 200, drawn.text);
		for (const { socket } of [...lines, hers]) socket.destroy();
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};

/**
 * What is asked for and never read fills nobody's memory, and is served to those who read. Simulated pictures are
 * small; large ones are asked for in `test/room/limits.test.ts`.
 */
export const neverReading: Attack = {
	name: 'M4 readers who never read',
	async run(ground) {
		const target = await ground.fresh();
		const from = '127.0.42.1';
		const mallory = await target.guest('Mallory', from);
		const ana = await target.guest('Ana', '127.0.42.2');
		const small = await mallory.draw('a cat@left --steps 2 --size 512x512');
		if (small === null || (await mallory.ends(small)) !== 'done') throw new Error('no picture');
		const enlarged = await mallory.draw(`upscale ${small} 4`);
		const large = enlarged !== null && (await mallory.ends(enlarged)) === 'done' ? enlarged : small;
		const path = `/pictures/${large}/full`;
		const size = Number((await ana.get(path, { method: 'HEAD' })).headers['content-length']);
		const before = await buffersMb(target);
		const asked: Awaited<ReturnType<typeof openLine>>[] = [];
		for (let i = 0; i < 10; i++) asked.push(await openLine(target, mallory.cookie, from));
		for (let batch = 0; batch < 8; batch++) {
			const lines = Array.from({ length: 50 }, () => openLine(target, mallory.cookie, from, path));
			asked.push(...(await Promise.all(lines)));
		}
		for (let i = 0; i < 60; i++)
			await mallory.post('/api/say', { text: 'x'.repeat(1900), key: requestKey() });
		const grown = (await buffersMb(target)) - before;
		ground.tried(
			'400 answers that nobody reads fill the memory',
			grown < 100,
			`${grown} MB, of ${size} bytes each`,
		);
		const { status } = await ana.get(path);
		ground.tried('who reads gets no picture', status === 200, status);
		const line = await openLine(target, ana.cookie, ana.from);
		ground.tried('who reads gets no live line', line.status === 200, line.status);
		for (const { socket } of [...asked, line]) socket.destroy();
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};

/** What waits to be read lies in buffers. */
async function buffersMb(target: Target): Promise<number> {
	const text = await (await fetch(`${target.metricsUrl}/metrics`)).text();
	return Math.round(Number(/^nodejs_external_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20);
}

/** M8: wrong guesses lock nobody else out, and get nowhere. */
export const guesses: Attack = {
	name: 'M8 guesses',
	async run(ground) {
		const target = await ground.fresh({ env: { TAUE_ROOM_PASSWORD: 'correct horse' } });
		let compared = 0;
		const asked: Promise<void>[] = [];
		for (let address = 1; address <= 12; address++) {
			for (let i = 0; i < 9; i++) {
				asked.push(
					target
						.post(
							'/api/enter',
							{ name: 'M', key: ROOM_KEY, password: `wrong ${i}` },
							{ from: `127.0.7.${address}` },
						)
						.then(({ status }) => {
							if (status === 403) compared++;
							ground.tried('a wrong password lets in', status !== 200, status);
						}),
				);
			}
		}
		await Promise.all(asked);
		const ana = await target.post(
			'/api/enter',
			{ name: 'Ana', key: ROOM_KEY, password: 'correct horse' },
			{ from: '127.0.7.99' },
		);
		ground.tried(
			'twelve addresses lock an innocent one out',
			ana.status === 200,
			`${ana.status} ${ana.text}`,
		);
		ground.tried('every guess is compared', compared < 108, `${compared} of 108`);
	},
};

/** M9: votes, stars and reads are limited as everything else. */
export const votes: Attack = {
	name: 'M9 votes and reads',
	async run(ground) {
		const target = await ground.fresh();
		const mallory = await target.guest('Mallory', '127.0.8.1');
		const ana = await target.guest('Ana', '127.0.8.2');
		const id = await ana.draw('a cat@left --steps 2');
		if (id === null) throw new Error('no picture to vote for');
		await ana.ends(id);
		let voted = 0;
		for (let i = 0; i < 400; i++) {
			const action =
				i % 2 === 0 ? { kind: 'vote', value: i % 4 === 0 ? 1 : -1 } : { kind: 'star', on: i % 4 === 1 };
			if ((await mallory.post('/api/act', { pictureId: id, key: requestKey(), action })).status === 200)
				voted++;
		}
		ground.tried('one person votes without end', voted <= 200, `${voted} of 400`);
		let read = 0;
		const slowestMs = await slowestAnswerDuring(target, async () => {
			await Promise.all(
				Array.from({ length: 300 }, async (_, i) => {
					const { status } = await mallory.get(i % 2 ? '/api/room' : '/api/gallery');
					if (status === 200) read++;
				}),
			);
		});
		ground.tried('one person reads without end', read <= 150, `${read} of 300`);
		ground.tried('reads make others wait', slowestMs < 1500, `${Math.round(slowestMs)} ms`);
		let said = 0;
		for (let i = 0; i < 200; i++) {
			if ((await mallory.post('/api/say', { text: `line ${i}`, key: requestKey() })).status === 200) said++;
		}
		ground.tried('one person talks without end', said <= 150, `${said} of 200`);
		ground.tried(
			'Ana cannot vote meanwhile',
			(await ana.post('/api/act', { pictureId: id, key: requestKey(), action: { kind: 'vote', value: 1 } }))
				.status === 200,
		);
	},
};

/** L9: files that take long to arrive keep nobody else's waiting. */
export const slowUploads: Attack = {
	name: 'L9 slow uploads',
	async run(ground) {
		const target = await ground.fresh();
		// One person with many files, and many with two each.
		const slow = Array.from({ length: 12 }, () => '127.0.10.1');
		for (let n = 11; n <= 16; n++) slow.push(`127.0.10.${n}`, `127.0.10.${n}`);
		const guests = new Map<string, Guest>();
		for (const from of new Set(slow)) guests.set(from, await target.guest('Mallory', from));
		const ana = await target.guest('Ana', '127.0.10.2');
		const sockets = await Promise.all(
			slow.map((from) => {
				return new Promise<Socket>((resolve) => {
					const socket = connect({ port: target.port, host: '127.0.0.1', localAddress: from }, () => {
						socket.write(
							`POST /api/recipe HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nOrigin: ${target.url}\r\nCookie: ${guests.get(from)?.cookie}\r\n` +
								'Content-Type: image/png\r\nContent-Length: 1000000\r\n\r\n\x89PNG',
							'latin1',
							() => resolve(socket),
						);
					});
					socket.on('error', () => resolve(socket));
				});
			}),
		);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const { status, text } = await ana.drop(Buffer.from('no picture'), { patienceMs: 8000 });
		ground.tried("others' drops are refused", status === 200, `${status} ${text}`);
		for (const socket of sockets) socket.destroy();
		// Nobody speaks at all on these.
		const silent = await Promise.all(
			Array.from(
				{ length: 300 },
				() =>
					new Promise<Socket>((resolve) => {
						const socket = connect({ port: target.port, host: '127.0.0.1', localAddress: '127.0.10.3' }, () =>
							resolve(socket),
						);
						socket.on('error', () => resolve(socket));
					}),
			),
		);
		const door = await target.ask('/api/door', { from: '127.0.10.4' });
		ground.tried('300 silent connections keep the door shut', door.status === 200 && door.ms < 2000, door.ms);
		for (const socket of silent) socket.destroy();
	},
};

/** L8: a clock that is set back lengthens nobody's wait. */
export const clocks: Attack = {
	name: 'L8 clocks',
	async run(ground) {
		// Stands in for the machine's clock; SIGUSR2 sets it back by two hours.
		const jump = `const real = Date.now; let back = 0; Date.now = () => real.call(Date) - back; process.on('SIGUSR2', () => { back = 7_200_000; });`;
		const target = await ground.fresh({
			node: ['--import', `data:text/javascript,${encodeURIComponent(jump)}`],
		});
		const from = '127.0.11.1';
		for (let i = 0; i < 9; i++)
			await target.post('/api/enter', { name: 'M', key: `wrong-key-${i}-wrong-key` }, { from });
		process.kill(Number(target.program.pid), 'SIGUSR2');
		await new Promise((resolve) => setTimeout(resolve, 200));
		const { status, headers, text } = await target.post(
			'/api/enter',
			{ name: 'M', key: 'wrong-key-wrong-key' },
			{ from },
		);
		const wait = Number(headers['retry-after'] ?? 0);
		ground.tried('after eight wrong tries', status !== 200 && wait <= 300, `wait ${wait} s: ${text}`);
		const id = await (await target.guest('Ana', '127.0.11.2')).draw('a cat@left --steps 2');
		ground.tried('nothing is accepted any more', id !== null);
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};
