import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadModel } from '../../src/diffusion/index.ts';
import { regularFile } from '../../src/diffusion/regular-file.ts';
import { installedModels } from '../../src/models/catalogue.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/conformance');

describe('the models that are installed', () => {
	it('are told from their files as the loaded model tells them, the default one first', async () => {
		const { models } = await installedModels({ folder: FOLDER, name: 'tiny-sdxl' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sdxl', 'tiny-sd15'],
		);
		for (const summary of models) {
			const model = await loadModel(`${FOLDER}/${summary.name}`, { provider: 'cpu', threads: 1 });
			const { name, nativeSize, grid, defaults } = model.info;
			assert.deepEqual(summary, { name, nativeSize, grid, ...defaults });
			await model.close();
		}
	});

	it('must hold the default one', async () => {
		await assert.rejects(installedModels({ folder: FOLDER, name: 'nae' }), /There is no model "nae"\./);
	});

	it('leaves a broken one out, with the sentence that says why, and reads one with a mark in front', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		for (const name of ['tiny-sd15', 'no-scheduler', 'endless', 'marked']) {
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, name), { recursive: true });
		}
		rmSync(join(folder, 'no-scheduler/scheduler'), { recursive: true });
		rmSync(join(folder, 'endless/unet/config.json'));
		symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
		symlinkSync('/dev/zero', join(folder, 'endless/unet/config.json'));
		writeFileSync(join(folder, 'marked/unet/config.json'), '\uFEFF{"sample_size": 16}');
		const { models, leftOut } = await installedModels({ folder, name: 'tiny-sd15' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sd15', 'marked'],
		);
		assert.deepEqual(
			leftOut.map(({ name }) => name),
			['endless', 'no-scheduler'],
		);
		assert.match(leftOut[0].why, /^endless\/unet\/config\.json is a link out of the model's folder\. Put/);
		assert.match(leftOut[1].why, /^The model no-scheduler lacks scheduler\/scheduler_config\.json\./);
		await assert.rejects(installedModels({ folder, name: 'endless' }), /is a link out/);
		const graph = join(folder, 'marked/unet/config.json');
		rmSync(graph);
		symlinkSync('config.json', graph);
		assert.throws(
			() => regularFile(join(folder, 'marked'), 'unet/config.json'),
			/^ModelError: marked\/unet\/config\.json is a link that leads to itself\. Download/,
		);
	});
});
