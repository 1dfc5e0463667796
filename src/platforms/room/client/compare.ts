import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { WirePicture } from '../wire.ts';
import { fullUrl } from './api.ts';
import { LineShown } from './line-shown.ts';
import { Modal } from './modal.ts';
import { altText } from './words.ts';

export interface CompareProps {
	readonly left: WirePicture;
	readonly right: WirePicture;
	readonly onClose: () => void;
}

/** Two pictures in one frame; a slider moves the seam between them. */
export function Compare({ left, right, onClose }: CompareProps): ComponentChild {
	const [share, setShare] = useState(50);
	const [width, height] = left.size;
	const side = (picture: WirePicture, name: string) =>
		h(
			'div',
			{ class: 'compare-side' },
			h('h3', null, name),
			h('p', null, h(LineShown, { line: picture.line })),
			h('p', { class: 'quiet' }, picture.by?.name ?? 'someone'),
		);
	return h(
		Modal,
		{ title: 'Side by side', class: 'compare', onClose },
		h(
			'div',
			{ class: 'compare-frame', style: { aspectRatio: `${width} / ${height}`, '--share': `${share}%` } },
			h('img', { src: fullUrl(right), alt: `Right: ${altText(right)}`, draggable: false }),
			h('img', { class: 'over', src: fullUrl(left), alt: `Left: ${altText(left)}`, draggable: false }),
			h('span', { class: 'seam', 'aria-hidden': 'true' }),
			h('input', {
				type: 'range',
				min: 0,
				max: 100,
				step: 1,
				value: share,
				'aria-label': 'Seam between the two pictures',
				'aria-valuetext': `${share} % of the left picture`,
				onInput: (event: Event) => setShare(Number((event.currentTarget as HTMLInputElement).value)),
			}),
		),
		h('div', { class: 'compare-sides' }, side(left, 'Left'), side(right, 'Right')),
	);
}
