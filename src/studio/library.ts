import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/pictures.ts';
import { StudioError } from './errors.ts';
import type {
	GalleryPage,
	GalleryQuery,
	HistoryNode,
	PictureId,
	PictureView,
	PlaceId,
	Studio,
} from './types.ts';
import { liveJobs, pictureView } from './view.ts';

const MOST_FAMILY = 2000;
const MOST_PAGE = 100;

/** Pictures to look at: one, a tree, a page. */
export class Library {
	readonly #database: Database;
	readonly #queue: Queue;

	constructor(database: Database, queue: Queue) {
		this.#database = database;
		this.#queue = queue;
	}

	async picture(id: string): Promise<PictureView | null> {
		const row = await store.findPicture(this.#database, id.trim().toLowerCase());
		return row === null ? null : pictureView(row, await this.#queue.lineWith(liveJobs([row])));
	}

	async bytes(id: PictureId, which: 'full' | 'thumb' | `layer:${number}`): ReturnType<Studio['bytes']> {
		return store.readFile(this.#database, id, which);
	}

	async history(id: PictureId): Promise<HistoryNode> {
		const rows = await store.familyOf(this.#database, id, MOST_FAMILY);
		const snapshot = await this.#queue.lineWith(liveJobs(rows));
		const nodes = new Map(
			rows.map((row) => [row.id, { picture: pictureView(row, snapshot), children: [] as HistoryNode[] }]),
		);
		for (const { id: child, parent } of rows) {
			const node = nodes.get(child);
			if (parent !== null && node !== undefined) nodes.get(parent)?.children.push(node);
		}
		const root = rows.find(({ parent }) => parent === null) ?? rows[0];
		const tree = root === undefined ? undefined : nodes.get(root.id);
		if (tree === undefined) throw unknownPicture(id);
		return tree;
	}

	async gallery(place: PlaceId, query: GalleryQuery = {}): Promise<GalleryPage> {
		return this.page({
			place,
			sort: query.sort ?? 'newest',
			finishedOnly: true,
			starredOnly: query.starredOnly ?? false,
			by: query.by ?? null,
			limit: Math.min(MOST_PAGE, Math.max(1, query.limit ?? 24)),
			before: readCursor(query.cursor),
		});
	}

	/** Any page; `gallery` asks for those that can be shown. */
	async page(query: store.PageQuery): Promise<GalleryPage> {
		const rows = await store.picturesOf(this.#database, { ...query, limit: query.limit + 1 });
		const shown = rows.slice(0, query.limit);
		const last = rows.length > query.limit ? shown.at(-1) : undefined;
		const snapshot = await this.#queue.lineWith(liveJobs(shown));
		return {
			pictures: shown.map((row) => pictureView(row, snapshot)),
			next: last === undefined ? null : writeCursor({ score: last.score, at: last.atText, id: last.id }),
		};
	}

	/** @throws StudioError `unknown-picture` */
	async row(id: string): Promise<store.PictureRow> {
		const row = await store.findPicture(this.#database, id.trim().toLowerCase());
		if (row === null) throw unknownPicture(id);
		return row;
	}

	async view(id: PictureId): Promise<PictureView> {
		const row = await this.row(id);
		return pictureView(row, await this.#queue.lineWith(liveJobs([row])));
	}
}

function unknownPicture(id: string): StudioError {
	return new StudioError(
		'unknown-picture',
		`There is no picture ${JSON.stringify(id)}. A picture's id has 12 letters and stands under the picture; it may have been typed wrongly.`,
	);
}

function writeCursor(cursor: NonNullable<store.PageQuery['before']>): string {
	return Buffer.from(JSON.stringify([cursor.score, cursor.at, cursor.id])).toString('base64url');
}

function readCursor(text: string | undefined): store.PageQuery['before'] {
	if (text === undefined) return null;
	try {
		const [score, at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
		if (typeof score === 'number' && typeof at === 'string' && typeof id === 'string')
			return { score, at, id };
	} catch {
		// Falls through to the same answer.
	}
	throw new StudioError(
		'bad-value',
		'This page of the gallery cannot be found again. Please start from its beginning.',
	);
}
