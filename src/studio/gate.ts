import type { Database } from '../store/database.ts';
import { logSafety } from '../store/places.ts';
import { StudioError } from './errors.ts';
import type { Bursts } from './limits.ts';
import type { Visitor } from './people.ts';
import { say } from './sentences/index.ts';
import type { PlaceSettings } from './settings.ts';
import type { SettingsBook } from './settings-book.ts';
import { wordList } from './words.ts';

/** What every request for something new passes first: it is open, not too fast, allowed here, and its words are. */
export class Gate {
	readonly #database: Database;
	readonly #settings: SettingsBook;
	readonly #bursts: Bursts;
	#open = true;

	constructor(database: Database, settings: SettingsBook, bursts: Bursts) {
		this.#database = database;
		this.#settings = settings;
		this.#bursts = bursts;
	}

	get open(): boolean {
		return this.#open;
	}

	/** Lets nothing in any more; what is in stays. */
	close(): void {
		this.#open = false;
	}

	/** @throws StudioError `draining`, `place-off`; QuotaError `burst` */
	async enter({ place, person }: Visitor): Promise<PlaceSettings> {
		if (!this.#open) {
			throw new StudioError('draining', say('draining'));
		}
		this.#bursts.take(person);
		const settings = await this.#settings.of(place);
		if (!settings.enabled) throw new StudioError('place-off', say('placeOff'));
		return settings;
	}

	/** @throws StudioError `refused-words` */
	async checkWords(settings: PlaceSettings, { place, person }: Visitor, line: string): Promise<void> {
		const { policy, words } = settings.safety;
		if (policy === 'off' || words.length === 0) return;
		const word = wordList(words).find(line);
		if (word === null) return;
		await logSafety(this.#database, {
			place: place.id,
			person: person.id,
			picture: null,
			stage: 'line',
			policy,
			decision: 'refused',
			reasons: { word },
		});
		throw new StudioError('refused-words', say('refusedWord', word));
	}
}
