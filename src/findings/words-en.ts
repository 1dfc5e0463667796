import { placePhrase } from '../layout/describe.ts';
import type { FindingWords } from './finding-words.ts';

const ARTICLE = /^(?:an?|the|some) /i;
const COLOUR = /^(?:black|white|gr[ea]y|red|orange|yellow|green|blue|purple|pink|brown) (?=\S)/i;

/** `cat` of `a red cat`. */
const thing = (text: string) => text.replace(ARTICLE, '').replace(COLOUR, '');
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The thing's name, with its colour where there is another one of the same name. */
function named(object: number, texts: readonly string[]): string {
	const own = thing(texts[object]);
	const alone = texts.filter((text) => thing(text) === own).length === 1;
	return `the ${alone ? own : texts[object].replace(ARTICLE, '')}`;
}

export const en: FindingWords = {
	missing: (object, texts) => `${sentence(texts[object])} is not there, or cannot be told for what it is.`,
	elsewhere: (object, texts, there, here) =>
		placePhrase(there) === placePhrase(here)
			? `${sentence(texts[object])} is ${placePhrase(here)}, but does not fill its box.`
			: `${sentence(texts[object])} is ${placePhrase(there)}, not ${placePhrase(here)}.`,
	stolen: (object, texts, colour, owner) =>
		`“${colour}” went to ${named(object, texts)}: it was meant for ${named(owner, texts)}.`,
	coloured: (object, texts, seen, asked) => `${sentence(named(object, texts))} is ${seen}, not ${asked}.`,
	nothingWrong: 'Everything is in its place in its colour.',
	unknown: (text) => `The judge does not know ${text}.`,
	noJudge: 'This model has no judge, so nobody looked for the objects.',
	noAttention: 'This model shows no attention, so there are no maps of it.',
	object: (text, iou, bound) =>
		iou === null
			? `${text}: not found`
			: `${text}: found, IoU ${iou}${bound === null ? '' : bound ? ', in its colour' : ', not in its colour'}`,
	assignment: (raw, margin, accuracy) =>
		`Attention assignment (AAS): ${raw}, margin ${margin}, ${accuracy} of the describing words look at their own object.`,
};
