import type { Box } from '../layout/layout.ts';
import { COLOUR_NAMES, type ColourName, colourName } from '../taue/colour-names.ts';
import type { Raster } from '../taue/events.ts';

/** How much of an object's pixels carry each colour name; the shares sum to 1. */
export type ColourShares = Readonly<Record<ColourName, number>>;

/**
 * Shares of colour names among the pixels of `picture` that belong to an object.
 *
 * @param inside - weight of a pixel by its position, 0 where it is not the object's
 */
export function colourShares(picture: Raster, inside: (x: number, y: number) => number): ColourShares {
	const sums = Object.fromEntries(COLOUR_NAMES.map((name) => [name, 0])) as Record<ColourName, number>;
	let total = 0;
	for (let y = 0; y < picture.height; y++) {
		for (let x = 0; x < picture.width; x++) {
			const weight = inside(x, y);
			if (weight <= 0) continue;
			const i = 4 * (y * picture.width + x);
			sums[colourName(picture.rgba[i], picture.rgba[i + 1], picture.rgba[i + 2])] += weight;
			total += weight;
		}
	}
	if (total > 0) for (const name of COLOUR_NAMES) sums[name] /= total;
	return sums;
}

/**
 * The ellipse inside a box, as the mask of an object of which only the box is known: corners, where the
 * ground shows, stay out.
 */
export function ellipse(picture: Raster, box: Box, share = 0.8): (x: number, y: number) => number {
	const centreX = ((box[0] + box[2]) / 2) * picture.width;
	const centreY = ((box[1] + box[3]) / 2) * picture.height;
	const halfWidth = ((box[2] - box[0]) / 2) * picture.width * share;
	const halfHeight = ((box[3] - box[1]) / 2) * picture.height * share;
	return (x, y) =>
		((x + 0.5 - centreX) / halfWidth) ** 2 + ((y + 0.5 - centreY) / halfHeight) ** 2 <= 1 ? 1 : 0;
}

export interface ObjectBinding {
	/** Share of the object's pixels that carry the colour that was asked for it. */
	readonly share: number;
	/** Whether that colour is at least as common as any colour that was asked for another object. */
	readonly right: boolean;
	/** Whether another object's colour is more common here than its own: the colours are swapped or leaked. */
	readonly leaked: boolean;
}

/**
 * Is the object in the colour that was asked for it? `right` needs the colour on at least `minShare` of the
 * pixels: outlines, eyes and wheels keep colours of their own.
 */
export function bindColour(
	shares: ColourShares,
	own: ColourName,
	others: readonly ColourName[],
	minShare = 0.2,
): ObjectBinding {
	const rivals = others.filter((name) => name !== own).map((name) => shares[name]);
	const strongest = Math.max(0, ...rivals);
	return {
		share: shares[own],
		right: shares[own] >= minShare && shares[own] >= strongest,
		leaked: strongest > shares[own] && strongest >= minShare,
	};
}
