import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exampleBoxes, withPictures } from '../../docs/render/layout-page.ts';
import { parseLine } from '../../src/layout/index.ts';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'layout.md'), 'utf8');
const boxes = exampleBoxes(page);
const MOST_BYTES = 1_500_000;

/** What is drawn again by `npm run -s docs:layout`. */
describe('the examples of the language’s page', () => {
	it('are all drawn, as they stand in the page', () => {
		const drawn = JSON.parse(readFileSync(join(docs, 'images/layout/drawn.json'), 'utf8'));
		assert.ok(boxes.length > 8);
		assert.deepEqual(drawn, Object.fromEntries(boxes.map(({ name, lines }) => [name, lines])));
	});

	it('have their pictures behind them, small enough for a page', () => {
		assert.equal(withPictures(page), page);
		const bytes = boxes.map(({ name }) => statSync(join(docs, `images/layout/${name}.webp`)).size);
		assert.ok(bytes.every((size) => size > 1000));
		assert.ok(bytes.reduce((sum, size) => sum + size) < MOST_BYTES);
	});

	for (const line of boxes.flatMap(({ lines }) => lines)) {
		it(`parse without a warning: ${line}`, () => assert.deepEqual(parseLine(line).warnings, []));
	}
});
