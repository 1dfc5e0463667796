import { placePhrase } from '../layout/index.ts';
import type { Box } from '../layout/layout.ts';
import { type ColourName, namedColours } from '../taue/colour-names.ts';
import type { Raster } from '../taue/events.ts';
import { bindColour, colourShares, ellipse } from './colour-binding.ts';
import type { Detection, Match } from './layout-iou.ts';
import { type AskedObject, scorePicture } from './score-picture.ts';

/** An object that overlaps its box by less than this is somewhere else. */
const IN_PLACE = 0.25;

/** What a detector says of a picture. */
export interface Verdict {
	/** What went wrong, a sentence each; empty where nothing did. */
	readonly sentences: readonly string[];
	/** Of each asked-for object, whether it was found and how well it fills its box. */
	readonly matches: readonly Match[];
}

/**
 * Says in words what went wrong in a picture: what is missing, what is somewhere else, whose colour went to whom.
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
	const sentences = matches.flatMap(({ found, iou }, index) => {
		const { text, noun, box } = asked[index];
		if (found === null) return [`${sentence(text)} is not there, or cannot be told for what it is.`];
		const said: string[] = [];
		if (iou < IN_PLACE) {
			const [there, here] = [placePhrase(inside(found.box)), placePhrase(box)];
			said.push(
				there === here
					? `${sentence(text)} is ${here}, but does not fill its box.`
					: `${sentence(text)} is ${there}, not ${here}.`,
			);
		}
		const own = colours[index];
		if (own !== undefined) said.push(...colourSentence(picture, found.box, noun, own, asked, colours, index));
		return said;
	});
	return { sentences, matches };
}

/** What is wrong with the colour of what was found in a box. */
function colourSentence(
	picture: Raster,
	box: Box,
	noun: string,
	own: ColourName,
	asked: readonly AskedObject[],
	colours: readonly (ColourName | undefined)[],
	index: number,
): string[] {
	const shares = colourShares(picture, ellipse(picture, box));
	const rivals = colours.flatMap((colour, other) =>
		other !== index && colour !== undefined && colour !== own ? [{ colour, other }] : [],
	);
	const others = rivals.map(({ colour }) => colour);
	if (bindColour(shares, own, others).right) return [];
	const [thief] = rivals
		.filter(({ colour }) => shares[colour] > shares[own])
		.sort((a, b) => shares[b.colour] - shares[a.colour]);
	if (thief !== undefined && bindColour(shares, own, others).leaked)
		return [`“${thief.colour}” went to the ${noun}: it was meant for the ${asked[thief.other].noun}.`];
	const [seen] = Object.entries(shares).sort(([, a], [, b]) => b - a);
	// A box of less than a pixel has no colour.
	if (seen[1] === 0) return [];
	return [`The ${noun} is ${seen[0]}, not ${own}.`];
}

function inside([x0, y0, x1, y1]: Box): Box {
	const kept = (value: number) => Math.min(1, Math.max(0, value));
	return [kept(x0), kept(y0), kept(x1), kept(y1)];
}

function sentence(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
