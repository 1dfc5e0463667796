import type { Box } from '../src/layout/layout.ts';
import { coveredShare } from '../src/taue/region-search.ts';

/** How finely places are tried, in fractions of the picture. */
const STEP = 0.05;

/** The place farthest from where a box is that leaves it inside the picture and clear of all others; null if there is none. */
export function apartFrom([x0, y0, x1, y1]: Box, others: readonly Box[]): Box | null {
	const [width, height] = [x1 - x0, y1 - y0];
	let best: { readonly box: Box; readonly distance: number } | null = null;
	for (let y = 0; y <= 1 - height; y += STEP) {
		for (let x = 0; x <= 1 - width; x += STEP) {
			const box: Box = [x, y, x + width, y + height];
			const distance = Math.hypot(x - x0, y - y0);
			if (others.some((other) => coveredShare(box, other) > 0)) continue;
			if (best === null || distance > best.distance) best = { box, distance };
		}
	}
	return best !== null && best.distance >= STEP ? best.box : null;
}
