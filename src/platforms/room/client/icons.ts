import { type ComponentChild, h } from 'preact';

const PATHS = {
	sun: 'M12 4V2m0 20v-2m8-8h2M2 12h2m13.7-5.7 1.4-1.4M4.9 19.1l1.4-1.4m0-11.4L4.9 4.9m14.2 14.2-1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
	moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
	half: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 0v18',
	invite:
		'M15 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM4.5 20c.6-3.6 3.4-5.5 7-5.5 1.6 0 3 .4 4.2 1.1M19 14v6m-3-3h6',
	close: 'M5 5l14 14M19 5L5 19',
	more: 'M5 12h.01M12 12h.01M19 12h.01',
	download: 'M12 3v12m0 0 5-5m-5 5-5-5M4 20h16',
	compare: 'M12 3v18M9 6H4v12h5M15 6h5v12h-5',
	tree: 'M12 4v5m0 0H6v5m6-5h6v5M4 14h4v5H4zm12 0h4v5h-4zM10 2h4v3h-4z',
	move: 'M12 3v18M3 12h18M12 3 9 6m3-3 3 3m-3 15-3-3m3 3 3-3M3 12l3-3m-3 3 3 3m15-3-3-3m3 3-3 3',
	layers: 'M12 3 3 8l9 5 9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5',
	eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
	copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
	up: 'M12 19V5m0 0-6 6m6-6 6 6',
	down: 'M12 5v14m0 0 6-6m-6 6-6-6',
	trash: 'M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13',
	spark: 'M12 3l2.2 6.3L20.5 12l-6.3 2.2L12 20.5l-2.2-6.3L3.5 12l6.3-2.7z',
	pen: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
	link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17',
	recipe: 'M5 3h9l5 5v13H5zM14 3v5h5M8 13h8m-8 4h5',
	chat: 'M4 5h16v11H9l-5 4z',
	wall: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
	plus: 'M12 5v14M5 12h14',
	minus: 'M5 12h14',
	before: 'M15 5l-7 7 7 7',
	after: 'M9 5l7 7-7 7',
	help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4m0 3.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing in the text's colour; it says nothing to screen readers, the control around it does. */
export function Icon({ name }: { readonly name: IconName }): ComponentChild {
	return h(
		'svg',
		{ class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
		h('path', { d: PATHS[name] }),
	);
}
