import type { Logger } from 'pino';

/** What metrics want to know. */
export interface SupervisorObserver {
	state?(device: string, state: SupervisorState): void;
	finished?(
		device: string,
		model: string,
		outcome: 'done' | 'failed' | 'cancelled' | 'set-aside' | 'handed-back',
		seconds: number,
	): void;
	step?(device: string, model: string, ms: number): void;
	memory?(device: string, bytes: number): void;
	died?(device: string, reason: string): void;
}

export type SupervisorState = 'starting' | 'idle' | 'drawing' | 'backing-off' | 'draining' | 'stopped';

export interface SupervisorStatus {
	readonly device: string;
	readonly workerId: string;
	readonly state: SupervisorState;
	readonly provider: string | null;
	readonly models: readonly string[];
	readonly pid: number | null;
	/** Processes that ended without being asked to. */
	readonly deaths: number;
	/** Why the process does not start, while it does not. */
	readonly trouble: string | null;
}

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
