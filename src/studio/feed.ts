import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import { type EventRow, eventsAfter, lastSeq, seqsOf } from '../store/events.ts';
import { picturesByIds } from '../store/pictures.ts';
import {
	type EventSource,
	isTransient,
	type PersonId,
	type PlaceId,
	type StoredEvent,
	type StudioEvent,
	type TransientEvent,
} from './types.ts';
import { liveJobs, pictureView } from './view.ts';

/** Events read at once. */
const PAGE = 200;
/** A reader that is further behind than this reads from the database again. */
const MOST_WAITING = 1000;
/** Without a notification it is looked anyway. */
const POLL_MS = 5_000;
const POSITIONS_MS = 2_000;
const MOST_POSITIONS = 200;

/** One reader's queue of events. */
class Reader {
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
class Tail {
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

export interface FeedOptions {
	readonly database: Database;
	readonly queue: Queue;
	readonly onError: (error: unknown) => void;
}

/** Gives every reader the events of its places: all that are stored, in order, once; and the freshest of the rest. */
export class Feed {
	readonly #options: FeedOptions;
	readonly #tails = new Map<string, Promise<Tail>>();
	/** Readers of whole platforms, with the numbers from which on they listen. */
	readonly #platforms = new Map<string, Set<Reader>>();
	readonly #unlisten: (() => Promise<void>)[] = [];
	readonly #closing = new AbortController();
	readonly #positions = new Map<string, number>();
	#timers: NodeJS.Timeout[] = [];

	constructor(options: FeedOptions) {
		this.#options = options;
	}

	async start(): Promise<void> {
		const { database } = this.#options;
		this.#unlisten.push(
			await database.listen(
				'taue_events',
				(payload) => this.#guard(this.#onEvent(payload)),
				() => this.#guard(this.#pollAll()),
			),
			await database.listen(
				'taue_progress',
				(payload) => this.#guard(this.#onProgress(payload)),
				() => {},
			),
		);
		this.#timers = [
			setInterval(() => this.#guard(this.#pollAll()), POLL_MS),
			setInterval(() => this.#guard(this.#tellPositions()), POSITIONS_MS),
		];
		for (const timer of this.#timers) timer.unref();
	}

	async close(): Promise<void> {
		this.#closing.abort();
		for (const timer of this.#timers) clearInterval(timer);
		for (const unlisten of this.#unlisten) await unlisten().catch(() => {});
		for (const tail of this.#tails.values()) for (const reader of (await tail).readers) reader.wake();
		for (const readers of this.#platforms.values()) for (const reader of readers) reader.wake();
	}

	#guard(work: Promise<void>): void {
		work.catch((error) => {
			if (!this.#closing.signal.aborted) this.#options.onError(error);
		});
	}

	async *events(source: EventSource): AsyncGenerator<StudioEvent> {
		const reader = new Reader();
		const ended = AbortSignal.any([this.#closing.signal, ...(source.signal ? [source.signal] : [])]);
		const onEnd = () => reader.wake();
		ended.addEventListener('abort', onEnd);
		try {
			if ('place' in source) yield* this.#placeEvents(source.place, source.after, reader, ended);
			else yield* this.#platformEvents(source.platform, reader, ended);
		} finally {
			ended.removeEventListener('abort', onEnd);
		}
	}

	async *#placeEvents(
		place: string,
		after: number | undefined,
		reader: Reader,
		ended: AbortSignal,
	): AsyncGenerator<StudioEvent> {
		const tail = await this.#tail(place, () => lastSeq(this.#options.database, place));
		tail.readers.add(reader);
		try {
			// What was committed before we joined is read now; what comes later waits in the reader.
			await tail.pull();
			let seq = Math.min(after ?? tail.seq, tail.seq);
			let behind = seq < tail.seq;
			while (!ended.aborted) {
				if (behind || reader.overflowed) {
					reader.overflowed = false;
					for (;;) {
						const missed = await this.#read(place, seq);
						for (const event of missed) {
							if (ended.aborted) return;
							seq = event.seq;
							yield event;
						}
						if (missed.length < PAGE) break;
					}
					behind = false;
				}
				for (const event of reader.take()) {
					if (!isTransient(event)) {
						if (event.seq <= seq) continue;
						if (event.seq > seq + 1) {
							// The reader overflowed in between: the database has the rest.
							behind = true;
							break;
						}
						seq = event.seq;
					}
					yield event;
					if (ended.aborted) return;
				}
				if (!behind && !ended.aborted) await reader.wait();
			}
		} finally {
			tail.readers.delete(reader);
			this.#release(tail);
		}
	}

	async *#platformEvents(platform: string, reader: Reader, ended: AbortSignal): AsyncGenerator<StudioEvent> {
		const readers = this.#platforms.get(platform) ?? new Set();
		readers.add(reader);
		this.#platforms.set(platform, readers);
		try {
			for (const [place, seq] of await seqsOf(this.#options.database, platform)) {
				const tail = await this.#tail(place, async () => seq);
				tail.readers.add(reader);
			}
			while (!ended.aborted) {
				reader.overflowed = false;
				for (const event of reader.take()) {
					yield event;
					if (ended.aborted) return;
				}
				await reader.wait();
			}
		} finally {
			readers.delete(reader);
			for (const tail of await Promise.all(this.#tails.values())) {
				if (tail.readers.delete(reader)) this.#release(tail);
			}
		}
	}

	/** The tail of a place; made when somebody first asks for it. */
	#tail(place: string, seq: () => Promise<number>): Promise<Tail> {
		let tail = this.#tails.get(place);
		if (tail === undefined) {
			tail = seq().then((from) => new Tail(place, from, (id, after) => this.#read(id, after)));
			tail.catch(() => this.#tails.delete(place));
			this.#tails.set(place, tail);
		}
		return tail;
	}

	#release(tail: Tail): void {
		if (tail.readers.size === 0) this.#tails.delete(tail.place);
	}

	async #onEvent(payload: string): Promise<void> {
		const space = payload.indexOf(' ');
		const seq = Number(payload.slice(0, space));
		const place = payload.slice(space + 1);
		const readers = this.#platforms.get(platformOf(place));
		if (readers !== undefined && readers.size > 0) {
			// A place that is heard of for the first time is read from this event on.
			const tail = await this.#tail(place, async () => seq - 1);
			for (const reader of readers) tail.readers.add(reader);
		}
		const tail = await this.#tails.get(place);
		if (tail !== undefined && tail.seq < seq) await tail.pull();
	}

	async #onProgress(payload: string): Promise<void> {
		const space = payload.indexOf(' ');
		const pictureId = payload.slice(0, space);
		const tail = await this.#tails.get(payload.slice(space + 1));
		if (tail === undefined || tail.readers.size === 0) return;
		const { database, queue } = this.#options;
		const row = (await picturesByIds(database, [pictureId])).get(pictureId);
		if (row === undefined) return;
		const { progress } = pictureView(row, await queue.line());
		if (progress === null) return;
		tail.tell({
			kind: 'progress',
			seq: tail.seq,
			place: tail.place as PlaceId,
			at: new Date(),
			pictureId,
			progress,
		});
	}

	async #pollAll(): Promise<void> {
		for (const [platform, readers] of this.#platforms) {
			if (readers.size === 0) continue;
			for (const [place, seq] of await seqsOf(this.#options.database, platform)) {
				if (!this.#tails.has(place) && seq > 0) await this.#onEvent(`${seq} ${place}`);
			}
		}
		for (const tail of [...this.#tails.values()]) await (await tail).pull();
	}

	async #tellPositions(): Promise<void> {
		const tails = new Map<string, Tail>();
		for (const tail of this.#tails.values()) tails.set((await tail).place, await tail);
		if (tails.size === 0) return;
		const { line } = await this.#options.queue.line();
		const waiting = new Set<string>();
		let told = 0;
		for (const job of line.waiting) {
			const tail = tails.get(job.place);
			if (tail === undefined) continue;
			waiting.add(job.id);
			const standing = line.standing(job.id);
			if (standing === null || this.#positions.get(job.id) === standing.position || told++ >= MOST_POSITIONS)
				continue;
			this.#positions.set(job.id, standing.position);
			tail.tell({
				kind: 'position',
				seq: tail.seq,
				place: job.place as PlaceId,
				at: new Date(),
				pictureId: job.pictureId,
				...standing,
			});
		}
		for (const id of this.#positions.keys()) if (!waiting.has(id)) this.#positions.delete(id);
	}

	async #read(place: string, after: number): Promise<StoredEvent[]> {
		return this.views(await eventsAfter(this.#options.database, place, after, PAGE));
	}

	/** Rows of the log as events, each with its picture as it is now. */
	async views(rows: readonly EventRow[]): Promise<StoredEvent[]> {
		const { database, queue } = this.#options;
		if (rows.length === 0) return [];
		const ids = [...new Set(rows.flatMap(({ picture }) => picture ?? []))];
		const pictures = await picturesByIds(database, ids);
		const snapshot = await queue.lineWith(liveJobs(pictures.values()));
		return rows.map((row) => {
			const picture = row.picture === null ? undefined : pictures.get(row.picture);
			return storedEvent(row, picture === undefined ? null : pictureView(picture, snapshot));
		});
	}
}

function platformOf(place: string): string {
	return place.slice(0, place.indexOf(':'));
}

function storedEvent(row: EventRow, picture: ReturnType<typeof pictureView> | null): StoredEvent {
	const base = { seq: row.seq, place: row.place as PlaceId, at: row.at };
	const by = row.person as PersonId | null;
	const { body } = row;
	if (row.kind === 'said') {
		return {
			...base,
			kind: 'said',
			by,
			name: String(body.name ?? ''),
			text: String(body.text ?? ''),
			messageId: `${row.place} ${row.seq}`,
			...(picture && { picture }),
		};
	}
	if (row.kind === 'settings' || row.kind === 'layouts') return { ...base, kind: row.kind, by };
	if (row.kind === 'notice') {
		// A notice whose person asked to be forgotten is for nobody.
		const to = by ?? ('room:' as PersonId);
		return {
			...base,
			kind: 'notice',
			to,
			code: String(body.code),
			message: String(body.message),
			...(picture && { picture }),
		};
	}
	if (picture === null) throw new Error(`event ${row.seq} of ${row.place} (${row.kind}) has no picture`);
	if (row.kind === 'retrying') {
		return { ...base, kind: 'retrying', picture, attempt: Number(body.attempt), reason: String(body.reason) };
	}
	if (row.kind === 'vote' || row.kind === 'star')
		return { ...base, kind: row.kind, picture, by, value: Number(body.value) };
	return { ...base, kind: row.kind as 'queued', picture };
}
