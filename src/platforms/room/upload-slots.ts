import { RoomError } from './request.ts';

/** Files that are read at the same time: of one person, and from one address. Each may have 32 MB. */
const OF_PERSON = 2;
const OF_ADDRESS = 4;
/**
 * Bytes of files that have not come to their end: from one address, and of all. What has not arrived takes nothing, so
 * slow files keep nobody else from theirs.
 */
const BYTES_OF_ADDRESS = 64 * 2 ** 20;
const BYTES_OF_ALL = 256 * 2 ** 20;

/** Bounds the memory that files on their way take, and lets nobody take all of it. */
export class UploadSlots {
	readonly #files = new Map<string, number>();
	readonly #bytes = new Map<string, number>();

	/**
	 * Runs the reading of one file.
	 * @param read - tells of every part that has arrived; what that throws ends it
	 * @throws RoomError where too many are read already, or too much has arrived
	 */
	async hold<T>(
		person: string,
		address: string,
		read: (arrived: (bytes: number) => void) => Promise<T>,
	): Promise<T> {
		const [mine, near] = [`person ${person}`, `address ${address}`];
		if ((this.#files.get(mine) ?? 0) >= OF_PERSON) {
			throw busy('Your last pictures are still being read. Try again in a moment.');
		}
		if ((this.#files.get(near) ?? 0) >= OF_ADDRESS) throw tooMany();
		let held = 0;
		const arrived = (bytes: number) => {
			held += bytes;
			add(this.#bytes, near, bytes);
			add(this.#bytes, 'all', bytes);
			const [ofAddress, ofAll] = [this.#bytes.get(near) ?? 0, this.#bytes.get('all') ?? 0];
			if (ofAddress > BYTES_OF_ADDRESS || ofAll > BYTES_OF_ALL) throw tooMany();
		};
		for (const name of [mine, near]) add(this.#files, name, 1);
		try {
			return await read(arrived);
		} finally {
			for (const name of [mine, near]) add(this.#files, name, -1);
			for (const name of [near, 'all']) add(this.#bytes, name, -held);
		}
	}
}

function add(counts: Map<string, number>, name: string, change: number): void {
	const count = (counts.get(name) ?? 0) + change;
	if (count === 0) counts.delete(name);
	else counts.set(name, count);
}

function tooMany(): RoomError {
	return busy('Many pictures are being read just now. Try again in a moment.');
}

function busy(message: string): RoomError {
	return new RoomError(429, 'busy', message, 2_000);
}
