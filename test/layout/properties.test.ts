import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	altText,
	arrange,
	describe,
	LayoutError,
	LONGEST_LINE,
	layoutJson,
	MOST_OBJECTS,
	parseLine,
	previewSvg,
	printLayout,
	vocabularyOf,
	withUnknownWords,
} from '../../src/layout/index.ts';
import fc, { tries } from '../support/properties.ts';
import { anyLayout, anyLine, damagedLine } from './layouts.ts';

const vocabulary = vocabularyOf(['cat', 'dog', 'beach']);

function assertBox(box: readonly number[]): void {
	const [x0, y0, x1, y1] = box;
	assert.ok(x0 >= 0 && y0 >= 0 && x1 <= 1 && y1 <= 1 && x0 < x1 && y0 < y1, `box ${box.join(' ')}`);
}

/** What holds for every line, good or bad. */
function assertTotal(line: string): void {
	try {
		const parsed = withUnknownWords(parseLine(line), vocabulary);
		assert.ok(parsed.layouts.length >= 1 && parsed.layouts.length <= 8);
		for (const layout of parsed.layouts) {
			assert.ok(layout.objects.length <= MOST_OBJECTS);
			for (const { box, text } of layout.objects) {
				assert.notEqual(text.trim(), '');
				if (box !== 'auto') assertBox(box);
			}
			arrange(layout).forEach(assertBox);
			assert.notEqual(describe(layout).trim(), '');
			assert.notEqual(altText(layout).trim(), '');
			assert.deepEqual(parseLine(printLayout(layout)).layouts, [layout]);
		}
		for (const { offset } of parsed.warnings) assert.ok(offset >= 0 && offset <= line.length);
		for (const { start, end } of parsed.spans) assert.ok(start >= 0 && start < end && end <= line.length);
		for (const { box } of layoutJson(parsed).objects) assertBox(box);
		assert.match(previewSvg(parsed.layouts[0]), /^<svg .*<\/svg>$/s);
	} catch (error) {
		if (!(error instanceof LayoutError)) throw error;
		assert.ok(error.offset >= 0 && error.offset <= line.length);
		assert.notEqual(error.message, '');
		assert.notEqual(error.expected, '');
		assert.match(error.pointer(), /^[^\n]*\n *\^$/);
	}
}

test('any string is a layout or a LayoutError whose caret lies in the line', () => {
	fc.assert(fc.property(anyLine, assertTotal), { numRuns: tries(3000) });
});

test('a good line with some damage is a layout or a LayoutError', () => {
	fc.assert(fc.property(damagedLine, assertTotal), { numRuns: tries(3000) });
});

test('a printed layout reads back as itself', () => {
	fc.assert(
		fc.property(anyLayout, (layout) => {
			const line = printLayout(layout);
			fc.pre(line.length <= LONGEST_LINE);
			assert.deepEqual(parseLine(line).layouts, [layout], line);
		}),
		{ numRuns: tries(2000) },
	);
});
