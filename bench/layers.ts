import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadModel } from '../src/diffusion/index.ts';
import type { Box } from '../src/layout/layout.ts';
import { composeRecipe } from '../src/recipe/compose.ts';
import { draw, type Raster } from '../src/taue/index.ts';
import { farToNear } from '../src/taue/place.ts';

const HELP = `Do the layers give the picture again? Peak signal-to-noise ratio of the layers, laid over each other, in dB.

  node bench/layers.ts --suite bench/suites/two-objects.jsonl --count 24

  --suite FILE, --count N (24), --model NAME (nae), --threads N
`;

/** Layers over the background, the first one undermost. */
function flattened(background: Raster, layers: readonly Raster[]): Float32Array {
	const flat = Float32Array.from(background.rgba);
	for (const { rgba } of layers) {
		for (let k = 0; k < flat.length; k++)
			if (k % 4 !== 3) flat[k] += (rgba[k - (k % 4) + 3] / 255) * (rgba[k] - flat[k]);
	}
	return flat;
}

/** Of the colours, in dB. */
function psnr(flat: Float32Array, { rgba }: Raster): number {
	const sum = flat.reduce((all, value, k) => all + (k % 4 === 3 ? 0 : (value - rgba[k]) ** 2), 0);
	return 10 * Math.log10(255 ** 2 / (sum / (0.75 * flat.length)));
}

const { values } = parseArgs({
	options: {
		suite: { type: 'string' },
		count: { type: 'string', default: '24' },
		model: { type: 'string', default: 'nae' },
		threads: { type: 'string' },
		help: { type: 'boolean', default: false },
	},
});
if (values.help || values.suite === undefined) {
	process.stdout.write(HELP);
	process.exit(values.help ? 0 : 2);
}
const { model: named } = values;
const model = await loadModel(
	/[\\/]/.test(named) ? named : new URL(`../models/${named}`, import.meta.url).pathname,
	{ attention: 'maps+bias', ...(values.threads === undefined ? {} : { threads: Number(values.threads) }) },
);
const { name, nativeSize, grid, defaults } = model.info;
const ratios: number[] = [];
const passes: number[] = [];
for (const [seed, line] of readFileSync(values.suite, 'utf8')
	.trim()
	.split('\n')
	.slice(0, Number(values.count))
	.entries()) {
	const layout: { objects: { text: string; box: Box }[]; background: string | null } = JSON.parse(line);
	const recipe = composeRecipe({ ...layout, flags: {} }, { name, nativeSize, grid, ...defaults }, { seed });
	const result = await draw(model, recipe, { layers: true });
	const [background] = result.layers.slice(-1);
	const order = farToNear(layout.objects).map((index) => result.layers[index].raster);
	ratios.push(psnr(flattened(background.raster, order), result.picture));
	passes.push(result.passes);
}
await model.close();
ratios.sort((a, b) => a - b);
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
process.stdout.write(
	`${ratios.length} pictures: mean ${mean(ratios).toFixed(1)} dB, median ${ratios[ratios.length >> 1].toFixed(1)}, ` +
		`least ${ratios[0].toFixed(1)}; ${mean(passes).toFixed(2)} passes\n`,
);
