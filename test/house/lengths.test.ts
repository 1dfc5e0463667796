import assert from 'node:assert/strict';
import { it } from 'node:test';
import { projectFiles, textOf } from './tracked-files.ts';

/** Longer ones are to be several files, unless their first line says why they are one. */
const MOST_LINES = 400;

it('no file of the program is long without a reason in its head', () => {
	const long = projectFiles().filter((path) => {
		if (!/^(?:src|commands)\/.*\.ts$/.test(path)) return false;
		const text = textOf(path);
		return text.split('\n').length > MOST_LINES + 1 && !text.startsWith('// Longer than others: ');
	});
	assert.deepEqual(long, []);
});
