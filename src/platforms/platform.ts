/**
 * What every platform implements, and the data that all of them render from. A platform listens, turns
 * what it hears into calls of commands or of the studio, and keeps one message per post up to date; what a
 * picture's card says and which buttons it has is decided once, in `card.ts`.
 */
import type { Commands } from '../../commands/command.ts';
import type { Locale, Person, Place, PlatformName } from '../studio/people.ts';
import type { PostView } from '../studio/posts.ts';
import type { Studio } from '../studio/studio.ts';
import { TaueError } from '../taue-error.ts';

/** Structured logging as pino offers it. */
export interface Log {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

/** The passing of time, as an argument, so that tests need no sleeps. */
export interface Clock {
	/** Milliseconds that only grow, for how long something takes; no time of day. */
	now(): number;
	/** The time of day, in milliseconds since 1970, for what others stamped. */
	wallTime(): number;
	setTimeout(run: () => void, ms: number): { clear(): void };
}

export const systemClock: Clock = {
	now: () => performance.now(),
	wallTime: () => Date.now(),
	setTimeout(run, ms) {
		const timer = setTimeout(run, ms);
		return { clear: () => clearTimeout(timer) };
	},
};

/** Resolves when the work is done, or when that long is over; what the work fails with is passed on. */
export async function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
	const { promise: late, resolve } = Promise.withResolvers<void>();
	const timer = clock.setTimeout(resolve, ms);
	await Promise.race([work, late]).finally(() => timer.clear());
}

/** All that a platform gets; it reaches for nothing else. */
export interface PlatformContext {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly log: Log;
	readonly clock: Clock;
}

export interface Platform {
	readonly name: PlatformName;
	/**
	 * Connects, catches up with `posts.stale`, and begins to listen.
	 *
	 * @param lost - told of a connection that ends for good later on; the platform is then stopped
	 * @throws PlatformRefusal where the platform does not take the operator's token or settings
	 */
	start(lost?: (error: Error) => void): Promise<void>;
	/** Ends listening, finishes the edits under way, disconnects; within 5 s. */
	stop(): Promise<void>;
}

/** The platform does not take a token or a setting; the message says which, and what the operator can do. */
export class PlatformRefusal extends TaueError {
	override readonly name = 'PlatformRefusal';
	readonly code = 'platform-refused';
}

/** Someone reacted, on any platform, as `reactions.ts` reads it. */
export interface Reaction {
	/** Unicode emoji, or the platform's name of it without colons. */
	readonly emoji: string;
	readonly added: boolean;
	readonly person: Person;
	readonly place: Place;
	readonly post: PostView;
	readonly locale: Locale;
	/** The platform's own id of the reaction event. */
	readonly idempotencyKey: string;
}
