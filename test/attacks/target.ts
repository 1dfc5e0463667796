import { request } from 'node:http';
import { connect } from 'node:net';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';

export interface TargetOptions {
	readonly env?: Readonly<Record<string, string>>;
	/** An existing data folder instead of an empty one. */
	readonly data?: string;
	/** Arguments of Node before the program. */
	readonly node?: readonly string[];
}

export interface Ask {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** The address that it comes from; the whole of 127.0.0.0/8 is this machine. */
	readonly from?: string;
	/** Milliseconds until an answer counts as none. */
	readonly patienceMs?: number;
}

/** Status 0: no answer came. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
	readonly ms: number;
}

export const ROOM_KEY = 'attack-suite-room-key-000';

let keys = 0;
/** A number that no other request has. */
export function requestKey(): string {
	return `attack-${process.pid}-${keys++}`;
}

/** The real program on loopback, with simulated workers, and what an attacker can reach of it. */
export class Target {
	readonly program: Program;
	readonly #metricsPort: number;
	/** All that it wrote to stderr. */
	log = '';
	#longestBlockMs = 0;
	#watching: NodeJS.Timeout | null = null;

	private constructor(program: Program, metricsPort: number) {
		this.program = program;
		this.#metricsPort = metricsPort;
		program.onLog = (line) => {
			this.log += `${line}\n`;
		};
	}

	/** @throws where it does not start */
	static async start(folder: string, { env = {}, node = [] }: TargetOptions): Promise<Target> {
		const metricsPort = await freePort();
		const program = new Program('target', [...node, '--disable-warning=ExperimentalWarning', 'src/main.ts'], {
			TAUE_DATA: folder,
			PORT: '0',
			TAUE_ENGINE: 'simulated',
			TAUE_SIMULATED_STEP_MS: '5',
			TAUE_METRICS_PORT: String(metricsPort),
			TAUE_ROOM_KEY: ROOM_KEY,
			DATABASE_URL: '',
			DISCORD_TOKEN: '',
			SLACK_BOT_TOKEN: '',
			SLACK_CLIENT_ID: '',
			HF_TOKEN: '',
			...env,
		});
		const target = new Target(program, metricsPort);
		await program.start({ waitForLine: true });
		if (!program.running) throw new Error(`the program did not start: ${target.log.slice(-2000)}`);
		target.#watch();
		return target;
	}

	/** `http://127.0.0.1:PORT`: where the room listens, whatever its links say. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get port(): number {
		const port = /"port":(\d+),"msg":"the room is open"/.exec(this.log)?.[1];
		if (port === undefined || !this.program.running) throw new Error('the room is not open');
		return Number(port);
	}

	get #isOpen(): boolean {
		return this.program.running && this.log.includes('"msg":"the room is open"');
	}

	get metricsUrl(): string {
		return `http://127.0.0.1:${this.#metricsPort}`;
	}

	/** The link that makes a moderator, where one is printed. */
	get moderatorKey(): string | null {
		const line = this.program.printed.find((each) => /moderator/i.test(each)) ?? '';
		return /#key=([\w-]+)/.exec(line)?.[1] ?? null;
	}

	/** Longest time for which the program's event loop stood still, since this was last asked; by its own metrics. */
	takeLongestBlockMs(): number {
		const longest = this.#longestBlockMs;
		this.#longestBlockMs = 0;
		return longest;
	}

	/** One request as it is given: nothing is normalised. Never rejects. */
	ask(path: string, options: Ask = {}): Promise<Answer> {
		const { method = 'GET', headers = {}, body, from = '127.0.0.1', patienceMs = 30_000 } = options;
		const start = performance.now();
		return new Promise((resolve) => {
			const none = (text: string) => resolve({ status: 0, headers: {}, text, ms: performance.now() - start });
			let port: number;
			try {
				port = this.port;
			} catch (error) {
				return none(String(error));
			}
			const asked = request(
				{
					host: '127.0.0.1',
					port,
					path,
					method,
					localAddress: from,
					agent: false,
					headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
				},
				(response) => {
					const parts: Buffer[] = [];
					response.on('data', (part: Buffer) => parts.push(part));
					response.on('error', (error) => none(String(error)));
					response.on('end', () =>
						resolve({
							status: response.statusCode ?? 0,
							headers: response.headers,
							text: Buffer.concat(parts).toString('utf8'),
							ms: performance.now() - start,
						}),
					);
				},
			);
			asked.setTimeout(patienceMs, () => asked.destroy(new Error('no answer in time')));
			asked.on('error', (error) => none(String(error)));
			asked.end(body);
		});
	}

	/** A request of the room's own page. */
	post(path: string, body: unknown, options: Ask = {}): Promise<Answer> {
		return this.ask(path, {
			method: 'POST',
			...options,
			headers: {
				'content-type': 'application/json',
				origin: this.#isOpen ? this.url : 'http://127.0.0.1',
				host: this.#isOpen ? `127.0.0.1:${this.port}` : '127.0.0.1',
				...options.headers,
			},
			body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
		});
	}

	/** Comes in with the key of the invite link. @throws where the room refuses */
	async guest(name: string, from = '127.0.0.1', key = ROOM_KEY): Promise<Guest> {
		const answer = await this.post('/api/enter', { name, key }, { from });
		const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0];
		if (answer.status !== 200) throw new Error(`${name} may not come in: ${answer.status} ${answer.text}`);
		return new Guest(this, cookie, from);
	}

	/** Bytes as they are, over a socket of their own; what came back within the time. */
	raw(bytes: string, waitMs = 1500): Promise<string> {
		return new Promise((resolve) => {
			let heard = '';
			const socket = connect(this.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
			const done = () => {
				clearTimeout(timer);
				socket.destroy();
				resolve(heard);
			};
			const timer = setTimeout(done, waitMs);
			socket.on('data', (data) => {
				heard += data.toString('latin1');
			});
			socket.on('error', done);
			socket.on('close', done);
		});
	}

	/** Whether it still answers, and its numbers too. */
	async isWell(): Promise<boolean> {
		if (!this.program.running) return false;
		const [door, metrics] = await Promise.all([
			this.ask('/api/door'),
			fetch(`${this.metricsUrl}/metrics`).then(
				({ status }) => status,
				() => 0,
			),
		]);
		return door.status === 200 && metrics === 200;
	}

	#watch(): void {
		let first = true;
		const read = async () => {
			try {
				const text = await (await fetch(`${this.metricsUrl}/metrics`)).text();
				const seconds = [...text.matchAll(/^\w*event_?loop\w*(?:max|longest|block)\w* ([\d.e+-]+)$/gm)];
				// The first reading speaks of the start.
				if (!first)
					for (const [, value] of seconds)
						this.#longestBlockMs = Math.max(this.#longestBlockMs, 1000 * Number(value));
				first = false;
			} catch {
				// It is ending, or was ended.
			}
			if (this.#watching !== null) this.#watching = setTimeout(read, 300);
		};
		this.#watching = setTimeout(read, 0);
	}

	async stop(): Promise<void> {
		if (this.#watching !== null) clearTimeout(this.#watching);
		this.#watching = null;
		await this.program.stop();
	}
}

/** Somebody inside the room. */
export class Guest {
	readonly #target: Target;
	readonly cookie: string;
	readonly from: string;

	constructor(target: Target, cookie: string, from: string) {
		this.#target = target;
		this.cookie = cookie;
		this.from = from;
	}

	#with(options: Ask): Ask {
		return { from: this.from, ...options, headers: { cookie: this.cookie, ...options.headers } };
	}

	get(path: string, options: Ask = {}): Promise<Answer> {
		return this.#target.ask(path, this.#with(options));
	}

	post(path: string, body: unknown, options: Ask = {}): Promise<Answer> {
		return this.#target.post(path, body, this.#with(options));
	}

	type(text: string, more: object = {}): Promise<Answer> {
		return this.post('/api/command', { text, key: requestKey(), ...more });
	}

	drop(png: Uint8Array, options: Ask = {}): Promise<Answer> {
		return this.post('/api/recipe', png, { ...options, headers: { 'content-type': 'image/png' } });
	}

	/** Asks for a picture; its id, or null where it was refused. */
	async draw(line: string): Promise<string | null> {
		const answer = await this.type(line);
		return /"pictureId":"([\w-]+)"/.exec(answer.text)?.[1] ?? null;
	}

	/** The state in which a picture ends, or in which it still is when the time is over. */
	async ends(id: string, withinMs = 20_000): Promise<string> {
		const until = performance.now() + withinMs;
		for (;;) {
			const state = /"state":"(\w+)"/.exec((await this.get(`/api/pictures/${id}`)).text)?.[1] ?? 'unknown';
			if (!['queued', 'running', 'unknown'].includes(state) || performance.now() > until) return state;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}
