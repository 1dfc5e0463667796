import type { AttentionMap } from '../diffusion/index.ts';
import { type Plane, plane, resize } from './plane.ts';

/**
 * How much each place looks at some tokens: summed over the tokens, averaged over the resolutions, on a grid
 * of `width * height`. Null where there are no maps or no tokens.
 */
export function wordAttention(
	maps: readonly AttentionMap[],
	tokens: readonly number[],
	width: number,
	height: number,
): Plane | null {
	if (maps.length === 0 || tokens.length === 0) return null;
	const sum = plane(width, height);
	for (const map of maps) {
		const one = plane(map.width, map.height);
		for (let pixel = 0; pixel < one.data.length; pixel++) {
			for (const token of tokens) one.data[pixel] += map.data[pixel * map.tokens + token];
		}
		const large = resize(one, width, height);
		for (let i = 0; i < sum.data.length; i++) sum.data[i] += large.data[i] / maps.length;
	}
	return sum;
}
