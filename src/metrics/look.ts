import type { DiffusionModel } from '../diffusion/index.ts';
import type { Findings, SeenObject } from '../findings/findings.ts';
import type { Box } from '../layout/layout.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Raster } from '../taue/index.ts';
import type { Plane } from '../taue/plane.ts';
import type { Judge } from './judge.ts';
import { probePicture } from './probe-picture.ts';
import type { AskedObject } from './score-picture.ts';
import { verdict } from './verdict.ts';

/** What looking at a picture shows: the findings, and for each object where it was found and where its word looks. */
export interface Look {
	readonly findings: Findings;
	readonly found: readonly (Box | null)[];
	readonly attention: readonly (Plane | null)[];
}

/** Looks at a finished picture of the recipe with whatever there is: a judge, the model's own attention. */
export async function lookAt(
	recipe: Recipe,
	picture: Raster,
	{ model, judge }: { readonly model: DiffusionModel; readonly judge: Judge | null },
): Promise<Look> {
	const judged = judge === null ? null : await judgePicture(judge, recipe, picture);
	const probe = await probePicture(model, recipe, picture);
	return {
		findings: {
			judge: judged?.judge ?? null,
			attention: probe === null ? null : { assignment: probe.assignment },
		},
		found: judged?.found ?? recipe.objects.map(() => null),
		attention: probe?.nouns ?? recipe.objects.map(() => null),
	};
}

/** What a judge says of the objects that it knows. */
export async function judgePicture(
	judge: Judge,
	{ objects }: Recipe,
	picture: Raster,
): Promise<{ readonly judge: NonNullable<Findings['judge']>; readonly found: readonly (Box | null)[] }> {
	const known: (AskedObject & { readonly index: number })[] = [];
	for (const [index, { text, box }] of objects.entries()) {
		const noun = box === 'auto' ? null : knownNoun(judge, text);
		if (noun !== null && box !== 'auto') known.push({ text, box, noun, index });
	}
	const detections = known.length === 0 ? [] : await judge.detect(picture);
	const { mistakes, matches, bound } = verdict(picture, known, detections);
	const seen: (SeenObject | null)[] = objects.map(() => null);
	const found: (Box | null)[] = objects.map(() => null);
	for (const [k, { index }] of known.entries()) {
		const match = matches[k];
		seen[index] = { found: match.found !== null, iou: match.iou, bound: bound[k] };
		found[index] = match.found?.box ?? null;
	}
	const place = (object: number) => known[object].index;
	return {
		judge: {
			objects: seen,
			mistakes: mistakes.map((mistake) => ({
				...mistake,
				object: place(mistake.object),
				...(mistake.kind === 'stolen' && { owner: place(mistake.owner) }),
			})),
		},
		found,
	};
}

function knownNoun(judge: Judge, text: string): string | null {
	try {
		return judge.nounOf(text);
	} catch (error) {
		if (error instanceof Error && error.name === 'JudgeError') return null;
		throw error;
	}
}
