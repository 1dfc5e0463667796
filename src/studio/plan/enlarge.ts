import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';
import { layoutOf, type Origin, type Plan, planned } from './plan.ts';

/** Longest side of an enlarged picture, in pixels. */
const MOST_SIDE_PX = 4096;

/**
 * The finished picture with more pixels.
 * @param size - of the picture as it is now, in pixels
 * @throws StudioError `bad-value` where the result would be too large
 */
export function enlarge(origin: Origin, size: readonly [number, number], factor: 2 | 4): Plan {
	const [width, height] = size;
	const larger = [width * factor, height * factor] as const;
	if (Math.max(...larger) > MOST_SIDE_PX) {
		throw new StudioError(
			'bad-value',
			say('tooLargeToEnlarge', `${width}x${height}`, factor, larger.join('x'), MOST_SIDE_PX),
		);
	}
	const plan = planned(origin.recipe, layoutOf(origin), `enlarged ${factor} times`);
	return { ...plan, enlarge: { factor, size: larger } };
}
