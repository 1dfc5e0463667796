import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type DiffusionModel, loadModel, type Prediction, randn } from '../../src/diffusion/index.ts';
import { readModelSummary } from '../../src/diffusion/model-defaults.ts';
import { fixture } from '../diffusion/tiny-models.ts';

const PYTHON = process.env.PYTHON ?? 'python3';
const SCRIPT = resolve(import.meta.dirname, 'export_stand_in.py');

/** Why nothing can be exported here, if it can't: the packages are no dependencies of the project. */
function missing(): string | false {
	const packages = 'import onnx, onnxruntime, torch, transformers';
	const { error, status, stderr } = spawnSync(PYTHON, ['-c', packages], { encoding: 'utf8' });
	if (error !== undefined) return `there is no ${PYTHON}; PYTHON names another one`;
	return status === 0 ? false : `${PYTHON} lacks packages: ${stderr.trim().split('\n').at(-1)}`;
}

/** One prediction on fixed noise; with a word kept out of the whole picture where it is named. */
async function predict(model: DiffusionModel, keptOut?: number): Promise<Prediction> {
	const latent = model.createLatent(128, 96);
	randn(5, 0, latent.data.length, latent.data);
	// Encoders differ, so what the network is told does not come from them.
	const { embeddings, pooled, ...rest } = await model.encodePrompt('a red car');
	const told = <T extends Float32Array | null>(values: T): T => {
		if (values !== null) randn(6, 0, values.length, values);
		return values;
	};
	const conditioning = {
		...rest,
		embeddings: told(embeddings.slice()),
		pooled: told(pooled?.slice() ?? null),
	};
	const schedule = model.schedule('euler', 10);
	const entry = { latent, conditioning, guidance: 1 };
	const [first] = await model.predict([entry], 2, schedule, { attention: true });
	const plain = { noise: first.noise.slice(), attention: first.attention };
	if (keptOut === undefined) return plain;
	const attentionBias = plain.attention.map((map) => ({
		...map,
		data: Float32Array.from(map.data, (_, n) => (n % map.tokens === keptOut ? -1e4 : 0)),
	}));
	const [steered] = await model.predict([{ ...entry, attentionBias }], 2, schedule, { attention: true });
	return { noise: steered.noise.slice(), attention: steered.attention };
}

function near(a: Float32Array, b: Float32Array, tolerance: number, what: string): void {
	assert.equal(a.length, b.length, what);
	const most = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
	const off = a.reduce((worst, value, n) => Math.max(worst, Math.abs(value - b[n])), 0);
	assert.ok(off <= tolerance * most, `${what}: off by ${off} of ${most}`);
}

describe('training/export_checkpoint.py without its packages', {
	skip: spawnSync('python3', ['--version']).error !== undefined && 'there is no python3',
}, () => {
	it('says in one sentence how to get them', () => {
		// Isolated: of the machine's own packages none is found.
		const script = resolve(import.meta.dirname, '../../training/export_checkpoint.py');
		const code = `import runpy, sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p and 'dist-packages' not in p]; runpy.run_path(${JSON.stringify(script)}, run_name='__main__')`;
		const { status, stderr } = spawnSync('python3', ['-I', '-c', code], { encoding: 'utf8' });
		assert.equal(status, 1);
		assert.match(stderr, /^No module named 'torch'\. .*pip install -r training\/requirements-export\.txt\n$/);
	});
});

describe('a checkpoint turned into a folder by training/export_checkpoint.py', { skip: missing() }, () => {
	for (const name of ['tiny-sd15', 'tiny-sdxl']) {
		for (const half of [false, true]) {
			it(`${name} in ${half ? 'float16' : 'float32'} predicts, shows and steers as the export of diffusers does`, async (context) => {
				const folder = mkdtempSync(join(tmpdir(), 'taue-export-'));
				context.after(() => rmSync(folder, { recursive: true, force: true }));
				const out = join(folder, name);
				const run = spawnSync(PYTHON, [SCRIPT, fixture(name), out, ...(half ? ['--half'] : [])], {
					encoding: 'utf8',
					env: { ...process.env, OMP_NUM_THREADS: '1' },
				});
				assert.equal(run.status, 0, run.stderr);
				assert.ok(existsSync(join(out, 'unet', 'model.onnx_data')), 'weights lie beside the graph');
				const { taue } = JSON.parse(readFileSync(join(out, 'unet', 'config.json'), 'utf8'));
				assert.ok(taue.cross_attention.length > 0);
				const { grid, nativeSize } = readModelSummary(fixture(name));
				const own = readModelSummary(out);
				assert.deepEqual([own.grid, own.nativeSize], [grid, nativeSize]);

				const options = { provider: 'cpu', attention: 'maps+bias' } as const;
				const reference = await loadModel(fixture(name), options);
				const exported = await loadModel(out, options);
				context.after(() => Promise.all([reference.close(), exported.close()]));
				const tolerance = half ? 0.05 : 1e-4;
				for (const keptOut of [undefined, 3]) {
					const expected = await predict(reference, keptOut);
					const found = await predict(exported, keptOut);
					near(found.noise, expected.noise, tolerance, 'noise');
					assert.equal(found.attention.length, expected.attention.length);
					for (const [n, map] of found.attention.entries()) {
						near(map.data, expected.attention[n].data, tolerance, `map of ${map.width}x${map.height}`);
					}
				}
			});
		}
	}
});
