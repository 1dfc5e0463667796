import type { Layout, LayoutWarning } from '../layout/index.ts';
import type { LineSnapshot } from '../queue/line-reader.ts';
import type { AdmittedJob, Queue } from '../queue/queue.ts';
import type { JobId } from '../queue/types.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Database } from '../store/database.ts';
import { picturesByIds } from '../store/pictures.ts';
import { postsOf } from '../store/posts.ts';
import { type Acceptance, Acceptor } from './acceptor.ts';
import { type Catalogue, chooseModel } from './choose-model.ts';
import { checkPicture, limitsHere, type PictureLimits } from './picture-limits.ts';
import { liveJobs, type PictureId, pictureView } from './picture-view.ts';
import { fitSize } from './plan/fit-size.ts';
import type { PlaceSettings } from './settings.ts';

/** A job that was accepted and is now durable. */
export interface AcceptedJob {
	readonly jobId: JobId;
	readonly pictureId: PictureId;
	readonly recipe: Recipe;
	readonly layout: Layout;
	/** 1 = next to start; 0 = already running or finished. */
	readonly position: number;
	/** Seconds until the picture is there, learned from measured runs; null while nothing was measured. */
	readonly etaSeconds: number | null;
	/** Id of the post kept ready, where a target was given; pictures of one request share theirs. */
	readonly postId: string | null;
}

export interface DrawAnswer {
	readonly jobs: readonly AcceptedJob[];
	readonly warnings: readonly LayoutWarning[];
	/** True when this was a repeat of an earlier call with the same key. */
	readonly repeated: boolean;
}

export interface AdmissionOptions {
	readonly database: Database;
	readonly queue: Queue;
	readonly catalogue: Catalogue;
	readonly limits: PictureLimits;
	/** Most jobs that may wait. */
	readonly capacity: number;
}

/** The one way into the line: what is not drawable, too large or too much work never gets there. */
export class Admission {
	readonly capacity: number;
	readonly #options: AdmissionOptions;
	readonly #acceptor: Acceptor;
	/** Jobs accepted since the start. */
	accepted = 0;

	constructor(options: AdmissionOptions) {
		this.#options = options;
		this.capacity = options.capacity;
		this.#acceptor = new Acceptor(options.database, options.queue, options.capacity);
	}

	/** @throws StudioError where the recipe cannot be drawn, or not here */
	check(recipe: Recipe, settings: PlaceSettings, layers = false): void {
		const model = chooseModel(this.#options.catalogue, settings, recipe.model);
		checkPicture(recipe, model, limitsHere(this.#options.limits, settings.limits), { layers });
	}

	/** @throws StudioError where a plan cannot be drawn, or not here; QuotaError */
	async accept(asked: Acceptance, told: DrawAnswer['warnings']): Promise<DrawAnswer> {
		const { settings, layers } = asked;
		const fitted = asked.plans.map(fitSize);
		for (const { plan } of fitted) {
			// What is enlarged or looked at is drawn already.
			if (plan.enlarge === undefined && plan.look === undefined) this.check(plan.recipe, settings, layers);
		}
		const acceptance = { ...asked, plans: fitted.map(({ plan }) => plan) };
		const rounded = new Map(fitted.flatMap(({ warning }) => (warning ? [[warning.message, warning]] : [])));
		const warnings = [...told, ...rounded.values()];
		const outcome = await this.#acceptor.accept(acceptance);
		if (outcome.kind === 'repeated') return this.#repeat(outcome.pictures, warnings);
		this.accepted += outcome.jobs.length;
		const { snapshot } = outcome;
		return {
			warnings,
			repeated: false,
			jobs: outcome.jobs.map((job, i) => {
				const seconds = secondsOf(snapshot, job);
				const { position, etaSeconds } = snapshot.line.standingOf(job.start, seconds);
				return {
					jobId: job.id,
					pictureId: job.pictureId,
					recipe: outcome.rows[i].recipe,
					layout: outcome.rows[i].layout,
					postId: outcome.rows.find(({ post }) => post?.pictures.includes(job.pictureId))?.post?.id ?? null,
					// The snapshot does not know the batch's earlier jobs yet.
					position: position + i,
					etaSeconds: etaSeconds === null ? null : etaSeconds + (i * (seconds ?? 0)) / snapshot.line.devices,
				};
			}),
		};
	}

	/** The answer of an earlier call with the same key. */
	async #repeat(ids: readonly string[], warnings: DrawAnswer['warnings']): Promise<DrawAnswer> {
		const { database, queue } = this.#options;
		const [rows, posts] = await Promise.all([picturesByIds(database, ids), postsOf(database, ids)]);
		const snapshot = await queue.lineWith(liveJobs(rows.values()));
		const jobs = ids.flatMap((id): AcceptedJob[] => {
			const row = rows.get(id);
			if (row === undefined || row.recipe === null || row.layout === null) return [];
			const { position, etaSeconds } = pictureView(row, snapshot);
			return [
				{
					jobId: row.jobId,
					pictureId: id,
					recipe: row.recipe,
					layout: row.layout,
					position: position ?? 0,
					etaSeconds,
					postId: posts.find(({ pictures }) => pictures.includes(id))?.id ?? null,
				},
			];
		});
		return { jobs, warnings, repeated: true };
	}
}

/** Seconds that a job should take, from what was measured for its model and size. */
function secondsOf({ timings }: LineSnapshot, { model, size, evaluations }: AdmittedJob): number | null {
	const seconds = timings.get(`${model} ${size}`);
	return seconds === undefined ? null : seconds * evaluations;
}
