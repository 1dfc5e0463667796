/** What becomes of a post whose message cannot be written where it belongs; the same on every platform. */
import type { Locale, Place } from '../studio/people.ts';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import type { Posts, PostTarget, PostView } from '../studio/posts.ts';
import type { Card, CardLimits } from './card.ts';
import { pictureCard } from './picture-card.ts';
import { textsFor } from './texts/index.ts';

/** A post's card; one that went to its person instead says why it is there. */
export function postCard(
	picture: PictureView,
	{ locale, lost }: { readonly locale: Locale; readonly lost: boolean },
	limits: CardLimits,
): Card {
	return pictureCard(picture, { locale, ...limits, ...(lost && { lead: textsFor(locale).lostHere }) });
}

export interface LostPosts {
	readonly studio: { readonly posts: Pick<Posts, 'add' | 'drop'> };
	/** A post was added that wants to be shown. */
	readonly touch: (picture: PictureId) => void;
}

/** The post goes to its person directly, once, and is kept there from now on. */
export async function sendToPerson(
	{ studio, touch }: LostPosts,
	{ id, pictureId, platform }: PostView,
	place: Place,
	target: PostTarget,
): Promise<void> {
	await studio.posts.add(pictureId, platform, place, target, `direct ${id}`);
	await studio.posts.drop(id);
	touch(pictureId);
}
