import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';
import * as store from '../store/posts.ts';
import { StudioError } from './errors.ts';
import type { Place, PlaceId, PlatformName, Visitor } from './people.ts';
import type { PictureFinder } from './picture-finder.ts';
import type { PictureId } from './picture-view.ts';
import { say } from './sentences/index.ts';

/** Where a platform will show a result. Stored with the job, so that a restart finds it again. */
export interface PostTarget {
	/** Channel to post in; the place's own if absent. */
	readonly channel?: string;
	readonly thread?: string;
	/** Anything the platform needs to post and edit later; must survive `JSON.stringify`. */
	readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Pictures that stand in one message at the most: what Discord's galleries hold. */
export const MOST_TOGETHER = 10;

/**
 * One appearance on a platform, of a picture or of several pictures of one request. It exists before the message
 * does.
 */
export interface PostView {
	readonly id: string;
	/** The picture in hand: what controls, reactions and answers are about. */
	readonly pictureId: PictureId;
	/** All of them, in their order. */
	readonly pictures: readonly [PictureId, ...PictureId[]];
	readonly platform: PlatformName;
	readonly place: PlaceId;
	readonly target: PostTarget;
	/** Native id of the message, once it is posted. */
	readonly message: string | null;
	/** Grows with every change of its pictures. */
	readonly version: number;
	/** The version that the message shows; -1 before the first. */
	readonly shown: number;
}

/** Where pictures appear: each post is there before its message, and says what the message shows. */
export class Posts {
	readonly #database: Database;
	readonly #finder: PictureFinder;

	constructor(database: Database, finder: PictureFinder) {
		this.#database = database;
		this.#finder = finder;
	}

	/** The post that shows in this message, for reactions and buttons. */
	async byMessage(platform: PlatformName, channel: string, message: string): Promise<PostView | null> {
		const row = await store.postByMessage(this.#database, platform, channel, message);
		return row === null ? null : postView(row);
	}

	async of(picture: PictureId): Promise<readonly PostView[]> {
		return (await store.postsOf(this.#database, [picture])).map(postView);
	}

	/** A further appearance of pictures that exist. @throws StudioError `unknown-picture` */
	async add(
		pictures: readonly [PictureId, ...PictureId[]],
		platform: PlatformName,
		place: Place,
		target: PostTarget,
		idempotencyKey: string,
	): Promise<PostView> {
		await this.#finder.row(pictures[0]);
		const post = await store.insertPost(this.#database, {
			id: randomUUID(),
			pictures,
			platform,
			place: place.id,
			channel: target.channel ?? null,
			thread: target.thread ?? null,
			data: target.data ?? {},
			request: `${platform} ${place.id} ${idempotencyKey}`,
		});
		return postView(post);
	}

	/** Records the message that a post became. The first one wins: the answer says which message is the post's. */
	async posted(
		postId: string,
		message: { readonly channel: string; readonly message: string; readonly data?: PostTarget['data'] },
	): Promise<PostView> {
		const row = await store.markPosted(this.#database, postId, { ...message, data: message.data ?? {} });
		if (row === null) throw new StudioError('unknown-picture', say('unknownPost', postId));
		return postView(row);
	}

	/**
	 * What controls, reactions and answers of a message with several pictures are about from now on.
	 * @throws StudioError `unknown-picture`, `not-allowed`
	 */
	async pick(visitor: Visitor, postId: string, picture: PictureId): Promise<PictureId> {
		const { id } = await this.#finder.rowFor(visitor, picture, 'see');
		const place = visitor.place.id;
		if (await store.pickPicture(this.#database, { id: postId, place }, id)) return id;
		throw new StudioError('unknown-picture', say('unknownPost', postId));
	}

	/** Records which version the message shows now. */
	shown(postId: string, version: number): Promise<void> {
		return store.markShown(this.#database, postId, version);
	}

	/** Posts that show less than there is, oldest first: the work list of a platform, also after a restart. */
	async stale(platform: PlatformName, limit = 100): Promise<readonly PostView[]> {
		return (await store.stalePosts(this.#database, platform, limit)).map(postView);
	}

	/** A post that can no longer be kept (deleted message or channel). */
	drop(postId: string): Promise<void> {
		return store.deletePost(this.#database, postId);
	}
}

function postView(row: store.PostRow): PostView {
	return {
		id: row.id,
		pictureId: row.pictureId,
		pictures: row.pictures as PostView['pictures'],
		platform: row.platform as PlatformName,
		place: row.place as PlaceId,
		target: {
			...(row.channel !== null && { channel: row.channel }),
			...(row.thread !== null && { thread: row.thread }),
			data: row.data,
		},
		message: row.message,
		version: row.version,
		shown: row.shown,
	};
}
