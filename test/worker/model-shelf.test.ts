import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelShelf } from '../../src/worker/model-shelf.ts';

function shelf(maxBytes: number, sizes: Readonly<Record<string, number>>) {
	const log: string[] = [];
	const models = new ModelShelf({
		maxBytes,
		sizeOf: (name) => sizes[name],
		load: async (name) => {
			log.push(`load ${name}`);
			return { close: async () => void log.push(`close ${name}`) };
		},
	});
	return { models, log };
}

describe('ModelShelf', () => {
	it('loads a model once', async () => {
		const { models, log } = shelf(10, { a: 5 });
		assert.equal(await models.take('a'), await models.take('a'));
		assert.deepEqual(log, ['load a']);
	});

	it('lets go of the model that rested longest, and only when its room is needed', async () => {
		const { models, log } = shelf(10, { a: 4, b: 4, c: 4 });
		for (const name of ['a', 'b', 'a', 'c']) await models.take(name);
		assert.deepEqual(log, ['load a', 'load b', 'close b', 'load c']);
		assert.deepEqual(models.names(), ['a', 'c']);
	});

	it('makes room before it loads, and keeps a model that is larger than the shelf', async () => {
		const { models, log } = shelf(10, { a: 4, huge: 50 });
		await models.take('a');
		await models.take('huge');
		assert.deepEqual(log, ['load a', 'close a', 'load huge']);
	});

	it('closes everything', async () => {
		const { models, log } = shelf(10, { a: 4, b: 4 });
		await models.take('a');
		await models.take('b');
		await models.close();
		assert.deepEqual(log.slice(2), ['close a', 'close b']);
		assert.deepEqual(models.names(), []);
	});
});
