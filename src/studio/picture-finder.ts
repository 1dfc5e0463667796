import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/pictures.ts';
import { StudioError } from './errors.ts';
import type { Visitor } from './people.ts';
import { liveJobs, type PictureView, pictureView } from './picture-view.ts';
import { mustMayWith, type PictureRight } from './rights.ts';
import { say } from './sentences/index.ts';

/** From an id to a picture's row, by the rights of whoever names it. */
export class PictureFinder {
	readonly #database: Database;
	readonly #queue: Queue;

	constructor(database: Database, queue: Queue) {
		this.#database = database;
		this.#queue = queue;
	}

	/** By picture id or job id, however it was typed. */
	find(id: string): Promise<store.PictureRow | null> {
		return store.findPicture(this.#database, id.trim().toLowerCase());
	}

	/** @throws StudioError `unknown-picture` */
	async row(id: string): Promise<store.PictureRow> {
		const row = await this.find(id);
		if (row === null) throw unknownPicture(id);
		return row;
	}

	/**
	 * The row of a picture, once it is sure that the person may do this with it from here.
	 * @throws StudioError `unknown-picture`, `not-allowed`
	 */
	async rowFor(
		{ person, place }: Visitor,
		id: string,
		right: PictureRight,
	): Promise<store.PictureRow & { readonly posted: boolean }> {
		const row = await this.row(id);
		const posted =
			row.place !== place.id && (await store.postedIn(this.#database, [row.id], place.id)).has(row.id);
		const subject = { ...row, posted };
		mustMayWith(subject, person, place, right);
		return subject;
	}

	/** A row as platforms see it at this moment. */
	async view(row: store.PictureRow): Promise<PictureView> {
		return pictureView(row, await this.#queue.lineWith(liveJobs([row])));
	}
}

function unknownPicture(id: string): StudioError {
	return new StudioError('unknown-picture', say('unknownPicture', id));
}
