import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type {
	Job,
	JobFailure,
	JobOutcome,
	JobProgress,
	Settled,
	WorkerClaim,
	WorkQueue,
} from '../../src/queue/types.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';

type Ending =
	| { readonly kind: 'done'; readonly outcome: JobOutcome }
	| { readonly kind: 'failed'; readonly failure: JobFailure; readonly retry: boolean }
	| { readonly kind: 'handed-back' };

/** A queue in memory that keeps the contract of `WorkQueue` and lets a test wait for what happens to a job. */
export class MemoryQueue implements WorkQueue {
	readonly heartbeatMs = 20;
	readonly waiting: Job[] = [];
	/** Short ones of somebody else, which no running job should hold up. */
	readonly short: Job[] = [];
	readonly endings = new Map<string, Ending[]>();
	readonly progressOf = new Map<string, JobProgress[]>();
	readonly lost = new Set<string>();
	/** The next so many calls that settle a job fail, as with a database that is away. */
	outage = 0;
	readonly #held = new Set<string>();
	readonly #events = new EventEmitter();

	constructor() {
		this.#events.setMaxListeners(0);
	}

	add(recipe: Recipe): Job {
		return this.#add(recipe, this.waiting);
	}

	addShort(recipe: Recipe): Job {
		return this.#add(recipe, this.short);
	}

	#add(recipe: Recipe, line: Job[]): Job {
		const job: Job = {
			id: randomUUID(),
			attempt: 0,
			pictureId: randomUUID().slice(0, 12),
			model: recipe.model,
			recipe,
			layers: false,
			enlarge: null,
			look: null,
			expectedSeconds: null,
		};
		line.push(job);
		this.#events.emit('work');
		return job;
	}

	cancel(job: Job): void {
		this.lost.add(job.id);
		this.#events.emit('cancelled', job.id);
	}

	/** How a job ended, as soon as it has. */
	async ending(job: Job): Promise<Ending> {
		for (;;) {
			const last = this.endings.get(job.id)?.at(-1);
			if (last !== undefined) return last;
			await once(this.#events, 'ended');
		}
	}

	/** Waits for a report of progress that passes the test. */
	async progressWhere(job: Job, test: (progress: JobProgress) => boolean): Promise<JobProgress> {
		for (;;) {
			const found = this.progressOf.get(job.id)?.find(test);
			if (found !== undefined) return found;
			await once(this.#events, 'progress');
		}
	}

	async fetch(claim: WorkerClaim): Promise<Job | null> {
		const index = this.waiting.findIndex((job) => claim.models.includes(job.model));
		if (index < 0) return null;
		const [job] = this.waiting.splice(index, 1);
		this.#held.add(job.id);
		return job;
	}

	async fetchBeside(): Promise<Job | null> {
		const job = this.short.shift() ?? null;
		if (job !== null) this.#held.add(job.id);
		return job;
	}

	async heartbeat(job: Job): Promise<'ours' | 'lost'> {
		return this.lost.has(job.id) ? 'lost' : 'ours';
	}

	progress(job: Job, progress: JobProgress): void {
		this.progressOf.set(job.id, [...(this.progressOf.get(job.id) ?? []), progress]);
		this.#events.emit('progress');
	}

	complete(job: Job, outcome: JobOutcome): Promise<Settled> {
		return this.#settle(job, { kind: 'done', outcome });
	}

	fail(job: Job, failure: JobFailure, { retry }: { readonly retry: boolean }): Promise<Settled> {
		return this.#settle(job, { kind: 'failed', failure, retry });
	}

	handBack(job: Job): Promise<Settled> {
		return this.#settle(job, { kind: 'handed-back' });
	}

	onCancelled(listener: (jobId: string) => void): () => void {
		this.#events.on('cancelled', listener);
		return () => this.#events.off('cancelled', listener);
	}

	onWork(listener: () => void): () => void {
		this.#events.on('work', listener);
		return () => this.#events.off('work', listener);
	}

	async #settle(job: Job, ending: Ending): Promise<Settled> {
		if (this.outage > 0) {
			this.outage--;
			throw new Error('connection refused');
		}
		if (!this.#held.delete(job.id) || this.lost.has(job.id)) return 'late';
		this.endings.set(job.id, [...(this.endings.get(job.id) ?? []), ending]);
		this.#events.emit('ended');
		return 'settled';
	}
}
