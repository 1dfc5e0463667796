import { z } from 'zod';
import { TaueError } from '../taue-error.ts';

/** Where models are published: the Hugging Face Hub, or a mirror that answers like it. */
export interface Hub {
	readonly endpoint: string;
	readonly token: string | null;
}

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

/** Sends a request to the hub. The token goes to the hub alone: `fetch` drops it when redirected elsewhere. */
export async function request(hub: Hub, url: string, signal: AbortSignal, range?: number): Promise<Response> {
	const headers: Record<string, string> = { 'user-agent': 'taue' };
	if (hub.token !== null) headers.authorization = `Bearer ${hub.token}`;
	if (range !== undefined && range > 0) headers.range = `bytes=${range}-`;
	try {
		return await fetch(url, { headers, signal });
	} catch (cause) {
		signal.throwIfAborted();
		const reason =
			cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
		throw new PullError('hub-unreachable', `${new URL(url).origin} cannot be reached: ${reason}.`, cause);
	}
}

/** The error of an answer that is not what was asked for. */
export async function refusal(response: Response, what: string): Promise<PullError> {
	await response.body?.cancel();
	const { status } = response;
	if (status === 404) {
		return new PullError(
			'hub-not-found',
			`${what} is not there (404). Check the spelling: a hub id reads OWNER/NAME.`,
		);
	}
	if (status === 401 || status === 403) {
		return new PullError(
			'hub-denied',
			`${what} is not open to you (${status}). It is misspelt, private or gated: accept its terms on its page, ` +
				'then set HF_TOKEN to an access token of yours.',
		);
	}
	return new PullError('hub-answer', `${what}: the hub answered ${status}. Try again later.`);
}

async function json<T>(response: Response, schema: z.ZodType<T>, what: string): Promise<T> {
	const parsed = schema.safeParse(await response.json().catch(() => undefined));
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
	if (!response.ok) throw await refusal(response, `The model ${id}`);
	return (await json(response, revisionAnswer, `The model ${id}`)).sha;
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
		if (!response.ok) throw await refusal(response, `The file list of ${id}`);
		for (const entry of await json(response, treeAnswer, `The file list of ${id}`)) {
			if (entry.type !== 'file') continue;
			files.push({
				path: entry.path,
				sizeBytes: entry.lfs?.size ?? entry.size,
				digest: entry.lfs ? { kind: 'sha256', hex: entry.lfs.oid } : { kind: 'git', hex: entry.oid },
			});
		}
		const next: RegExpExecArray | null = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '');
		url = next ? new URL(next[1], hub.endpoint).href : null;
	}
	return files;
}

/** Where a file's bytes are. */
export function fileUrl(hub: Hub, id: string, commit: string, path: string): string {
	return `${hub.endpoint}/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
