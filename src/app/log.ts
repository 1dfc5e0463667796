import { destination, type Logger, pino } from 'pino';
import { redact, redactText } from './redact.ts';

export type { Logger } from 'pino';

/** A known secret shorter than this is a word, and hiding it everywhere would garble the log. */
const SHORTEST_KNOWN = 6;

/**
 * Structured logs, one JSON object a line, on stderr: stdout belongs to what a command prints.
 * `npm start 2> >(npx pino-pretty)` makes them pleasant to read. Secrets are hidden (`redact.ts`); what is
 * logged under `err` comes with message and stack.
 */
export function createLog(options: {
	readonly level: string;
	readonly name?: string;
	/** File descriptor; 2 is stderr. */
	readonly fd?: number;
	/** Secrets of the configuration: hidden wherever they stand, whatever they look like. */
	readonly secrets?: readonly string[];
}): Logger {
	const known = (options.secrets ?? [])
		.filter(({ length }) => length >= SHORTEST_KNOWN)
		// As they stand in JSON.
		.map((secret) => JSON.stringify(secret).slice(1, -1));
	const fields = (given: object) => redact(given) as Record<string, unknown>;
	return pino(
		{
			level: options.level,
			base: { pid: process.pid, ...(options.name !== undefined && { name: options.name }) },
			timestamp: pino.stdTimeFunctions.isoTime,
			// Pino's own would show all fields of an error once more; ours have been through `fields`.
			serializers: { err: (err: unknown) => err },
			formatters: { log: fields, bindings: fields },
			// The last barrier: the line as it is written.
			hooks: { streamWrite: (line) => redactText(line, known) },
		},
		// Written at once: the last line before a crash is the one that is needed.
		destination({ fd: options.fd ?? 2, sync: true }),
	);
}
