import type { EventRow } from '../store/events.ts';
import type { PersonId, PlaceId, PlatformName } from './people.ts';
import type { LiveProgress, PictureId, PictureView } from './picture-view.ts';

/** Characters in one line of talk. */
export const MOST_SAID = 2_000;

interface EventBase {
	/** Rises by one per persisted event of a place, without gaps. Transient events repeat the last one. */
	readonly seq: number;
	readonly place: PlaceId;
	readonly at: Date;
}

/** Persisted: a reader that resumes with `after` gets every one of them exactly once, in order. */
export type StoredEvent = EventBase &
	(
		| {
				readonly kind: 'queued' | 'started' | 'done' | 'failed' | 'cancelled' | 'deleted';
				readonly picture: PictureView;
		  }
		/** The attempt was lost and the job is in line again. */
		| {
				readonly kind: 'retrying';
				readonly picture: PictureView;
				readonly attempt: number;
				readonly reason: string;
		  }
		/** A vote or star changed; `picture` has the new sums. */
		| {
				readonly kind: 'vote' | 'star';
				readonly picture: PictureView;
				readonly by: PersonId | null;
				readonly value: number;
		  }
		/** Bytes went by retention. */
		| { readonly kind: 'pruned'; readonly picture: PictureView }
		| {
				readonly kind: 'said';
				readonly by: PersonId | null;
				readonly name: string;
				readonly text: string;
				readonly messageId: string;
				readonly picture?: PictureView;
		  }
		| { readonly kind: 'settings'; readonly by: PersonId | null }
		/** A layout was saved or removed. */
		| { readonly kind: 'layouts'; readonly by: PersonId | null }
		/** For one person alone, for example that a job failed for good. */
		| {
				readonly kind: 'notice';
				readonly to: PersonId;
				readonly code: string;
				readonly message: string;
				readonly picture?: PictureView;
		  }
	);

/** Not persisted: only the last one of each picture counts, and `snapshot` has it. */
export type TransientEvent = EventBase &
	(
		| { readonly kind: 'progress'; readonly pictureId: PictureId; readonly progress: LiveProgress }
		| {
				readonly kind: 'position';
				readonly pictureId: PictureId;
				readonly position: number;
				readonly etaSeconds: number | null;
		  }
	);

export type StudioEvent = StoredEvent | TransientEvent;

export function isTransient(event: StudioEvent): event is TransientEvent {
	return event.kind === 'progress' || event.kind === 'position';
}

export type EventSource =
	/** One place, from a known point on. Without `after`: from now on. */
	| { readonly place: PlaceId; readonly after?: number; readonly signal?: AbortSignal }
	/** Every place of a platform, from now on; pair it with `stalePosts` after a start. */
	| { readonly platform: PlatformName; readonly signal?: AbortSignal };

/** All that a newly opened page needs; continue with `events.of({ place, after: seq })`. */
export interface Snapshot {
	readonly seq: number;
	/** Newest last. */
	readonly pictures: readonly PictureView[];
	/** Last lines said, oldest first. */
	readonly said: readonly Extract<StoredEvent, { kind: 'said' }>[];
	/** Cursor for older pictures (`pictures.gallery` with `sort: 'newest'`). */
	readonly next: string | null;
}

/** A row of the log as an event, with its picture as it is now. */
export function storedEvent(row: EventRow, picture: PictureView | null): StoredEvent {
	const base = { seq: row.seq, place: row.place as PlaceId, at: row.at };
	const by = row.person as PersonId | null;
	const { body } = row;
	if (row.kind === 'said') {
		return {
			...base,
			kind: 'said',
			by,
			name: String(body.name ?? ''),
			text: String(body.text ?? ''),
			messageId: `${row.place} ${row.seq}`,
			...(picture && { picture }),
		};
	}
	if (row.kind === 'settings' || row.kind === 'layouts') return { ...base, kind: row.kind, by };
	if (row.kind === 'notice') {
		// A notice whose person asked to be forgotten is for nobody.
		const to = by ?? ('room:' as PersonId);
		return {
			...base,
			kind: 'notice',
			to,
			code: String(body.code),
			message: String(body.message),
			...(picture && { picture }),
		};
	}
	if (picture === null) throw new Error(`event ${row.seq} of ${row.place} (${row.kind}) has no picture`);
	if (row.kind === 'retrying') {
		return { ...base, kind: 'retrying', picture, attempt: Number(body.attempt), reason: String(body.reason) };
	}
	if (row.kind === 'vote' || row.kind === 'star')
		return { ...base, kind: row.kind, picture, by, value: Number(body.value) };
	return { ...base, kind: row.kind as 'queued', picture };
}
