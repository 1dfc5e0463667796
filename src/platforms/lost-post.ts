/** What becomes of a post whose message cannot be written where it belongs; the same on every platform. */
import type { Place } from '../studio/people.ts';
import type { PictureId } from '../studio/picture-view.ts';
import type { Posts, PostTarget, PostView } from '../studio/posts.ts';

export interface LostPosts {
	readonly studio: { readonly posts: Pick<Posts, 'add' | 'drop'> };
	/** A post was added that wants to be shown. */
	readonly touch: (picture: PictureId) => void;
}

/** The post goes to its person directly, once, and is kept there from now on. */
export async function sendToPerson(
	{ studio, touch }: LostPosts,
	{ id, pictures, platform }: PostView,
	place: Place,
	target: PostTarget,
): Promise<void> {
	await studio.posts.add(pictures, platform, place, target, `direct ${id}`);
	await studio.posts.drop(id);
	touch(pictures[0]);
}
