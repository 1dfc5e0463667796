import { asWritten, type Line, LONGEST_LINE, readOnce } from '../layout/index.ts';
import type { Database } from '../store/database.ts';
import { recordVisit } from '../store/places.ts';
import * as store from '../store/saved-layouts.ts';
import { StudioError } from './errors.ts';
import type { Gate } from './gate.ts';
import { mustBeStorable } from './must-be-storable.ts';
import type { Person, PersonId, Place, PlaceId } from './people.ts';
import { may } from './rights.ts';
import { say } from './sentences/index.ts';
import { visitOf } from './visit.ts';

/** A line that a place keeps under a name. */
export interface SavedLayout {
	/** One word, in small letters. */
	readonly name: string;
	readonly line: string;
	/** Null after the person asked to be forgotten. */
	readonly by: { readonly id: PersonId; readonly name: string } | null;
	readonly at: Date;
}

/** Layouts that a place keeps at most. */
const MOST_LAYOUTS = 200;
/** A name is one word, so that it can be typed before other words. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,39}$/u;

/** The layouts that each place keeps under names; changing one is for its author and for moderators. */
export class LayoutShelf {
	readonly #database: Database;
	readonly #gate: Gate;

	constructor(database: Database, gate: Gate) {
		this.#database = database;
		this.#gate = gate;
	}

	/** By name. */
	async list(place: PlaceId): Promise<readonly SavedLayout[]> {
		return (await store.layoutsOf(this.#database, place)).map(savedLayout);
	}

	/**
	 * Takes the place of what was saved under the name.
	 * @throws StudioError `bad-name`, `not-allowed`, `shelf-full`; LayoutError
	 */
	async save(place: Place, person: Person, given: string, line: Line): Promise<SavedLayout> {
		const written = asWritten(line).trim();
		mustBeStorable([given, written]);
		const settings = await this.#gate.enter({ place, person });
		await this.#gate.checkWords(settings, { place, person }, `${given} ${written}`);
		const name = layoutName(given);
		if (written.length > LONGEST_LINE) {
			throw new StudioError('too-long', say('lineTooLong', written.length, LONGEST_LINE));
		}
		readOnce(line);
		return this.#database.transaction(async (tx) => {
			await recordVisit(tx, visitOf({ place, person }));
			const count = await store.countLayouts(tx, place.id);
			const before = await store.layoutNamed(tx, place.id, name);
			if (before !== null) mustOwn(before, person, place, 'replace', 'another-name');
			else if (count >= MOST_LAYOUTS) {
				throw new StudioError('shelf-full', say('shelfFull', count));
			}
			await store.putLayout(tx, { place: place.id, name, line: written, person: person.id });
			return { name, line: written, by: { id: person.id, name: person.name }, at: new Date() };
		});
	}

	/** Answers with what was removed. @throws StudioError `unknown-layout`, `not-allowed` */
	async remove(place: Place, person: Person, given: string): Promise<SavedLayout> {
		mustBeStorable(given);
		const name = layoutName(given);
		return this.#database.transaction(async (tx) => {
			const layout = await store.layoutNamed(tx, place.id, name);
			if (layout === null) {
				throw new StudioError('unknown-layout', say('unknownLayout', name, undefined));
			}
			mustOwn(layout, person, place, 'unsave', 'ask');
			await store.dropLayout(tx, place.id, name, person.id);
			return savedLayout(layout);
		});
	}
}

/** A name as it is kept: small letters, one form of every character. */
export function foldName(given: string): string {
	return given.normalize('NFKC').trim().toLowerCase();
}

/** @throws StudioError `bad-name` */
function layoutName(given: string): string {
	const name = foldName(given);
	if (NAME.test(name)) return name;
	throw new StudioError('bad-name', say('badName', given));
}

/** @throws StudioError `not-allowed` */
function mustOwn(
	layout: store.SavedLayoutRow,
	person: Person,
	place: Place,
	right: 'replace' | 'unsave',
	instead: 'another-name' | 'ask',
): void {
	const subject = { place: place.id, server: place.server ?? null, person: layout.person, posted: false };
	if (may(person, place, right, subject)) return;
	throw new StudioError('not-allowed', say('layoutOfAnother', layout.name, layout.personName, instead));
}

function savedLayout({ name, line, person, personName, at }: store.SavedLayoutRow): SavedLayout {
	return {
		name,
		line,
		by: person === null ? null : { id: person as PersonId, name: personName ?? '' },
		at,
	};
}
