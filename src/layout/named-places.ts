import type { Box } from './layout.ts';

/** A place that can be named. */
export interface Place {
	/** Its medium box. */
	readonly box: Box;
	/** The point of the box that stays where it is when the size changes, in fractions of the box. */
	readonly anchor: readonly [x: number, y: number];
	/** The wider box in which several of the same thing stand side by side, where it is not `box`. */
	readonly row?: Box;
}

/** Names of places to their boxes; `left` and `right` together leave pleasing margins. */
export const NAMED = {
	left: { box: [0.04, 0.2, 0.48, 0.8], anchor: [0.5, 0.5] },
	right: { box: [0.52, 0.2, 0.96, 0.8], anchor: [0.5, 0.5] },
	top: { box: [0.22, 0.04, 0.78, 0.48], anchor: [0.5, 0], row: [0.04, 0.04, 0.96, 0.48] },
	bottom: { box: [0.22, 0.52, 0.78, 0.96], anchor: [0.5, 1], row: [0.04, 0.52, 0.96, 0.96] },
	center: { box: [0.26, 0.22, 0.74, 0.78], anchor: [0.5, 0.5], row: [0.04, 0.22, 0.96, 0.78] },
	'top-left': { box: [0.04, 0.04, 0.46, 0.46], anchor: [0, 0] },
	'top-right': { box: [0.54, 0.04, 0.96, 0.46], anchor: [1, 0] },
	'bottom-left': { box: [0.04, 0.54, 0.46, 0.96], anchor: [0, 1] },
	'bottom-right': { box: [0.54, 0.54, 0.96, 0.96], anchor: [1, 1] },
	'far-left': { box: [0.02, 0.25, 0.3, 0.75], anchor: [0, 0.5] },
	'far-right': { box: [0.7, 0.25, 0.98, 0.75], anchor: [1, 0.5] },
	'left-third': { box: [0.02, 0.22, 0.32, 0.78], anchor: [0.5, 0.5] },
	'middle-third': { box: [0.35, 0.22, 0.65, 0.78], anchor: [0.5, 0.5] },
	'right-third': { box: [0.68, 0.22, 0.98, 0.78], anchor: [0.5, 0.5] },
	'top-third': { box: [0.2, 0.02, 0.8, 0.32], anchor: [0.5, 0.5], row: [0.02, 0.02, 0.98, 0.32] },
	'bottom-third': { box: [0.2, 0.68, 0.8, 0.98], anchor: [0.5, 0.5], row: [0.02, 0.68, 0.98, 0.98] },
} as const satisfies Readonly<Record<string, Place>>;

/** A place by its English name, a cell of the 3x3 grid (`a1`: column a, row 1), or `auto`. */
export type PlaceName = keyof typeof NAMED | `${'a' | 'b' | 'c'}${1 | 2 | 3}` | 'auto';
