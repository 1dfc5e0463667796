import type { IncomingMessage, ServerResponse } from 'node:http';
import { TaueError } from '../../taue-error.ts';
import type { Clock } from '../platform.ts';

/** A request that the room refuses; it becomes a JSON body and a status. */
export class RoomError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'RoomError';
	readonly code: string;
	readonly status: number;
	readonly retryAfterMs: number | undefined;

	constructor(status: number, code: string, message: string, retryAfterMs?: number) {
		super(message);
		this.status = status;
		this.code = code;
		this.retryAfterMs = retryAfterMs;
	}
}

/** What is wrong, and in how many seconds it may be tried again. */
export function againIn(said: string, waitMs: number): string {
	return `${said} Try again in ${Math.ceil(waitMs / 1000)} seconds.`;
}

/** Bytes of a request body; a line is at most 2,000 characters, so this is generous. */
const BODY_LIMIT_BYTES = 32 * 1024;

/** Sent with every answer. Scripts, styles and connections come from the room itself and from nowhere else. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
	'content-security-policy': [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self' data: blob:",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; '),
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
};

/**
 * The path and query that were asked for.
 * @param base - path that the room is served at, without a slash at its end; a proxy may leave it or take it away
 * @throws RoomError where they are none
 */
export function urlOf(request: IncomingMessage, base: string): URL {
	const whole = request.url ?? '/';
	const below = whole.startsWith(base) ? whole.slice(base.length) : whole;
	const asked = below === '' || below.startsWith('?') ? `/${below}` : below.startsWith('/') ? below : whole;
	const url = asked.startsWith('/') ? URL.parse(`http://room.invalid${asked}`) : null;
	if (url === null) {
		throw new RoomError(400, 'bad-address', `'${asked.slice(0, 100)}' is no address in this room.`);
	}
	return url;
}

/** Reads a JSON body. @throws RoomError on a wrong type, too many bytes or broken JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
	const type = request.headers['content-type'] ?? '';
	if (!/^application\/json\b/i.test(type)) {
		throw new RoomError(
			415,
			'not-json',
			`Send JSON: the content type was '${type}', expected 'application/json'.`,
		);
	}
	const body = await readBody(request, BODY_LIMIT_BYTES, `${BODY_LIMIT_BYTES / 1024} kB`);
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw new RoomError(400, 'not-json', 'The request is no valid JSON.');
	}
}

/**
 * Reads a file as it is.
 * @param arrived - told of every part; what it throws ends the reading
 * @throws RoomError on a wrong type, too many bytes, or a line so slow that others would wait for it
 */
export async function readFileBody(
	request: IncomingMessage,
	mostBytes: number,
	clock: Clock,
	arrived: (bytes: number) => void = () => {},
): Promise<Buffer> {
	const type = request.headers['content-type'] ?? '';
	if (!/^(application\/octet-stream|image\/[\w.+-]+)$/i.test(type)) {
		throw new RoomError(
			415,
			'not-a-file',
			`Send the file itself: the content type was '${type}', expected 'image/png' or 'application/octet-stream'.`,
		);
	}
	return readBody(request, mostBytes, `${mostBytes / 2 ** 20} MB`, clock, arrived);
}

/** A file has to arrive at this rate, looked at every few seconds. */
const SLOWEST_BYTES_PER_SECOND = 16 * 1024;
const LOOK_EVERY_MS = 5_000;

/** @param clock - ends a body that only trickles in; absent: the server's own time limit is enough */
function readBody(
	request: IncomingMessage,
	mostBytes: number,
	most: string,
	clock: Clock | null = null,
	arrived: (bytes: number) => void = () => {},
): Promise<Buffer> {
	const tooLarge = () =>
		new RoomError(413, 'too-large', `The request is too large: at most ${most} are read.`);
	if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.reject(tooLarge());
	return new Promise((resolve, reject) => {
		const parts: Buffer[] = [];
		let bytes = 0;
		let sinceLook = 0;
		let timer: { clear(): void } | null = null;
		// The request itself stays whole, so that it can still be answered.
		const end = () => {
			timer?.clear();
			request.off('data', onData);
			request.pause();
		};
		const refuse = (error: RoomError) => {
			end();
			reject(error);
		};
		const onData = (part: Buffer) => {
			bytes += part.length;
			sinceLook += part.length;
			if (bytes > mostBytes) return refuse(tooLarge());
			try {
				arrived(part.length);
			} catch (error) {
				return refuse(error as RoomError);
			}
			parts.push(part);
		};
		const look = () => {
			if (sinceLook < (SLOWEST_BYTES_PER_SECOND * LOOK_EVERY_MS) / 1000) return refuse(tooSlow());
			sinceLook = 0;
			timer = clock?.setTimeout(look, LOOK_EVERY_MS) ?? null;
		};
		timer = clock?.setTimeout(look, LOOK_EVERY_MS) ?? null;
		request.on('data', onData);
		request.once('end', () => {
			end();
			request.off('close', cutOff);
			resolve(Buffer.concat(parts));
		});
		// Whoever goes away in the middle hears nothing of it, and it is nobody's mistake here.
		const cutOff = () =>
			refuse(new RoomError(400, 'cut-off', 'The request ended before all of it had come.'));
		request.once('error', cutOff);
		request.once('close', cutOff);
	});
}

function tooSlow(): RoomError {
	return new RoomError(
		408,
		'too-slow',
		`The file came too slowly: at least ${SLOWEST_BYTES_PER_SECOND / 1024} kB a second are needed. Try again on a better line, or with a smaller file.`,
	);
}

export function cookies(request: IncomingMessage): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const part of (request.headers.cookie ?? '').split(';')) {
		const at = part.indexOf('=');
		if (at > 0) found.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
	}
	return found;
}

export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	const text = JSON.stringify(body);
	response.writeHead(status, {
		...SECURITY_HEADERS,
		'content-type': 'application/json; charset=utf-8',
		'cache-control': 'no-store',
		'content-length': String(Buffer.byteLength(text)),
		...headers,
	});
	response.end(text);
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name in a `Host` header, without the port. */
export function hostName(host: string): string {
	return host.replace(/:\d+$/, '').toLowerCase();
}

export function isLoopbackName(name: string): boolean {
	return LOOPBACK_NAMES.has(name) || name.endsWith('.localhost');
}

export function isLoopbackAddress(address: string | undefined): boolean {
	return address === undefined || address === '::1' || /^(::ffff:)?127\./.test(address);
}
