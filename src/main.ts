import './frozen-builtins.ts';
import { ConfigError, loadConfig } from './app/config.ts';
import { outliveFaults } from './app/faults.ts';
import { createLog } from './app/log.ts';
import { startTaue } from './app/start.ts';

/** SIGTERM is promised to take no longer than ten seconds; what then still hangs is left to the next start. */
const END_WITHIN_MS = 9500;

/** Starts the program, prints the room's address as its only line, and ends it on SIGTERM or Ctrl-C. */
async function main(): Promise<void> {
	const config = loadConfig();
	const log = createLog({ level: config.log });
	const asked = new Promise<void>((resolve) => {
		for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
	});
	const taue = await startTaue(config, log);
	outliveFaults(log);
	process.stdout.write(taue.url === null ? 'TAUE is ready, without a room\n' : `TAUE room: ${taue.url}\n`);
	await asked;
	log.info('ending');
	setTimeout(() => {
		log.error('not everything ended in time; nothing is lost, the next start tidies up');
		process.exit(1);
	}, END_WITHIN_MS).unref();
	await taue.close();
	process.exit(0);
}

try {
	await main();
} catch (error) {
	// Errors with a code of ours are written for people; of the others the stack is needed.
	const forPeople = error instanceof ConfigError || (error instanceof Error && isOurs(error));
	process.stderr.write(`${forPeople ? error.message : error instanceof Error ? error.stack : error}\n`);
	process.exit(1);
}

function isOurs(error: Error): boolean {
	return 'code' in error && typeof error.code === 'string' && /^[a-z-]+$/.test(error.code);
}
