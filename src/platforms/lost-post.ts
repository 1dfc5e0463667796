/** What becomes of a post whose message cannot be written where it belongs; the same on every platform. */
import type { Locale, PictureId, PictureView, Place, PostTarget, PostView, Studio } from '../studio/types.ts';
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
	readonly studio: Pick<Studio, 'addPost' | 'dropPost'>;
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
	await studio.addPost(pictureId, platform, place, target, `direct ${id}`);
	await studio.dropPost(id);
	touch(pictureId);
}
