import type { Box } from '../src/layout/layout.ts';
import type { AssignmentScore } from '../src/metrics/attention-assignment.ts';
import { bootstrap, correlation, type Estimate } from '../src/metrics/bootstrap.ts';
import type { Detection } from '../src/metrics/layout-iou.ts';
import { type PictureScore, scoreSuite } from '../src/metrics/score-picture.ts';
import type { Recipe } from '../src/recipe/recipe.ts';
import { coveredShare } from '../src/taue/region-search.ts';
import type { SheetCell } from './contact-sheet.ts';
import type { ReportRow } from './report.ts';

/** One picture with its scores. */
export interface Drawn {
	readonly score: PictureScore;
	readonly assignment: AssignmentScore | null;
	readonly seconds: number;
	readonly passes: number;
	readonly cell: SheetCell;
	/** Nouns seen where nothing was asked for. */
	readonly strangers: readonly string[];
	/** What went wrong, in words. */
	readonly said: readonly string[];
	/** Cosines with the full prompt, and the least with one object's words; null without a CLIP. */
	readonly clip: { readonly full: number; readonly least: number } | null;
}

/** A box that shares less than this with another, of the smaller one's area, is elsewhere. */
const ELSEWHERE = 0.25;

/** Nouns of what a detector saw where nothing was asked for, in its own order. */
export function strangersAmong(
	detections: readonly Detection[],
	asked: readonly { readonly box: Box }[],
): string[] {
	return detections
		.filter((seen) => asked.every(({ box }) => coveredShare(seen.box, box) < ELSEWHERE))
		.map(({ noun }) => noun);
}

/** The pictures of an arm, by layout. */
export type ArmResult = Drawn[][];

/** What a report says of an arm. */
export function reportArm(name: string, result: ArmResult, { crop, transplant, steps }: Recipe) {
	const own = summary(result);
	return {
		name,
		passes: own.passes,
		seconds: own.secondsPerPicture,
		figures: {
			'all found': own.presenceAll,
			found: own.presence,
			'mean IoU': own.iou,
			binding: own.binding,
			'placed colour': own.placedColour,
			'AAS raw': own.assignment.raw,
			'AAS margin': own.assignment.margin,
			'AAS acc': own.assignment.accuracy,
			...(own.clip === undefined ? {} : { 'CLIP full': own.clip.full, 'CLIP least': own.clip.least }),
		},
		byCount: new Map(Object.entries(own.byCount).map(([count, share]) => [Number(count), share])),
		stages: { crop, transplant, steps },
	};
}

/** Each layout's first picture of every arm, and what is wrong with it. */
export function reportRows(
	layouts: readonly {
		readonly objects: readonly { readonly text: string }[];
		readonly background: string | null;
	}[],
	arms: readonly string[],
	results: Readonly<Record<string, ArmResult>>,
): ReportRow[] {
	return layouts.map(({ objects, background }, index) => {
		const shown = arms.map((arm) => {
			const [{ cell, said }] = results[arm][index];
			return { ...cell, note: said.join(' '), failures: said.length };
		});
		const title = `${objects.map(({ text }) => text).join(', ')}${background === null ? '' : `; ${background}`}`;
		return { title, failures: shown[0].failures, cells: shown };
	});
}

/** The share of pictures with all objects found, by the number of objects. */
function byCount(result: ArmResult): Readonly<Record<string, Estimate>> {
	return Object.fromEntries(
		Object.entries(resultsByCount(result)).map(([count, layouts]) => [
			count,
			scoreSuite(layouts.map((drawn) => drawn.map(({ score }) => score))).presenceAll,
		]),
	);
}

/** What else is told by the number of objects. */
function qualityByCount(result: ArmResult) {
	return Object.fromEntries(
		Object.entries(resultsByCount(result)).map(([count, layouts]) => {
			const { presence, iou, binding } = scoreSuite(layouts.map((drawn) => drawn.map(({ score }) => score)));
			return [count, { presence, iou, binding, passes: mean(layouts.flat().map(({ passes }) => passes)) }];
		}),
	);
}

function resultsByCount(result: ArmResult): Readonly<Record<string, ArmResult>> {
	const clusters: Record<string, ArmResult> = {};
	for (const drawn of result) {
		const count = drawn[0].score.matches.length;
		clusters[count] ??= [];
		clusters[count].push(drawn);
	}
	return clusters;
}

/** One picture in few numbers, for whoever wants to look into what the means hide. */
function pictureOf({ score, assignment, strangers }: Drawn, layout: number) {
	return {
		layout,
		objects: score.matches.length,
		found: score.matches.filter(({ found }) => found !== null).length,
		iou: mean(score.matches.map(({ iou }) => iou)),
		/** Null where no object has a colour. */
		binding: score.binding.length === 0 ? null : mean(score.binding),
		margin: assignment?.margin ?? null,
		strangers,
	};
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** CLIP's cosines, where one was given. */
function clipOf(result: ArmResult): { clip?: { full: Estimate; least: Estimate } } {
	if (result.flat().some(({ clip }) => clip === null)) return {};
	const each = (key: 'full' | 'least') =>
		bootstrap(result.map((drawn) => drawn.map(({ clip }) => clip?.[key] ?? Number.NaN)));
	return { clip: { full: each('full'), least: each('least') } };
}

export function summary(result: ArmResult) {
	const all = result.flat();
	const assigned = (value: (score: AssignmentScore) => number) =>
		bootstrap(
			result.map((drawn) =>
				drawn.flatMap(({ assignment }) => (assignment === null ? [] : [value(assignment)])),
			),
		);
	const both = all.flatMap(({ assignment, score: { binding } }) =>
		assignment === null || binding.length === 0 ? [] : [[assignment.margin, mean(binding)] as const],
	);
	return {
		...scoreSuite(result.map((drawn) => drawn.map(({ score }) => score))),
		assignment: {
			raw: assigned(({ raw }) => raw),
			margin: assigned(({ margin }) => margin),
			accuracy: assigned(({ accuracy }) => accuracy),
			/** Does the score mean anything? Pearson's r of its margin with the colour binding, over pictures. */
			correlationWithBinding: correlation(
				both.map(([margin]) => margin),
				both.map(([, binding]) => binding),
			),
		},
		byCount: byCount(result),
		qualityByCount: qualityByCount(result),
		each: result.flatMap((drawn, layout) => drawn.map((one) => pictureOf(one, layout))),
		...clipOf(result),
		passes: mean(all.map(({ passes }) => passes)),
		secondsPerPicture: mean(all.map(({ seconds }) => seconds)),
	};
}
