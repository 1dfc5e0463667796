import type { Findings } from '../findings/findings.ts';
import type { Layout } from '../layout/layout.ts';
import type { LineSnapshot } from '../queue/line-reader.ts';
import type { JobId, JobProgress, PictureId } from '../queue/types.ts';
import { layoutObjects } from '../recipe/layout-objects.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { PictureRow } from '../store/pictures.ts';
import type { ActionName } from './actions.ts';
import type { PersonId, PlaceId } from './people.ts';

export type { PictureId } from '../queue/types.ts';

type PictureState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'deleted';

/** Everything there is to show of a picture. It holds no bytes: fetch them with `bytes`. */
export interface PictureView {
	readonly id: PictureId;
	readonly jobId: JobId;
	readonly place: PlaceId;
	readonly state: PictureState;
	/** Grows with every change: what a post shows can be compared with it. */
	readonly version: number;
	/** Empty for deleted pictures. */
	readonly line: string;
	/** Null for deleted pictures; resolved boxes once done. */
	readonly recipe: Recipe | null;
	/** SHA-256 of the recipe's canonical JSON; null for deleted pictures. */
	readonly recipeId: string | null;
	readonly layout: Layout | null;
	readonly parent: PictureId | null;
	readonly action: ActionName;
	/** What the action did, in words: `moved 2. dog to right`; for trees and captions. */
	readonly note: string;
	/** Null after the person asked to be forgotten. */
	readonly by: { readonly id: PersonId; readonly name: string } | null;
	readonly at: Date;
	readonly size: readonly [width: number, height: number];
	/** Which bytes can be had now; `none` before it is done, after deletion and after retention. */
	readonly bytes: 'none' | 'kept';
	readonly layers: readonly string[];
	/** Seconds of work and UNet passes, once done. */
	readonly seconds: number | null;
	readonly passes: number | null;
	readonly device: string | null;
	/** Set when `state` is `failed`. */
	readonly failure: { readonly code: string; readonly message: string } | null;
	/** What the place's policy says of the finished picture. `blur`: show the blurred bytes, that is what `bytes` gives. */
	readonly safety: 'ok' | 'blur' | 'block';
	/** What was seen when it was looked at; of a look, what was seen of its parent. */
	readonly findings: Findings | null;
	/** Sum of votes, and how many starred it. */
	readonly votes: number;
	readonly stars: number;
	/** Queued or running: where it stands. */
	readonly position: number | null;
	readonly etaSeconds: number | null;
	readonly progress: LiveProgress | null;
}

/** The last known progress of a running job. */
export interface LiveProgress extends JobProgress {
	readonly etaSeconds: number | null;
}

/** The jobs among these pictures that wait or run. */
export function liveJobs(rows: Iterable<PictureRow>): string[] {
	return [...rows].filter(({ state }) => state === 'queued' || state === 'running').map(({ jobId }) => jobId);
}

/** A picture's row and the line at this moment become what platforms see. */
export function pictureView(row: PictureRow, snapshot: LineSnapshot): PictureView {
	const live = row.state === 'queued' || row.state === 'running';
	const standing = live ? snapshot.line.standing(row.jobId) : null;
	const etaSeconds = standing?.etaSeconds ?? null;
	return {
		id: row.id,
		jobId: row.jobId,
		place: row.place as PlaceId,
		state: row.state as PictureState,
		version: row.version,
		line: row.line,
		recipe: row.recipe,
		recipeId: row.recipeId,
		layout: shownLayout(row),
		parent: row.parent,
		action: row.action as ActionName,
		note: row.note,
		by: row.person === null ? null : { id: row.person as PersonId, name: row.personName ?? '' },
		at: row.at,
		size: [row.width, row.height],
		bytes: row.kept ? 'kept' : 'none',
		layers: row.layers,
		seconds: row.seconds,
		passes: row.passes,
		device: row.device,
		failure: row.failure,
		safety: row.safety as PictureView['safety'],
		findings: row.findings,
		votes: row.votes,
		stars: row.stars,
		position: row.state === 'queued' ? (standing?.position ?? null) : row.state === 'running' ? 0 : null,
		etaSeconds,
		progress: row.state === 'running' ? progressOf(row, etaSeconds) : null,
	};
}

/** Where places were found by the model, the layout shows them. */
function shownLayout({ layout, recipe }: PictureRow): Layout | null {
	if (layout === null || recipe === null || recipe.objects.length !== layout.objects.length) return layout;
	return { ...layout, objects: layoutObjects(recipe, layout.objects) };
}

function progressOf(row: PictureRow, etaSeconds: number | null): LiveProgress | null {
	if (row.phase === null || row.step === null || row.steps === null) return null;
	const progress = {
		phase: row.phase as LiveProgress['phase'],
		step: row.step,
		steps: row.steps,
		etaSeconds,
	};
	if (row.preview === null || row.previewMime === null) return progress;
	const mime = row.previewMime as NonNullable<LiveProgress['preview']>['mime'];
	return { ...progress, preview: { mime, bytes: row.preview } };
}
