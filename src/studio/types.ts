/**
 * The studio as platforms and commands see it: what a team can do, what it is told, what it may ask.
 *
 * Rules that hold everywhere:
 * - Every call is safe to repeat. `draw` and `act` take an idempotency key; the second call with the same
 *   key answers what the first one answered.
 * - Nothing that matters lives in memory: after a restart `snapshot`, `events` with `after`, and
 *   `stalePosts` bring any platform back to where it was.
 * - Errors that a person may see are `StudioError`s (`errors.ts`) with a code and a sentence.
 */
import type { Box, Layout, LayoutWarning } from '../layout/layout.ts';
import type { JobId, JobProgress, PictureId } from '../queue/types.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Person, PersonId, Place, PlaceId, PlatformName, Visitor } from './people.ts';
import type { PictureRight } from './rights.ts';

export type { PictureId } from '../queue/types.ts';
export type { Person, PersonId, Place, PlaceId, PlatformName, Visitor } from './people.ts';

export type Locale = 'en' | 'ja';

/** Where a platform will show a result. Stored with the job, so that a restart finds it again. */
export interface PostTarget {
	/** Channel to post in; the place's own if absent. */
	readonly channel?: string;
	readonly thread?: string;
	/** Anything the platform needs to post and edit later; must survive `JSON.stringify`. */
	readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

// ---------------------------------------------------------------------------------------------- draw, act

export interface DrawRequest {
	readonly place: Place;
	readonly person: Person;
	/** The layout line as typed. */
	readonly line: string;
	/** A picture that this one answers to (a thread, an edit): it becomes the child. */
	readonly parent?: PictureId;
	/** Same key, same answer; the platform's own id of the interaction is best. */
	readonly idempotencyKey: string;
	/** One post per picture is kept ready for this target (see `PictureView.posts`). */
	readonly post?: PostTarget;
}

/** A recipe that is to be drawn as it is: of a picture, or one that `recover` found. */
export interface RedrawRequest extends Omit<DrawRequest, 'line' | 'parent'> {
	/** A picture's id, or a recipe's: its first 16 digits or more. */
	readonly id: string;
}

/** What a recipe out of a dropped picture leads to. */
export type Recovered =
	/** The studio has the picture itself. */
	| { readonly kind: 'picture'; readonly picture: PictureView }
	/** It has not, but may draw it: `redraw` takes the id for a month. */
	| {
			readonly kind: 'recipe';
			readonly id: string;
			readonly recipe: Recipe;
			readonly layout: Layout;
			/** What means nearly the same; it knows no seeds of single objects. */
			readonly line: string;
			/** Why it cannot be drawn here, if it cannot. */
			readonly refusal: { readonly code: string; readonly message: string } | null;
	  };

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
	/** Id of the post kept ready, where a target was given. */
	readonly postId: string | null;
}

export interface DrawAnswer {
	readonly jobs: readonly AcceptedJob[];
	readonly warnings: readonly LayoutWarning[];
	/** True when this was a repeat of an earlier call with the same key. */
	readonly repeated: boolean;
}

/** Actions that make new pictures from one that exists. All of them answer like `draw`. */
export type MakeAction =
	/** New seeds for all objects and the background. */
	| { readonly kind: 'reroll' }
	/** A new seed for one object (counted from 1); 0 is the background. */
	| { readonly kind: 'reroll-object'; readonly object: number }
	/** Same layout, other seeds (`new`), or the same objects with a slightly different joint phase (`subtle`). */
	| { readonly kind: 'vary'; readonly strength?: 'subtle' | 'new'; readonly count?: number }
	/** Move and/or resize one object; a place word (`left`, `tl`, `2/3`) or a box; size as in the line. */
	| { readonly kind: 'move'; readonly object: number; readonly to?: string | Box; readonly size?: string }
	/** The whole line anew; objects that stay keep their seeds. */
	| { readonly kind: 'edit'; readonly line: string }
	/** One picture per value, put in place of object n's text, a word in it, or a number flag. */
	| { readonly kind: 'sweep'; readonly over: SweepAxis; readonly values: readonly string[] }
	/** Twice or four times the pixels, made from the finished picture. */
	| { readonly kind: 'upscale'; readonly factor?: 2 | 4 }
	/** The same recipe once more, with layers. */
	| { readonly kind: 'layers' };

export type SweepAxis =
	| { readonly kind: 'object'; readonly object: number }
	| { readonly kind: 'background' }
	| { readonly kind: 'flag'; readonly flag: 'steps' | 'guidance' | 'crop' | 'transplant' | 'arm' | 'seed' };

/** Actions that change what is there. */
export type ChangeAction =
	/** Requester or moderator; nothing happens to a picture that is finished. */
	| { readonly kind: 'cancel' }
	/** Requester or moderator: bytes and prompts go, a tombstone keeps the tree together. */
	| { readonly kind: 'delete' }
	/** 1, -1, or 0 to take the vote back. */
	| { readonly kind: 'vote'; readonly value: 1 | 0 | -1 }
	| { readonly kind: 'star'; readonly on: boolean };

export interface ActContext {
	readonly pictureId: PictureId;
	readonly person: Person;
	/** Where the person acts; it need not be the place where the picture was made. */
	readonly place: Place;
	readonly idempotencyKey: string;
	readonly post?: PostTarget;
}

// --------------------------------------------------------------------------------------------------- views

export type PictureState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'deleted';
export type ActionName = 'draw' | MakeAction['kind'];

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

/** A node of the lineage; children are in order of time. */
export interface HistoryNode {
	readonly picture: PictureView;
	readonly children: readonly HistoryNode[];
}

export interface GalleryQuery {
	readonly sort?: 'newest' | 'stars' | 'votes';
	readonly starredOnly?: boolean;
	readonly by?: PersonId;
	/** At most 100. */
	readonly limit?: number;
	/** `next` of the page before. */
	readonly cursor?: string;
}

export interface GalleryPage {
	readonly pictures: readonly PictureView[];
	readonly next: string | null;
}

export interface QueueStatus {
	readonly queued: number;
	readonly running: number;
	/** Most jobs that may wait; beyond it a request is refused with a time to come back. */
	readonly capacity: number;
	/** False while the process or the fleet drains. */
	readonly accepting: boolean;
	/** Workers heard of in the last minute. */
	readonly workers: readonly {
		readonly id: string;
		readonly device: string;
		readonly models: readonly string[];
		readonly busy: boolean;
	}[];
	/** The person's own jobs in the order in which they will start. */
	readonly mine: readonly {
		readonly pictureId: PictureId;
		readonly state: 'queued' | 'running';
		readonly position: number;
		readonly etaSeconds: number | null;
	}[];
	/** What is left of the person's quota here. */
	readonly quota: {
		readonly hourLeft: number | null;
		readonly dayLeft: number | null;
		readonly concurrentLeft: number;
	};
}

// ---------------------------------------------------------------------------------------------- settings

/** Null = no limit. Person limits are per place; role entries replace the person's own where larger. */
interface QuotaSettings {
	readonly personHour: number | null;
	readonly personDay: number | null;
	readonly personConcurrent: number;
	readonly channelHour: number | null;
	readonly channelDay: number | null;
	readonly serverHour: number | null;
	readonly serverDay: number | null;
}

/** What moderators decide. A channel inherits from its server, a server from the defaults. */
export interface PlaceSettings {
	readonly enabled: boolean;
	readonly locale: Locale;
	/** Allowed models; empty = all that are installed. */
	readonly models: readonly string[];
	/** Put in front of every line's own flags, for example `--steps 12 --arm cultivate`. */
	readonly defaults: string;
	readonly quota: QuotaSettings;
	/** How large and how dear a picture may be here, where that is less than the operator allows; null = as there. */
	readonly limits: { readonly area: number | null; readonly work: number | null };
	/** A role's share of the device (1 = ordinary) and its quota factor. */
	readonly roles: Readonly<Record<string, { readonly weight: number; readonly quotaFactor: number }>>;
	readonly safety: {
		readonly policy: 'off' | 'blur' | 'block';
		/** Words that refuse a line, as `wordList` reads them; none unless somebody lists some. */
		readonly words: readonly string[];
	};
	/** Days for which bytes are kept; null = for ever. Starred pictures are kept. */
	readonly retentionDays: number | null;
	/** Reaction (emoji or name) to action; see `platforms/platform.ts` for the default table. */
	readonly reactions: Readonly<Record<string, string>>;
}

/** A line that a place keeps under a name. */
export interface SavedLayout {
	/** One word, in small letters. */
	readonly name: string;
	readonly line: string;
	/** Null after the person asked to be forgotten. */
	readonly by: { readonly id: PersonId; readonly name: string } | null;
	readonly at: Date;
}

/** A change of settings: any subset, at any depth; undefined, or null at the top level, returns a field to what is inherited. */
export type SettingsPatch = {
	readonly [K in keyof PlaceSettings]?: PlaceSettings[K] | Partial<PlaceSettings[K]> | null;
};

// ------------------------------------------------------------------------------------------------- events

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

/** All that a newly opened page needs; continue with `events({ place, after: seq })`. */
export interface Snapshot {
	readonly seq: number;
	/** Newest last. */
	readonly pictures: readonly PictureView[];
	/** Last lines said, oldest first. */
	readonly said: readonly Extract<StoredEvent, { kind: 'said' }>[];
	/** Cursor for older pictures (`gallery` with `sort: 'newest'`). */
	readonly next: string | null;
}

// -------------------------------------------------------------------------------------------------- posts

/** One appearance of a picture on a platform. It exists before the message does. */
export interface PostView {
	readonly id: string;
	readonly pictureId: PictureId;
	readonly platform: PlatformName;
	readonly place: PlaceId;
	readonly target: PostTarget;
	/** Native id of the message, once it is posted. */
	readonly message: string | null;
	/** `PictureView.version` that the message shows; -1 before the first. */
	readonly shown: number;
}

// ----------------------------------------------------------------------------------------------- the studio

export interface Studio {
	/** Line to durable jobs, one per picture of the line. @throws StudioError, LayoutError */
	draw(request: DrawRequest): Promise<DrawAnswer>;
	/** Makes new pictures out of one. @throws StudioError */
	make(action: MakeAction, context: ActContext): Promise<DrawAnswer>;
	/** The picture of a recipe that was found in a file, or an offer to draw it. @throws StudioError */
	recover(recipe: Recipe, place: Place, person: Person): Promise<Recovered>;
	/** Draws a recipe as it is. @throws StudioError */
	redraw(request: RedrawRequest): Promise<DrawAnswer>;
	/** Changes one picture. Returns it as it is afterwards. @throws StudioError */
	change(action: ChangeAction, context: ActContext): Promise<PictureView>;

	/**
	 * By picture id or job id; null if unknown. It asks for no right: it is for a platform's upkeep of what it
	 * shows. What a person names goes through `pictureFor`.
	 */
	picture(id: string): Promise<PictureView | null>;
	/**
	 * A picture that somebody named, for what they want to do with it: the one way from an id to a picture for
	 * commands, buttons, focus and talk. @throws StudioError `unknown-picture`, `not-allowed`
	 */
	pictureFor(visitor: Visitor, id: string, right: PictureRight): Promise<PictureView>;
	/** Null where the bytes are gone or not there yet; `layer:n` counts as `PictureView.layers`. */
	bytes(
		id: PictureId,
		which: 'full' | 'thumb' | `layer:${number}`,
	): Promise<{ readonly mime: string; readonly bytes: Uint8Array } | null>;
	/** The tree that a picture belongs to, from its root, as far as the visitor may see it. @throws StudioError */
	history(visitor: Visitor, id: string): Promise<HistoryNode>;
	gallery(place: PlaceId, query?: GalleryQuery): Promise<GalleryPage>;
	queueStatus(place: Place, person: Person): Promise<QueueStatus>;

	settings(place: Place): Promise<PlaceSettings>;
	/** Moderators only. @throws StudioError */
	setSettings(
		place: Place,
		person: Person,
		patch: SettingsPatch,
		scope?: 'channel' | 'server',
	): Promise<PlaceSettings>;

	/** Lines kept under names; changing one is for its author and for moderators. */
	readonly layouts: {
		/** By name. */
		list(place: PlaceId): Promise<readonly SavedLayout[]>;
		/** Takes the place of what was saved under the name. @throws StudioError, LayoutError */
		save(place: Place, person: Person, name: string, line: string): Promise<SavedLayout>;
		/** Answers with what was removed. @throws StudioError */
		remove(place: Place, person: Person, name: string): Promise<SavedLayout>;
	};

	/** What is stored about a person, in words and numbers. */
	privacy(person: PersonId): Promise<PrivacyReport>;
	/** Removes the person's data: name, words said, votes, the link to pictures; with `pictures` their pictures too. */
	forgetMe(person: PersonId, options?: { readonly pictures?: boolean }): Promise<PrivacyReport>;

	/** A line of chat (the room). */
	say(message: {
		readonly place: Place;
		readonly person: Person;
		readonly text: string;
		readonly picture?: PictureId;
		readonly idempotencyKey: string;
	}): Promise<void>;
	snapshot(place: Place, options?: { readonly pictures?: number }): Promise<Snapshot>;
	/** Ends when the signal aborts or the studio closes. Slow readers lose only transient events. */
	events(source: EventSource): AsyncIterable<StudioEvent>;

	/** The post that shows in this message, for reactions and buttons. */
	postOf(platform: PlatformName, channel: string, message: string): Promise<PostView | null>;
	posts(picture: PictureId): Promise<readonly PostView[]>;
	/** A further appearance of an existing picture (`show`, a gallery post). */
	addPost(
		picture: PictureId,
		platform: PlatformName,
		place: Place,
		target: PostTarget,
		idempotencyKey: string,
	): Promise<PostView>;
	/** Records the message that a post became. The first one wins: the answer says which message is the post's. */
	posted(
		postId: string,
		message: { readonly channel: string; readonly message: string; readonly data?: PostTarget['data'] },
	): Promise<PostView>;
	/** Records which version the message shows now. */
	shown(postId: string, version: number): Promise<void>;
	/** Posts that show less than their picture's version, oldest first: the work list of a platform, also after a restart. */
	stalePosts(platform: PlatformName, limit?: number): Promise<readonly PostView[]>;
	/** A post that can no longer be kept (deleted message or channel). */
	dropPost(postId: string): Promise<void>;

	/** Small facts that a platform must remember, such as Slack installations or registered commands. */
	readonly memory: {
		get(platform: PlatformName, key: string): Promise<string | null>;
		set(platform: PlatformName, key: string, value: string): Promise<void>;
		/** Keeps the value unless there is one already, and tells what is kept: the same for all processes. */
		setOnce(platform: PlatformName, key: string, value: string): Promise<string>;
		delete(platform: PlatformName, key: string): Promise<void>;
	};

	/** Stops accepting; what is accepted stays. */
	drain(): Promise<void>;
	close(): Promise<void>;
}

export interface PrivacyReport {
	readonly person: PersonId;
	readonly name: string | null;
	readonly pictures: number;
	readonly votes: number;
	readonly said: number;
	/** Layouts that the person saved under names. */
	readonly layouts: number;
	readonly firstSeen: Date | null;
}
