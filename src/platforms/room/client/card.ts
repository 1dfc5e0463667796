import { h } from 'preact';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { Avatar } from './avatar.ts';
import { LineShown } from './line-shown.ts';
import type { Mark } from './marks.ts';
import { memo } from './memo.ts';
import { PictureFace, PictureProgress } from './picture-face.ts';
import { Reactions } from './reactions.ts';
import { altText, clock, statusWords } from './words.ts';

export interface CardProps {
	readonly picture: WirePicture;
	readonly own: boolean;
	readonly mark: Mark;
	readonly actions: Actions;
}

/** A picture on the wall: its face, its line, who made it, and the reactions. */
export const Card = memo<CardProps>(({ picture, own, mark, actions }) => {
	const name = altText(picture);
	const ended = picture.state === 'failed' || picture.state === 'cancelled' || picture.state === 'deleted';
	return h(
		'article',
		{
			class: `card ${picture.state}`,
			'data-id': picture.id,
			'data-state': picture.state,
			'aria-label': name,
		},
		h(
			'button',
			{
				type: 'button',
				class: 'card-face',
				onClick: () => actions.open(picture.id),
			},
			h('span', { class: 'unseen' }, 'Open '),
			h(PictureFace, { picture }),
			picture.safety === 'blur' && h('span', { class: 'veil' }, 'Blurred by this room’s rules'),
		),
		h(PictureProgress, { picture }),
		ended && h('p', { class: `ended ${picture.state}` }, statusWords(picture)),
		picture.state !== 'deleted' && h('p', { class: 'card-line' }, h(LineShown, { line: picture.line })),
		h(
			'p',
			{ class: 'card-by' },
			h(Avatar, { id: picture.by?.id ?? '', name: picture.by?.name ?? '?' }),
			h('span', { class: 'name' }, picture.by?.name ?? 'someone'),
			h('time', { dateTime: picture.at }, clock(picture.at)),
			picture.action !== 'draw' && h('span', { class: 'note', title: picture.note }, picture.note),
		),
		h(Reactions, { picture, own, mark, actions }),
	);
});
