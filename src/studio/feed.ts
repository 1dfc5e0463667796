import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import { type EventRow, eventsAfter, say as keepSaid, lastSaid, lastSeq, seqsOf } from '../store/events.ts';
import { picturesByIds } from '../store/pictures.ts';
import { claimRequest } from '../store/places.ts';
import { StudioError } from './errors.ts';
import {
	type EventSource,
	isTransient,
	MOST_SAID,
	type Snapshot,
	type StoredEvent,
	type StudioEvent,
	storedEvent,
} from './events.ts';
import type { Bursts } from './limits.ts';
import { mustBeStorable } from './must-be-storable.ts';
import type { Place, PlaceId, Visitor } from './people.ts';
import type { PictureFinder } from './picture-finder.ts';
import { liveJobs, type PictureId, pictureView } from './picture-view.ts';
import type { Pictures } from './pictures.ts';
import { say } from './sentences/index.ts';
import { PAGE, Reader, Tail } from './tail.ts';
import { keptName, requestKey, visitOf } from './visit.ts';

/** Without a notification it is looked anyway. */
const POLL_MS = 5_000;
const POSITIONS_MS = 2_000;
const MOST_POSITIONS = 200;

export interface FeedOptions {
	readonly database: Database;
	readonly queue: Queue;
	readonly finder: PictureFinder;
	readonly pictures: Pictures;
	readonly bursts: Bursts;
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

	/** A line of chat (the room). @throws StudioError `too-long`, `unknown-picture`, `not-allowed` */
	async say(
		message: Visitor & {
			readonly text: string;
			readonly picture?: PictureId;
			readonly idempotencyKey: string;
		},
	): Promise<void> {
		const { database, finder, bursts } = this.#options;
		mustBeStorable([message.text, message.picture, message.idempotencyKey]);
		const text = message.text.trim();
		if (text === '') return;
		if (text.length > MOST_SAID) {
			throw new StudioError('too-long', say('messageTooLong', text.length, MOST_SAID));
		}
		bursts.take(message.person);
		if (message.picture !== undefined) await finder.rowFor(message, message.picture, 'mention');
		const key = requestKey('say', message, message.idempotencyKey);
		await database.transaction(async (tx) => {
			if ((await claimRequest(tx, visitOf(message), key)) !== null) return;
			await keepSaid(tx, {
				place: message.place.id,
				person: message.person.id,
				picture: message.picture ?? null,
				body: { text, name: keptName(message.person.name) },
			});
		});
	}

	async snapshot(place: Place, options: { readonly pictures?: number } = {}): Promise<Snapshot> {
		const { database, pictures } = this.#options;
		// The number is read first: events that come meanwhile are told again, and none is missed.
		const seq = await lastSeq(database, place.id);
		const page = await pictures.page({
			place: place.id,
			sort: 'newest',
			finishedOnly: false,
			starredOnly: false,
			by: null,
			limit: Math.min(500, Math.max(1, options.pictures ?? 60)),
			before: null,
		});
		const said = await this.#views(await lastSaid(database, place.id, 100));
		return {
			seq,
			pictures: page.pictures.toReversed(),
			said: said.filter((event) => event.kind === 'said'),
			next: page.next,
		};
	}

	/** Ends when the signal aborts or the studio closes. Slow readers lose only transient events. */
	async *of(source: EventSource): AsyncGenerator<StudioEvent> {
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
		return this.#views(await eventsAfter(this.#options.database, place, after, PAGE));
	}

	/** Rows of the log as events, each with its picture as it is now. */
	async #views(rows: readonly EventRow[]): Promise<StoredEvent[]> {
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
