import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadModel } from '../src/diffusion/index.ts';
import { intersectionOverUnion } from '../src/layout/box.ts';
import type { Box } from '../src/layout/layout.ts';
import { bootstrap } from '../src/metrics/bootstrap.ts';
import { loadJudge } from '../src/metrics/judge.ts';
import { type AskedObject, scorePicture } from '../src/metrics/score-picture.ts';
import { composeRecipe } from '../src/recipe/compose.ts';
import type { Recipe } from '../src/recipe/recipe.ts';
import { draw, type Raster, type Seedling, SeedlingCache } from '../src/taue/index.ts';
import { apartFrom } from './free-place.ts';

const HELP = `Do the others stay themselves when one object is moved or rerolled?

  node bench/keep.ts --suite bench/suites/two-objects.jsonl --count 48

Each layout is drawn, then with its last object moved, then with it rerolled, then wholly rerolled for comparison.
Told of the first object: found in each; same place (IoU of its two boxes); same colour; mean distance of its pixels
(0..1, root mean square over channels); passes.

  --suite FILE, --count N, --model NAME (nae), --judge NAME (nae-judge), --threads N, --json
`;

type Line = { objects: { text: string; box: Box }[]; background: string | null };

/** Root mean square difference of two pictures inside a box, channels 0..1. */
function distanceWithin(a: Raster, b: Raster, [x0, y0, x1, y1]: Box): number {
	let sum = 0;
	let count = 0;
	for (let y = Math.floor(y0 * a.height); y < y1 * a.height; y++) {
		for (let x = Math.floor(x0 * a.width); x < x1 * a.width; x++) {
			for (let k = 4 * (y * a.width + x), end = k + 3; k < end; k++) sum += (a.rgba[k] - b.rgba[k]) ** 2;
			count += 3;
		}
	}
	return Math.sqrt(sum / count) / 255;
}

const { values } = parseArgs({
	options: {
		suite: { type: 'string' },
		count: { type: 'string', default: '24' },
		model: { type: 'string', default: 'nae' },
		judge: { type: 'string', default: 'nae-judge' },
		threads: { type: 'string' },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help || values.suite === undefined) {
	process.stdout.write(HELP);
	process.exit(values.help ? 0 : 2);
}
const folderOf = (name: string) =>
	/[\\/]/.test(name) ? name : new URL(`../models/${name}`, import.meta.url).pathname;
const model = await loadModel(folderOf(values.model), {
	attention: 'maps+bias',
	...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
});
const judge = await loadJudge(folderOf(values.judge));
const { name, nativeSize, grid, defaults } = model.info;
const summary = { name, nativeSize, grid, ...defaults };

const lines = readFileSync(values.suite, 'utf8').trim().split('\n').slice(0, Number(values.count));
const figures: Record<string, Record<'found' | 'place' | 'colour' | 'distance' | 'passes', number[][]>> = {};
for (const [index, text] of lines.entries()) {
	const layout: Line = JSON.parse(text);
	const cache = new SeedlingCache<Seedling>();
	const recipe = composeRecipe({ ...layout, flags: {} }, summary, { seed: index });
	const asked: AskedObject[] = layout.objects.map((object) => ({
		...object,
		noun: judge.nounOf(object.text),
	}));
	const seen = async (changed: Recipe) => {
		const { picture, passes } = await draw(model, changed, { cache });
		const score = scorePicture(picture, asked.slice(0, 1), await judge.detect(picture));
		return { picture, passes, found: score.matches[0].found, colour: score.binding };
	};
	const before = await seen(recipe);
	if (before.found === null) continue;
	const others = recipe.objects.slice(0, -1);
	const [last] = recipe.objects.slice(-1);
	const place =
		last.box === 'auto'
			? null
			: apartFrom(
					last.box,
					layout.objects.slice(0, -1).map(({ box }) => box),
				);
	const changes: Record<string, Recipe> = {
		...(place === null ? {} : { moved: { ...recipe, objects: [...others, { ...last, box: [...place] }] } }),
		rerolled: { ...recipe, objects: [...others, { ...last, seed: (last.seed + 1) % 2 ** 32 }] },
		'all new': composeRecipe({ ...layout, flags: {} }, summary, { seed: index + 5000 }),
	};
	for (const [kind, changed] of Object.entries(changes)) {
		const after = await seen(changed);
		figures[kind] ??= { found: [], place: [], colour: [], distance: [], passes: [] };
		figures[kind].found.push([after.found === null ? 0 : 1]);
		figures[kind].place.push([
			after.found === null ? 0 : intersectionOverUnion(before.found.box, after.found.box),
		]);
		if (before.colour[0] === 1) figures[kind].colour.push([...after.colour]);
		figures[kind].distance.push([distanceWithin(before.picture, after.picture, layout.objects[0].box)]);
		figures[kind].passes.push([after.passes]);
	}
	process.stderr.write(`\r${index + 1} of ${lines.length} layouts`);
}
process.stderr.write('\n');
await judge.close();
await model.close();
const told = Object.fromEntries(
	Object.entries(figures).map(([kind, columns]) => [
		kind,
		Object.fromEntries(Object.entries(columns).map(([column, clusters]) => [column, bootstrap(clusters)])),
	]),
);
if (values.json) process.stdout.write(`${JSON.stringify(told)}\n`);
else {
	for (const [kind, columns] of Object.entries(told)) {
		const cells = Object.entries(columns).map(
			([column, { mean, low, high }]) =>
				`${column} ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
		);
		process.stdout.write(`${kind.padEnd(9)} ${cells.join('  ')}\n`);
	}
}
