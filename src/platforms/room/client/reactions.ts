import { type ComponentChild, h } from 'preact';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { t } from './language.ts';
import type { Mark } from './marks.ts';
import { shortName } from './words.ts';

const KEYCAPS = ['1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣', '6️⃣', '7️⃣', '8️⃣'];

export interface ReactionsProps {
	readonly picture: WirePicture;
	/** May cancel and delete: who asked for it, or a moderator. */
	readonly own: boolean;
	readonly mark: Mark;
	readonly actions: Actions;
	/** With words beside the signs, where there is room. */
	readonly words?: boolean;
}

/** The reactions that chat platforms know, as buttons: reroll all or one, star, vote, cancel. */
export function Reactions({ picture, own, mark, actions, words = false }: ReactionsProps): ComponentChild {
	const button = (
		sign: string,
		label: string,
		run: () => void,
		options: { pressed?: boolean; count?: number; word?: string; class?: string } = {},
	) =>
		h(
			'button',
			{
				key: label,
				type: 'button',
				class: `reaction ${options.class ?? ''}`,
				title: label,
				'aria-label': options.count === undefined ? label : t().reactions.counted(label, options.count),
				...(options.pressed === undefined ? {} : { 'aria-pressed': options.pressed ? 'true' : 'false' }),
				onClick: run,
			},
			h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
			words &&
				options.word !== undefined &&
				h('span', { class: 'word', 'aria-hidden': 'true' }, options.word),
			options.count !== undefined &&
				options.count !== 0 &&
				h('span', { class: 'count', 'aria-hidden': 'true' }, options.count),
		);
	const say = t().reactions;
	const group = (...buttons: readonly (ComponentChild | false | readonly ComponentChild[])[]) =>
		h('div', { class: 'reactions', role: 'group', 'aria-label': say.label(shortName(picture)) }, buttons);

	if (picture.state === 'queued' || picture.state === 'running') {
		return group(
			own &&
				button('❌', say.cancel, () => void actions.act(picture, { kind: 'cancel' }), { word: say.cancel }),
		);
	}
	if (picture.state === 'failed' || picture.state === 'cancelled') {
		return group(
			button('🎲', say.tryAgainLabel, () => void actions.act(picture, { kind: 'reroll' }), {
				word: say.tryAgain,
			}),
			button('✏️', say.editLineLabel, () => actions.compose(picture.line), {
				word: say.editLine,
			}),
		);
	}
	if (picture.state === 'deleted') return group();
	const objects = picture.layout?.objects ?? [];
	return group(
		h(
			'span',
			{ key: 'rolls', class: 'rolls' },
			button('🎲', say.rerollAll, () => void actions.act(picture, { kind: 'reroll' }), { word: say.reroll }),
			objects.map((object, index) =>
				button(
					KEYCAPS[index] ?? '🎲',
					say.rerollObject(index + 1, object.text),
					() => void actions.act(picture, { kind: 'reroll-object', object: index + 1 }),
					{ word: object.text },
				),
			),
		),
		h(
			'span',
			{ key: 'marks', class: 'marks' },
			button('👍', say.vote, () => actions.vote(picture, mark.vote === 1 ? 0 : 1), {
				pressed: mark.vote === 1,
				count: picture.votes,
			}),
			button('⭐', say.star, () => actions.star(picture, !mark.star), {
				pressed: mark.star,
				count: picture.stars,
			}),
		),
	);
}
