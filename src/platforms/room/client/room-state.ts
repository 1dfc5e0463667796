import type {
	Present,
	Welcome,
	WireEvent,
	WireLayout,
	WirePicture,
	WireReply,
	WireSaid,
	You,
} from '../wire.ts';
import { requestOf } from './stacks.ts';

/** Something that only this person sees in the chat: an answer to a command, or what went wrong. */
export interface PrivateEntry {
	readonly id: string;
	readonly at: string;
	readonly typed: string;
	/** Name of the file that it answers to. */
	readonly file?: string;
	readonly reply: WireReply;
}

interface Pace {
	readonly at: number;
	readonly step: number;
}

/** Steps seen from which a pace says more than the studio's estimate. */
const STEPS_FOR_A_PACE = 2;

export type Link = 'opening' | 'live' | 'lost';

/** All that the page shows, as one value; `apply` makes the next one. */
export interface RoomState {
	readonly room: string;
	readonly you: You;
	/** Number of the last stored event that is in here. */
	readonly seq: number;
	/** By id, in order of asking. */
	readonly pictures: ReadonlyMap<string, WirePicture>;
	readonly said: readonly WireSaid[];
	readonly entries: readonly PrivateEntry[];
	readonly people: readonly Present[];
	/** Lines kept under names, by name. */
	readonly layouts: readonly WireLayout[];
	/** When and at which step a picture was first seen growing: how long it takes is told by its own pace. */
	readonly paces: ReadonlyMap<string, Pace>;
	/** Cursor for pictures older than these; null if there are none. */
	readonly older: string | null;
	readonly link: Link;
}

export function fromWelcome(welcome: Welcome, before?: RoomState): RoomState {
	return {
		room: welcome.room,
		you: welcome.you,
		seq: welcome.snapshot.seq,
		pictures: new Map(welcome.snapshot.pictures.map((picture) => [picture.id, picture])),
		said: welcome.snapshot.said,
		entries: before?.entries ?? [],
		people: welcome.people,
		layouts: welcome.layouts,
		paces: before?.paces ?? new Map(),
		older: welcome.snapshot.next,
		link: before?.link ?? 'opening',
	};
}

/** The state after an event of the studio. An event that is already in changes nothing. */
export function apply(state: RoomState, event: WireEvent): RoomState {
	if (event.kind === 'progress' || event.kind === 'position') {
		const picture = state.pictures.get(event.pictureId);
		if (picture === undefined || (picture.state !== 'queued' && picture.state !== 'running')) return state;
		if (event.kind === 'position') {
			const { position, etaSeconds } = event;
			return { ...state, pictures: withPicture(state.pictures, { ...picture, position, etaSeconds }) };
		}
		const paces = withPace(state.paces, event);
		const next: WirePicture = {
			...picture,
			state: 'running',
			progress: keepPreview(event.progress, picture.progress),
			etaSeconds: secondsLeft(paces, event),
		};
		return { ...state, paces, pictures: withPicture(state.pictures, next) };
	}
	if (event.seq <= state.seq) return state;
	const moved = { ...state, seq: event.seq };
	if (event.kind === 'said') return { ...moved, said: [...state.said, event] };
	if (event.kind === 'notice') {
		const reply: WireReply = { kind: 'text', text: event.message, private: true };
		return withEntry(moved, { id: `notice-${event.seq}`, at: event.at, typed: '', reply });
	}
	if (event.kind === 'settings' || event.kind === 'layouts') return moved;
	return { ...moved, pictures: withPicture(state.pictures, event.picture) };
}

export function withEntry(state: RoomState, entry: PrivateEntry): RoomState {
	return { ...state, entries: [...state.entries, entry] };
}

/** Adds pictures that came with an answer or an older page; what the room already knows better stays. */
export function withPictures(
	state: RoomState,
	pictures: readonly WirePicture[],
	older?: string | null,
): RoomState {
	const all = new Map(state.pictures);
	for (const picture of pictures) {
		const known = all.get(picture.id);
		if (known === undefined || known.version <= picture.version) all.set(picture.id, picture);
	}
	return { ...state, pictures: sorted(all), older: older === undefined ? state.older : older };
}

function withPicture(
	pictures: ReadonlyMap<string, WirePicture>,
	picture: WirePicture,
): ReadonlyMap<string, WirePicture> {
	const known = pictures.get(picture.id);
	// A replayed event may be older than the snapshot it comes after.
	if (known !== undefined && known.version > picture.version) return pictures;
	const next = new Map(pictures);
	next.set(picture.id, picture);
	return known === undefined ? sorted(next) : next;
}

function sorted(pictures: ReadonlyMap<string, WirePicture>): ReadonlyMap<string, WirePicture> {
	const list = [...pictures];
	const inOrder = list.every((entry, index) => index === 0 || (list[index - 1]?.[1].at ?? '') <= entry[1].at);
	return inOrder ? pictures : new Map(list.sort(([, a], [, b]) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)));
}

type ProgressEvent = Extract<WireEvent, { kind: 'progress' }>;

/** Loading a model is no step: the pace begins with the first one, and anew where steps are counted again. */
function withPace(paces: ReadonlyMap<string, Pace>, event: ProgressEvent): ReadonlyMap<string, Pace> {
	const { pictureId, progress, at } = event;
	const known = paces.get(pictureId);
	if (progress.phase === 'loading' || (known !== undefined && known.step <= progress.step)) return paces;
	return new Map(paces).set(pictureId, { at: Date.parse(at), step: progress.step });
}

function secondsLeft(
	paces: ReadonlyMap<string, Pace>,
	{ pictureId, progress, at }: ProgressEvent,
): number | null {
	const pace = paces.get(pictureId);
	const steps = pace === undefined ? 0 : progress.step - pace.step;
	if (pace === undefined || steps < STEPS_FOR_A_PACE) return progress.etaSeconds;
	const perStep = (Date.parse(at) - pace.at) / 1000 / steps;
	return perStep * (progress.steps - progress.step);
}

type Progress = NonNullable<WirePicture['progress']>;

/** Not every step brings a preview: the last one stays up. */
function keepPreview(next: Progress, before: Progress | null): Progress {
	return next.preview === undefined && before?.preview !== undefined
		? { ...next, preview: before.preview }
		: next;
}

/** Groups of pictures as they were made last, so that an entry of which nothing changed is not drawn anew. */
const groups = new WeakMap<WirePicture, readonly WirePicture[]>();

function sameAsBefore(first: WirePicture, pictures: readonly WirePicture[]): readonly WirePicture[] {
	const before = groups.get(first);
	if (before?.length === pictures.length && before.every((picture, index) => picture === pictures[index]))
		return before;
	groups.set(first, pictures);
	return pictures;
}

export type FeedEntry =
	/** Pictures that were asked for at once. */
	| {
			readonly kind: 'pictures';
			readonly id: string;
			readonly at: string;
			readonly pictures: readonly WirePicture[];
	  }
	| { readonly kind: 'said'; readonly id: string; readonly at: string; readonly said: WireSaid }
	| { readonly kind: 'private'; readonly id: string; readonly at: string; readonly entry: PrivateEntry };

/** The chat: what was asked, said and answered, oldest first. */
export function feed(state: RoomState, limit: number): readonly FeedEntry[] {
	const entries: FeedEntry[] = [];
	const requests = new Map<string, WirePicture[]>();
	for (const picture of [...state.pictures.values()].slice(-limit)) {
		const request = requestOf(picture);
		const others = requests.get(request);
		if (others === undefined) requests.set(request, [picture]);
		else others.push(picture);
	}
	for (const pictures of requests.values()) {
		const [first] = pictures;
		if (first !== undefined)
			entries.push({ kind: 'pictures', id: first.id, at: first.at, pictures: sameAsBefore(first, pictures) });
	}
	for (const said of state.said.slice(-limit))
		entries.push({ kind: 'said', id: said.messageId, at: said.at, said });
	for (const entry of state.entries) entries.push({ kind: 'private', id: entry.id, at: entry.at, entry });
	return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-limit);
}
