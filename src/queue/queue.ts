import type { Recipe } from '../recipe/recipe.ts';
import { recipeId } from '../recipe/recipe.ts';
import type { Database, Queryable } from '../store/database.ts';
import {
	type FairState,
	type Flow,
	forgetOldFlows,
	lockFlowOf,
	lockFlows,
	moveFlow,
} from '../store/flows.ts';
import * as store from '../store/jobs.ts';
import { seeWorker } from '../store/line.ts';
import { readFinished } from '../store/pictures.ts';
import { type Enlargement, jobCost, type LookedAt } from './cost.ts';
import { admitAll, release } from './fair.ts';
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
/** Silence after which an attempt is given up: three heartbeats. */
const SILENCE_SECONDS = 12;
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
	readonly look: LookedAt | undefined;
}

/** A job's row, ready to be inserted beside its picture. */
export interface AdmittedJob {
	readonly id: JobId;
	readonly pictureId: PictureId;
	readonly model: string;
	readonly cost: number;
	readonly weight: number;
	readonly start: number;
	readonly finish: number;
	readonly evaluations: number;
	readonly size: string;
}

/** A job together with what proves that it is ours. */
interface HeldJob extends Job {
	readonly claim: number;
	readonly place: string;
	readonly device: string;
	/** What was said of the picture that is enlarged or looked at: it holds for what is made of it. */
	readonly safety: Reviewed['safety'] | null;
}

/** The durable line of work: fair order, fenced attempts, one transaction for everything that belongs together. */
export class Queue implements WorkQueue {
	readonly heartbeatMs = HEARTBEAT_MS;
	readonly #database: Database;
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
		this.#progress = new ProgressWriter(options.database);
		this.#line = new LineReader(options.database);
	}

	/** Listens, and takes back what a killed process of a folder database left behind. */
	async start(): Promise<void> {
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
		// A folder has one process: whatever "runs" when it is opened, ran in a process that is gone.
		if (this.#database.kind === 'folder') await this.#giveBackSilent(null, 'the program was restarted');
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
	}

	// ------------------------------------------------------------------------------------- the studio's side

	/** Reads the fair order and locks these flows until commit. */
	lockFlows(tx: Queryable, flows: readonly Flow[]): Promise<FairState> {
		return lockFlows(tx, flows);
	}

	/**
	 * Gives new jobs of one flow their place in the fair order.
	 * @param finish - the flow's finish tag so far, which the caller holds locked
	 */
	admit(
		state: { readonly virtual: number; readonly finish: number; readonly weight: number },
		jobs: readonly NewJob[],
	): AdmittedJob[] {
		const { weight } = state;
		const costs = jobs.map(({ recipe, layers, enlarge, look }) => jobCost(recipe, { layers, enlarge, look }));
		const tags = admitAll(
			state.virtual,
			state.finish,
			costs.map(({ cost }) => ({ cost, weight })),
		);
		return jobs.map(({ id, pictureId, recipe }, i) => ({
			id,
			pictureId,
			model: recipe.model,
			weight,
			...costs[i],
			...tags[i],
		}));
	}

	/** Takes a job out, waiting or running; false if it has ended already. */
	async cancel(tx: Queryable, jobId: JobId, by: string): Promise<boolean> {
		const finish = await lockFlowOf(tx, jobId);
		const removed = await store.removeJob(tx, jobId, by);
		if (removed === null) return false;
		const { virtual, spent, later } = removed;
		const { tags, flowFinish } = release(virtual, finish, removed, spent, later);
		const moved = later
			.map(({ id, start }, i) => ({ id, ...tags[i], was: start }))
			.filter(({ start, was }) => start < was);
		await moveFlow(tx, { place: removed.place, person: removed.person, finish: flowFinish }, moved);
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
		return this.#take(claim, null);
	}

	async fetchBeside(claim: WorkerClaim, running: Job, left: number): Promise<Job | null> {
		if (this.#stopped) return null;
		return this.#take(claim, { running: running.id, share: left / 2 });
	}

	async #take(claim: WorkerClaim, beside: Parameters<typeof store.takeJob>[2]): Promise<HeldJob | null> {
		for (;;) {
			const taken = await store.takeJob(this.#database, claim, beside);
			if (taken === null) return null;
			const { id, enlarge, looks, parent, evaluations, secondsPerEvaluation } = taken;
			const needsSource = enlarge !== null || looks;
			const source = needsSource && parent !== null ? await readFinished(this.#database, parent) : null;
			if (needsSource && source === null) {
				const what = looks ? 'looked at' : 'enlarged';
				await store.failJob(this.#database, taken, {
					code: 'bytes-gone',
					message: `The picture that was to be ${what} was deleted meanwhile.`,
				});
				continue;
			}
			return {
				id,
				attempt: taken.attempt,
				pictureId: taken.pictureId,
				model: taken.model,
				recipe: taken.recipe,
				layers: taken.wantsLayers,
				enlarge: enlarge === null || source === null ? null : { png: source.bytes, factor: enlarge },
				look: looks && source !== null ? { png: source.bytes } : null,
				safety: source?.safety ?? null,
				expectedSeconds: secondsPerEvaluation === null ? null : secondsPerEvaluation * evaluations,
				claim: taken.claim,
				place: taken.place,
				device: claim.device,
			};
		}
	}

	async #see({ workerId, device, models }: WorkerClaim): Promise<void> {
		const now = performance.now();
		if (now - (this.#seen.get(workerId) ?? Number.NEGATIVE_INFINITY) < SEEN_MS) return;
		this.#seen.set(workerId, now);
		await seeWorker(this.#database, { id: workerId, device, models });
	}

	async heartbeat(job: Job): Promise<'ours' | 'lost'> {
		return (await store.touchJob(this.#database, held(job))) ? 'ours' : 'lost';
	}

	progress(job: Job, progress: JobProgress): void {
		this.#progress.write(held(job), progress);
	}

	async complete(job: Job, outcome: JobOutcome): Promise<Settled> {
		const mine = held(job);
		const { safety, files } = await this.#review(mine, outcome);
		this.#progress.forget(mine.id);
		return this.#settle(async (tx) => {
			return store.finishJob(tx, mine, {
				recipeId: recipeId(outcome.recipe),
				recipe: outcome.recipe,
				layers: safety === 'ok' ? outcome.layers.map(({ name }) => name) : [],
				seconds: outcome.seconds,
				passes: outcome.passes,
				evaluations: mine.enlarge === null && mine.look === null ? outcome.passes * outcome.recipe.steps : 1,
				findings: mine.look === null ? null : (outcome.findings ?? null),
				device: mine.device,
				safety,
				files,
			});
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
		return this.#settle((tx) =>
			retry && mine.attempt + 1 < MOST_FAILURES
				? store.requeueJob(tx, mine, { failed: true, reason: failure.message })
				: store.failJob(tx, mine, { code: failure.code, message: failure.message }),
		);
	}

	async handBack(job: Job): Promise<Settled> {
		const mine = held(job);
		this.#progress.forget(mine.id);
		return this.#settle((tx) =>
			store.requeueJob(tx, mine, { failed: false, reason: 'the worker was stopped' }),
		);
	}

	async #settle(change: (tx: Queryable) => Promise<boolean>): Promise<Settled> {
		return (await this.#database.transaction(change)) ? 'settled' : 'late';
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
		await this.#giveBackSilent(SILENCE_SECONDS, 'its worker fell silent');
		await forgetOldFlows(this.#database);
	}

	/** @param seconds - of silence; null for whatever runs */
	async #giveBackSilent(seconds: number | null, reason: string): Promise<void> {
		await this.#database.transaction(async (tx) => {
			for (const job of await store.lockSilentJobs(tx, seconds)) {
				if (job.claim < MOST_CLAIMS) await store.requeueJob(tx, job, { failed: false, reason });
				else
					await store.failJob(tx, job, {
						code: 'set-aside',
						message: `This picture was begun ${job.claim} times and never finished, so it was set aside. Draw it again, or tell the operator.`,
					});
			}
		});
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
	if ('claim' in job && 'device' in job) return job as HeldJob;
	throw new TypeError(
		'A job must be given back as it was fetched: the same object, or a copy with all of its fields.',
	);
}
