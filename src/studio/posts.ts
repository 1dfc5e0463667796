import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';
import * as store from '../store/posts.ts';
import { StudioError } from './errors.ts';
import type { Library } from './library.ts';
import type { PictureId, Place, PlatformName, PostTarget, PostView, Studio } from './types.ts';
import { postView } from './view.ts';

/** Where pictures appear: each post is there before its message, and says what the message shows. */
export class Posts {
	readonly #database: Database;
	readonly #library: Library;

	constructor(database: Database, library: Library) {
		this.#database = database;
		this.#library = library;
	}

	/** The post that a message is. */
	async byMessage(platform: PlatformName, channel: string, message: string): Promise<PostView | null> {
		const row = await store.postByMessage(this.#database, platform, channel, message);
		return row === null ? null : postView(row);
	}

	async of(picture: PictureId): Promise<readonly PostView[]> {
		return (await store.postsOf(this.#database, [picture])).map(postView);
	}

	async add(
		picture: PictureId,
		platform: PlatformName,
		place: Place,
		target: PostTarget,
		idempotencyKey: string,
	): Promise<PostView> {
		const row = await this.#library.row(picture);
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

	async posted(postId: string, message: Parameters<Studio['posted']>[1]): Promise<PostView> {
		const row = await store.markPosted(this.#database, postId, { ...message, data: message.data ?? {} });
		if (row === null)
			throw new StudioError('unknown-picture', `There is no post ${postId}: its picture is gone.`);
		return postView(row);
	}

	shown(postId: string, version: number): Promise<void> {
		return store.markShown(this.#database, postId, version);
	}

	async stale(platform: PlatformName, limit = 100): Promise<readonly PostView[]> {
		return (await store.stalePosts(this.#database, platform, limit)).map(postView);
	}

	drop(postId: string): Promise<void> {
		return store.deletePost(this.#database, postId);
	}
}
