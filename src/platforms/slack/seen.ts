import type { Clock } from '../platform.ts';

const KEEP_MS = 10 * 60_000;
const MOST = 20_000;

/**
 * Ids of what was taken in lately. Slack sends events again that it believes lost, up to an hour later; what
 * this forgets, the studio's idempotency keys still know.
 */
export class Seen {
	readonly #clock: Clock;
	readonly #ids = new Map<string, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** True the first time. */
	isNew(id: string): boolean {
		const now = this.#clock.now();
		for (const [old, at] of this.#ids) {
			if (now - at < KEEP_MS && this.#ids.size < MOST) break;
			this.#ids.delete(old);
		}
		if (this.#ids.has(id)) return false;
		this.#ids.set(id, now);
		return true;
	}
}
