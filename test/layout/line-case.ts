import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine, printLayout } from '../../src/layout/index.ts';

/** A line, the lines that say the same in our own words, and what is told to be left out. */
export type Case = readonly [line: string, means: string | readonly string[], leftOut?: readonly string[]];

/** Tests that a line is read as it was meant. */
export function check([line, means, leftOut = []]: Case): void {
	test(`${JSON.stringify(line)} means ${typeof means === 'string' ? means : means.join('; ')}`, () => {
		const { layouts, warnings } = parseLine(line);
		assert.deepEqual(layouts.map(printLayout), typeof means === 'string' ? [means] : means);
		const told = warnings.filter(({ code }) => code === 'left-out');
		assert.ok(told.length <= 1, 'one warning names all of it');
		assert.deepEqual(
			told.flatMap(({ remark }) => (remark.kind === 'left-out' ? remark.given : [])),
			leftOut,
		);
	});
}
