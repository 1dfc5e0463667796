import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { isTransient, type PlaceId, type Studio, type StudioEvent } from '../../studio/types.ts';
import type { RoomLog } from './index.ts';
import type { Member } from './members.ts';
import { RoomError, SECURITY_HEADERS } from './request.ts';
import { toWire } from './to-wire.ts';
import { BEAT_MS, type Present } from './wire.ts';

/** Open pages for one person, and for the room. */
const STREAMS_PER_MEMBER = 16;
const STREAMS = 1_000;

interface Line {
	readonly member: Member;
	readonly response: ServerResponse;
	readonly ended: AbortController;
}

/**
 * The room's live line to every open page: server-sent events from the studio's log. Each stored event
 * carries its number, so a page that lost the line goes on exactly where it stopped; progress carries none
 * and is dropped for a page that cannot keep up.
 */
export class Stream {
	readonly #studio: Studio;
	readonly #place: PlaceId;
	readonly #log: RoomLog;
	readonly #lines = new Set<Line>();

	constructor(studio: Studio, place: PlaceId, log: RoomLog) {
		this.#studio = studio;
		this.#place = place;
		this.#log = log;
	}

	/** Who has a page open here, each once. */
	people(): readonly Present[] {
		const present = new Map<string, Present>();
		for (const { member } of this.#lines) present.set(member.id, { id: member.id, name: member.name });
		return [...present.values()];
	}

	/** Streams until the page goes away. @throws RoomError before anything was sent */
	async serve(member: Member, after: number | undefined, response: ServerResponse): Promise<void> {
		const mine = [...this.#lines].filter((line) => line.member.id === member.id);
		if (mine.length >= STREAMS_PER_MEMBER || this.#lines.size >= STREAMS) {
			throw new RoomError(
				429,
				'too-many-pages',
				'Too many pages of this room are open. Close some and reload this one.',
				10_000,
			);
		}
		const { seq } = await this.#studio.snapshot({ id: this.#place }, { pictures: 1 });
		response.writeHead(200, {
			...SECURITY_HEADERS,
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store, no-transform',
			'x-accel-buffering': 'no',
		});
		// A number from another log (the data was replaced): the page must start anew.
		if (after !== undefined && after > seq) {
			response.end('event: reset\ndata: {}\n\n');
			return;
		}
		const line: Line = { member, response, ended: new AbortController() };
		const beat = setInterval(() => {
			if (!response.writableEnded) response.write(`event: beat\ndata: ${Date.now()}\n\n`);
		}, BEAT_MS);
		response.on('close', () => line.ended.abort());
		// A page that goes away in the middle of a write is nobody's mistake.
		response.on('error', () => line.ended.abort());
		this.#lines.add(line);
		response.write('retry: 1000\n\n');
		this.#tellPeople();
		try {
			const events = this.#studio.events({
				place: this.#place,
				after: after ?? seq,
				signal: line.ended.signal,
			});
			for await (const event of events) {
				if (line.ended.signal.aborted) break;
				await this.#send(line, event);
			}
		} catch (error) {
			if (!line.ended.signal.aborted)
				this.#log.error({ err: error }, 'a live line of the room broke; the page will reconnect');
		} finally {
			clearInterval(beat);
			this.#lines.delete(line);
			response.end();
			this.#tellPeople();
		}
	}

	/** Ends all lines; pages will try to come back. */
	close(): void {
		for (const line of this.#lines) {
			line.ended.abort();
			line.response.end();
		}
	}

	async #send({ member, response, ended }: Line, event: StudioEvent): Promise<void> {
		if (event.kind === 'notice' && event.to !== `room:${member.id}`) return;
		if (isTransient(event)) {
			if (response.writableNeedDrain) return;
			response.write(`event: studio\ndata: ${toWire(event)}\n\n`);
			return;
		}
		const fits = response.write(`id: ${event.seq}\nevent: studio\ndata: ${toWire(event)}\n\n`);
		if (!fits) await once(response, 'drain', { signal: ended.signal }).catch(() => undefined);
	}

	#tellPeople(): void {
		const text = `event: people\ndata: ${JSON.stringify(this.people())}\n\n`;
		for (const { response } of this.#lines)
			if (!response.writableNeedDrain && !response.writableEnded) response.write(text);
	}
}
