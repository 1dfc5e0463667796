import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import Bottleneck from 'bottleneck';
import type { Clock } from '../platform.ts';
import { RoomError } from './request.ts';

/** Whoever takes nothing for so long is gone. */
const TAKES_WITHIN_MS = 60_000;
/** Taken at once; a slower line than this in that time is no line. */
const PART_BYTES = 64 * 1024;
/** Files that are read from the database at the same time, each of some tens of megabytes at most. */
const READ_AT_ONCE = 4;
/** Bytes that may wait here to be taken: from one address, and from all. */
const OF_ADDRESS = 64 * 2 ** 20;
const OF_ALL = 256 * 2 ** 20;

/** Comes back when what was written has been taken; whoever takes nothing is dropped. */
export async function taken(response: ServerResponse, clock: Clock, signal?: AbortSignal): Promise<void> {
	const timer = clock.setTimeout(() => response.destroy(), TAKES_WITHIN_MS);
	const gone = new AbortController();
	const onClose = () => gone.abort();
	response.once('close', onClose);
	const over = signal === undefined ? gone.signal : AbortSignal.any([gone.signal, signal]);
	if (!response.destroyed) await once(response, 'drain', { signal: over }).catch(() => undefined);
	response.off('close', onClose);
	timer.clear();
}

interface Waiting {
	readonly address: string;
	bytes: number;
}

/** Files on their way out. Their memory is bounded, so that nobody fills it by asking and never reading. */
export class Outgoing {
	readonly #clock: Clock;
	readonly #reading = new Bottleneck({ maxConcurrent: READ_AT_ONCE });
	readonly #waiting = new Set<Waiting>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/**
	 * Reads a file and sends it as fast as it is taken.
	 * @param read - answers with the bytes, after the headers are written
	 * @throws RoomError where too much waits to be taken already; whatever `read` throws
	 */
	async send(address: string, response: ServerResponse, read: () => Promise<Uint8Array>): Promise<void> {
		const { bytes, entry } = await this.#reading.schedule(async () => {
			this.#mustHaveRoom(address);
			const bytes = await read();
			const entry: Waiting = { address, bytes: bytes.byteLength };
			this.#waiting.add(entry);
			return { bytes, entry };
		});
		try {
			for (let at = 0; at < bytes.byteLength && !response.destroyed; at += PART_BYTES) {
				entry.bytes = bytes.byteLength - at;
				if (!response.write(bytes.subarray(at, at + PART_BYTES))) await taken(response, this.#clock);
			}
		} finally {
			this.#waiting.delete(entry);
		}
		response.end();
	}

	#mustHaveRoom(address: string): void {
		let near = 0;
		let all = 0;
		for (const waiting of this.#waiting) {
			all += waiting.bytes;
			if (waiting.address === address) near += waiting.bytes;
		}
		if (near < OF_ADDRESS && all < OF_ALL) return;
		throw new RoomError(
			429,
			'busy',
			'Many pictures are on their way and have not been taken yet. Try again in a moment.',
			2_000,
		);
	}
}
