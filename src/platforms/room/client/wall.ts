import { type ComponentChild, h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { announce } from './announce.ts';
import { api, Refused } from './api.ts';
import { Card } from './card.ts';
import { type Marks, markOf } from './marks.ts';
import type { RoomState } from './room-state.ts';

export type WallView = 'newest' | 'stars' | 'votes' | 'mine';

const VIEWS: readonly (readonly [WallView, string])[] = [
	['newest', 'Newest'],
	['stars', '⭐ Gallery'],
	['votes', 'Most votes'],
	['mine', 'Mine'],
];

export interface WallProps {
	readonly state: RoomState;
	readonly marks: Marks;
	readonly actions: Actions;
	readonly view: WallView;
	readonly onView: (view: WallView) => void;
	readonly onMore: (pictures: readonly WirePicture[], older?: string | null) => void;
}

function chosen(pictures: readonly WirePicture[], view: WallView, me: string): readonly WirePicture[] {
	const shown = pictures
		.filter((picture) => picture.state !== 'deleted' && picture.state !== 'cancelled')
		.reverse();
	switch (view) {
		case 'newest':
			return shown;
		case 'mine':
			return shown.filter((picture) => picture.by?.id === me);
		case 'stars':
			return shown.filter((picture) => picture.stars > 0).sort((a, b) => b.stars - a.stars);
		case 'votes':
			return shown.filter((picture) => picture.votes !== 0).sort((a, b) => b.votes - a.votes);
	}
}

const EMPTY: Readonly<Record<WallView, readonly [string, string]>> = {
	newest: [
		'The wall is empty.',
		'Type a line such as /taue cat@left, dog@right on a beach, and the first picture grows here.',
	],
	stars: ['Nothing is starred yet.', 'Star a picture with ⭐ and it hangs here for everyone.'],
	votes: ['No votes yet.', 'Vote for a picture with 👍 and the favourites come first here.'],
	mine: ['You have not drawn anything yet.', 'What you ask for hangs here, and on the wall for everyone.'],
};

/** All pictures of the room, newest first, or the best. */
export function Wall({ state, marks, actions, view, onView, onMore }: WallProps): ComponentChild {
	const me = `room:${state.you.id}`;
	const [loading, setLoading] = useState(false);
	const pictures = useMemo(() => chosen([...state.pictures.values()], view, me), [state.pictures, view, me]);
	const load = async (query: Record<string, string>, pages: boolean) => {
		setLoading(true);
		try {
			const page = await api.gallery(query);
			onMore(page.pictures, pages ? page.next : undefined);
		} catch (error) {
			announce(error instanceof Refused ? error.message : 'Older pictures could not be fetched.', 'urgent');
		}
		setLoading(false);
	};
	const choose = (next: WallView) => {
		onView(next);
		// The best may be older than what is on the wall.
		if ((next === 'stars' || next === 'votes') && state.older !== null)
			void load({ sort: next, ...(next === 'stars' ? { starred: '1' } : {}) }, false);
	};
	return h(
		'section',
		{ class: 'wall', 'aria-label': 'Pictures' },
		h(
			'div',
			{ class: 'wall-bar' },
			h('h2', null, 'Pictures'),
			h(
				'div',
				{ class: 'views', role: 'group', 'aria-label': 'Which pictures' },
				VIEWS.map(([name, label]) =>
					h(
						'button',
						{
							key: name,
							type: 'button',
							'aria-pressed': name === view ? 'true' : 'false',
							onClick: () => choose(name),
						},
						label,
					),
				),
			),
		),
		pictures.length === 0 &&
			h(
				'div',
				{ class: 'empty' },
				h('p', { class: 'empty-title' }, EMPTY[view][0]),
				h('p', { class: 'quiet' }, EMPTY[view][1]),
			),
		h(
			'div',
			{ class: 'cards' },
			pictures.map((picture) =>
				h(Card, {
					key: picture.id,
					picture,
					own: picture.by?.id === me || state.you.moderator,
					mark: markOf(marks, picture.id),
					actions,
				}),
			),
		),
		view === 'newest' &&
			state.older !== null &&
			h(
				'button',
				{
					type: 'button',
					class: 'plain more',
					disabled: loading,
					onClick: () => void load({ sort: 'newest', cursor: state.older ?? '' }, true),
				},
				loading ? 'Fetching …' : 'Show older pictures',
			),
	);
}
