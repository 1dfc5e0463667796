import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chunksOf, fileUrl, type Hub, type HubFile, PullError, refusal, request } from './hub.ts';

/** What a download needs from outside, so that tests neither wait nor touch the network. */
export interface DownloadOptions {
	readonly signal: AbortSignal;
	/** Bytes of this file that are on disk. */
	readonly onBytes?: (bytes: number) => void;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Tries in a row that brought not one byte further. */
const FRUITLESS_TRIES = 5;
const FIRST_WAIT_MS = 500;

function newHash(file: HubFile): Hash {
	if (file.digest.kind === 'sha256') return createHash('sha256');
	// Git names a file by the SHA-1 of a header and its content.
	return createHash('sha1').update(`blob ${file.sizeBytes}\0`);
}

async function sizeOf(path: string): Promise<number> {
	return (await stat(path).catch(() => null))?.size ?? 0;
}

async function digestOf(path: string, file: HubFile, signal: AbortSignal): Promise<string> {
	const hash = newHash(file);
	for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
	return hash.digest('hex');
}

/** True where the file is complete and its content is what the hub says. */
export async function isIntact(path: string, file: HubFile, signal: AbortSignal): Promise<boolean> {
	if ((await sizeOf(path)) !== file.sizeBytes) return false;
	if (file.sizeBytes === 0 && (await stat(path).catch(() => null)) === null) return false;
	return (await digestOf(path, file, signal)) === file.digest.hex;
}

/** Appends what is missing of a `.part` file. Returns once the body ends or the connection breaks. */
async function fetchRest(
	hub: Hub,
	id: string,
	commit: string,
	file: HubFile,
	part: string,
	options: DownloadOptions,
): Promise<void> {
	const have = await sizeOf(part);
	const response = await request(hub, fileUrl(hub, id, commit, file.path), options.signal, have);
	if (response.status === 416) {
		// More bytes here than there: not this file's.
		await response.body?.cancel();
		await rm(part, { force: true });
		return;
	}
	if (!response.ok) throw await refusal(hub, response, `${id}: ${file.path}`);
	// A server that knows no ranges sends everything: begin again.
	const append = response.status === 206;
	const handle = await open(part, append ? 'a' : 'w');
	let bytes = append ? have : 0;
	try {
		for await (const chunk of chunksOf(hub, response)) {
			if (bytes + chunk.length > file.sizeBytes) {
				throw new PullError(
					'hub-answer',
					`${file.path} is longer than the hub said (${file.sizeBytes} bytes).`,
				);
			}
			await handle.write(chunk);
			bytes += chunk.length;
			options.onBytes?.(bytes);
		}
	} catch (error) {
		options.signal.throwIfAborted();
		if ((error instanceof PullError && error.code !== 'hub-unreachable') || isOfDisk(error)) throw error;
		// A broken connection: what came is kept, and the next try goes on from there.
	} finally {
		await handle.close();
	}
}

/** An error of this machine's disk; those of a connection stand below another one. */
export function isOfDisk(error: unknown): boolean {
	const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
	return code !== undefined && syscall !== undefined;
}

function isNoSpace(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException | undefined)?.code;
	return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** Worth another try: the network and the hub's bad moments, not a missing file or a full disk. */
function isPassing(error: unknown): boolean {
	return error instanceof PullError && (error.code === 'hub-unreachable' || error.code === 'hub-answer');
}

/**
 * Fetches one file to `target`: resumes `target.part`, checks size and digest, and only then gives the file
 * its name. Broken connections are resumed; content that is wrong twice is an error.
 * @throws PullError
 */
export async function download(
	hub: Hub,
	id: string,
	commit: string,
	file: HubFile,
	target: string,
	options: DownloadOptions,
): Promise<void> {
	const part = `${target}.part`;
	await mkdir(dirname(target), { recursive: true });
	let fruitless = 0;
	let mismatches = 0;
	for (;;) {
		const before = await sizeOf(part);
		let failure: unknown = null;
		if (before !== file.sizeBytes || file.sizeBytes === 0) {
			try {
				await fetchRest(hub, id, commit, file, part, options);
			} catch (error) {
				if (isNoSpace(error)) throw noSpace(file, error);
				if (!isPassing(error)) throw error;
				failure = error;
			}
		}
		const after = await sizeOf(part);
		if (after === file.sizeBytes && failure === null) {
			if ((await digestOf(part, file, options.signal)) === file.digest.hex) {
				await rename(part, target);
				return;
			}
			await rm(part, { force: true });
			mismatches++;
			if (mismatches >= 2) throw mismatch(file);
			continue;
		}
		fruitless = after > before ? 0 : fruitless + 1;
		if (fruitless >= FRUITLESS_TRIES) throw lost(file, after, failure);
		await options.sleep(FIRST_WAIT_MS * 2 ** fruitless, options.signal);
	}
}

function noSpace(file: HubFile, cause: unknown): PullError {
	return new PullError(
		'no-space',
		`There is no room left on the disk for ${file.path} (${file.sizeBytes} bytes). ` +
			'Make room and run the same command again: it goes on from here.',
		cause,
	);
}

function mismatch(file: HubFile): PullError {
	return new PullError(
		'hash-mismatch',
		`${file.path} arrived twice with another content than the hub announces (${file.digest.kind} ` +
			`${file.digest.hex}). It was thrown away. Something on the way changes files: try another network.`,
	);
}

function lost(file: HubFile, have: number, cause: unknown): PullError {
	const reason = cause instanceof Error ? ` Last answer: ${cause.message}` : '';
	return new PullError(
		'connection-lost',
		`${file.path} stopped after ${have} of ${file.sizeBytes} bytes, and ${FRUITLESS_TRIES} tries brought nothing ` +
			`more.${reason} Run the same command again: it goes on from here.`,
		cause,
	);
}
