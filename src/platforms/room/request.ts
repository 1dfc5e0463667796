import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that the room refuses; it becomes a JSON body and a status. */
export class RoomError extends Error {
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

/** Reads a file as it is. @throws RoomError on a wrong type or too many bytes. */
export async function readFileBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
	const type = request.headers['content-type'] ?? '';
	if (!/^(application\/octet-stream|image\/[\w.+-]+)$/i.test(type)) {
		throw new RoomError(
			415,
			'not-a-file',
			`Send the file itself: the content type was '${type}', expected 'image/png' or 'application/octet-stream'.`,
		);
	}
	return readBody(request, mostBytes, `${mostBytes / 2 ** 20} MB`);
}

async function readBody(request: IncomingMessage, mostBytes: number, most: string): Promise<Buffer> {
	const tooLarge = () =>
		new RoomError(413, 'too-large', `The request is too large: at most ${most} are read.`);
	if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
	const parts: Buffer[] = [];
	let bytes = 0;
	for await (const part of request) {
		bytes += part.length;
		if (bytes > mostBytes) throw tooLarge();
		parts.push(part);
	}
	return Buffer.concat(parts);
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
