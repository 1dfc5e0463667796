import { isTransient, type StoredEvent, type StudioEvent, type TransientEvent } from './events.ts';

/** Events read at once. */
export const PAGE = 200;
/** A reader that is further behind than this reads from the database again. */
const MOST_WAITING = 1000;

/** One reader's queue of events. */
export class Reader {
	#stored: StoredEvent[] = [];
	/** By picture and kind: only the last one counts. */
	readonly #transient = new Map<string, TransientEvent>();
	#wake: (() => void) | null = null;
	overflowed = false;

	push(event: StudioEvent): void {
		if (isTransient(event)) this.#transient.set(`${event.kind} ${event.pictureId}`, event);
		else if (this.#stored.length < MOST_WAITING) this.#stored.push(event);
		else this.overflowed = true;
		this.wake();
	}

	/** Everything that waits: stored events first, in order. */
	take(): StudioEvent[] {
		const taken = [...this.#stored, ...this.#transient.values()];
		this.#stored = [];
		this.#transient.clear();
		return taken;
	}

	wake(): void {
		this.#wake?.();
		this.#wake = null;
	}

	async wait(): Promise<void> {
		if (this.#stored.length > 0 || this.#transient.size > 0 || this.overflowed) return;
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
		});
	}
}

type ReadEvents = (place: string, after: number) => Promise<StoredEvent[]>;

/** The end of one place's log, read once for all of its readers. */
export class Tail {
	readonly place: string;
	readonly readers = new Set<Reader>();
	seq: number;
	#pulling: Promise<void> | null = null;
	#again = false;
	readonly #read: ReadEvents;

	constructor(place: string, seq: number, read: ReadEvents) {
		this.place = place;
		this.seq = seq;
		this.#read = read;
	}

	/** Reads what is new; calls that come meanwhile lead to one more reading. */
	pull(): Promise<void> {
		if (this.#pulling !== null) {
			this.#again = true;
			return this.#pulling;
		}
		this.#pulling = this.#pullAll();
		return this.#pulling;
	}

	async #pullAll(): Promise<void> {
		try {
			do {
				this.#again = false;
				const events = await this.#read(this.place, this.seq);
				for (const event of events) {
					this.seq = event.seq;
					for (const reader of this.readers) reader.push(event);
				}
				if (events.length === PAGE) this.#again = true;
			} while (this.#again);
		} finally {
			// In the same turn as the last look at `#again`: a call in between would be forgotten.
			this.#pulling = null;
		}
	}

	tell(event: TransientEvent): void {
		for (const reader of this.readers) reader.push(event);
	}
}
