import type { Logger } from './log.ts';

/** A program that fails this often in a minute is not well: its service manager starts it anew. */
const MOST_A_MINUTE = 60;

/**
 * An error that nobody caught, in a handler of an event or a promise that was let go, is logged and ends nothing:
 * all that must not be lost is in the database, and one guest's mistake must not send the others home.
 */
export function outliveFaults(log: Logger): void {
	let recent: number[] = [];
	process.on('uncaughtException', (err, origin) => {
		const now = performance.now();
		recent = [...recent.filter((at) => now - at < 60_000), now];
		log.error({ err, origin }, 'an error was not caught; this is a fault in TAUE, please report it');
		if (recent.length > MOST_A_MINUTE) process.exit(1);
	});
}
