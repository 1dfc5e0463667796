import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useRef } from 'preact/hooks';
import type { Box, Layout } from '../../../layout/layout.ts';
import { t } from './language.ts';
import { type Corner, firstBox, moved, resized } from './line-boxes.ts';
import { objectClass } from './line-colours.ts';

/** How far an arrow key goes: two percent of the picture. */
const KEY_STEP = 0.02;
const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];
const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

export interface SketchProps {
	readonly layout: Layout;
	/** Called for every change of a box, by pointer or by keyboard; absent: the sketch only shows. */
	readonly onBox?: (object: number, box: Box) => void;
	/** What the boxes lie on, for example the picture itself. */
	readonly children?: ComponentChildren;
	/** What screen readers call it; a sketch that only shows is hidden from them. */
	readonly label?: string;
	readonly class?: string;
}

interface Drag {
	readonly pointer: number;
	readonly object: number;
	readonly corner: Corner | null;
	readonly box: Box;
	readonly x: number;
	readonly y: number;
}

const percent = (fraction: number) => `${fraction * 100}%`;

function boxLabel(text: string, box: Box): string {
	const [x0, y0, x1, y1] = box.map((side) => Math.round(side * 100));
	return t().picture.boxLabel(text, x0 ?? 0, y0 ?? 0, (x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0));
}

/** The layout as boxes on paper. They can be dragged, pulled at their corners, and moved with the arrow keys. */
export function Sketch({ layout, onBox, children, label, class: extra = '' }: SketchProps): ComponentChild {
	const paper = useRef<HTMLDivElement>(null);
	const drag = useRef<Drag | null>(null);
	const [width, height] = layout.flags.size ?? [layout.flags.aspect ?? 1, 1];

	const grab = (event: PointerEvent, object: number, box: Box, corner: Corner | null) => {
		if (onBox === undefined || event.button !== 0) return;
		event.preventDefault();
		event.stopPropagation();
		const target = (event.currentTarget as HTMLElement).closest<HTMLElement>('.box');
		target?.focus({ preventScroll: true });
		target?.setPointerCapture(event.pointerId);
		drag.current = { pointer: event.pointerId, object, corner, box, x: event.clientX, y: event.clientY };
	};
	const pull = (event: PointerEvent) => {
		const { current } = drag;
		const area = paper.current?.getBoundingClientRect();
		if (onBox === undefined || current === null || current.pointer !== event.pointerId || area === undefined)
			return;
		const dx = (event.clientX - current.x) / area.width;
		const dy = (event.clientY - current.y) / area.height;
		onBox(
			current.object,
			current.corner === null ? moved(current.box, dx, dy) : resized(current.box, current.corner, dx, dy),
		);
	};
	const drop = () => {
		drag.current = null;
	};
	const key = (event: KeyboardEvent, object: number, box: Box) => {
		const arrow = ARROWS[event.key];
		if (onBox === undefined || arrow === undefined || event.altKey || event.metaKey) return;
		event.preventDefault();
		const step = event.ctrlKey ? KEY_STEP * 5 : KEY_STEP;
		const [dx, dy] = [arrow[0] * step, arrow[1] * step];
		onBox(object, event.shiftKey ? resized(box, 'se', dx, dy) : moved(box, dx, dy));
	};

	const unplaced = layout.objects.flatMap((object, index) =>
		object.box === 'auto' ? [{ text: object.text, index }] : [],
	);
	return h(
		'div',
		{ class: `sketch ${extra}` },
		h(
			'div',
			{
				class: 'paper',
				ref: paper,
				...(onBox === undefined ? { 'aria-hidden': 'true' } : { role: 'group', 'aria-label': label }),
				style: { aspectRatio: `${width} / ${height}` },
			},
			children,
			layout.background !== null &&
				children === undefined &&
				h('span', { class: 'ground' }, layout.background),
			layout.objects.map(({ text, box }, index) => {
				if (box === 'auto') return null;
				const place = {
					left: percent(box[0]),
					top: percent(box[1]),
					width: percent(box[2] - box[0]),
					height: percent(box[3] - box[1]),
				};
				const name = h('span', { class: 'box-name' }, text);
				if (onBox === undefined)
					return h('div', { key: index, class: `box ${objectClass(index)}`, style: place }, name);
				return h(
					'button',
					{
						key: index,
						type: 'button',
						class: `box ${objectClass(index)}`,
						style: place,
						'aria-label': boxLabel(text, box),
						'aria-roledescription': t().picture.boxRole,
						'aria-keyshortcuts':
							'ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown',
						title: t().picture.boxHint,
						onPointerDown: (event: PointerEvent) => grab(event, index, box, null),
						onPointerMove: pull,
						onPointerUp: drop,
						onPointerCancel: drop,
						onKeyDown: (event: KeyboardEvent) => key(event, index, box),
					},
					name,
					CORNERS.map((corner) =>
						h('span', {
							key: corner,
							class: `corner ${corner}`,
							onPointerDown: (event: PointerEvent) => grab(event, index, box, corner),
						}),
					),
				);
			}),
		),
		onBox !== undefined &&
			unplaced.length > 0 &&
			h(
				'p',
				{ class: 'unplaced' },
				t().picture.ownPlace,
				unplaced.map(({ text, index }) =>
					h(
						'button',
						{
							key: index,
							type: 'button',
							class: `chip ${objectClass(index)}`,
							onClick: () => onBox(index, firstBox(index)),
						},
						t().picture.place(text),
					),
				),
			),
	);
}
