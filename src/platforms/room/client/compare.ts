import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { WirePicture } from '../wire.ts';
import { fullUrl } from './api.ts';
import { t } from './language.ts';
import { LineShown } from './line-shown.ts';
import { Modal } from './modal.ts';
import { actionWords, altText, nameOf } from './words.ts';

export interface CompareProps {
	readonly left: WirePicture;
	readonly right: WirePicture;
	readonly onClose: () => void;
}

/** Two pictures in one frame; a slider moves the seam between them. */
export function Compare({ left, right, onClose }: CompareProps): ComponentChild {
	const [share, setShare] = useState(50);
	const [width, height] = left.size;
	const say = t().compare;
	const what = (picture: WirePicture) => (picture.parent === null ? say.original : actionWords(picture));
	const side = (picture: WirePicture, name: string) =>
		h(
			'div',
			{ class: 'compare-side' },
			h('h3', null, say.named(name, what(picture))),
			h('p', null, h(LineShown, { line: picture.line })),
			h('p', { class: 'quiet' }, nameOf(picture)),
		);
	return h(
		Modal,
		{ title: say.title, class: 'compare', onClose },
		h(
			'div',
			{ class: 'compare-frame', style: { aspectRatio: `${width} / ${height}`, '--share': `${share}%` } },
			h('img', { src: fullUrl(right), alt: say.named(say.right, altText(right)), draggable: false }),
			h('img', {
				class: 'over',
				src: fullUrl(left),
				alt: say.named(say.left, altText(left)),
				draggable: false,
			}),
			h('span', { class: 'seam', 'aria-hidden': 'true' }),
			h('input', {
				type: 'range',
				min: 0,
				max: 100,
				step: 1,
				value: share,
				'aria-label': say.seam,
				'aria-valuetext': say.share(share),
				onInput: (event: Event) => setShare(Number((event.currentTarget as HTMLInputElement).value)),
			}),
		),
		h('div', { class: 'compare-sides' }, side(left, say.left), side(right, say.right)),
	);
}
