import type { ServerResponse } from 'node:http';
import { isTransient, type StudioEvent } from '../../studio/events.ts';
import type { PlaceId } from '../../studio/people.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Clock } from '../platform.ts';
import type { Inside } from './members.ts';
import { taken } from './outgoing.ts';
import { RoomError, SECURITY_HEADERS } from './request.ts';
import type { RoomLog } from './room-config.ts';
import type { SharedSnapshot } from './shared-snapshot.ts';
import { toWire } from './to-wire.ts';
import { BEAT_MS, type Present } from './wire.ts';

/** Open pages for one person, from one address, and for the room. */
const STREAMS_PER_MEMBER = 16;
const STREAMS_PER_ADDRESS = 200;
const STREAMS = 1_000;
/** Who is here is told at most so often: the more pages, the rarer. */
const PEOPLE_EVERY_MS = 250;
const PEOPLE_PER_PAGE_MS = 5;
/** People whose names are told; a page shows a handful. */
const MOST_PEOPLE = 200;

interface Line extends Inside {
	readonly address: string;
	readonly response: ServerResponse;
	readonly ended: AbortController;
}

interface StreamOptions {
	readonly studio: Studio;
	readonly place: PlaceId;
	readonly snapshot: SharedSnapshot;
	readonly clock: Clock;
	readonly log: RoomLog;
	/** Whether a session is still open; another gateway may have ended it. */
	readonly isOpen: (session: string) => Promise<boolean>;
}

/**
 * The room's live line to every open page: server-sent events from the studio's log. Each stored event
 * carries its number, so a page that lost the line goes on exactly where it stopped; progress carries none
 * and is dropped for a page that cannot keep up.
 */
export class Stream {
	readonly #options: StreamOptions;
	readonly #lines = new Set<Line>();
	#telling: { clear(): void } | null = null;

	constructor(options: StreamOptions) {
		this.#options = options;
	}

	/** Who has a page open here, each once. */
	people(): readonly Present[] {
		const present = new Map<string, Present>();
		for (const { member } of this.#lines) {
			present.set(member.id, { id: member.id, name: member.name });
			if (present.size >= MOST_PEOPLE) break;
		}
		return [...present.values()];
	}

	/** Streams until the page goes away. @throws RoomError before anything was sent */
	async serve(
		inside: Inside,
		address: string,
		after: number | undefined,
		response: ServerResponse,
	): Promise<void> {
		const { studio, place, snapshot, log } = this.#options;
		const isReset = after !== undefined && !(await snapshot.reaches(after));
		const from = after ?? (await snapshot.lastSeq());
		this.#mustHaveRoom(inside, address);
		response.writeHead(200, {
			...SECURITY_HEADERS,
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store, no-transform',
			'x-accel-buffering': 'no',
		});
		// A number from another log (the data was replaced): the page must start anew.
		if (isReset) {
			response.end('event: reset\ndata: {}\n\n');
			return;
		}
		const line: Line = { ...inside, address, response, ended: new AbortController() };
		const beat = setInterval(() => void this.#beat(line), BEAT_MS);
		response.on('close', () => line.ended.abort());
		// A page that goes away in the middle of a write is nobody's mistake.
		response.on('error', () => line.ended.abort());
		this.#lines.add(line);
		response.write('retry: 1000\n\n');
		this.#tellPeopleSoon();
		try {
			const { signal } = line.ended;
			for await (const event of studio.events.of({ place, after: from, signal })) {
				if (signal.aborted) break;
				await this.#send(line, event);
			}
		} catch (error) {
			if (!line.ended.signal.aborted)
				log.error({ err: error }, 'a live line of the room broke; the page will reconnect');
		} finally {
			clearInterval(beat);
			this.#lines.delete(line);
			response.end();
			this.#tellPeopleSoon();
		}
	}

	/** Ends the lines of a session that is over. */
	end(session: string): void {
		for (const line of this.#lines) if (line.session === session) endLine(line);
	}

	/** Ends all lines; pages will try to come back. */
	close(): void {
		for (const line of this.#lines) endLine(line);
		this.#telling?.clear();
	}

	/** @throws RoomError where too many pages are open */
	#mustHaveRoom(inside: Inside, address: string): void {
		let mine = 0;
		let near = 0;
		for (const line of this.#lines) {
			if (line.member.id === inside.member.id) mine++;
			if (line.address === address) near++;
		}
		if (mine < STREAMS_PER_MEMBER && near < STREAMS_PER_ADDRESS && this.#lines.size < STREAMS) return;
		throw new RoomError(
			429,
			'too-many-pages',
			mine >= STREAMS_PER_MEMBER
				? 'Too many pages of this room are open. Close some and reload this one.'
				: 'Too many people have this room open just now. Try again in a moment.',
			10_000,
		);
	}

	async #beat(line: Line): Promise<void> {
		const { isOpen } = this.#options;
		const open = await isOpen(line.session).catch(() => true);
		if (!open) return endLine(line);
		const { response } = line;
		if (!response.writableEnded && !response.writableNeedDrain)
			response.write(`event: beat\ndata: ${Date.now()}\n\n`);
	}

	async #send(line: Line, event: StudioEvent): Promise<void> {
		const { member, response } = line;
		if (event.kind === 'notice' && event.to !== `room:${member.id}`) return;
		if (isTransient(event)) {
			if (response.writableNeedDrain) return;
			response.write(`event: studio\ndata: ${toWire(event)}\n\n`);
			return;
		}
		const fits = response.write(`id: ${event.seq}\nevent: studio\ndata: ${toWire(event)}\n\n`);
		if (!fits) await taken(response, this.#options.clock, line.ended.signal);
	}

	/** Comings and goings of a moment are told together. */
	#tellPeopleSoon(): void {
		const wait = Math.max(PEOPLE_EVERY_MS, this.#lines.size * PEOPLE_PER_PAGE_MS);
		this.#telling ??= this.#options.clock.setTimeout(() => {
			this.#telling = null;
			const text = `event: people\ndata: ${JSON.stringify(this.people())}\n\n`;
			for (const { response } of this.#lines)
				if (!response.writableNeedDrain && !response.writableEnded) response.write(text);
		}, wait);
	}
}

function endLine({ ended, response }: Line): void {
	ended.abort();
	response.end();
}
