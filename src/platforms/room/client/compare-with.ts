import { type ComponentChild, h } from 'preact';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { t } from './language.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { altText, clip } from './words.ts';

/** Pictures that are offered to be compared with. */
const CANDIDATES = 24;

/** Pictures to lay beside this one, its relatives first. */
export function CompareWith({
	picture,
	pictures,
	actions,
}: {
	picture: WirePicture;
	pictures: ReadonlyMap<string, WirePicture>;
	actions: Actions;
}): ComponentChild {
	const parent = picture.parent === null ? undefined : pictures.get(picture.parent);
	const others = [...pictures.values()]
		.filter((other) => other.id !== picture.id && hasThumb(other))
		.reverse()
		.sort((a, b) => kinship(b, picture) - kinship(a, picture));
	const list = (
		parent === undefined || parent.state !== 'done'
			? others
			: [parent, ...others.filter((other) => other !== parent)]
	).slice(0, CANDIDATES);
	if (list.length === 0) return h('p', { class: 'quiet' }, t().dialog.noOther);
	return h(
		'div',
		{ class: 'candidates' },
		list.map((other) =>
			h(
				'button',
				{
					key: other.id,
					type: 'button',
					'aria-label': t().dialog.compareWith(altText(other), other === parent),
					title: clip(other.line, 120),
					onClick: () => actions.compare(other.id, picture.id),
				},
				h(Thumb, { picture: other, alt: '', sizePx: 96 }),
				other === parent && h('span', null, t().dialog.beforeMark),
			),
		),
	);
}

/** Brothers, sisters and children come first among pictures to compare with. */
function kinship(other: WirePicture, picture: WirePicture): number {
	return other.parent === picture.id || (other.parent !== null && other.parent === picture.parent) ? 1 : 0;
}
