import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { composeRecipe } from '../src/compose.ts';
import { type DiffusionModel, loadModel } from '../src/diffusion/index.ts';
import { probeAssignment } from '../src/metrics/attention-probe.ts';
import { bootstrap, type Estimate } from '../src/metrics/bootstrap.ts';
import { type Judge, loadJudge } from '../src/metrics/judge.ts';
import { type PictureScore, scorePicture, scoreSuite } from '../src/metrics/score-picture.ts';
import type { Recipe } from '../src/recipe.ts';
import { draw, type MethodOptions, type Seedling, SeedlingCache } from '../src/taue/index.ts';
import { type SheetCell, writeSheet } from './contact-sheet.ts';

const HELP = `Judges layouts with the built-in detector.

  npm run -s eval -- --suite bench/suites/two-objects.jsonl --arm plain,cultivate --count 200 --json

  --suite FILE    one JSON object a line: {"objects":[{"text","box"}],"background"}
  --arm A,B       plain, regions, draft (as a line would be drawn), draft-0, draft-15, cultivate, replay
  --count N       the first N layouts of the suite; all of them unless given
  --model NAME    folder under models/, or a path (nae)
  --judge NAME    folder under models/, or a path (nae-judge)
  --steps N, --guidance G, --scheduler NAME, --crop SHARE   instead of the model's defaults
  --method JSON   other constants of the method, for tuning: {"bed":{"strength":0.3}}
  --seed-offset N seed of layout i is i + N (0)
  --sheet FILE    a contact sheet: a row a layout, a column an arm
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

/** The draft's first setting on 50 steps, scaled to any number of steps. */
const DRAFT_TRANSPLANT_SHARE = 15 / 50;

/** How each arm changes the recipe that a line would give. */
const ARMS: Readonly<Record<string, (recipe: Recipe) => Recipe>> = {
	plain: (recipe) => ({ ...recipe, arm: 'plain' }),
	regions: (recipe) => ({ ...recipe, arm: 'regions' }),
	draft: (recipe) => ({ ...recipe, arm: 'draft' }),
	'draft-0': (recipe) => ({ ...recipe, arm: 'draft', transplant: 0 }),
	// A latent may be pasted as it is only at the step where it was cropped, so both happen there.
	'draft-15': (recipe) => {
		const step = Math.max(1, Math.round(recipe.steps * DRAFT_TRANSPLANT_SHARE));
		return { ...recipe, arm: 'draft', transplant: step, crop: step };
	},
	cultivate: (recipe) => ({ ...recipe, arm: 'cultivate', transplant: 0 }),
	replay: (recipe) => ({ ...recipe, arm: 'replay', transplant: 0 }),
};

interface ArmResult {
	readonly scores: PictureScore[];
	readonly margins: number[][];
	readonly raws: number[][];
	readonly accuracies: number[][];
	readonly seconds: number[];
	readonly passes: number[];
	readonly cells: SheetCell[];
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			suite: { type: 'string' },
			arm: { type: 'string', default: 'plain,cultivate' },
			count: { type: 'string' },
			model: { type: 'string', default: 'nae' },
			judge: { type: 'string', default: 'nae-judge' },
			steps: { type: 'string' },
			guidance: { type: 'string' },
			scheduler: { type: 'string' },
			crop: { type: 'string' },
			method: { type: 'string', default: '{}' },
			'seed-offset': { type: 'string', default: '0' },
			sheet: { type: 'string' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help || values.suite === undefined) {
		process.stdout.write(HELP);
		process.exitCode = values.help ? 0 : 2;
		return;
	}
	const arms = values.arm.split(',').filter((arm) => arm !== '');
	const unknown = arms.find((arm) => !Object.hasOwn(ARMS, arm));
	if (unknown !== undefined || arms.length === 0) {
		throw new Error(`--arm ${unknown ?? ''}: the arms are ${Object.keys(ARMS).join(', ')}.`);
	}
	const layouts = readSuite(values.suite, values.count);
	const method: MethodOptions = JSON.parse(values.method);
	const model = await loadModel(folderOf(values.model), { attention: 'maps+bias' });
	const judge = await loadJudge(folderOf(values.judge));
	const recipes = layouts.map((layout, index) =>
		recipeFor(layout, model, index + Number(values['seed-offset']), values),
	);
	const results = await drawAll({ model, judge, layouts, recipes, arms, method });
	const report = {
		suite: values.suite,
		layouts: layouts.length,
		seeds: `layout index + ${values['seed-offset']}`,
		model: { name: model.info.name, hash: await model.hash() },
		judge: { name: judge.name, hash: judge.hash, test: judge.test },
		settings: {
			steps: recipes[0].steps,
			guidance: recipes[0].guidance,
			scheduler: recipes[0].scheduler,
			crop: recipes[0].crop,
			method,
		},
		arms: Object.fromEntries(arms.map((arm) => [arm, summary(results[arm])])),
	};
	if (values.sheet !== undefined) {
		await writeSheet(
			values.sheet,
			layouts.map((_, index) => arms.map((arm) => results[arm].cells[index])),
		);
	}
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

function recipeFor(
	layout: SuiteLayout,
	model: DiffusionModel,
	seed: number,
	values: {
		steps?: string | undefined;
		guidance?: string | undefined;
		scheduler?: string | undefined;
		crop?: string | undefined;
	},
): Recipe {
	const { name, nativeSize, defaults } = model.info;
	const flags = {
		...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
		...(values.guidance === undefined ? {} : { guidance: Number(values.guidance) }),
		...(values.crop === undefined ? {} : { crop: Number(values.crop) }),
	};
	const scheduler = (values.scheduler ?? defaults.scheduler) as Recipe['scheduler'];
	return composeRecipe({ ...layout, flags }, { name, nativeSize, ...defaults, scheduler }, { seed });
}

interface Work {
	readonly model: DiffusionModel;
	readonly judge: Judge;
	readonly layouts: readonly SuiteLayout[];
	readonly recipes: readonly Recipe[];
	readonly arms: readonly string[];
	readonly method: MethodOptions;
}

async function drawAll({
	model,
	judge,
	layouts,
	recipes,
	arms,
	method,
}: Work): Promise<Record<string, ArmResult>> {
	const results: Record<string, ArmResult> = Object.fromEntries(
		arms.map((arm) => [
			arm,
			{ scores: [], margins: [], raws: [], accuracies: [], seconds: [], passes: [], cells: [] },
		]),
	);
	for (const [index, layout] of layouts.entries()) {
		const asked = layout.objects.map((object) => ({ ...object, noun: judge.nounOf(object.text) }));
		// Each arm pays for its own seedlings, as a person's first picture would.
		for (const arm of arms) {
			const result = results[arm];
			const cache = new SeedlingCache<Seedling>();
			const recipe = ARMS[arm](recipes[index]);
			const { picture, passes, seconds } = await draw(model, recipe, { cache, method });
			const detections = await judge.detect(picture);
			const score = scorePicture(picture, asked, detections);
			const assignment = await probeAssignment(model, recipe, picture);
			result.scores.push(score);
			if (assignment !== null) {
				result.margins.push([assignment.margin]);
				result.raws.push([assignment.raw]);
				result.accuracies.push([assignment.accuracy]);
			}
			result.seconds.push(seconds.total);
			result.passes.push(passes);
			result.cells.push({
				picture,
				asked: asked.map(({ box }) => box),
				found: score.matches.flatMap(({ found }) => (found === null ? [] : [found.box])),
			});
		}
		process.stderr.write(`\r${index + 1} of ${layouts.length} layouts`);
	}
	process.stderr.write('\n');
	return results;
}

function summary(result: ArmResult) {
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	return {
		...scoreSuite(result.scores),
		assignment: {
			raw: bootstrap(result.raws),
			margin: bootstrap(result.margins),
			accuracy: bootstrap(result.accuracies),
		},
		passes: mean(result.passes),
		secondsPerPicture: mean(result.seconds),
	};
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
		'AAS margin',
		'passes',
		's',
	];
	const lines = Object.entries(arms).map(([arm, s]) =>
		[
			arm.padEnd(10),
			...[s.presenceAll, s.presence, s.iou, s.accuracy30, s.accuracy50, s.binding, s.assignment.margin].map(
				cell,
			),
			s.passes.toFixed(2).padEnd(6),
			s.secondsPerPicture.toFixed(2),
		].join(' '),
	);
	const widths = [10, 24, 24, 24, 24, 24, 24, 24, 6, 4];
	return `${[head.map((name, i) => name.padEnd(widths[i])).join(' '), ...lines].join('\n')}\n`;
}

await main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
