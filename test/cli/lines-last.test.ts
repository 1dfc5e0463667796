import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesLast } from '../../src/cli/lines-last.ts';

test('a line that begins with a flag is a line, wherever it stands', () => {
	for (const line of ['-n 2 cat@left', '--seed 7 cat@left']) {
		assert.deepEqual(linesLast([line]), ['--', line]);
		assert.deepEqual(linesLast([line, '--out', 'a b.png']), ['--out', 'a b.png', '--', line]);
	}
});

test('options, their values and what stands behind -- stay as they are', () => {
	for (const argv of [
		['--seed', '7', 'cat@left'],
		['--no=two words', 'cat@left'],
		['--', '--seed 7 cat@left'],
	]) {
		assert.deepEqual(linesLast(argv), argv);
	}
});
