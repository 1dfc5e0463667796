import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/pictures.ts';
import { dropLayoutsOf } from '../store/saved-layouts.ts';
import type { PersonId } from './people.ts';

export interface PrivacyReport extends store.PersonSummary {
	readonly person: PersonId;
}

/** What is stored about people, told to them and taken away. */
export class Privacy {
	readonly #database: Database;
	readonly #queue: Queue;

	constructor(database: Database, queue: Queue) {
		this.#database = database;
		this.#queue = queue;
	}

	/** What is stored about a person, in words and numbers. */
	async report(person: PersonId): Promise<PrivacyReport> {
		return { person, ...(await store.summarisePerson(this.#database, person)) };
	}

	/** Removes the person's data: name, words said, votes, the link to pictures; with `pictures` their pictures too. */
	async forget(person: PersonId, options: { readonly pictures?: boolean } = {}): Promise<PrivacyReport> {
		const report = await this.report(person);
		for (const { id } of await store.liveJobsOf(this.#database, person)) {
			await this.#database.transaction((tx) => this.#queue.cancel(tx, id, person));
		}
		if (options.pictures === true) {
			for (const id of await store.pictureIdsOf(this.#database, person)) {
				await this.#database.transaction((tx) => store.buryPicture(tx, id, null));
			}
			await this.#database.transaction((tx) => dropLayoutsOf(tx, person));
		}
		await this.#database.transaction((tx) => store.forgetPerson(tx, person));
		return report;
	}
}
