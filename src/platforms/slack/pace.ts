import { Buckets } from '../../studio/buckets.ts';
import type { Clock } from '../platform.ts';
import { PacedLine } from './paced-line.ts';

export interface PaceOptions {
	/** Time between two messages to a channel. */
	readonly postEveryMs: number;
	/** Edits of a workspace in a minute. */
	readonly editsPerMinute: number;
}

/** Edits that progress leaves to pictures that end. */
const SPARE_SHARE = 0.3;
/** Channels and workspaces that are kept in mind; idle ones beyond are forgotten. */
const MOST_LINES = 1_000;

/**
 * Keeps us under Slack's limits, so that it rarely has to say 429 (the client honours it when it does):
 * messages a channel, edits a workspace. Ends go before sketches, and progress waits for neither: where there
 * is no room for it, it is left out.
 */
export class Pace {
	readonly #clock: Clock;
	readonly #channels = new Map<string, PacedLine>();
	readonly #workspaces = new Map<string, PacedLine>();
	/** Messages of a channel, edits of a workspace. */
	readonly #posts: Buckets;
	readonly #edits: Buckets;
	readonly #spare: number;

	constructor({ postEveryMs, editsPerMinute }: PaceOptions, clock: Clock) {
		const now = () => clock.now();
		this.#clock = clock;
		this.#spare = Math.floor(editsPerMinute * SPARE_SHARE);
		this.#posts = new Buckets({ tokens: 1, seconds: Math.max(1, postEveryMs) / 1000 }, now);
		this.#edits = new Buckets({ tokens: editsPerMinute, seconds: 60 }, now);
	}

	/** A new message. */
	post<T>(team: string, channel: string, work: () => Promise<T>): Promise<T> {
		return this.#channel(team, channel).schedule(3, work);
	}

	/** An edit that people wait for. */
	edit<T>(team: string, what: 'end' | 'sketch', work: () => Promise<T>): Promise<T> {
		return this.#workspace(team).schedule(what === 'end' ? 1 : 4, work);
	}

	/** An edit that only tells progress; false where it was left out. */
	async progress(team: string, channel: string, work: () => Promise<unknown>): Promise<boolean> {
		const place = this.#channel(team, channel);
		if (place.queued > 0 || !this.hasRoom(team)) return false;
		await place.schedule(7, () => this.#workspace(team).schedule(8, work));
		return true;
	}

	/** Whether edits can be spared for what is nice to have. */
	hasRoom(team: string): boolean {
		return this.#workspace(team).queued === 0 && this.#edits.waitMs(team, this.#spare + 1) === 0;
	}

	/** Lets go of all timers. */
	stop(): void {
		for (const lines of [this.#channels, this.#workspaces]) for (const line of lines.values()) line.stop();
	}

	#channel(team: string, channel: string): PacedLine {
		const name = `${team}/${channel}`;
		return this.#line(
			this.#channels,
			name,
			() => new PacedLine(this.#clock, () => this.#posts.take(name), 1),
		);
	}

	#workspace(team: string): PacedLine {
		return this.#line(this.#workspaces, team, () => new PacedLine(this.#clock, () => this.#edits.take(team)));
	}

	#line(lines: Map<string, PacedLine>, name: string, make: () => PacedLine): PacedLine {
		const known = lines.get(name);
		if (known !== undefined) return known;
		if (lines.size >= MOST_LINES) for (const [old, line] of lines) if (line.isIdle) lines.delete(old);
		const line = make();
		lines.set(name, line);
		return line;
	}
}
