import type { Queue } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import * as store from '../store/pictures.ts';
import { recordVisit } from '../store/places.ts';
import type { ChangeAction } from './actions.ts';
import { StudioError } from './errors.ts';
import { Bursts, CHANGE_BURST } from './limits.ts';
import type { PersonId, PlaceId, Visitor } from './people.ts';
import type { PictureFinder } from './picture-finder.ts';
import { liveJobs, type PictureId, type PictureView, pictureView } from './picture-view.ts';
import { may, type PictureRight } from './rights.ts';
import { say } from './sentences/index.ts';
import { visitOf } from './visit.ts';

/** A node of the lineage; children are in order of time. */
export interface HistoryNode {
	readonly picture: PictureView;
	readonly children: readonly HistoryNode[];
}

export interface GalleryQuery {
	readonly sort?: 'newest' | 'stars' | 'votes';
	readonly starredOnly?: boolean;
	readonly by?: PersonId;
	/** At most 100. */
	readonly limit?: number;
	/** `next` of the page before. */
	readonly cursor?: string;
}

export interface GalleryPage {
	readonly pictures: readonly PictureView[];
	readonly next: string | null;
}

const MOST_FAMILY = 2000;
const MOST_PAGE = 100;

/** Pictures that are there: one, a tree, a page; and what people do with them. */
export class Pictures {
	readonly #database: Database;
	readonly #queue: Queue;
	readonly #finder: PictureFinder;
	readonly #changes = new Bursts(CHANGE_BURST);

	constructor(database: Database, queue: Queue, finder: PictureFinder) {
		this.#database = database;
		this.#queue = queue;
		this.#finder = finder;
	}

	/**
	 * By picture id or job id; null if unknown. It asks for no right: it is for a platform's upkeep of what it
	 * shows. What a person names goes through `named`.
	 */
	async find(id: string): Promise<PictureView | null> {
		const row = await this.#finder.find(id);
		return row === null ? null : this.#finder.view(row);
	}

	/**
	 * A picture that somebody named, for what they want to do with it: the one way from an id to a picture for
	 * commands, buttons, focus and talk. From elsewhere it is seen without the name of whoever asked for it.
	 * @throws StudioError `unknown-picture`, `not-allowed`
	 */
	async named({ person, place }: Visitor, id: string, right: PictureRight): Promise<PictureView> {
		const row = await this.#finder.rowFor({ person, place }, id, right);
		const view = await this.#finder.view(row);
		const known = may(person, place, 'serve', row) || row.person === person.id;
		return known ? view : { ...view, by: null };
	}

	/**
	 * Changes one picture. Returns it as it is afterwards.
	 * @throws StudioError `unknown-picture`, `not-allowed`, `deleted`; QuotaError `burst`
	 */
	async change(
		action: ChangeAction,
		{ person, place, pictureId }: Visitor & { readonly pictureId: PictureId },
	): Promise<PictureView> {
		this.#changes.take(person);
		const row = await this.#finder.rowFor({ person, place }, pictureId, action.kind);
		if (action.kind === 'vote' || action.kind === 'star') {
			if (row.state === 'deleted') throw new StudioError('deleted', say('deleted'));
			const cast = action.kind === 'vote' ? { value: action.value } : { star: action.on };
			await this.#database.transaction(async (tx) => {
				await recordVisit(tx, visitOf({ place, person }));
				await store.castVote(tx, { picture: row.id, person: person.id, ...cast });
			});
		} else {
			await this.#database.transaction(async (tx) => {
				await this.#queue.cancel(tx, row.jobId, person.id);
				if (action.kind === 'delete') await store.buryPicture(tx, row.id, person.id);
			});
		}
		return this.#finder.view(await this.#finder.row(row.id));
	}

	/** Null where the bytes are gone or not there yet; `layer:n` counts as `PictureView.layers`. */
	bytes(
		id: PictureId,
		which: 'full' | 'thumb' | `layer:${number}`,
	): Promise<{ readonly mime: string; readonly bytes: Uint8Array } | null> {
		return store.readFile(this.#database, id, which);
	}

	/**
	 * The tree of a picture, from its root: what is of this place or the person's own, and all that these grew
	 * from. What others made of them elsewhere is not shown: an id opens its picture, and nothing beside it.
	 * @throws StudioError `unknown-picture`
	 */
	async history({ person, place }: Visitor, id: string): Promise<HistoryNode> {
		const named = await this.#finder.rowFor({ person, place }, id, 'see');
		const all = await store.familyOf(this.#database, named.id, MOST_FAMILY);
		const elsewhere = all.filter((row) => row.place !== place.id).map((row) => row.id);
		const posted = await store.postedIn(this.#database, elsewhere, place.id);
		const known = (row: store.PictureRow) =>
			row.place === place.id || posted.has(row.id) || row.person === person.id;
		const rows = withAncestors(all, (row) => known(row) || row.id === named.id);
		const snapshot = await this.#queue.lineWith(liveJobs(rows));
		const shown = (row: store.PictureRow): PictureView => {
			const view = pictureView(row, snapshot);
			return known(row) ? view : { ...view, by: null };
		};
		const nodes = new Map(
			rows.map((row) => [row.id, { picture: shown(row), children: [] as HistoryNode[] }]),
		);
		for (const { id: child, parent } of rows) {
			const node = nodes.get(child);
			if (parent !== null && node !== undefined) nodes.get(parent)?.children.push(node);
		}
		const root = rows.find(({ parent }) => parent === null) ?? rows[0];
		const tree = root === undefined ? undefined : nodes.get(root.id);
		if (tree === undefined) throw new Error(`the family of ${named.id} has no root`);
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
}

/** The wanted rows and everything that they grew from, in the given order. */
function withAncestors(
	rows: readonly store.PictureRow[],
	wanted: (row: store.PictureRow) => boolean,
): readonly store.PictureRow[] {
	const byId = new Map(rows.map((row) => [row.id, row]));
	const kept = new Set<string>();
	for (const row of rows) {
		if (!wanted(row)) continue;
		for (let at: store.PictureRow | undefined = row; at !== undefined && !kept.has(at.id); ) {
			kept.add(at.id);
			at = at.parent === null ? undefined : byId.get(at.parent);
		}
	}
	return rows.filter(({ id }) => kept.has(id));
}

function writeCursor(cursor: NonNullable<store.PageQuery['before']>): string {
	return Buffer.from(JSON.stringify([cursor.score, cursor.at, cursor.id])).toString('base64url');
}

function readCursor(text: string | undefined): store.PageQuery['before'] {
	if (text === undefined) return null;
	try {
		const [score, at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
		if (isInt4(score) && isTimestamp(at) && typeof id === 'string' && /^[\w-]{1,64}$/.test(id))
			return { score, at, id };
	} catch {
		// Falls through to the same answer.
	}
	throw new StudioError('bad-value', say('galleryPage'));
}

function isInt4(value: unknown): value is number {
	return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
}

/** As Postgres writes one (`2026-11-26 12:43:21.5+00`), of a day that there is. */
function isTimestamp(value: unknown): value is string {
	const match =
		typeof value === 'string'
			? /^((?!0000)\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-](?:0\d|1[0-4])(?::[0-5]\d)?$/.exec(
					value,
				)
			: null;
	if (match === null) return false;
	const [, day, time] = match;
	const date = new Date(`${day}T${time}Z`);
	return Number.isFinite(date.getTime()) && date.toISOString().startsWith(`${day}T${time}`);
}
