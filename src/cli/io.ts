import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { TaueError } from '../taue-error.ts';

/** What a command may touch of the terminal, so that tests can run it in this process. */
export interface CliIo {
	readonly stdin: Readable;
	/** Results only. */
	readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
	/** Progress, warnings and errors. */
	readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
	/** Environment variables; commands read them through `src/app/config.ts`. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
}

/** Exit codes, the same for every command. */
export const EXIT = {
	ok: 0,
	/** Something failed while working: no space, an unwritable file, a lost connection. */
	failed: 1,
	/** The line, an option or a recipe is not right. */
	usage: 2,
	/** A model is missing, broken or cannot do what was asked. */
	model: 3,
	/** Ctrl-C. */
	interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error for the person at the terminal: what happened, what was given, what to do. */
export class CliError extends TaueError {
	override readonly name = 'CliError';
	readonly code: string;
	readonly exitCode: ExitCode;

	constructor(code: string, message: string, options: { exitCode?: ExitCode; cause?: unknown } = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.exitCode = options.exitCode ?? EXIT.failed;
	}
}

/** A wrong option, argument or file of the person's own. */
export function usageError(message: string, cause?: unknown): CliError {
	return new CliError('usage', message, { exitCode: EXIT.usage, cause });
}

const WHY_UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'there is no such file',
	EISDIR: 'it is a folder',
	EACCES: 'you may not read it',
	EPERM: 'you may not read it',
};

/** Reads a file that the person named. */
export async function readGiven(what: string, path: string): Promise<Buffer> {
	try {
		return await readFile(path);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw usageError(`The ${what} ${path} cannot be read: ${WHY_UNREADABLE[code ?? ''] ?? message}.`, error);
	}
}

/** Writes and waits until it is taken, so that nothing is lost when the process ends. */
export async function write(stream: CliIo['stdout'], text: string): Promise<void> {
	await new Promise<void>((resolve) => stream.write(text, () => resolve()));
}
