import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hub } from '../../src/models/hub.ts';

export interface FakeFile {
	readonly path: string;
	readonly content: Buffer;
	/** Large files have a SHA-256, small ones git's digest, as on the hub. */
	readonly large?: boolean;
	/** Announces another content's digest. */
	readonly wrongDigest?: boolean;
}

type Misbehaviour = (
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
	from: number,
) => boolean;

export interface FakeHub extends Hub, AsyncDisposable {
	/** Requests so far: method-less paths, with the range where one was asked for. */
	readonly requests: readonly string[];
	/** Answers in its own way, and returns true if it did. */
	misbehave: Misbehaviour | null;
}

export const COMMIT = 'c0ffee00'.repeat(5);

function digest(file: FakeFile): string {
	const content = file.wrongDigest ? Buffer.concat([file.content, Buffer.from('!')]) : file.content;
	if (file.large) return createHash('sha256').update(content).digest('hex');
	return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** A hub on this machine that knows one repository, in the shapes of the Hugging Face Hub's answers. */
export async function startFakeHub(id: string, files: readonly FakeFile[]): Promise<FakeHub> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const path = decodeURIComponent(new URL(request.url ?? '/', 'http://fake').pathname);
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
		requests.push(from > 0 ? `${path} from ${from}` : path);
		const json = (value: unknown, headers = {}) => {
			response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
		};
		if (path === `/api/models/${id}/revision/main`) return json({ sha: COMMIT });
		if (path === `/api/models/${id}/tree/${COMMIT}`) {
			// Two pages, as long listings have.
			const second = request.url?.includes('cursor=2') ?? false;
			const half = Math.ceil(files.length / 2);
			const page = second ? files.slice(half) : files.slice(0, half);
			const url = `${hub.endpoint}${request.url}&cursor=2`;
			const entries = page.map((file) => ({
				type: 'file',
				path: file.path,
				size: file.content.length,
				oid: file.large ? '0'.repeat(40) : digest(file),
				...(file.large ? { lfs: { oid: digest(file), size: file.content.length, pointerSize: 134 } } : {}),
			}));
			return json(entries, second ? {} : { link: `<${url}>; rel="next"` });
		}
		const file = files.find((candidate) => path === `/${id}/resolve/${COMMIT}/${candidate.path}`);
		if (!file) return response.writeHead(404).end();
		if (hub.misbehave?.(request, response, file.content, from)) return;
		if (from > file.content.length) return response.writeHead(416).end();
		const range = `bytes ${from}-${file.content.length - 1}/${file.content.length}`;
		response.writeHead(from > 0 ? 206 : 200, from > 0 ? { 'content-range': range } : {});
		response.end(file.content.subarray(from));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const hub: FakeHub = {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		token: null,
		requests,
		misbehave: null,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return hub;
}
