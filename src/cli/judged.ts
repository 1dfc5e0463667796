import { join } from 'node:path';
import sharp from 'sharp';
import { loadConfig } from '../app/config.ts';
import { type Judge, loadJudge } from '../metrics/judge.ts';
import type { AskedObject } from '../metrics/score-picture.ts';
import { verdict } from '../metrics/verdict.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** The folder of the detector, beside the models. */
const JUDGE = 'nae-judge';

/** What the detector says of a picture, in words. */
export async function judged(bytes: Uint8Array, recipe: Recipe): Promise<string> {
	const judge = await loadJudge(join(loadConfig().models.folder, JUDGE));
	try {
		const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
		const picture = { width: info.width, height: info.height, rgba: new Uint8Array(data) };
		const { known, unknown } = askedOf(recipe, judge);
		const { sentences, matches } = verdict(picture, known, await judge.detect(picture));
		const rows = [
			...(sentences.length > 0 || known.length === 0
				? sentences
				: ['Everything is in its place in its colour.']),
			...unknown.map((text) => `The detector does not know ${text}.`),
			'',
			...known.map(({ text }, index) => {
				const { found, iou } = matches[index];
				return `  ${text}: ${found === null ? 'not found' : `found, overlap with its box ${Math.round(100 * iou)}%`}`;
			}),
		];
		return `${rows.join('\n')}\n`;
	} finally {
		await judge.close();
	}
}

/** The objects whose nouns the detector knows, and the words of the others. */
function askedOf({ objects }: Recipe, judge: Judge) {
	const known: AskedObject[] = [];
	const unknown: string[] = [];
	for (const { text, box } of objects) {
		try {
			if (box !== 'auto') known.push({ text, box, noun: judge.nounOf(text) });
		} catch (error) {
			if (!(error instanceof Error && error.name === 'JudgeError')) throw error;
			unknown.push(text);
		}
	}
	return { known, unknown };
}
