import type { ColourName } from './colour-names.ts';

/** How each colour word looks, 0..255 a channel. */
export const LOOKS: Readonly<Record<ColourName, readonly [number, number, number]>> = {
	black: [20, 20, 24],
	white: [245, 245, 245],
	grey: [140, 140, 144],
	red: [222, 40, 42],
	orange: [245, 138, 28],
	yellow: [250, 212, 45],
	green: [62, 168, 62],
	blue: [45, 112, 226],
	purple: [142, 72, 192],
	pink: [250, 130, 182],
	brown: [140, 86, 52],
};
