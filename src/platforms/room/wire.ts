/**
 * What travels between the room's server and its page. Types only: both sides import this file, and the
 * browser gets it with everything erased but the few constants.
 */
import type { Reply } from '../../../commands/command.ts';
import type { ModelWords } from '../../layout/index.ts';
import type { ChangeAction, MakeAction } from '../../studio/actions.ts';
import type { DrawAnswer } from '../../studio/admission.ts';
import type { QueueStatus } from '../../studio/drawing.ts';
import type { Snapshot, StudioEvent } from '../../studio/events.ts';
import type { SavedLayout } from '../../studio/layout-shelf.ts';
import type { PictureView } from '../../studio/picture-view.ts';
import type { GalleryPage, HistoryNode } from '../../studio/pictures.ts';

/** A value after JSON: dates are ISO texts, small pictures are `data:` addresses. */
type Wire<T> = T extends Date
	? string
	: T extends { readonly mime: string; readonly bytes: Uint8Array }
		? string
		: T extends object
			? { [K in keyof T]: Wire<T[K]> }
			: T;

export type WirePicture = Wire<PictureView>;
export type WireEvent = Wire<StudioEvent>;
export type WireLayout = Wire<SavedLayout>;
type WireSnapshot = Wire<Snapshot>;
export type WireHistory = Wire<HistoryNode>;
export type WireQueue = Wire<QueueStatus>;
export type WireGallery = Wire<GalleryPage>;
export type WireAnswer = Wire<DrawAnswer>;
export type WireSaid = WireSnapshot['said'][number];

/** What the page asks at the door: `key` and `password` say what is still needed to come in. */
export interface Door {
	readonly room: string;
	readonly you: You | null;
	/** `local`: the room is open on its machine alone, and its key stands in the address that was printed there. */
	readonly needs: { readonly key: boolean; readonly password: boolean; readonly local: boolean };
}

export interface You {
	readonly id: string;
	readonly name: string;
	readonly moderator: boolean;
}

/** A sentence by languages; English is always there. */
type Localised = { readonly en: string } & { readonly [language: string]: string };

/** Where the pictures of nouns stand in `nouns.webp`: side by side in rows, in this order, all squares. */
export interface NounSheet {
	readonly columns: number;
	readonly nouns: readonly string[];
}

/** A command as the composer offers it. */
export interface CommandHelp {
	readonly name: string;
	readonly description: Localised;
	readonly options: readonly {
		readonly name: string;
		readonly kind: string;
		readonly description: Localised;
		readonly choices: readonly string[];
	}[];
	readonly examples: readonly string[];
}

/** Everything that a page needs when it opens; it goes on with the event stream after `snapshot.seq`. */
export interface Welcome {
	readonly room: string;
	readonly you: You;
	/** The room's key: with the address of the page, the link that lets others in; null where nobody could follow it. */
	readonly key: string | null;
	readonly snapshot: WireSnapshot;
	readonly commands: readonly CommandHelp[];
	/** Words that the picture model knows, for warnings while typing; null if it takes any. */
	readonly words: ModelWords | null;
	readonly people: readonly Present[];
	/** Lines that are kept under names here. */
	readonly layouts: readonly WireLayout[];
}

/** Someone whose page is open. */
export interface Present {
	readonly id: string;
	readonly name: string;
}

/** What the page may ask of a picture. */
export type WireAction = MakeAction | ChangeAction;

/** The answer to what was typed after `/taue`. */
export type WireReply = Wire<Reply>;

/** A refusal, with what to do about it. */
export interface WireError {
	readonly code: string;
	readonly message: string;
	/** For a line that cannot be read: where, in UTF-16 units. */
	readonly offset?: number;
	readonly expected?: string;
	readonly suggestion?: string | null;
	readonly retryAfterMs?: number;
}

/** The stream says `beat` this often, so that proxies keep it open and pages notice a dead line. */
export const BEAT_MS = 15_000;
