import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';
import * as store from '../store/posts.ts';
import { StudioError } from './errors.ts';
import type { Place, PlaceId, PlatformName } from './people.ts';
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

/** One appearance of a picture on a platform. It exists before the message does. */
export interface PostView {
	readonly id: string;
	readonly pictureId: PictureId;
	readonly platform: PlatformName;
	readonly place: PlaceId;
	readonly target: PostTarget;
	/** Native id of the message, once it is posted. */
	readonly message: string | null;
	/** `PictureView.version` that the message shows; -1 before the first. */
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

	/** A further appearance of an existing picture (`show`, a gallery post). @throws StudioError `unknown-picture` */
	async add(
		picture: PictureId,
		platform: PlatformName,
		place: Place,
		target: PostTarget,
		idempotencyKey: string,
	): Promise<PostView> {
		const row = await this.#finder.row(picture);
		const post = await store.insertPost(this.#database, {
			id: randomUUID(),
			pictureId: row.id,
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

	/** Records which version the message shows now. */
	shown(postId: string, version: number): Promise<void> {
		return store.markShown(this.#database, postId, version);
	}

	/** Posts that show less than their picture's version, oldest first: the work list of a platform, also after a restart. */
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
		platform: row.platform as PlatformName,
		place: row.place as PlaceId,
		target: {
			...(row.channel !== null && { channel: row.channel }),
			...(row.thread !== null && { thread: row.thread }),
			data: row.data,
		},
		message: row.message,
		shown: row.shown,
	};
}
