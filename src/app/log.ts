import { destination, type Logger, pino, stdSerializers } from 'pino';

export type { Logger } from 'pino';

/** What must never be read in a log, wherever in the logged object it stands. */
const SECRETS = ['token', 'password', 'secret', 'databaseUrl', 'authorization', 'key'].flatMap((name) => [
	name,
	`*.${name}`,
]);

/**
 * Structured logs, one JSON object a line, on stderr: stdout belongs to what a command prints.
 * `npm start 2> >(npx pino-pretty)` makes them pleasant to read.
 */
export function createLog(options: {
	readonly level: string;
	readonly name?: string;
	/** File descriptor; 2 is stderr. */
	readonly fd?: number;
}): Logger {
	return pino(
		{
			level: options.level,
			base: { pid: process.pid, ...(options.name !== undefined && { name: options.name }) },
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { err: stdSerializers.errWithCause },
			redact: { paths: SECRETS, censor: '(hidden)' },
		},
		// Written at once: the last line before a crash is the one that is needed.
		destination({ fd: options.fd ?? 2, sync: true }),
	);
}
