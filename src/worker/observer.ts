import type { Logger } from 'pino';
import type { SupervisorObserver } from './supervisor.ts';

/** An observer that only watches: what it throws is logged and never reaches the supervisor. */
export function harmless(
	observer: SupervisorObserver | undefined,
	log: Logger,
): Required<SupervisorObserver> {
	const tell = (told: () => void): void => {
		try {
			told();
		} catch (err) {
			log.warn({ err }, 'metrics did not take what a device told');
		}
	};
	return {
		state: (...told) => tell(() => observer?.state?.(...told)),
		finished: (...told) => tell(() => observer?.finished?.(...told)),
		step: (...told) => tell(() => observer?.step?.(...told)),
		memory: (...told) => tell(() => observer?.memory?.(...told)),
		died: (...told) => tell(() => observer?.died?.(...told)),
	};
}
