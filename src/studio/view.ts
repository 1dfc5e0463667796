import type { Layout } from '../layout/layout.ts';
import type { LineSnapshot } from '../queue/line-reader.ts';
import { layoutObjects } from '../recipe/layout-objects.ts';
import type { PictureRow } from '../store/pictures.ts';
import type { PostRow } from '../store/posts.ts';
import type {
	ActionName,
	LiveProgress,
	PersonId,
	PictureState,
	PictureView,
	PlaceId,
	PlatformName,
	PostView,
} from './types.ts';

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

export function postView(row: PostRow): PostView {
	return {
		id: row.id,
		pictureId: row.pictureId,
		platform: row.platform as PlatformName,
		place: row.place as PlaceId,
		target: {
			...(row.channel !== null && { channel: row.channel }),
			...(row.thread !== null && { thread: row.thread }),
			data: row.data,
		},
		message: row.message,
		shown: row.shown,
	};
}
