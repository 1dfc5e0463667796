import type { SavedLayout } from '../../studio/layout-shelf.ts';
import type { PlaceId } from '../../studio/people.ts';
import type { PictureView } from '../../studio/picture-view.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Clock, Log } from '../platform.ts';

/** What is completed while people type, as it was when it was last read. */
export interface Knowledge {
	readonly saved: readonly SavedLayout[];
	/** Lines of starred pictures. */
	readonly starred: readonly string[];
	/** Newest first. */
	readonly pictures: readonly PictureView[];
}

export const NOTHING_KNOWN: Knowledge = { saved: [], starred: [], pictures: [] };
const FRESH_MS = 10_000;
const MOST_PLACES = 1_000;
const MOST_PICTURES = 25;

/** Completions must be there at once: what is known is answered, and read anew behind the answer. */
export class PlaceKnowledge {
	readonly #studio: Studio;
	readonly #clock: Clock;
	readonly #log: Log;
	readonly #places = new Map<PlaceId, { readonly known: Knowledge | null; readonly until: number }>();

	constructor(studio: Studio, clock: Clock, log: Log) {
		this.#studio = studio;
		this.#clock = clock;
		this.#log = log;
	}

	/** What is known now, null before the first look; `reading` is the look for more, where one is due. */
	of(place: PlaceId): { readonly known: Knowledge | null; readonly reading: Promise<void> | null } {
		const entry = this.#places.get(place);
		const known = entry?.known ?? null;
		if (entry !== undefined && this.#clock.now() < entry.until) return { known, reading: null };
		if (this.#places.size > MOST_PLACES) this.#places.clear();
		const until = this.#clock.now() + FRESH_MS;
		this.#places.set(place, { known, until });
		return { known, reading: this.#read(place, until) };
	}

	async #read(place: PlaceId, until: number): Promise<void> {
		const studio = this.#studio;
		try {
			const [saved, stars, { pictures }] = await Promise.all([
				studio.layouts.list(place),
				studio.pictures.gallery(place, { sort: 'stars', starredOnly: true, limit: MOST_PICTURES }),
				studio.events.snapshot({ id: place }, { pictures: MOST_PICTURES }),
			]);
			const starred = [...new Set(stars.pictures.map(({ line }) => line).filter((line) => line !== ''))];
			this.#places.set(place, { known: { saved, starred, pictures: pictures.toReversed() }, until });
		} catch (error) {
			this.#log.warn({ err: error, place }, 'what is completed in a place could not be read');
		}
	}
}
