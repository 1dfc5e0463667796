import { type ComponentChild, h } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { KnownWords } from '../../../translate/known-words.ts';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { announce } from './announce.ts';
import { api, BASE, Refused } from './api.ts';
import { Card } from './card.ts';
import { t } from './language.ts';
import { LineShown } from './line-shown.ts';
import type { Marks } from './marks.ts';
import type { RoomState } from './room-state.ts';
import { type Stack, singly, stacksOf, unchanged } from './stacks.ts';

export type WallView = 'newest' | 'stars' | 'votes' | 'mine';

const VIEWS: readonly WallView[] = ['newest', 'stars', 'votes', 'mine'];

export interface WallProps {
	readonly state: RoomState;
	readonly marks: Marks;
	readonly actions: Actions;
	readonly words: KnownWords;
	readonly view: WallView;
	readonly onView: (view: WallView) => void;
	readonly onMore: (pictures: readonly WirePicture[], older?: string | null) => void;
}

/** What hangs on the wall, in the order in which it hangs there. */
export function hanging(
	pictures: ReadonlyMap<string, WirePicture>,
	view: WallView,
	me: string,
): readonly Stack[] {
	const best = (value: (picture: WirePicture) => number) =>
		singly(
			[...pictures.values()]
				.filter((picture) => picture.state === 'done' && value(picture) !== 0)
				.reverse()
				.sort((a, b) => value(b) - value(a)),
		);
	switch (view) {
		case 'newest':
			return stacksOf(pictures);
		case 'mine':
			return stacksOf(pictures).filter(({ members }) => members.some(({ by }) => by?.id === me));
		case 'stars':
			return best(({ stars }) => stars);
		case 'votes':
			return best(({ votes }) => votes);
	}
}

/** What an empty wall says; the first time with a picture that such a line makes. */
function Empty({ view, actions }: { readonly view: WallView; readonly actions: Actions }): ComponentChild {
	const [title, more] = t().wall.empty[view];
	const line = t().composer.examples[0] ?? '';
	return h(
		'div',
		{ class: 'empty' },
		h('p', { class: 'empty-title' }, title),
		h('p', { class: 'quiet' }, more),
		view === 'newest' &&
			h(
				'figure',
				{ class: 'empty-example' },
				h('img', { src: `${BASE}example.webp`, alt: t().wall.exampleAlt, width: 256, height: 256 }),
				h('figcaption', null, h(LineShown, { line })),
				h(
					'button',
					{ type: 'button', class: 'primary', onClick: () => actions.run(line) },
					t().wall.drawThis,
				),
			),
	);
}

/** All pictures of the room, newest first, or the best. */
export function Wall({ state, marks, actions, words, view, onView, onMore }: WallProps): ComponentChild {
	const me = `room:${state.you.id}`;
	const [loading, setLoading] = useState(false);
	const before = useRef<readonly Stack[]>([]);
	const stacks = useMemo(() => {
		before.current = unchanged(before.current, hanging(state.pictures, view, me));
		return before.current;
	}, [state.pictures, view, me]);
	const say = t().wall;
	const load = async (query: Record<string, string>, pages: boolean) => {
		setLoading(true);
		try {
			const page = await api.gallery(query);
			onMore(page.pictures, pages ? page.next : undefined);
		} catch (error) {
			announce(error instanceof Refused ? error.message : say.notFetched, 'urgent');
		}
		setLoading(false);
	};
	const choose = (next: WallView) => {
		onView(next);
		// The best may be older than what is on the wall.
		if ((next === 'stars' || next === 'votes') && state.older !== null)
			void load({ sort: next, ...(next === 'stars' ? { starred: '1' } : {}) }, false);
	};
	const waiting = stacks.flatMap(({ members }) => members).filter((picture) => picture.state === 'queued');
	return h(
		'section',
		{ class: 'wall', id: 'wall', tabIndex: -1, 'aria-label': say.title },
		h(
			'div',
			{ class: 'wall-bar' },
			h('h2', null, say.title),
			h(
				'div',
				{ class: 'views', role: 'group', 'aria-label': say.which },
				VIEWS.map((name) =>
					h(
						'button',
						{
							key: name,
							type: 'button',
							'aria-pressed': name === view ? 'true' : 'false',
							onClick: () => choose(name),
						},
						say[name],
					),
				),
			),
			waiting.length > 0 && h('p', { class: 'quiet in-line' }, say.waiting(waiting.length)),
		),
		stacks.length === 0 && h(Empty, { view, actions }),
		h(
			'div',
			{ class: 'cards' },
			stacks.map((stack) =>
				h(Card, {
					key: stack.key,
					stack,
					me,
					moderator: state.you.moderator,
					marks,
					actions,
					words,
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
				loading ? say.fetching : say.older,
			),
	);
}
