import { readFileSync, writeFileSync } from 'node:fs';
import type { Estimate } from '../src/metrics/bootstrap.ts';

/**
 * Puts evaluations into a document: `node bench/results.ts docs/results.md two-objects=two.json`, each file being
 * what `npm run -s eval -- … --json` printed. A block of the document from `<!-- figures NAME -->` to
 * `<!-- end -->` is replaced by the table of NAME; a block `<!-- grid NAME -->` by its grid of crop and transplant.
 */

interface Arm {
	readonly presenceAll: Estimate;
	readonly presence: Estimate;
	readonly iou: Estimate;
	readonly binding: Estimate;
	readonly placedColour: Estimate;
	readonly assignment: {
		readonly raw: Estimate;
		readonly margin: Estimate;
		readonly accuracy: Estimate;
		readonly correlationWithBinding: number | null;
	};
	readonly clip?: { readonly full: Estimate; readonly least: Estimate };
	readonly byCount?: Readonly<Record<string, Estimate>>;
	readonly passes: number;
	readonly secondsPerPicture: number;
}

export interface Evaluation {
	readonly suite: string;
	readonly pictures: number;
	readonly model: { readonly name: string; readonly hash: string };
	readonly judge: { readonly name: string; readonly hash: string };
	readonly settings: {
		readonly crop: Readonly<Record<string, number>>;
		readonly transplant: Readonly<Record<string, number>>;
	};
	readonly arms: Readonly<Record<string, Arm>>;
}

const rounded = (value: number | null) => (value === null || Number.isNaN(value) ? '' : value.toFixed(2));
const told = ({ mean, low, high }: Estimate) =>
	mean === null || Number.isNaN(mean) ? '' : `${rounded(mean)} [${rounded(low)}, ${rounded(high)}]`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** One row an arm, with 95% intervals. */
export function tableOf(evaluation: Evaluation): string {
	const { arms, pictures, model, judge, settings } = evaluation;
	const withClip = Object.values(arms).every(({ clip }) => clip !== undefined);
	const head = [
		'arm',
		'all found',
		'found',
		'mean IoU',
		'binding',
		'placed colour',
		'AAS raw',
		'AAS margin',
		'AAS acc',
		'r with binding',
		...(withClip ? ['CLIP full', 'CLIP least'] : []),
		'passes',
		's a picture',
	];
	const rows = Object.entries(arms).map(([name, arm]) =>
		row([
			`\`${name}\``,
			...[arm.presenceAll, arm.presence, arm.iou, arm.binding, arm.placedColour].map(told),
			rounded(arm.assignment.raw.mean),
			told(arm.assignment.margin),
			rounded(arm.assignment.accuracy.mean),
			rounded(arm.assignment.correlationWithBinding),
			...(withClip && arm.clip !== undefined ? [told(arm.clip.full), told(arm.clip.least)] : []),
			rounded(arm.passes),
			rounded(arm.secondsPerPicture),
		]),
	);
	const stages = Object.keys(arms)
		.filter((name) => settings.transplant[name] > 0)
		.map((name) => `${settings.crop[name]} and ${settings.transplant[name]} in \`${name}\``);
	const about =
		`${pictures} pictures an arm, none picked. Model \`${model.name}\` \`${model.hash}\`, judge \`${judge.hash}\`.` +
		(stages.length > 0 ? ` Crop and transplant at steps ${stages.join(', ')}.` : '');
	return [row(head), row(head.map(() => '---')), ...rows, '', about, ...byCount(arms)].join('\n');
}

function byCount(arms: Evaluation['arms']): string[] {
	const counts = [...new Set(Object.values(arms).flatMap((arm) => Object.keys(arm.byCount ?? {})))].sort();
	if (counts.length < 2) return [];
	return [
		'',
		row(['all found, of objects', ...counts]),
		row(['---', ...counts.map(() => '---')]),
		...Object.entries(arms).map(([name, arm]) =>
			row([`\`${name}\``, ...counts.map((count) => (arm.byCount?.[count] ? told(arm.byCount[count]) : ''))]),
		),
	];
}

/** Share of pictures with all found and binding, a row a crop, a column a transplant. */
export function gridOf({ arms, settings, pictures }: Evaluation): string {
	const steps = (of: Readonly<Record<string, number>>) =>
		[...new Set(Object.keys(arms).map((name) => of[name]))].sort((a, b) => a - b);
	const [crops, transplants] = [steps(settings.crop), steps(settings.transplant)];
	const cell = (crop: number, transplant: number) => {
		const name = Object.keys(arms).find(
			(one) => settings.crop[one] === crop && settings.transplant[one] === transplant,
		);
		if (name === undefined) return '';
		return `${rounded(arms[name].presenceAll.mean)}, ${rounded(arms[name].iou.mean)}`;
	};
	return [
		row(['all found, mean IoU', ...transplants.map((transplant) => `transplant ${transplant}`)]),
		row(['---', ...transplants.map(() => '---')]),
		...crops.map((crop) => row([`crop ${crop}`, ...transplants.map((transplant) => cell(crop, transplant))])),
		'',
		`${pictures} pictures a cell.`,
	].join('\n');
}

/** The document with the blocks of one name filled. */
export function filled(document: string, name: string, evaluation: Evaluation): string {
	return document.replace(
		new RegExp(`(<!-- (figures|grid) ${name} -->)[^]*?(<!-- end -->)`, 'g'),
		(_, begin: string, kind: string, end: string) =>
			`${begin}\n${kind === 'grid' ? gridOf(evaluation) : tableOf(evaluation)}\n${end}`,
	);
}

if (import.meta.main) {
	const [document, ...named] = process.argv.slice(2);
	let text = readFileSync(document, 'utf8');
	for (const pair of named) {
		const [name, file] = pair.split('=');
		const next = filled(text, name, JSON.parse(readFileSync(file, 'utf8')) as Evaluation);
		if (next === text)
			process.stderr.write(`${document} has no block of ${name}, or it is filled already.\n`);
		text = next;
	}
	writeFileSync(document, text);
}
