import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadModel } from '../../src/diffusion/index.ts';
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
});
