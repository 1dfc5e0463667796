import { RoomError } from './request.ts';

/** Files that are read at the same time: of one person, from one address, and of all. Each may have 32 MB. */
const OF_PERSON = 2;
const OF_ADDRESS = 4;
const OF_ALL = 8;

/** Bounds the memory that files on their way take, and lets nobody take all of it. */
export class UploadSlots {
	readonly #held = new Map<string, number>();

	/**
	 * Runs the reading of one file.
	 * @throws RoomError where too many are read already
	 */
	async hold<T>(person: string, address: string, read: () => Promise<T>): Promise<T> {
		const names = [`person ${person}`, `address ${address}`, 'all'] as const;
		const [mine, near, all] = names.map((name) => this.#held.get(name) ?? 0);
		if (mine >= OF_PERSON || near >= OF_ADDRESS || all >= OF_ALL) {
			throw new RoomError(
				429,
				'busy',
				mine >= OF_PERSON
					? 'Your last pictures are still being read. Try again in a moment.'
					: 'Many pictures are being read just now. Try again in a moment.',
				2_000,
			);
		}
		for (const name of names) this.#count(name, 1);
		try {
			return await read();
		} finally {
			for (const name of names) this.#count(name, -1);
		}
	}

	#count(name: string, change: 1 | -1): void {
		const held = (this.#held.get(name) ?? 0) + change;
		if (held === 0) this.#held.delete(name);
		else this.#held.set(name, held);
	}
}
