import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type DiffusionModel, loadModel } from '../src/diffusion/index.ts';
import { arrange } from '../src/layout/arrange.ts';
import type { Layout } from '../src/layout/layout.ts';
import type { Estimate } from '../src/metrics/bootstrap.ts';
import { type Clip, loadClip } from '../src/metrics/clip.ts';
import { type Judge, loadJudge } from '../src/metrics/judge.ts';
import { probeAssignment } from '../src/metrics/probe-picture.ts';
import { type AskedObject, scorePicture } from '../src/metrics/score-picture.ts';
import { verdict } from '../src/metrics/verdict.ts';
import { composeRecipe } from '../src/recipe/compose.ts';
import type { Recipe } from '../src/recipe/recipe.ts';
import { draw, type MethodOptions, type Raster, type Seedling, SeedlingCache } from '../src/taue/index.ts';
import { type Contender, contender } from './arms.ts';
import { withBestSeedlings } from './best-of.ts';
import { writeSheet } from './contact-sheet.ts';
import { reportPage } from './report.ts';
import { type ArmResult, type Drawn, reportArm, reportRows, strangersAmong, summary } from './summary.ts';

const HELP = `Judges layouts with the built-in detector.

  npm run -s eval -- --suite bench/suites/two-objects.jsonl --arm plain,cultivate --count 200 --json

  --suite FILE    one JSON object a line: {"objects":[{"text","box"}],"background"}
  --arm A,B       plain, regions, draft (= draft-15), draft-0, cultivate, replay; stitch (crop at a fifth), best-2 (two
                  seedlings an object, the judge keeps one), best-2-attention (the model's attention does), shear,
                  shear-third, auto, tidy (places found by attention, or in a row), bed-probabilistic, bed-preserving,
                  tau-attention (a second threshold on the mask); with settings: cultivate:crop=0.5:transplant=0
  --count N       the first N layouts of the suite; all of them unless given
  --model NAME    folder under models/, or a path (nae)
  --judge NAME    folder under models/, or a path (nae-judge)
  --clip FOLDER   a CLIP in ONNX form: its cosines with the full prompt, and the least with one object's words
  --steps N, --guidance G, --scheduler NAME, --crop SHARE, --transplant STEP   instead of the model's defaults
  --method JSON   other constants of the method, for tuning: {"bed":{"strength":0.3}}
  --repeat N      pictures of each layout (1); intervals resample layouts
  --seed-offset N seed of layout i's k-th picture is i + 1000 k + N (0)
  --threads N     CPU threads of the runtime; all unless given
  --sheet FILE    a contact sheet: a row a layout, a column an arm
  --report FILE   one self-contained page: tables, plots, pictures side by side, failures first
  --json          one JSON object instead of a table
`;

const suiteLine = z.strictObject({
	objects: z
		.array(
			z.strictObject({
				text: z.string().min(1),
				box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
			}),
		)
		.min(1)
		.max(8),
	background: z.string().nullable(),
});
type SuiteLayout = z.infer<typeof suiteLine>;

/** Seeds of one layout's pictures are this far apart, so that no two pictures of a suite share one. */
const SEEDS_APART = 1000;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			suite: { type: 'string' },
			arm: { type: 'string', default: 'plain,cultivate' },
			count: { type: 'string' },
			model: { type: 'string', default: 'nae' },
			judge: { type: 'string', default: 'nae-judge' },
			clip: { type: 'string' },
			steps: { type: 'string' },
			guidance: { type: 'string' },
			scheduler: { type: 'string' },
			crop: { type: 'string' },
			transplant: { type: 'string' },
			method: { type: 'string', default: '{}' },
			threads: { type: 'string' },
			repeat: { type: 'string', default: '1' },
			'seed-offset': { type: 'string', default: '0' },
			sheet: { type: 'string' },
			report: { type: 'string' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help || values.suite === undefined) {
		process.stdout.write(HELP);
		process.exitCode = values.help ? 0 : 2;
		return;
	}
	const contenders = values.arm
		.split(',')
		.filter((arm) => arm !== '')
		.map(contender);
	if (contenders.length === 0) throw new Error('--arm names no arm.');
	const arms = contenders.map(({ name }) => name);
	const layouts = readSuite(values.suite, values.count);
	const method: MethodOptions = JSON.parse(values.method);
	const model = await loadModel(folderOf(values.model), {
		attention: 'maps+bias',
		...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
	});
	const judge = await loadJudge(folderOf(values.judge));
	const clip = values.clip === undefined ? null : await loadClip(values.clip);
	const repeat = Number(values.repeat);
	const recipesOf = ({ flags, places }: Contender, index: number) =>
		Array.from({ length: repeat }, (_, k) => {
			const seed = index + SEEDS_APART * k + Number(values['seed-offset']);
			return recipeFor(placedBy(places, layouts[index]), flags, model, seed, values);
		});
	const results = await drawAll({ model, judge, clip, layouts, recipesOf, contenders, method });
	const firsts = contenders.map((one) => recipesOf(one, 0)[0]);
	const [first] = firsts;
	const report = {
		suite: values.suite,
		layouts: layouts.length,
		pictures: layouts.length * repeat,
		seeds: `layout index + ${SEEDS_APART} * repeat + ${values['seed-offset']}`,
		model: { name: model.info.name, hash: await model.hash() },
		judge: { name: judge.name, hash: judge.hash, test: judge.test },
		settings: {
			steps: first.steps,
			guidance: first.guidance,
			scheduler: first.scheduler,
			crop: Object.fromEntries(arms.map((arm, n) => [arm, firsts[n].crop])),
			transplant: Object.fromEntries(arms.map((arm, n) => [arm, firsts[n].transplant])),
			method,
		},
		arms: Object.fromEntries(arms.map((arm) => [arm, summary(results[arm])])),
	};
	if (values.sheet !== undefined) {
		await writeSheet(
			values.sheet,
			layouts.map((_, index) => arms.flatMap((arm) => results[arm][index].map(({ cell }) => cell))),
		);
	}
	if (values.report !== undefined) {
		const title = `${values.suite.split(/[\\/]/).at(-1)?.replace('.jsonl', '')} by ${model.info.name}`;
		const about = [
			`${report.pictures} pictures an arm, seeds ${report.seeds}. Model ${report.model.name} ${report.model.hash}, judge ${judge.name} ${judge.hash}.`,
			`Judge's own precision and recall: ${JSON.stringify(judge.test)}. Intervals: 95%, by layout.`,
		];
		const shown = contenders.map(({ name }, n) => reportArm(name, results[name], firsts[n]));
		writeFileSync(values.report, await reportPage(title, about, shown, reportRows(layouts, arms, results)));
	}
	await clip?.close();
	await judge.close();
	await model.close();
	process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report.arms));
}

function folderOf(name: string): string {
	return /[\\/]/.test(name) ? name : new URL(`../models/${name}`, import.meta.url).pathname;
}

function readSuite(file: string, count: string | undefined): SuiteLayout[] {
	const lines = readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line.trim() !== '');
	const wanted = count === undefined ? lines.length : Number(count);
	if (!Number.isInteger(wanted) || wanted < 1) {
		throw new Error(`--count ${count}: a whole number of at least 1 is expected.`);
	}
	return lines.slice(0, wanted).map((line, index) => {
		const parsed = suiteLine.safeParse(JSON.parse(line));
		if (!parsed.success) throw new Error(`${file}, line ${index + 1}: ${z.prettifyError(parsed.error)}`);
		return parsed.data;
	});
}

/** A layout with its own places, with places still to be found, or in a tidy row. */
function placedBy(places: Contender['places'], layout: SuiteLayout): Layout {
	const found: Layout = { ...layout, flags: {} };
	if (places === 'given') return found;
	const auto: Layout = { ...found, objects: layout.objects.map(({ text }) => ({ text, box: 'auto' })) };
	const tidy = arrange(auto);
	return places === 'auto'
		? auto
		: { ...auto, objects: auto.objects.map(({ text }, index) => ({ text, box: tidy[index] })) };
}

/** Options that stand in for the model's defaults of the same name. */
const NUMBERS = ['steps', 'guidance', 'crop', 'transplant'] as const;

function recipeFor(
	layout: Layout,
	armFlags: Contender['flags'],
	model: DiffusionModel,
	seed: number,
	values: { readonly [option in 'scheduler' | (typeof NUMBERS)[number]]?: string | undefined },
): Recipe {
	const { name, nativeSize, grid, defaults } = model.info;
	const given = NUMBERS.filter((option) => values[option] !== undefined);
	const flags = {
		...armFlags,
		...Object.fromEntries(given.map((option) => [option, Number(values[option])])),
	};
	const scheduler = (values.scheduler ?? defaults.scheduler) as Recipe['scheduler'];
	return composeRecipe({ ...layout, flags }, { name, nativeSize, grid, ...defaults, scheduler }, { seed });
}

interface Work {
	readonly model: DiffusionModel;
	readonly judge: Judge;
	readonly clip: Clip | null;
	readonly layouts: readonly SuiteLayout[];
	/** A contender's recipes of one layout, one a picture. */
	readonly recipesOf: (contender: Contender, layout: number) => readonly Recipe[];
	readonly contenders: readonly Contender[];
	readonly method: MethodOptions;
}

async function drawAll(work: Work): Promise<Record<string, ArmResult>> {
	const { judge, layouts, recipesOf, contenders } = work;
	const results: Record<string, ArmResult> = Object.fromEntries(contenders.map(({ name }) => [name, []]));
	for (const [index, layout] of layouts.entries()) {
		const asked = layout.objects.map((object) => ({ ...object, noun: judge.nounOf(object.text) }));
		for (const one of contenders) {
			const drawn: Drawn[] = [];
			for (const recipe of recipesOf(one, index)) drawn.push(await drawOne(work, one, recipe, asked));
			results[one.name].push(drawn);
		}
		process.stderr.write(`\r${index + 1} of ${layouts.length} layouts`);
	}
	process.stderr.write('\n');
	return results;
}

async function drawOne(
	{ model, judge, clip, method: common }: Work,
	{ candidates, chooser, method: own }: Contender,
	asIs: Recipe,
	wanted: readonly AskedObject[],
): Promise<Drawn> {
	const method = { ...common, ...own };
	// Each picture pays for its own seedlings, as a person's first one does.
	const cache = new SeedlingCache<Seedling>();
	const started = performance.now();
	const { recipe, evaluations } =
		candidates > 1
			? await withBestSeedlings(model, judge, asIs, candidates, chooser, method, cache)
			: { recipe: asIs, evaluations: 0 };
	const drawn = await draw(model, recipe, { cache, method });
	const { picture, passes } = drawn;
	const seconds = (performance.now() - started) / 1000;
	// Places that were found are where the objects should be.
	const asked = wanted.map((object, index) => {
		const { box } = drawn.recipe.objects[index];
		return box === 'auto' ? object : { ...object, box };
	});
	const detections = await judge.detect(picture);
	const score = scorePicture(picture, asked, detections);
	const found = score.matches.flatMap((match) => (match.found === null ? [] : [match.found.box]));
	return {
		score,
		assignment: await probeAssignment(model, recipe, picture),
		clip: clip === null ? null : await clipScore(clip, recipe, picture),
		seconds,
		passes: passes + evaluations / recipe.steps,
		strangers: strangersAmong(detections, asked),
		said: verdict(picture, asked, detections).sentences,
		cell: { picture, asked: asked.map(({ box }) => box), found },
	};
}

async function clipScore(clip: Clip, { prompt, objects }: Recipe, picture: Raster) {
	const [full, ...own] = await clip.cosines(picture, [prompt, ...objects.map(({ text }) => text)]);
	return { full, least: Math.min(...own) };
}

function table(arms: Readonly<Record<string, ReturnType<typeof summary>>>): string {
	const cell = ({ mean, low, high }: Estimate) =>
		`${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`.padEnd(24);
	const head = [
		'arm',
		'both found',
		'found',
		'mean IoU',
		'acc .3',
		'acc .5',
		'binding',
		'placed colour',
		'AAS margin',
		'passes',
		's',
	];
	const lines = Object.entries(arms).map(([arm, s]) =>
		[
			arm.padEnd(10),
			...[
				s.presenceAll,
				s.presence,
				s.iou,
				s.accuracy30,
				s.accuracy50,
				s.binding,
				s.placedColour,
				s.assignment.margin,
			].map(cell),
			s.passes.toFixed(2).padEnd(6),
			s.secondsPerPicture.toFixed(2),
		].join(' '),
	);
	const widths = [10, 24, 24, 24, 24, 24, 24, 24, 24, 6, 4];
	return `${[head.map((name, i) => name.padEnd(widths[i])).join(' '), ...lines].join('\n')}\n`;
}

await main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
