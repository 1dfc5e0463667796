import type { Recipe } from '../recipe/recipe.ts';
import { recipeId } from '../recipe/recipe.ts';
import type { Database, Queryable } from '../store/database.ts';
import * as store from '../store/jobs.ts';
import { readFinished } from '../store/pictures.ts';
import { BOSS_SCHEMA, Boss, type BossAttempt } from './boss.ts';
import { type Enlargement, jobCost } from './cost.ts';
import { admitAll, PRIORITY_LIMIT, PRIORITY_PER_UNIT, priorityOf, release } from './fair.ts';
import { LineReader, type LineSnapshot } from './line-reader.ts';
import { ProgressWriter } from './progress-writer.ts';
import type {
	Job,
	JobFailure,
	JobId,
	JobOutcome,
	JobProgress,
	PictureId,
	Settled,
	WorkerClaim,
	WorkQueue,
} from './types.ts';

/** How often a job may fail by itself before it is set aside: the first run and two retries. */
const MOST_FAILURES = 3;
/** How often it may be taken at all; beyond this it is not bad luck any more. */
const MOST_CLAIMS = 20;
const HEARTBEAT_MS = 4_000;
const SWEEP_MS = 5_000;
/** A worker's row is refreshed this often at the most. */
const SEEN_MS = 10_000;

export interface QueueOptions {
	readonly database: Database;
	readonly log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
	/** Judges a finished picture before it is stored; may replace its files (blur) or drop them (block). */
	readonly review?: (picture: FinishedPicture) => Promise<Reviewed>;
	/** Time between two looks for lost attempts; 0 never looks (tests call `sweep`). */
	readonly sweepMs?: number;
}

export interface FinishedPicture {
	readonly pictureId: PictureId;
	readonly place: string;
	readonly recipe: Recipe;
	readonly outcome: JobOutcome;
}

export interface Reviewed {
	readonly safety: 'ok' | 'blur' | 'block';
	readonly files: readonly { readonly kind: string; readonly mime: string; readonly bytes: Uint8Array }[];
}

/** What `enqueue` needs of a job that is about to be written. */
export interface NewJob {
	readonly id: JobId;
	readonly pictureId: PictureId;
	readonly recipe: Recipe;
	readonly layers: boolean;
	readonly enlarge: Enlargement | undefined;
}

/** A job's row, ready to be inserted beside its picture. */
export interface AdmittedJob {
	readonly id: JobId;
	readonly pictureId: PictureId;
	readonly queue: string;
	readonly model: string;
	readonly cost: number;
	readonly weight: number;
	readonly start: number;
	readonly finish: number;
	readonly evaluations: number;
	readonly size: string;
	readonly priority: number;
}

/** A job together with what proves that it is ours. */
interface HeldJob extends Job {
	readonly claim: number;
	readonly place: string;
	readonly queue: string;
	readonly boss: BossAttempt;
	readonly device: string;
	/** What was said of the picture that is enlarged: it holds for the larger one. */
	readonly safety: Reviewed['safety'] | null;
}

/** The durable line of work: fair order, fenced attempts, one transaction for everything that belongs together. */
export class Queue implements WorkQueue {
	readonly heartbeatMs = HEARTBEAT_MS;
	readonly #database: Database;
	readonly #boss: Boss;
	readonly #options: QueueOptions;
	readonly #progress: ProgressWriter;
	readonly #line: LineReader;
	readonly #workListeners = new Set<() => void>();
	readonly #cancelListeners = new Set<(jobId: JobId) => void>();
	readonly #unlisten: (() => Promise<void>)[] = [];
	readonly #seen = new Map<string, number>();
	#sweepTimer: NodeJS.Timeout | null = null;
	#sweeping: Promise<void> = Promise.resolve();
	#stopped = false;

	constructor(options: QueueOptions) {
		this.#options = options;
		this.#database = options.database;
		this.#boss = new Boss({
			database: options.database,
			onError: (error) => options.log.warn({ err: error }, 'pg-boss'),
		});
		this.#progress = new ProgressWriter(options.database);
		this.#line = new LineReader(options.database);
	}

	/** Installs pg-boss, listens, and returns what a killed process of a folder database left behind. */
	async start(): Promise<void> {
		await this.#boss.start();
		const wake = () => {
			for (const listener of this.#workListeners) listener();
		};
		this.#unlisten.push(
			await this.#database.listen('taue_work', wake, wake),
			await this.#database.listen(
				'taue_cancel',
				(jobId) => {
					for (const listener of this.#cancelListeners) listener(jobId);
				},
				() => {},
			),
		);
		if (this.#database.kind === 'folder') await this.#recoverFolder();
		const { sweepMs = SWEEP_MS } = this.#options;
		if (sweepMs > 0) {
			this.#sweepTimer = setInterval(() => void this.#sweepQuietly(), sweepMs);
			this.#sweepTimer.unref();
		}
	}

	async stop(): Promise<void> {
		if (this.#stopped) return;
		this.#stopped = true;
		if (this.#sweepTimer !== null) clearInterval(this.#sweepTimer);
		await this.#sweeping;
		await this.#progress.stop();
		for (const unlisten of this.#unlisten) await unlisten().catch(() => {});
		await this.#boss.stop();
	}

	// ------------------------------------------------------------------------------------- the studio's side

	/** Makes the pg-boss queues of these models; outside of any transaction, before `admit`. */
	async prepare(models: Iterable<string>): Promise<void> {
		for (const model of new Set(models)) await this.#boss.queueOf(model);
	}

	/** Reads the fair order and locks these flows until commit. */
	lockFlows(tx: Queryable, flows: readonly store.Flow[]): Promise<store.FairState> {
		return store.lockFlows(tx, flows);
	}

	/**
	 * Gives new jobs of one flow their place in the fair order.
	 * @param finish - the flow's finish tag so far, which the caller holds locked
	 */
	async admit(
		state: {
			readonly virtual: number;
			readonly base: number;
			readonly finish: number;
			readonly weight: number;
		},
		jobs: readonly NewJob[],
	): Promise<AdmittedJob[]> {
		const costs = jobs.map(({ recipe, layers, enlarge }) => jobCost(recipe, { layers, enlarge }));
		const tags = admitAll(
			state.virtual,
			state.finish,
			costs.map(({ cost }) => ({ cost, weight: state.weight })),
		);
		const admitted: AdmittedJob[] = [];
		for (const [i, { id, pictureId, recipe }] of jobs.entries()) {
			admitted.push({
				id,
				pictureId,
				queue: await this.#boss.queueOf(recipe.model),
				model: recipe.model,
				weight: state.weight,
				priority: priorityOf(tags[i].start, state.base),
				...costs[i],
				...tags[i],
			});
		}
		return admitted;
	}

	/** Hands admitted jobs, whose rows are written, to pg-boss. */
	async enqueue(tx: Queryable, jobs: readonly AdmittedJob[]): Promise<void> {
		const byQueue = Map.groupBy(jobs, ({ queue }) => queue);
		for (const [queue, group] of byQueue) await this.#boss.insert(tx, queue, group);
	}

	/** Takes a job out, waiting or running; false if it has ended already. */
	async cancel(tx: Queryable, jobId: JobId, by: string): Promise<boolean> {
		const removed = await store.removeJob(tx, jobId, by);
		if (removed === null) return false;
		await this.#boss.cancel(tx, removed.queue, jobId);
		const { tags, flowFinish } = release(removed.virtual, removed, removed.spent, removed.later);
		const moved = removed.later
			.map((job, i) => ({
				id: job.id,
				...tags[i],
				was: job.start,
				priority: priorityOf(tags[i].start, removed.base),
			}))
			.filter(({ start, was }) => start < was);
		await store.moveFlow(
			tx,
			{ place: removed.place, person: removed.person, finish: flowFinish },
			moved,
			BOSS_SCHEMA,
		);
		return true;
	}

	/** The line as it was a moment ago (`recent`), a blink ago (`fresh`), or as it is (`now`). */
	line(wanted?: 'recent' | 'fresh' | 'now'): Promise<LineSnapshot> {
		return this.#line.read(wanted);
	}

	/** The line, read anew where it does not know one of these live jobs yet. */
	lineWith(jobs: Iterable<JobId>): Promise<LineSnapshot> {
		return this.#line.readWith(jobs);
	}

	// -------------------------------------------------------------------------------------- the worker's side

	async fetch(claim: WorkerClaim): Promise<Job | null> {
		if (this.#stopped) return null;
		await this.#see(claim);
		const queues = new Map<string, string>();
		for (const model of claim.models) queues.set(await this.#boss.queueOf(model), model);
		for (;;) {
			const queue =
				queues.size === 1
					? [...queues.keys()][0]
					: await store.firstQueue(this.#database, [...queues.keys()]);
			if (queue === null) return null;
			const found = await this.#database.transaction((tx) =>
				this.#take(tx, claim, queue, queues.get(queue) ?? ''),
			);
			if (found !== 'orphan') return found;
		}
	}

	async fetchBeside(claim: WorkerClaim, running: Job, left: number): Promise<Job | null> {
		if (this.#stopped) return null;
		const queues = new Map<string, string>();
		for (const model of claim.models) queues.set(await this.#boss.queueOf(model), model);
		const short = await store.shortJobBeside(this.#database, running.id, [...queues.keys()], left / 2);
		if (short === null) return null;
		const found = await this.#database.transaction(async (tx) => {
			// pg-boss hands out by priority alone: this one is the first for a moment.
			const priority = await store.bringToFront(tx, BOSS_SCHEMA, short.queue, short.id);
			if (priority === null) return null;
			const model = queues.get(short.queue) ?? '';
			const taken = await this.#take(tx, claim, short.queue, model, store.FRONT_PRIORITY);
			await store.setPriority(tx, BOSS_SCHEMA, short.queue, short.id, priority);
			return taken;
		});
		return found === 'orphan' ? null : found;
	}

	async #take(
		tx: Queryable,
		claim: WorkerClaim,
		queue: string,
		model: string,
		minPriority?: number,
	): Promise<HeldJob | null | 'orphan'> {
		const attempt = await this.#boss.fetch(tx, queue, minPriority);
		if (attempt === null) return null;
		const started = await store.startJob(tx, {
			id: attempt.id,
			worker: claim.workerId,
			device: claim.device,
		});
		if (started === null) {
			// Its picture is there or was cancelled while pg-boss held the job for lost.
			await this.#boss.cancel(tx, queue, attempt.id);
			return 'orphan';
		}
		const { secondsPerEvaluation } = started;
		const source =
			started.enlarge === null || started.parent === null ? null : await readFinished(tx, started.parent);
		if (started.enlarge !== null && source === null) {
			await this.#giveUp(tx, { id: attempt.id, claim: started.claim }, queue, {
				code: 'bytes-gone',
				message: 'The picture that was to be enlarged was deleted meanwhile.',
			});
			return 'orphan';
		}
		return {
			id: attempt.id,
			attempt: started.attempt,
			pictureId: started.pictureId,
			model,
			recipe: started.recipe,
			layers: started.wantsLayers,
			enlarge:
				started.enlarge === null || source === null ? null : { png: source.bytes, factor: started.enlarge },
			safety: source?.safety ?? null,
			expectedSeconds: secondsPerEvaluation === null ? null : secondsPerEvaluation * started.evaluations,
			claim: started.claim,
			place: started.place,
			queue,
			boss: attempt,
			device: claim.device,
		};
	}

	async #see({ workerId, device, models }: WorkerClaim): Promise<void> {
		const now = performance.now();
		if (now - (this.#seen.get(workerId) ?? Number.NEGATIVE_INFINITY) < SEEN_MS) return;
		this.#seen.set(workerId, now);
		await store.seeWorker(this.#database, { id: workerId, device, models });
	}

	async heartbeat(job: Job): Promise<'ours' | 'lost'> {
		const { queue, boss } = held(job);
		return (await this.#boss.touch(queue, boss)) ? 'ours' : 'lost';
	}

	progress(job: Job, progress: JobProgress): void {
		this.#progress.write(held(job), progress);
	}

	async complete(job: Job, outcome: JobOutcome): Promise<Settled> {
		const mine = held(job);
		const { safety, files } = await this.#review(mine, outcome);
		this.#progress.forget(mine.id);
		return this.#settle(async (tx) => {
			const finished = await store.finishJob(tx, mine, {
				recipeId: recipeId(outcome.recipe),
				recipe: outcome.recipe,
				layers: safety === 'ok' ? outcome.layers.map(({ name }) => name) : [],
				seconds: outcome.seconds,
				passes: outcome.passes,
				evaluations: mine.enlarge === null ? outcome.passes * outcome.recipe.steps : 1,
				device: mine.device,
				safety,
				files,
			});
			if (finished) await this.#boss.complete(tx, mine.queue, mine.boss);
			return finished;
		});
	}

	async #review(job: HeldJob, outcome: JobOutcome): Promise<Reviewed> {
		const { review } = this.#options;
		if (job.safety !== null) return { safety: job.safety, files: filesOf(outcome) };
		if (review === undefined) return { safety: 'ok', files: filesOf(outcome) };
		return review({ pictureId: job.pictureId, place: job.place, recipe: outcome.recipe, outcome });
	}

	async fail(job: Job, failure: JobFailure, { retry }: { readonly retry: boolean }): Promise<Settled> {
		const mine = held(job);
		this.#progress.forget(mine.id);
		return this.#settle(async (tx) => {
			if (retry && mine.attempt + 1 < MOST_FAILURES) {
				const again = await store.requeueJob(tx, mine, { failed: true, reason: failure.message });
				if (again)
					await this.#boss.retry(tx, mine.queue, mine.boss, { code: failure.code, message: failure.message });
				return again;
			}
			return this.#giveUp(tx, mine, mine.queue, failure);
		});
	}

	async handBack(job: Job): Promise<Settled> {
		const mine = held(job);
		this.#progress.forget(mine.id);
		return this.#settle((tx) => this.#restore(tx, mine, mine.queue, 'the worker was stopped'));
	}

	async #settle(change: (tx: Queryable) => Promise<boolean>): Promise<Settled> {
		return (await this.#database.transaction(change)) ? 'settled' : 'late';
	}

	async #restore(tx: Queryable, claim: store.Claim, queue: string, reason: string): Promise<boolean> {
		const restored = await store.requeueJob(tx, claim, { failed: false, reason });
		if (!restored) return false;
		await store.restoreBossJob(tx, BOSS_SCHEMA, queue, claim.id);
		await store.wakeWorkers(tx);
		return true;
	}

	async #giveUp(tx: Queryable, claim: store.Claim, queue: string, failure: JobFailure): Promise<boolean> {
		const given = await store.failJob(tx, claim, { code: failure.code, message: failure.message });
		if (given) await this.#boss.bury(tx, queue, claim.id, { code: failure.code, message: failure.message });
		return given;
	}

	onCancelled(listener: (jobId: JobId) => void): () => void {
		this.#cancelListeners.add(listener);
		return () => this.#cancelListeners.delete(listener);
	}

	onWork(listener: () => void): () => void {
		this.#workListeners.add(listener);
		return () => this.#workListeners.delete(listener);
	}

	// ------------------------------------------------------------------------------------------- housekeeping

	async #sweepQuietly(): Promise<void> {
		const before = this.#sweeping;
		let done = () => {};
		this.#sweeping = new Promise((resolve) => {
			done = resolve;
		});
		await before;
		try {
			if (!this.#stopped) await this.sweep();
		} catch (error) {
			this.#options.log.warn({ err: error }, 'looking for lost jobs failed; it is tried again');
		} finally {
			done();
		}
	}

	/** Finds attempts that nobody works on any more and puts them back into the line, or sets them aside. */
	async sweep(): Promise<void> {
		await this.#boss.supervise();
		for (const stray of await store.strayJobs(this.#database, BOSS_SCHEMA)) {
			await this.#database.transaction((tx) => this.#settleStray(tx, stray));
		}
		await store.forgetOldFlows(this.#database);
		await this.#database.transaction((tx) =>
			store.moveBase(tx, BOSS_SCHEMA, PRIORITY_PER_UNIT, PRIORITY_LIMIT),
		);
	}

	async #settleStray(tx: Queryable, stray: store.StrayJob): Promise<void> {
		const waitsAgain = stray.bossState === 'retry' || stray.bossState === 'created';
		if (waitsAgain && stray.claim < MOST_CLAIMS) {
			const again = await store.requeueJob(tx, stray, { failed: false, reason: 'its worker fell silent' });
			if (again) await store.wakeWorkers(tx);
			return;
		}
		await this.#giveUp(tx, stray, stray.queue, {
			code: 'set-aside',
			message: `This picture was begun ${stray.claim} times and never finished, so it was set aside. Draw it again, or tell the operator.`,
		});
	}

	/** A folder has one process: whatever "runs" when it is opened, ran in a process that is gone. */
	async #recoverFolder(): Promise<void> {
		for (const job of await store.runningJobs(this.#database)) {
			await this.#database.transaction(async (tx) => {
				if (job.claim < MOST_CLAIMS) return this.#restore(tx, job, job.queue, 'the program was restarted');
				return this.#giveUp(tx, job, job.queue, {
					code: 'set-aside',
					message: `This picture was begun ${job.claim} times and never finished, so it was set aside.`,
				});
			});
		}
	}
}

/** The files of a picture as they are stored. */
export function filesOf(outcome: JobOutcome): Reviewed['files'] {
	return [
		{ kind: 'full', mime: 'image/png', bytes: outcome.png },
		{ kind: 'thumb', mime: 'image/webp', bytes: outcome.thumb },
		...outcome.layers.map(({ png }, i) => ({ kind: `layer:${i}`, mime: 'image/png', bytes: png })),
	];
}

function held(job: Job): HeldJob {
	if ('claim' in job && 'boss' in job) return job as HeldJob;
	throw new TypeError(
		'A job must be given back as it was fetched: the same object, or a copy with all of its fields.',
	);
}
