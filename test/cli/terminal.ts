import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { CliIo } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/run.ts';

export const HOME = resolve(import.meta.dirname, '../..');
/** Whole models with random weights, small enough to draw with in a test. */
export const TINY_MODELS = join(HOME, 'test/fixtures/conformance');

export interface Answer {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface TerminalOptions {
	readonly env?: Record<string, string>;
	readonly stdin?: string;
	/** Standard error is a terminal that a person watches. */
	readonly tty?: boolean;
	readonly signal?: AbortSignal;
	/** Called with everything that has been written to standard error so far. */
	readonly onStderr?: (text: string) => void;
}

/** Runs a command line in this process, on the tiny models and one thread unless told otherwise. */
export async function taue(argv: readonly string[], options: TerminalOptions = {}): Promise<Answer> {
	const written = { stdout: '', stderr: '' };
	const stream = (name: 'stdout' | 'stderr') => {
		const pipe = new PassThrough();
		pipe.setEncoding('utf8').on('data', (text: string) => {
			written[name] += text;
			if (name === 'stderr') options.onStderr?.(written.stderr);
		});
		return pipe;
	};
	const io: CliIo = {
		stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
		stdout: stream('stdout'),
		stderr: Object.assign(stream('stderr'), { isTTY: options.tty === true, columns: 100 }),
		env: {
			TAUE_MODELS: TINY_MODELS,
			TAUE_MODEL: 'tiny-sd15',
			TAUE_PROVIDER: 'cpu',
			TAUE_THREADS: '1',
			...options.env,
		},
		signal: options.signal ?? new AbortController().signal,
	};
	const code = await runCli(argv, io);
	return { code, ...written };
}

/** A folder for one test, removed after it. */
export async function scratch(): Promise<{ readonly path: string } & AsyncDisposable> {
	const path = await mkdtemp(join(tmpdir(), 'taue-cli-'));
	return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
