import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ModelError } from '../src/diffusion/index.ts';
import { fittingEstimate, inMb, memoryLimit, mustFit } from '../src/models/memory.ts';
import { FAMILIES } from './real-size/families.ts';
import { writeModel } from './real-size/write-model.ts';

/**
 * Draws with a model of a real one's exact form and sizes and random weights, and says what it takes:
 * `node bench/real-size.ts sdxl [--float32] [--apart] [--size 512] [--steps 2] [--memory auto] [--limit MB] [--keep]`.
 * The weights of each part share one small file unless they stand apart, as a real export's do.
 */
const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		float32: { type: 'boolean', default: false },
		apart: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
		size: { type: 'string', default: '512' },
		steps: { type: 'string', default: '2' },
		memory: { type: 'string', default: 'auto' },
		limit: { type: 'string' },
	},
});

const [name = 'sdxl'] = positionals;
const family = Object.entries(FAMILIES).find(([key]) => key === name)?.[1];
const mode = (['auto', 'ample', 'sparing'] as const).find((known) => known === values.memory);
if (family === undefined || mode === undefined) {
	throw new RangeError(`families: ${Object.keys(FAMILIES).join(', ')}; --memory auto, ample or sparing`);
}
const side = Number(values.size);
const folder = mkdtempSync(join(tmpdir(), `taue-${name}-`));
try {
	const written = writeModel(folder, family, {
		precision: values.float32 ? 'float32' : 'float16',
		shared: !values.apart,
	});
	for (const { part, parameters, declaredBytes, fileBytes } of written) {
		console.log(
			`${part}: ${parameters} parameters, ${inMb(declaredBytes)} declared, ${inMb(fileBytes)} on disk`,
		);
	}
	const limit = memoryLimit(Number(values.limit ?? Number.POSITIVE_INFINITY));
	const estimate = fittingEstimate(folder, { widthPx: side, heightPx: side, rows: 2 }, limit, mode);
	console.log(
		`${estimate.mode}: needs about ${inMb(estimate.bytes)}; ${inMb(limit.bytes)} are what ${limit.why}`,
	);
	mustFit(name, estimate, limit);
	const { status } = spawnSync(
		process.execPath,
		[
			join(import.meta.dirname, 'memory.ts'),
			folder,
			'--size',
			values.size,
			'--steps',
			values.steps,
			...(estimate.mode === 'sparing' ? ['--sparing'] : []),
		],
		{ stdio: 'inherit' },
	);
	process.exitCode = status ?? 1;
} catch (error) {
	if (!(error instanceof ModelError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
} finally {
	if (values.keep) console.log(folder);
	else rmSync(folder, { recursive: true });
}
