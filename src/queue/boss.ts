import { createHash } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../store/database.ts';

/** Where pg-boss keeps its tables. */
export const BOSS_SCHEMA = 'taue_boss';
/** Jobs that failed for good, kept for whoever wants to know why. */
const DEAD_LETTERS = 'taue/dead';

/**
 * pg-boss counts every lost attempt as a retry: a killed process, a lost connection. Two retries are what a
 * job gets for failing by itself (`MOST_FAILURES`), and this is how often it may be lost without any fault.
 */
const MOST_LOSSES = 20;

/** Silence after which an attempt is given up; pg-boss allows no less than 10. */
const HEARTBEAT_SECONDS = 12;
/**
 * Heartbeats say whether an attempt lives, and the supervisor replaces a process that hangs; pg-boss wants an end
 * all the same, and this is the latest that it allows.
 */
const EXPIRE_SECONDS = 86_400;

export interface BossOptions {
	readonly database: Database;
	readonly onError: (error: Error) => void;
}

/** An attempt as pg-boss names it. */
export interface BossAttempt {
	readonly id: string;
	readonly retryCount: number;
}

/** pg-boss with what we use of it: one queue per model, fenced attempts, our database and transactions. */
export class Boss {
	readonly #boss: PgBoss;
	readonly #queues = new Map<string, Promise<string>>();

	constructor({ database, onError }: BossOptions) {
		this.#boss = new PgBoss({
			db: database.boss,
			backend: database.kind === 'folder' ? 'pglite' : 'postgres',
			schema: BOSS_SCHEMA,
			// We call `supervise` ourselves, right before looking for stray jobs.
			supervise: false,
			monitorIntervalSeconds: 5,
			schedule: false,
			registerInstance: false,
			reindex: database.kind === 'server',
			monitorVacuum: database.kind === 'server',
			openTelemetry: { enabled: false },
		});
		this.#boss.on('error', onError);
	}

	async start(): Promise<void> {
		await this.#boss.start();
		await this.#boss.createQueue(DEAD_LETTERS, { retentionSeconds: 14 * 86_400 });
	}

	async stop(): Promise<void> {
		await this.#boss.stop({ graceful: false, close: false });
	}

	/** The queue of a model, made on first use. */
	queueOf(model: string): Promise<string> {
		let queue = this.#queues.get(model);
		if (queue === undefined) {
			queue = this.#makeQueue(queueName(model));
			this.#queues.set(model, queue);
			queue.catch(() => this.#queues.delete(model));
		}
		return queue;
	}

	async #makeQueue(name: string): Promise<string> {
		await this.#boss.createQueue(name, {
			retryLimit: MOST_LOSSES,
			heartbeatSeconds: HEARTBEAT_SECONDS,
			expireInSeconds: EXPIRE_SECONDS,
			retentionSeconds: 365 * 86_400,
			deleteAfterSeconds: 600,
			deadLetter: DEAD_LETTERS,
		});
		// A queue that an earlier version made keeps what it was made with.
		await this.#boss.updateQueue(name, { expireInSeconds: EXPIRE_SECONDS });
		return name;
	}

	async insert(
		tx: Queryable,
		queue: string,
		jobs: readonly { id: string; priority: number }[],
	): Promise<void> {
		await this.#boss.insert(
			queue,
			jobs.map(({ id, priority }) => ({ id, priority })),
			{ db: tx.boss },
		);
	}

	/** @param minPriority - only a job of at least this priority */
	async fetch(tx: Queryable, queue: string, minPriority?: number): Promise<BossAttempt | null> {
		const [job] = await this.#boss.fetch(queue, {
			db: tx.boss,
			...(minPriority !== undefined && { minPriority }),
		});
		return job === undefined ? null : { id: job.id, retryCount: job.retryCount };
	}

	async complete(tx: Queryable, queue: string, attempt: BossAttempt): Promise<void> {
		await this.#boss.complete(queue, attempt, null, { db: tx.boss });
	}

	/** Puts the attempt back into the line, as one retry more. */
	async retry(tx: Queryable, queue: string, attempt: BossAttempt, reason: object): Promise<void> {
		await this.#boss.fail(queue, attempt, reason, { db: tx.boss });
	}

	async cancel(tx: Queryable, queue: string, id: string): Promise<void> {
		await this.#boss.cancel(queue, id, { db: tx.boss });
	}

	/** Ends a job for good and keeps a note of it among the dead letters. */
	async bury(tx: Queryable, queue: string, id: string, reason: object): Promise<void> {
		await this.#boss.cancel(queue, id, { db: tx.boss });
		await this.#boss.send(DEAD_LETTERS, { id, queue, ...reason }, { db: tx.boss });
	}

	/** Says that the attempt lives; false if it is not the current one. */
	async touch(queue: string, attempt: BossAttempt): Promise<boolean> {
		// The count is in every answer and in pg-boss's documentation; its typings leave it out.
		const { affected } = (await this.#boss.touch(queue, attempt)) as { affected?: number };
		return (affected ?? 0) > 0;
	}

	/** Gives up attempts that were silent for too long, and prunes what ended long ago. */
	async supervise(): Promise<void> {
		await this.#boss.supervise();
	}
}

/** pg-boss allows few characters in names, models may have any letters: a readable part and a hash. */
export function queueName(model: string): string {
	const readable = model.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 40);
	return `taue/${readable}-${createHash('sha256').update(model).digest('hex').slice(0, 8)}`;
}
