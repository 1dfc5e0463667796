import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';

const TRAINING = resolve(import.meta.dirname, '../../training');
const PYTHON = process.env.PYTHON ?? 'python3';

/** Why the training can't be rehearsed here, if it can't: its packages are no dependencies of the project. */
function missing(): string | false {
	const packages = 'import numpy, onnx, onnxruntime, PIL, torch';
	const { error, status, stderr } = spawnSync(PYTHON, ['-c', packages], { encoding: 'utf8' });
	if (error !== undefined) return `there is no ${PYTHON}; PYTHON names another one`;
	if (status === 0) return false;
	return `${PYTHON} lacks packages of training/requirements.txt: ${stderr.trim().split('\n').at(-1)}`;
}

describe('the training of the built-in model', () => {
	const why = missing();
	it('runs every stage, agrees with torch, and goes on from what it exported', { skip: why }, () => {
		const run = spawnSync(PYTHON, ['rehearse.py'], { cwd: TRAINING, encoding: 'utf8' });
		assert.equal(run.status, 0, run.stderr);
		assert.match(run.stdout, /model agrees with torch/);
		assert.match(run.stdout, /rehearsed\s*$/);
	});
});
