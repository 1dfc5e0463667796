import type { LayoutObject } from '../layout/layout.ts';
import { namedColours } from '../taue/colour-names.ts';
import type { Raster } from '../taue/index.ts';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { bindColour, colourShares, ellipse } from './colour-binding.ts';
import { accuracyArea, accuracyAt, type Detection, type Match, matchLayout } from './layout-iou.ts';

/** An asked-for object whose box and noun are known. */
export interface AskedObject {
	readonly text: string;
	readonly noun: string;
	readonly box: Exclude<LayoutObject['box'], 'auto'>;
}

/** One picture against its layout. */
export interface PictureScore {
	readonly matches: readonly Match[];
	/** Per object with a colour word: 1 where it was found and has that colour, else 0. */
	readonly binding: readonly number[];
	/** The same for the objects that were found only. */
	readonly bindingWhereFound: readonly number[];
	/** Per object with a colour word: 1 where its *asked-for* box has that colour; no detector takes part. */
	readonly placedColour: readonly number[];
}

/** Judges one picture by what a detector found in it. Colours are looked at where the object was found. */
export function scorePicture(
	picture: Raster,
	asked: readonly AskedObject[],
	detections: readonly Detection[],
): PictureScore {
	const matches = matchLayout(asked, detections);
	// An orange names no colour, nor does a rose.
	const colours = asked.map(({ text, noun }) => namedColours(text.replace(noun, ''))[0]);
	const binding: number[] = [];
	const bindingWhereFound: number[] = [];
	const placedColour: number[] = [];
	matches.forEach(({ found }, index) => {
		const own = colours[index];
		if (own === undefined) return;
		const others = colours.filter((colour, other) => other !== index && colour !== undefined);
		const isIn = (box: AskedObject['box']) =>
			bindColour(colourShares(picture, ellipse(picture, box)), own, others).right ? 1 : 0;
		placedColour.push(isIn(asked[index].box));
		const bound = found === null ? 0 : isIn(found.box);
		binding.push(bound);
		if (found !== null) bindingWhereFound.push(bound);
	});
	return { matches, binding, bindingWhereFound, placedColour };
}

/** What a suite says about an arm: every figure with its 95% interval over layouts. */
export interface SuiteScore {
	/** Share of pictures in which every object was found. */
	readonly presenceAll: Estimate;
	/** Share of objects that were found. */
	readonly presence: Estimate;
	/** Mean IoU over objects, missed ones counting 0. */
	readonly iou: Estimate;
	readonly accuracy30: Estimate;
	readonly accuracy50: Estimate;
	readonly accuracyArea: number;
	/** Share of objects with a colour word that were found in that colour. */
	readonly binding: Estimate;
	/** The same among the objects that were found. */
	readonly bindingWhereFound: Estimate;
	/** Share of objects with a colour word whose asked-for box has that colour, whatever the detector saw. */
	readonly placedColour: Estimate;
}

/** @param layouts - the pictures of each layout; intervals resample whole layouts */
export function scoreSuite(layouts: readonly (readonly PictureScore[])[]): SuiteScore {
	const each = (values: (score: PictureScore) => readonly number[]) =>
		bootstrap(layouts.map((pictures) => pictures.flatMap(values)));
	const ious = ({ matches }: PictureScore) => matches.map(({ iou }) => iou);
	return {
		presenceAll: each(({ matches }) => [matches.every(({ found }) => found !== null) ? 1 : 0]),
		presence: each(({ matches }) => matches.map(({ found }) => (found === null ? 0 : 1))),
		iou: each(ious),
		accuracy30: each((score) => ious(score).map((value) => accuracyAt([value], 0.3))),
		accuracy50: each((score) => ious(score).map((value) => accuracyAt([value], 0.5))),
		accuracyArea: accuracyArea(layouts.flat().flatMap(ious)),
		binding: each(({ binding }) => binding),
		bindingWhereFound: each(({ bindingWhereFound }) => bindingWhereFound),
		placedColour: each(({ placedColour }) => placedColour),
	};
}
