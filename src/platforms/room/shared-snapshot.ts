import type { Place } from '../../studio/people.ts';
import type { Studio } from '../../studio/studio.ts';
import { toWire } from './to-wire.ts';

/** Pictures on the wall of a page that opens; older ones come by `GET /api/gallery`. */
const PICTURES = 200;
const FRESH_MS = 1_000;

interface Taken {
	/** Number of the last event that it holds. */
	readonly seq: number;
	readonly json: string;
}

/**
 * The room as a page needs it that opens, made once for all who open it in the same second. A page asks for the
 * events after `seq`, so it misses nothing by that.
 */
export class SharedSnapshot {
	readonly #studio: Studio;
	readonly #place: Place;
	readonly #now: () => number;
	#last: { readonly taken: Promise<Taken>; readonly until: number } | null = null;

	/** @param now - milliseconds that only grow */
	constructor(studio: Studio, place: Place, now: () => number) {
		this.#studio = studio;
		this.#place = place;
		this.#now = now;
	}

	/** At most a second old. */
	take(): Promise<Taken> {
		if (this.#last !== null && this.#now() < this.#last.until) return this.#last.taken;
		const taken = this.#take();
		const last = { taken, until: this.#now() + FRESH_MS };
		this.#last = last;
		taken.catch(() => {
			if (this.#last === last) this.#last = null;
		});
		return taken;
	}

	/** Whether the log has come as far as this event: false for a number out of another log. */
	async reaches(seq: number): Promise<boolean> {
		return seq <= (await this.take()).seq || seq <= (await this.lastSeq());
	}

	/** Number of the last event of now. */
	async lastSeq(): Promise<number> {
		return (await this.#studio.events.snapshot(this.#place, { pictures: 1 })).seq;
	}

	async #take(): Promise<Taken> {
		const snapshot = await this.#studio.events.snapshot(this.#place, { pictures: PICTURES });
		return { seq: snapshot.seq, json: toWire(snapshot) };
	}
}
