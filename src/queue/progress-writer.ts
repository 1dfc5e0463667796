import type { Database } from '../store/database.ts';
import type { Claim } from '../store/jobs.ts';
import { writeProgress } from '../store/progress.ts';
import type { JobProgress } from './types.ts';

/** One write per job in this time; what comes in between replaces what waits. */
const EVERY_MS = 300;
const MOST_PREVIEW_BYTES = 64 * 1024;

interface Pending {
	readonly claim: Claim;
	progress: JobProgress;
}

/** Writes the last progress of each running job, at its own pace, one write at a time; trouble is ignored. */
export class ProgressWriter {
	readonly #database: Database;
	readonly #pending = new Map<string, Pending>();
	#timer: NodeJS.Timeout | null = null;
	#writing: Promise<void> = Promise.resolve();
	#stopped = false;

	constructor(database: Database) {
		this.#database = database;
	}

	write(claim: Claim, progress: JobProgress): void {
		if (this.#stopped) return;
		const waiting = this.#pending.get(claim.id);
		const preview = usable(progress.preview) ?? waiting?.progress.preview;
		const { phase, step, steps } = progress;
		this.#pending.set(claim.id, { claim, progress: { phase, step, steps, ...(preview && { preview }) } });
		this.#timer ??= setTimeout(() => void this.#flush(), EVERY_MS);
	}

	/** The job has ended: nothing of it is written any more. */
	forget(jobId: string): void {
		this.#pending.delete(jobId);
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#pending.clear();
		await this.#writing;
	}

	async #flush(): Promise<void> {
		const batch = [...this.#pending.values()];
		this.#pending.clear();
		this.#writing = (async () => {
			for (const { claim, progress } of batch) {
				await writeProgress(this.#database, claim, { ...progress, preview: progress.preview ?? null }).catch(
					() => {},
				);
			}
		})();
		await this.#writing;
		this.#timer = null;
		if (this.#pending.size > 0 && !this.#stopped)
			this.#timer = setTimeout(() => void this.#flush(), EVERY_MS);
	}
}

function usable(preview: JobProgress['preview']): JobProgress['preview'] {
	return preview !== undefined && preview.bytes.byteLength <= MOST_PREVIEW_BYTES ? preview : undefined;
}
