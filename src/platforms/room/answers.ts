import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants as zlib } from 'node:zlib';
import type { Asset } from './assets.ts';
import { SECURITY_HEADERS } from './request.ts';
import { toWire } from './to-wire.ts';

/** JSON larger than this is compressed. */
const WORTH_PACKING_BYTES = 4096;
const pack = promisify(brotliCompress);

/** Answers with JSON, packed where that is worth the while: a full wall is half a megabyte. */
export async function send(response: ServerResponse, value: unknown): Promise<void> {
	await sendText(response, toWire(value));
}

/** As `send`, with what is JSON already. */
export async function sendText(response: ServerResponse, json: string): Promise<void> {
	const plain = Buffer.from(json);
	const packs = plain.length > WORTH_PACKING_BYTES && acceptsBrotli(response.req);
	const body = packs ? await pack(plain, { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } }) : plain;
	response.writeHead(200, {
		...SECURITY_HEADERS,
		'content-type': 'application/json; charset=utf-8',
		'cache-control': 'no-store',
		'content-length': String(body.length),
		...(packs ? { 'content-encoding': 'br' } : {}),
	});
	response.end(body);
}

function acceptsBrotli(request: IncomingMessage): boolean {
	return /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

export function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
	const headers = {
		...SECURITY_HEADERS,
		etag: asset.etag,
		'cache-control': 'no-cache',
		vary: 'accept-encoding',
	};
	if (request.headers['if-none-match'] === asset.etag) {
		response.writeHead(304, headers).end();
		return;
	}
	const packed = asset.brotli !== undefined && acceptsBrotli(request) ? asset.brotli : undefined;
	const body = packed ?? asset.body;
	response.writeHead(200, {
		...headers,
		'content-type': asset.type,
		'content-length': String(body.length),
		...(packed === undefined ? {} : { 'content-encoding': 'br' }),
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}
