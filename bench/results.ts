import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { correlation, type Estimate } from '../src/metrics/bootstrap.ts';
import { costPlot, gridPlot } from './plots.ts';

const HELP = `Puts evaluations into a document.

  node bench/results.ts docs/results.md two-objects=two.json many-objects=many-a.json,many-b.json

Each file is what npm run -s eval -- … --json printed; several of one name are put together, the later file's arm
where two have the same. In the document, what stands between <!-- KIND NAME --> and <!-- end --> is replaced:

  figures NAME    the table, an arm a row
  grid NAME       crop and transplant, as a table
  counts NAME     by the number of objects
  assignment NAME what the attention's score says that binding does not
  cost NAME       passes against quality, as images/results-NAME-cost.svg beside the document
  map NAME        crop and transplant, as images/results-NAME-map.svg
`;

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
	readonly qualityByCount?: Readonly<
		Record<
			string,
			{
				readonly presence: Estimate;
				readonly iou: Estimate;
				readonly binding: Estimate;
				readonly passes: number;
			}
		>
	>;
	readonly each?: readonly OnePicture[];
	readonly passes: number;
	readonly secondsPerPicture: number;
	/** Where arms of several evaluations stand together. */
	readonly pictures?: number;
}

interface OnePicture {
	readonly objects: number;
	readonly found: number;
	readonly iou: number;
	readonly binding: number | null;
	readonly margin: number | null;
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
		'pictures',
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
			String(arm.pictures ?? pictures),
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
		`No picture is picked. Model \`${model.name}\` \`${model.hash}\`, judge \`${judge.hash}\`.` +
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

/** All that the evaluations say by the number of objects: a row an arm and a number. */
export function countsOf({ arms }: Evaluation): string {
	const rows = Object.entries(arms).flatMap(([name, { byCount = {}, qualityByCount = {} }]) =>
		Object.keys(qualityByCount)
			.sort()
			.map((count) => {
				const { presence, iou, binding, passes } = qualityByCount[count];
				return row([
					count,
					`\`${name}\``,
					String(byCount[count].n),
					...[byCount[count], presence, iou, binding].map(told),
					rounded(passes),
				]);
			}),
	);
	const head = ['objects', 'arm', 'layouts', 'all found', 'found', 'mean IoU', 'binding', 'passes'];
	return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

/** Of each arm: the margin of pictures by what else is known of them, and its correlation with that. */
export function assignmentOf({ arms }: Evaluation): string {
	const head = [
		'arm',
		'pictures',
		'r with binding',
		'r with found',
		'r with IoU',
		'margin where all is bound',
		'where a colour is amiss',
		'where an object is missing',
	];
	const rows = Object.entries(arms).flatMap(([name, { each = [] }]) => {
		const scored = each.flatMap((one) => (one.margin === null ? [] : [{ ...one, margin: one.margin }]));
		if (scored.length === 0) return [];
		const r = (value: (one: OnePicture) => number | null) => {
			const pairs = scored.flatMap((one) => {
				const other = value(one);
				return other === null ? [] : [[one.margin, other] as const];
			});
			return rounded(
				correlation(
					pairs.map(([margin]) => margin),
					pairs.map(([, other]) => other),
				),
			);
		};
		const margin = (those: (one: OnePicture) => boolean) => {
			const margins = scored.filter(those).map((one) => one.margin);
			if (margins.length === 0) return '';
			return `${rounded(margins.reduce((sum, one) => sum + one, 0) / margins.length)} (${margins.length})`;
		};
		return row([
			`\`${name}\``,
			String(scored.length),
			r(({ binding }) => binding),
			r(({ found, objects }) => found / objects),
			r(({ iou }) => iou),
			margin(({ binding }) => binding === 1),
			margin(({ binding, found, objects }) => binding !== null && binding < 1 && found === objects),
			margin(({ found, objects }) => found < objects),
		]);
	});
	return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

/** Evaluations of the same suite, model and judge as one. */
export function together(evaluations: readonly Evaluation[]): Evaluation {
	const [first, ...others] = evaluations;
	for (const { suite, model, judge } of others) {
		const differing = [
			[suite, first.suite],
			[model.hash, first.model.hash],
			[judge.hash, first.judge.hash],
		].find(([own, its]) => own !== its);
		if (differing !== undefined)
			throw new Error(
				`One table cannot hold ${differing[0]} and ${differing[1]}: they were not measured alike.`,
			);
	}
	const all = <Value>(of: (evaluation: Evaluation) => Readonly<Record<string, Value>>) =>
		Object.assign({}, ...evaluations.map(of)) as Record<string, Value>;
	const arms = all(({ arms: own, pictures }) =>
		Object.fromEntries(Object.entries(own).map(([name, arm]) => [name, { pictures, ...arm }])),
	);
	return {
		...first,
		settings: {
			crop: all(({ settings }) => settings.crop),
			transplant: all(({ settings }) => settings.transplant),
		},
		arms: Object.fromEntries(Object.entries(arms).sort(([a], [b]) => placeOf(a) - placeOf(b))),
	};
}

/** Tables list arms from the plain prompt to ours. */
const ORDER = ['plain', 'regions', 'draft-0', 'draft-15', 'replay', 'stitch', 'cultivate'];

function placeOf(name: string): number {
	const place = ORDER.indexOf(name.split(':')[0]);
	return place === -1 ? ORDER.length : place;
}

const PLOTTED = ['all found', 'mean IoU', 'binding'];
const qualitiesOf = ({ presenceAll, iou, binding }: Arm) => [presenceAll, iou, binding];

function costSvg({ arms, settings }: Evaluation): string {
	/** Of arms that differ in their settings, the steps of crop and transplant: `4/2`. */
	const short = (name: string) =>
		name.includes(':crop=') ? `${settings.crop[name]}/${settings.transplant[name]}` : name;
	return costPlot(
		PLOTTED,
		Object.entries(arms).map(([name, arm]) => ({
			name: short(name),
			passes: arm.passes,
			qualities: qualitiesOf(arm),
		})),
		'file',
	);
}

function mapSvg({ arms, settings }: Evaluation): string {
	return gridPlot(
		PLOTTED,
		Object.entries(arms).map(([name, arm]) => ({
			crop: settings.crop[name],
			transplant: settings.transplant[name],
			qualities: qualitiesOf(arm).map(({ mean }) => mean),
		})),
	);
}

/** What a block of each kind holds, and the picture that is written beside the document. */
const KINDS: Readonly<
	Record<string, (evaluation: Evaluation, name: string) => { text: string; svg?: string; file?: string }>
> = {
	figures: (evaluation) => ({ text: tableOf(evaluation) }),
	grid: (evaluation) => ({ text: gridOf(evaluation) }),
	counts: (evaluation) => ({ text: countsOf(evaluation) }),
	assignment: (evaluation) => ({ text: assignmentOf(evaluation) }),
	cost: (evaluation, name) =>
		pictured(`images/results-${name}-cost.svg`, 'Passes against quality', costSvg(evaluation)),
	map: (evaluation, name) =>
		pictured(`images/results-${name}-map.svg`, 'Quality by crop and transplant', mapSvg(evaluation)),
};

function pictured(file: string, alt: string, svg: string) {
	return { text: `![${alt}](${file})`, svg, file };
}

/** The document with the blocks of one name filled, and the pictures that it shows there. */
export function filled(document: string, name: string, evaluation: Evaluation) {
	const pictures: { readonly file: string; readonly svg: string }[] = [];
	const text = document.replace(
		new RegExp(`(<!-- (${Object.keys(KINDS).join('|')}) ${name} -->)[^]*?(<!-- end -->)`, 'g'),
		(_, begin: string, kind: string, end: string) => {
			const { text: inside, svg, file } = KINDS[kind](evaluation, name);
			if (svg !== undefined && file !== undefined) pictures.push({ file, svg });
			return `${begin}\n${inside}\n${end}`;
		},
	);
	return { text, pictures };
}

if (import.meta.main) {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { help: { type: 'boolean' } },
	});
	const [document, ...named] = positionals;
	if (values.help || document === undefined) process.stdout.write(HELP);
	else {
		let text = readFileSync(document, 'utf8');
		for (const pair of named) {
			const [name, files = ''] = pair.split('=');
			const parts = files.split(',').map((file) => JSON.parse(readFileSync(file, 'utf8')) as Evaluation);
			const next = filled(text, name, together(parts));
			if (next.text === text)
				process.stderr.write(`${document} has no block of ${name}, or it is filled already.\n`);
			for (const { file, svg } of next.pictures) writeFileSync(join(dirname(document), file), `${svg}\n`);
			text = next.text;
		}
		writeFileSync(document, text);
	}
}
