/** Reactions and what they mean: the same table on every platform. */

import type { MakeAction } from '../studio/actions.ts';
import { StudioError } from '../studio/errors.ts';
import type { PictureView } from '../studio/picture-view.ts';
import type { PlaceSettings } from '../studio/settings.ts';
import type { Studio } from '../studio/studio.ts';
import { isLive } from './keeper.ts';
import type { Reaction } from './platform.ts';

export type ReactionMeaning =
	| { readonly kind: 'reroll' }
	/** Counted from 1; 0 is the background. */
	| { readonly kind: 'reroll-object'; readonly object: number }
	| { readonly kind: 'star' }
	| { readonly kind: 'vote'; readonly value: 1 | -1 }
	/** Cancels what is under way, deletes what is done; the requester's and moderators' alone. */
	| { readonly kind: 'cross' }
	| { readonly kind: 'upscale' }
	| { readonly kind: 'vary' };

/** Words that settings may name for an emoji; an empty word switches a reaction off. */
const MEANINGS: Readonly<Record<string, ReactionMeaning>> = {
	reroll: { kind: 'reroll' },
	star: { kind: 'star' },
	up: { kind: 'vote', value: 1 },
	down: { kind: 'vote', value: -1 },
	cross: { kind: 'cross' },
	upscale: { kind: 'upscale' },
	vary: { kind: 'vary' },
	...Object.fromEntries(
		Array.from({ length: 9 }, (_, object) => [
			`object-${object}`,
			{ kind: 'reroll-object' as const, object },
		]),
	),
};

/** Emoji (without variation selectors) and the names that Slack has for them, to words of `MEANINGS`. */
const DEFAULT_REACTIONS: Readonly<Record<string, string>> = {
	'🎲': 'reroll',
	game_die: 'reroll',
	'🔁': 'reroll',
	repeat: 'reroll',
	'🔄': 'reroll',
	arrows_counterclockwise: 'reroll',
	'🔃': 'reroll',
	arrows_clockwise: 'reroll',
	'0⃣': 'object-0',
	zero: 'object-0',
	'1⃣': 'object-1',
	one: 'object-1',
	'2⃣': 'object-2',
	two: 'object-2',
	'3⃣': 'object-3',
	three: 'object-3',
	'4⃣': 'object-4',
	four: 'object-4',
	'5⃣': 'object-5',
	five: 'object-5',
	'6⃣': 'object-6',
	six: 'object-6',
	'7⃣': 'object-7',
	seven: 'object-7',
	'8⃣': 'object-8',
	eight: 'object-8',
	'⭐': 'star',
	star: 'star',
	'🌟': 'star',
	star2: 'star',
	'👍': 'up',
	'+1': 'up',
	thumbsup: 'up',
	'👎': 'down',
	'-1': 'down',
	thumbsdown: 'down',
	'❌': 'cross',
	x: 'cross',
	'✖': 'cross',
	heavy_multiplication_x: 'cross',
	'❎': 'cross',
	negative_squared_cross_mark: 'cross',
};

const VARIATION = /[\ufe0e\ufe0f]|\p{Emoji_Modifier}/gu;

/** Skin tones and variation selectors change nothing: `👍🏽` and Slack's `+1::skin-tone-4` are `👍`. */
function bareEmoji(emoji: string): string {
	return emoji.replace(/::skin-tone-\d$/, '').replace(VARIATION, '');
}

/**
 * What a reaction asks for, or null where it means nothing to us.
 * @param emoji - Unicode, or a platform's name without colons
 * @param own - the place's own table, which goes over the default one
 */
export function meaningOf(emoji: string, own: PlaceSettings['reactions'] = {}): ReactionMeaning | null {
	const bare = bareEmoji(emoji);
	const word =
		own[emoji] ?? own[bare] ?? (Object.hasOwn(DEFAULT_REACTIONS, bare) ? DEFAULT_REACTIONS[bare] : undefined);
	return word !== undefined && Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : null;
}

/** What came of a reaction. `make`: call `studio.make` with it and post the answer. */
export type ReactionOutcome =
	| { readonly kind: 'nothing' }
	| { readonly kind: 'make'; readonly action: MakeAction; readonly picture: PictureView }
	| { readonly kind: 'changed'; readonly picture: PictureView };

/**
 * Carries out what a reaction means, or says what is to be made. Removing a reaction takes back votes and
 * stars and nothing else. A cross of anyone but the requester or a moderator is no mistake, it means nothing.
 *
 * @throws StudioError
 */
export async function applyReaction(studio: Studio, reaction: Reaction): Promise<ReactionOutcome> {
	const { place, person, post, added, idempotencyKey } = reaction;
	const { reactions } = await studio.settings.of(place);
	const meaning = meaningOf(reaction.emoji, reactions);
	if (meaning === null) return { kind: 'nothing' };
	const picture = await studio.pictures.find(post.pictureId);
	if (picture === null || picture.state === 'deleted') return { kind: 'nothing' };
	const context = { pictureId: picture.id, person, place, idempotencyKey };
	switch (meaning.kind) {
		case 'star':
			return { kind: 'changed', picture: await studio.pictures.change({ kind: 'star', on: added }, context) };
		case 'vote': {
			const value = added ? meaning.value : 0;
			return { kind: 'changed', picture: await studio.pictures.change({ kind: 'vote', value }, context) };
		}
		case 'cross':
			return added ? cross(studio, reaction) : { kind: 'nothing' };
		case 'reroll-object': {
			const objects = picture.layout?.objects.length ?? 0;
			if (!added || meaning.object > objects) return { kind: 'nothing' };
			return { kind: 'make', action: { kind: 'reroll-object', object: meaning.object }, picture };
		}
		default:
			return added ? { kind: 'make', action: { kind: meaning.kind }, picture } : { kind: 'nothing' };
	}
}

/** What is under way of the post is cancelled; where nothing is, all of it is deleted. */
async function cross(studio: Studio, { post, person, place }: Reaction): Promise<ReactionOutcome> {
	const found = await Promise.all(post.pictures.map((id) => studio.pictures.find(id)));
	const there = found.filter((picture) => picture !== null).filter(({ state }) => state !== 'deleted');
	const live = there.filter(isLive);
	const kind = live.length > 0 ? 'cancel' : 'delete';
	let outcome: ReactionOutcome = { kind: 'nothing' };
	try {
		for (const { id } of live.length > 0 ? live : there) {
			const picture = await studio.pictures.change({ kind }, { pictureId: id, person, place });
			outcome = { kind: 'changed', picture };
		}
	} catch (error) {
		if (!(error instanceof StudioError && error.code === 'not-allowed')) throw error;
	}
	return outcome;
}
