import type { Database } from '../store/database.ts';
import * as store from '../store/places.ts';
import { StudioError } from './errors.ts';
import { mustBeStorable } from './must-be-storable.ts';
import type { Person, Place } from './people.ts';
import { mustMay } from './rights.ts';
import { say } from './sentences/index.ts';
import { mergeSettings, type PlaceSettings, patchSettings, type SettingsPatch } from './settings.ts';
import { visitOf } from './visit.ts';

/** In a room people need no account, so what they may ask for together is bounded too. */
const ROOM_SETTINGS = { quota: { channelHour: 1_500, channelDay: 15_000 } };

const FRESH_MS = 2_000;
const MOST_KNOWN = 10_000;

/** Refuses a patch by what would hold with it. @throws StudioError */
export type SettingsCheck = (settings: PlaceSettings, patch: SettingsPatch) => void;

/** The settings of all places, as they are stored and as they hold. */
export class SettingsBook {
	readonly #database: Database;
	readonly #check: SettingsCheck;
	readonly #known = new Map<string, { readonly value: Promise<PlaceSettings>; readonly until: number }>();

	constructor(database: Database, check: SettingsCheck) {
		this.#database = database;
		this.#check = check;
	}

	/** What holds in a place; a change elsewhere is seen within two seconds. */
	of(place: Place): Promise<PlaceSettings> {
		const key = `${place.id} ${place.server ?? ''}`;
		const known = this.#known.get(key);
		const now = performance.now();
		if (known !== undefined && now < known.until) return known.value;
		const value = store
			.readSettings(this.#database, place.id, place.server ?? null)
			.then(({ server, channel }) =>
				mergeSettings(place.id.startsWith('room:') ? ROOM_SETTINGS : {}, server, channel),
			);
		value.catch(() => this.#known.delete(key));
		if (this.#known.size > MOST_KNOWN) this.#known.clear();
		this.#known.set(key, { value, until: now + FRESH_MS });
		return value;
	}

	/** Moderators only. @throws StudioError `not-allowed`, `bad-settings` */
	async change(
		place: Place,
		person: Person,
		patch: SettingsPatch,
		scope: 'channel' | 'server' = 'channel',
	): Promise<PlaceSettings> {
		mustMay(person, place, scope === 'server' ? 'server-settings' : 'settings');
		mustBeStorable(patch);
		const target = scope === 'server' ? place.server : place.id;
		if (target === undefined) throw new StudioError('bad-settings', say('noServer'));
		await this.#database.transaction(async (tx) => {
			await store.recordVisit(tx, visitOf({ place, person }));
			const { channel, server } = await store.readSettings(tx, place.id, place.server ?? null);
			const layer = patchSettings(scope === 'server' ? server : channel, patch);
			const layers = scope === 'server' ? [layer, channel] : [server, layer];
			this.#check(mergeSettings(...layers), patch);
			await store.writeSettings(tx, target, layer, person.id);
		});
		this.#known.clear();
		return this.of(place);
	}
}
