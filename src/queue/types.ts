/**
 * What a worker needs from the queue, and nothing more. This file is a leaf: the worker, the studio and
 * the tests import it; it imports only other leaves.
 *
 * A job is handed out at least once and completed exactly once: every call that changes a job names the
 * attempt it was fetched with, and an attempt that is no longer the current one changes nothing.
 */
import type { Findings } from '../findings/findings.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** A job's id: a UUID. */
export type JobId = string;
/** A picture's public id: 12 characters, typed by people, safe in URLs and button ids. */
export type PictureId = string;

/** One attempt at one picture, as a worker holds it. Pass the same object back to every call. */
export interface Job {
	readonly id: JobId;
	/** 0 for the first attempt; with two retries at most 2. */
	readonly attempt: number;
	readonly pictureId: PictureId;
	/** The model's folder name, equal to `recipe.model`. */
	readonly model: string;
	readonly recipe: Recipe;
	/** Whether layers are wanted beside the picture. */
	readonly layers: boolean;
	/** The finished picture that gets more pixels, and how many times its sides; null where the recipe is drawn. */
	readonly enlarge: { readonly png: Uint8Array; readonly factor: 2 | 4 } | null;
	/** The finished picture that is looked at; null where none is. */
	readonly look: { readonly png: Uint8Array } | null;
	/** Seconds that this job is expected to take on this device, or null while nothing was measured. */
	readonly expectedSeconds: number | null;
}

/** Who fetches: the worker's name is shown to operators; device and models decide what it gets. */
export interface WorkerClaim {
	/** Unique per worker process, for example `host-1234-cuda0`. */
	readonly workerId: string;
	/** The device's kind, as the ETA table keys it: `cpu`, `cuda`, `coreml` … */
	readonly device: string;
	/** Models that the worker has on disk; at least one. */
	readonly models: readonly string[];
}

/** What a run does, in this order but for what its recipe leaves out. */
export const PHASES = ['loading', 'seedling', 'background', 'joint', 'decode'] as const;

/** Where a run stands. It may be sent for every step: the queue keeps only the last one, at its own pace. */
export interface JobProgress {
	readonly phase: (typeof PHASES)[number];
	readonly step: number;
	readonly steps: number;
	/** A small picture of the latent; WebP or JPEG or PNG, at most 64 KiB. */
	readonly preview?: { readonly mime: 'image/webp' | 'image/jpeg' | 'image/png'; readonly bytes: Uint8Array };
}

/** A finished picture. All pictures are encoded files, not rasters. */
export interface JobOutcome {
	/** The full picture, with the recipe in its text chunk. */
	readonly png: Uint8Array;
	/** A WebP of at most 640 px on its long side. */
	readonly thumb: Uint8Array;
	/** Objects in the recipe's order, then `background`; empty where none were asked for. */
	readonly layers: readonly { readonly name: string; readonly png: Uint8Array }[];
	/** The recipe with every `auto` box resolved. */
	readonly recipe: Recipe;
	/** Seconds of work, without loading the model. */
	readonly seconds: number;
	/** UNet evaluations divided by the steps; 0 for an enlargement and for a look. */
	readonly passes: number;
	/** What was seen, where a picture was looked at; the files are the sheet of it. */
	readonly findings?: Findings;
}

/** Why a run ended badly; `message` is shown to the person who asked. */
export interface JobFailure {
	/** Machine-readable: `worker-crashed`, `worker-hung`, `out-of-memory`, `bad-recipe`, `model-missing` … */
	readonly code: string;
	readonly message: string;
}

/** What became of a completed, failed or handed-back attempt; `late` means that it was no longer ours. */
export type Settled = 'settled' | 'late';

/** The worker's side of the queue. */
export interface WorkQueue {
	/**
	 * Takes the next job in fair order for any of the models, or null when there is none (the caller waits
	 * for `onWork` or polls). The attempt must be heard of every `heartbeatMs` at the latest.
	 */
	fetch(claim: WorkerClaim): Promise<Job | null>;
	/**
	 * Takes a job that should not wait until this one, which runs, has ended: the first in line of somebody else that
	 * costs at most half of what is `left` (0..1) of it. Null where there is none.
	 */
	fetchBeside(claim: WorkerClaim, running: Job, left: number): Promise<Job | null>;
	/** How often `heartbeat` should be called; the attempt is given up after three times this silence. */
	readonly heartbeatMs: number;
	/** Keeps the attempt alive. `lost`: it was cancelled, expired or given to another; stop working on it. */
	heartbeat(job: Job): Promise<'ours' | 'lost'>;
	/** Tells how far the run is; never throws, never blocks the run, drops what comes too fast. */
	progress(job: Job, progress: JobProgress): void;
	/** Stores the picture and ends the job, in one transaction. */
	complete(job: Job, outcome: JobOutcome): Promise<Settled>;
	/**
	 * Ends the attempt. With `retry` the job goes back into the line until its two retries are used up;
	 * without, it fails at once. The person is told when it fails for good.
	 */
	fail(job: Job, failure: JobFailure, options: { readonly retry: boolean }): Promise<Settled>;
	/** Returns an attempt untouched, for example on SIGTERM: it keeps its place and uses up no retry. */
	handBack(job: Job): Promise<Settled>;
	/** Calls back when a job that runs somewhere was cancelled. Returns the unsubscriber. */
	onCancelled(listener: (jobId: JobId) => void): () => void;
	/** Calls back when there may be new work. Missed calls are possible: poll every few seconds as well. */
	onWork(listener: () => void): () => void;
}
