import { type ComponentChild, h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { KnownWords } from '../../../translate/known-words.ts';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { Avatar } from './avatar.ts';
import { t } from './language.ts';
import { LineShown } from './line-shown.ts';
import { type Marks, markOf } from './marks.ts';
import { memo } from './memo.ts';
import { PictureFace, PictureProgress } from './picture-face.ts';
import { Reactions } from './reactions.ts';
import type { Stack } from './stacks.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { unknownWords } from './unknown-words.ts';
import { actionWords, altText, clock, nameOf, percent, statusWords } from './words.ts';

/** Relatives that stand under a picture; the rest is in its family tree. */
const RELATIVES_SHOWN = 6;

export interface CardProps {
	readonly stack: Stack;
	/** `room:` and the id of who looks. */
	readonly me: string;
	readonly moderator: boolean;
	/** What they starred and voted for. */
	readonly marks: Marks;
	readonly actions: Actions;
	readonly words: KnownWords;
}

/** A stack on the wall: its picture, or the pictures of one line as a grid; its relatives, its line, and the reactions. */
export const Card = memo<CardProps>(({ stack, me, moderator, marks, actions, words }) => {
	const { members, grid, key } = stack;
	const [chosen, setChosen] = useState<string | null>(null);
	const isGrid = grid.length > 0 && !members.some(({ id }) => id === chosen);
	const lead = members.find(({ id }) => id === chosen) ?? (isGrid ? grid[0] : undefined) ?? stack.lead;
	const ended = lead.state === 'failed' || lead.state === 'cancelled' || lead.state === 'deleted';
	const own = lead.by?.id === me || moderator;
	const unknown = useMemo(() => unknownWords(lead, words), [lead.line, words]);
	const waiting = grid.filter(({ state, by }) => state === 'queued' && (by?.id === me || moderator));
	const growing = isGrid && grid.some((picture) => picture.state === 'running' || picture.state === 'queued');
	const state = growing && !stack.waits ? 'running' : lead.state;
	return h(
		'article',
		{
			class: `card ${state}${isGrid ? ' of-many' : ''}`,
			'data-id': lead.id,
			'data-stack': key,
			'data-state': state,
			'aria-label': isGrid ? `${t().wall.grid(grid.length)}: ${altText(lead)}` : altText(lead),
		},
		isGrid
			? h(Grid, { pictures: grid, actions })
			: h(
					'button',
					{ type: 'button', class: 'card-face', onClick: () => actions.open(lead.id) },
					h('span', { class: 'unseen' }, t().wall.open),
					h(PictureFace, { picture: lead }),
					lead.safety === 'blur' && h('span', { class: 'veil' }, t().wall.blurred),
				),
		!isGrid && h(PictureProgress, { picture: lead }),
		!isGrid && ended && h('p', { class: `ended ${lead.state}` }, statusWords(lead)),
		h(Relatives, { stack, lead: isGrid ? null : lead, onChoose: setChosen, actions }),
		lead.state !== 'deleted' && h('p', { class: 'card-line' }, h(LineShown, { line: lead.line })),
		unknown.length > 0 &&
			h(
				'p',
				{ class: 'warnings card-warning' },
				t().wall.unknownWord(unknown.map((word) => `“${word}”`).join(t().picture.comma)),
			),
		h(
			'p',
			{ class: 'card-by' },
			h(Avatar, { id: lead.by?.id ?? '', name: nameOf(lead) }),
			h('span', { class: 'name', title: nameOf(lead) }, nameOf(lead)),
			h('time', { dateTime: lead.at }, clock(lead.at)),
			lead.action !== 'draw' && h('span', { class: 'note', title: lead.note }, actionWords(lead)),
		),
		!isGrid
			? h(Reactions, { picture: lead, own, mark: markOf(marks, lead.id), actions })
			: waiting.length > 0 &&
					h(
						'div',
						{ class: 'reactions' },
						h(
							'button',
							{
								type: 'button',
								class: 'plain',
								onClick: () => {
									for (const picture of waiting) void actions.act(picture, { kind: 'cancel' });
								},
							},
							t().wall.cancelAll,
						),
					),
	);
});

/** The pictures of one line side by side, each growing in its place. */
function Grid({
	pictures,
	actions,
}: {
	readonly pictures: readonly WirePicture[];
	readonly actions: Actions;
}): ComponentChild {
	return h(
		'div',
		{ class: 'card-grid', style: { '--columns': pictures.length > 4 ? 3 : 2 } },
		pictures.map((picture, index) =>
			h(
				'button',
				{
					key: picture.id,
					type: 'button',
					class: `card-face ${picture.state}`,
					'data-picture': picture.id,
					'data-state': picture.state,
					'aria-label': `${t().wall.open}${index + 1}: ${statusWords(picture)}`,
					onClick: () => actions.open(picture.id),
				},
				h(PictureFace, { picture }),
				picture.state !== 'done' && h('span', { class: 'veil' }, statusWords(picture)),
			),
		),
	);
}

/** What belongs to the picture, small: what it grew from, what grew from it, its layers and enlargements. */
function Relatives({
	stack,
	lead,
	onChoose,
	actions,
}: {
	readonly stack: Stack;
	/** The one that is shown large; null where a grid is. */
	readonly lead: WirePicture | null;
	readonly onChoose: (id: string | null) => void;
	readonly actions: Actions;
}): ComponentChild {
	const { members, grid } = stack;
	const others = lead === null ? members.filter((member) => !grid.includes(member)) : members;
	if (others.length < (lead === null ? 1 : 2)) return null;
	const shown = others.slice(-RELATIVES_SHOWN);
	const hidden = others.length - shown.length;
	return h(
		'div',
		{ class: 'relatives', role: 'group', 'aria-label': t().wall.family },
		hidden > 0 &&
			h(
				'button',
				{
					type: 'button',
					class: 'relative more-of-them',
					'aria-label': t().wall.familyMore(hidden),
					onClick: () => actions.open((lead ?? stack.lead).id),
				},
				`+${hidden}`,
			),
		shown.map((picture) => {
			const marks = { upscale: t().dialog.enlarged, layers: '▤', look: '◉' } as const;
			const mark = Object.hasOwn(marks, picture.action)
				? marks[picture.action as keyof typeof marks]
				: undefined;
			return h(
				'button',
				{
					key: picture.id,
					type: 'button',
					class: `relative ${picture.state}`,
					'data-picture': picture.id,
					'data-state': picture.state,
					'aria-pressed': picture === lead ? 'true' : 'false',
					'aria-label': `${picture.parent === null ? t().compare.original : actionWords(picture)}${picture.state === 'done' ? '' : `: ${statusWords(picture)}`}`,
					title: picture.parent === null ? t().compare.original : actionWords(picture),
					onClick: () => onChoose(picture.id === stack.lead.id && grid.length === 0 ? null : picture.id),
				},
				hasThumb(picture)
					? h(Thumb, { picture, alt: '', sizePx: 44 })
					: h('span', { class: 'ring', style: { '--share': `${percent(picture)}%` } }),
				mark !== undefined && h('span', { class: 'relative-mark', 'aria-hidden': 'true' }, mark),
			);
		}),
		lead !== null &&
			grid.length > 0 &&
			h(
				'button',
				{
					type: 'button',
					class: 'relative',
					'aria-label': t().wall.grid(grid.length),
					onClick: () => onChoose(null),
				},
				'▦',
			),
	);
}
