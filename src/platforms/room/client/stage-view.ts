import { type ComponentChild, h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WirePicture } from '../wire.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { PictureFace } from './picture-face.ts';
import { hasThumb } from './thumb.ts';

const ZOOMS = [1, 1.5, 2, 3, 4] as const;

/** The picture as large as the window allows, and larger: `+`, `-`, the buttons or a click. */
export function StageView({ picture }: { readonly picture: WirePicture }): ComponentChild {
	const [level, setLevel] = useState(0);
	const frame = useRef<HTMLDivElement>(null);
	/** The point that stays where it is, in fractions of the picture. */
	const held = useRef<readonly [x: number, y: number]>([0.5, 0.5]);
	const zoom = ZOOMS[level] ?? 1;
	const to = (next: number, at: readonly [number, number] = [0.5, 0.5]) => {
		held.current = at;
		setLevel(Math.min(ZOOMS.length - 1, Math.max(0, next)));
	};
	useLayoutEffect(() => {
		const { current } = frame;
		if (current === null) return;
		const [x, y] = held.current;
		current.scrollLeft = x * current.scrollWidth - current.clientWidth / 2;
		current.scrollTop = y * current.scrollHeight - current.clientHeight / 2;
	}, [level]);
	if (!hasThumb(picture)) return h('div', { class: 'stage-face' }, h(PictureFace, { picture, large: true }));
	const button = (name: 'plus' | 'minus', label: string, next: number) =>
		h(
			'button',
			{
				type: 'button',
				class: 'round',
				'aria-label': label,
				title: label,
				disabled: ZOOMS[next] === undefined,
				onClick: () => to(next),
			},
			h(Icon, { name }),
		);
	return h(
		'div',
		{
			class: 'stage-view',
			onKeyDown: (event: KeyboardEvent) => {
				if (event.key === '+' || event.key === '=') to(level + 1);
				else if (event.key === '-') to(level - 1);
				else if (event.key === '0') to(0);
				// A picture that sticks out is moved with the arrow keys, not left.
				else if (!(level > 0 && event.key.startsWith('Arrow'))) return;
				event.stopPropagation();
			},
		},
		h(
			'div',
			{
				class: level > 0 ? 'stage-face zoomed' : 'stage-face',
				ref: frame,
				tabIndex: 0,
				role: 'group',
				'aria-label': t().dialog.zoomed(zoom * 100),
				onClick: (event: MouseEvent) => {
					const area = (event.currentTarget as HTMLElement).querySelector('.face')?.getBoundingClientRect();
					if (area === undefined) return;
					const at = [
						(event.clientX - area.left) / area.width,
						(event.clientY - area.top) / area.height,
					] as const;
					to(level > 0 ? 0 : 2, at);
				},
			},
			h('div', { class: 'zoom', style: { '--zoom': zoom } }, h(PictureFace, { picture, large: true })),
		),
		h(
			'div',
			{ class: 'zoom-buttons' },
			button('minus', t().dialog.zoomOut, level - 1),
			button('plus', t().dialog.zoomIn, level + 1),
		),
	);
}
