import { z } from 'zod';
import { TaueError } from '../taue-error.ts';

/** Where models are published: the Hugging Face Hub, or a mirror that answers like it. */
export interface Hub {
	readonly endpoint: string;
	readonly token: string | null;
	/** Longest silence that is waited for, and longest time for one answer of a listing; 30 s unless given. */
	readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
/** A page of a listing has a thousand files, which is half a megabyte. */
const MOST_ANSWER_BYTES = 16 * 2 ** 20;

/** One file of a repository at one revision. */
export interface HubFile {
	readonly path: string;
	readonly sizeBytes: number;
	/** How its content is checked: SHA-256 of large files, git's SHA-1 (over a `blob` header) of small ones. */
	readonly digest: { readonly kind: 'sha256' | 'git'; readonly hex: string };
}

export type PullErrorCode =
	| 'hub-id-invalid'
	| 'hub-unreachable'
	| 'hub-not-found'
	| 'hub-denied'
	| 'hub-answer'
	| 'no-onnx'
	| 'model-exists'
	| 'folder-unusable'
	| 'no-space'
	| 'hash-mismatch'
	| 'connection-lost';

/** Why a model could not be fetched. What was already fetched stays for the next try, unless said otherwise. */
export class PullError extends TaueError {
	override readonly name = 'PullError';
	readonly code: PullErrorCode;

	constructor(code: PullErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}

const revisionAnswer = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const treeAnswer = z.array(
	z.object({
		type: z.string(),
		path: z.string().min(1),
		oid: z.string(),
		size: z.number().int().min(0),
		lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(0) }).optional(),
	}),
);
/** Pages of a listing; a repository of 100,000 files is not a model. */
const MAX_PAGES = 100;

/**
 * Sends a request and waits for the head of its answer. The token goes to the hub's own origin alone: not to
 * another that a listing leads to, and `fetch` drops it when it is redirected elsewhere.
 */
export async function request(hub: Hub, url: string, signal: AbortSignal, range?: number): Promise<Response> {
	const headers: Record<string, string> = { 'user-agent': 'taue' };
	if (hub.token !== null && new URL(url).origin === new URL(hub.endpoint).origin) {
		headers.authorization = `Bearer ${hub.token}`;
	}
	if (range !== undefined && range > 0) headers.range = `bytes=${range}-`;
	const silence = new AbortController();
	const timer = setTimeout(() => silence.abort(), patienceOf(hub));
	try {
		return await fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
	} catch (cause) {
		signal.throwIfAborted();
		if (silence.signal.aborted) throw silent(hub, url, cause);
		const reason =
			cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
		throw new PullError('hub-unreachable', `${new URL(url).origin} cannot be reached: ${reason}.`, cause);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * The body of an answer, as it comes.
 * @throws PullError `hub-unreachable` where nothing came for too long
 */
export async function* chunksOf(hub: Hub, response: Response): AsyncGenerator<Uint8Array> {
	const reader = response.body?.getReader();
	if (reader === undefined) return;
	try {
		for (;;) {
			const { done, value } = await inTime(reader.read(), patienceOf(hub), () => silent(hub, response.url));
			if (done) return;
			yield value;
		}
	} finally {
		// Nothing more is wanted, whichever way it ended.
		reader.cancel().catch(() => {});
	}
}

function patienceOf(hub: Hub): number {
	return hub.patienceMs ?? PATIENCE_MS;
}

function silent(hub: Hub, url: string, cause?: unknown): PullError {
	const seconds = Math.ceil(patienceOf(hub) / 1000);
	return new PullError(
		'hub-unreachable',
		`${new URL(url).origin} has not answered for ${seconds} seconds. Try again later.`,
		cause,
	);
}

async function inTime<T>(work: Promise<T>, ms: number, error: () => Error): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(error()), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** @throws PullError where the answer is longer than any listing, or comes too slowly */
async function textOf(hub: Hub, response: Response, what: string): Promise<string> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	const until = performance.now() + patienceOf(hub);
	for await (const part of chunksOf(hub, response)) {
		bytes += part.length;
		if (bytes > MOST_ANSWER_BYTES) {
			throw new PullError(
				'hub-answer',
				`${what}: the hub's answer is longer than ${MOST_ANSWER_BYTES / 2 ** 20} MB. Is HF_ENDPOINT a hub?`,
			);
		}
		if (performance.now() > until) throw silent(hub, response.url);
		parts.push(part);
	}
	return Buffer.concat(parts).toString('utf8');
}

/** The error of an answer that is not what was asked for. */
export async function refusal(hub: Hub, response: Response, what: string): Promise<PullError> {
	await response.body?.cancel();
	const { status } = response;
	if (status === 404) {
		return new PullError(
			'hub-not-found',
			`${what} is not there (404). Check the spelling: a hub id reads OWNER/NAME.`,
		);
	}
	if (status === 401 || status === 403) {
		const token =
			hub.token === null
				? 'set HF_TOKEN to an access token of yours'
				: 'see that the token in HF_TOKEN is yours, still valid, and may read gated repositories';
		return new PullError(
			'hub-denied',
			`${what} is not open to you (${status}). It is misspelt, private or gated: accept its terms on its page, ` +
				`then ${token}.`,
		);
	}
	return new PullError('hub-answer', `${what}: the hub answered ${status}. Try again later.`);
}

async function json<T>(hub: Hub, response: Response, schema: z.ZodType<T>, what: string): Promise<T> {
	const text = await textOf(hub, response, what);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// What is no JSON fits no schema.
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new PullError(
		'hub-answer',
		`${what}: the hub's answer cannot be read. Is HF_ENDPOINT a hub?`,
		parsed.error,
	);
}

/** The commit that a branch or tag stands for, so that a resumed download never mixes two versions. */
export async function resolveRevision(
	hub: Hub,
	id: string,
	revision: string,
	signal: AbortSignal,
): Promise<string> {
	const url = `${hub.endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}`;
	const response = await request(hub, url, signal);
	if (!response.ok) throw await refusal(hub, response, `The model ${id}`);
	return (await json(hub, response, revisionAnswer, `The model ${id}`)).sha;
}

/** All files of a repository at a commit. */
export async function listFiles(
	hub: Hub,
	id: string,
	commit: string,
	signal: AbortSignal,
): Promise<HubFile[]> {
	const files: HubFile[] = [];
	let url: string | null = `${hub.endpoint}/api/models/${id}/tree/${commit}?recursive=true`;
	for (let page = 0; url !== null && page < MAX_PAGES; page++) {
		const response: Response = await request(hub, url, signal);
		if (!response.ok) throw await refusal(hub, response, `The file list of ${id}`);
		for (const entry of await json(hub, response, treeAnswer, `The file list of ${id}`)) {
			if (entry.type !== 'file') continue;
			files.push({
				path: entry.path,
				sizeBytes: entry.lfs?.size ?? entry.size,
				digest: entry.lfs ? { kind: 'sha256', hex: entry.lfs.oid } : { kind: 'git', hex: entry.oid },
			});
		}
		const next: RegExpExecArray | null = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '');
		url = next ? nextPage(hub, next[1], id) : null;
	}
	return files;
}

/** @throws PullError where a listing leads to no address of the web */
function nextPage(hub: Hub, link: string, id: string): string {
	const url = URL.canParse(link, hub.endpoint) ? new URL(link, hub.endpoint) : null;
	if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
	throw new PullError(
		'hub-answer',
		`The file list of ${id}: the hub's answer goes on at what is no address. Is HF_ENDPOINT a hub?`,
	);
}

/** Where a file's bytes are. */
export function fileUrl(hub: Hub, id: string, commit: string, path: string): string {
	return `${hub.endpoint}/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
