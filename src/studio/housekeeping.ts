import type { Database } from '../store/database.ts';
import { pruneEvents } from '../store/events.ts';
import { pruneFound } from '../store/found-recipes.ts';
import { tidy } from '../store/housekeeping.ts';
import { pruneFiles } from '../store/pictures.ts';
import { allPlaces, forgetOldRequests } from '../store/places.ts';
import type { Admission } from './admission.ts';
import type { PlaceId } from './people.ts';
import type { SettingsBook } from './settings-book.ts';

const TIDY_MS = 60_000;
const EVENT_DAYS = 30;
/** Recipes of dropped pictures are kept for so long. */
const FOUND_DAYS = 30;
const PRUNE_BATCH = 200;

export interface HousekeepingOptions {
	readonly database: Database;
	readonly settings: SettingsBook;
	readonly admission: Admission;
	readonly log: { warn(fields: object, message: string): void };
}

/** Takes old bytes and old notes away and keeps the tables small. */
export class Housekeeping {
	readonly #options: HousekeepingOptions;
	/** Jobs that were accepted when the tables were last tidied. */
	#tidied = 0;
	#timer: NodeJS.Timeout | null = null;
	#running: Promise<void> = Promise.resolve();

	constructor(options: HousekeepingOptions) {
		this.#options = options;
	}

	start(): void {
		this.#timer = setInterval(() => {
			this.#running = this.tidy().catch((error) => {
				this.#options.log.warn({ err: error }, 'tidying up failed; it is tried again');
			});
		}, TIDY_MS);
		this.#timer.unref();
	}

	async stop(): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		await this.#running;
	}

	async tidy(): Promise<void> {
		const { database, settings, admission } = this.#options;
		for (const { id, server } of await allPlaces(database)) {
			const { retentionDays } = await settings.of({
				id: id as PlaceId,
				...(server && { server: server as PlaceId }),
			});
			if (retentionDays === null) continue;
			await database.transaction((tx) => pruneFiles(tx, id, retentionDays, PRUNE_BATCH));
		}
		await forgetOldRequests(database);
		await pruneEvents(database, EVENT_DAYS);
		await pruneFound(database, FOUND_DAYS);
		const { accepted } = admission;
		if (accepted > this.#tidied) await tidy(database);
		this.#tidied = accepted;
	}
}
