import type { Mistake } from '../findings/findings.ts';
import { toldMistake } from '../findings/told.ts';
import type { Box } from '../layout/layout.ts';
import { type ColourName, namedColours } from '../taue/colour-names.ts';
import type { Raster } from '../taue/events.ts';
import { bindColour, colourShares, ellipse } from './colour-binding.ts';
import type { Detection } from './layout-iou.ts';
import { type AskedObject, type PictureScore, scorePicture } from './score-picture.ts';

/** An object that overlaps its box by less than this is somewhere else. */
const IN_PLACE = 0.25;

/** What a detector says of a picture. */
export interface Verdict {
	/** What went wrong; empty where nothing did. */
	readonly mistakes: readonly Mistake[];
	/** The same in English, a sentence each. */
	readonly sentences: readonly string[];
	/** Of each asked-for object, whether it was found and how well it fills its box. */
	readonly matches: PictureScore['matches'];
	/** Of each, whether it was found in its colour; null where it was asked for in none. */
	readonly bound: readonly (boolean | null)[];
}

/**
 * Says what went wrong in a picture: what is missing, what is somewhere else, whose colour went to whom.
 *
 * @param detections - everything that the detector saw in it
 */
export function verdict(
	picture: Raster,
	asked: readonly AskedObject[],
	detections: readonly Detection[],
): Verdict {
	const { matches } = scorePicture(picture, asked, detections);
	const colours = asked.map(({ text, noun }) => namedColours(text.replace(noun, ''))[0]);
	const mistakes = matches.flatMap(({ found, iou }, object): Mistake[] => {
		if (found === null) return [{ kind: 'missing', object }];
		const elsewhere: Mistake[] = iou < IN_PLACE ? [{ kind: 'elsewhere', object, there: found.box }] : [];
		const own = colours[object];
		if (own === undefined) return elsewhere;
		return [...elsewhere, ...wrongColour(picture, found.box, own, colours, object)];
	});
	const amiss = new Set(mistakes.filter(({ kind }) => kind !== 'elsewhere').map(({ object }) => object));
	return {
		mistakes,
		sentences: mistakes.map((mistake) => toldMistake(mistake, asked, 'en')),
		matches,
		bound: colours.map((colour, object) => (colour === undefined ? null : !amiss.has(object))),
	};
}

/** What is wrong with the colour of what was found in a box. */
function wrongColour(
	picture: Raster,
	box: Box,
	own: ColourName,
	colours: readonly (ColourName | undefined)[],
	object: number,
): Mistake[] {
	const shares = colourShares(picture, ellipse(picture, box));
	const rivals = colours.flatMap((colour, owner) =>
		owner !== object && colour !== undefined && colour !== own ? [{ colour, owner }] : [],
	);
	const others = rivals.map(({ colour }) => colour);
	const { right, leaked } = bindColour(shares, own, others);
	if (right) return [];
	const [thief] = rivals
		.filter(({ colour }) => shares[colour] > shares[own])
		.sort((a, b) => shares[b.colour] - shares[a.colour]);
	if (thief !== undefined && leaked) return [{ kind: 'stolen', object, ...thief }];
	const [seen] = Object.entries(shares).sort(([, a], [, b]) => b - a);
	// A box of less than a pixel has no colour.
	if (seen[1] === 0) return [];
	return [{ kind: 'coloured', object, seen: seen[0], asked: own }];
}
