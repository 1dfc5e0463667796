import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates } from '../../src/diffusion/session.ts';
import { guidanceEmbedding } from '../../src/diffusion/unet.ts';

test('auto tries the accelerator of the platform first and the CPU last; a named provider stands alone', () => {
	assert.deepEqual(candidates('auto', 'linux', 'x64'), ['cuda', 'cpu']);
	assert.deepEqual(candidates('auto', 'linux', 'arm64'), ['cpu']);
	assert.deepEqual(candidates('auto', 'win32', 'x64'), ['dml', 'cpu']);
	assert.deepEqual(candidates('auto', 'darwin', 'arm64'), ['cpu']);
	assert.deepEqual(candidates('webgpu', 'linux', 'x64'), ['webgpu']);
});

test("LCM's guidance embedding is sines, then cosines, of a thousand times the scale above one", () => {
	const embedding = guidanceEmbedding(7.5, 256);
	assert.equal(embedding.length, 256);
	assert.ok(Math.abs(embedding[0] - Math.sin(6500)) < 1e-6);
	assert.ok(Math.abs(embedding[128] - Math.cos(6500)) < 1e-6);
	// The slowest pair turns 10,000 times slower.
	assert.ok(Math.abs(embedding[127] - Math.sin(0.65)) < 1e-6);
	assert.ok(Math.abs(embedding[255] - Math.cos(0.65)) < 1e-6);
	assert.deepEqual([...guidanceEmbedding(1, 4)], [0, 0, 1, 1]);
});
