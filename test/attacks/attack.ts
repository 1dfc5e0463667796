import type { Target, TargetOptions } from './target.ts';

/** What an attack works with. */
export interface Ground {
	/** A program as a newcomer starts it, on a data folder of its own; shared by attacks that harm nobody else. */
	shared(): Promise<Target>;
	/** A program for this attack alone; it is ended behind it. */
	fresh(options?: TargetOptions): Promise<Target>;
	/** A folder that is removed at the end. */
	folder(): Promise<string>;
	/** As `folder`, with the database of a program that was started and ended once. */
	startedFolder(): Promise<string>;
	/**
	 * Counts one try.
	 *
	 * @param what - as it reads in the list of what got through
	 * @param seen - what was observed, for that list
	 */
	tried(what: string, held: boolean, seen?: unknown): void;
	/** Ends when the time of the whole suite is over. */
	readonly signal: AbortSignal;
}

/** One kind of attack: several tries of the same weakness. */
export interface Attack {
	readonly name: string;
	/** Quick, and in need of little but the shared program: part of the short form that runs as a test. */
	readonly short?: boolean;
	run(ground: Ground): Promise<void>;
}
