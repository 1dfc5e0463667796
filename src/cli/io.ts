import type { Readable, Writable } from 'node:stream';

/** The streams of a command, given as arguments so that tests can read what is printed. */
export interface CliIo {
	readonly stdout: Writable;
	readonly stderr: Writable;
	readonly stdin: Readable;
}
