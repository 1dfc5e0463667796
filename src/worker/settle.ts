import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Backoff } from './backoff.ts';

export interface SettleOptions {
	/** How long the result is kept for a database that does not answer. */
	readonly forMs: number;
	readonly log: Logger;
	/** Whether the program is ending, and a few tries must do. */
	readonly hurries: () => boolean;
}

/** Tells the queue how an attempt ended, again and again while the database does not answer. */
export async function settleInTheEnd(
	settle: () => Promise<'settled' | 'late'>,
	{ forMs, log, hurries }: SettleOptions,
): Promise<void> {
	const giveUpAt = performance.now() + forMs;
	const backoff = new Backoff({ firstMs: 100, maxMs: 2000 });
	for (;;) {
		try {
			if ((await settle()) === 'late') log.info('this attempt was no longer ours');
			return;
		} catch (err) {
			const pauseMs = backoff.failed();
			if ((hurries() && backoff.failures > 4) || performance.now() + pauseMs > giveUpAt) {
				log.error({ err }, 'an attempt could not be settled; it will be given out again');
				return;
			}
			log.warn({ err, pauseMs }, 'the queue does not answer; keeping the result');
			await pause(pauseMs);
		}
	}
}
