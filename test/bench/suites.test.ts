import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { coveredShare } from '../../src/taue/region-search.ts';

type Box = [number, number, number, number];
interface Layout {
	objects: { text: string; box: Box }[];
	background: string;
}

function suite(name: string): Layout[] {
	const file = new URL(`../../bench/suites/${name}.jsonl`, import.meta.url);
	return readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map((line): Layout => JSON.parse(line));
}

describe('the suites', () => {
	it('are 200 layouts to report, 80 others to tune on, and ten of DrawBench', () => {
		const sizes = ['two-objects', 'tuning', 'drawbench-colors'].map((name) => suite(name).length);
		assert.deepEqual(sizes, [200, 80, 10]);
	});

	it('share no layout between tuning and results', () => {
		const seen = new Set(suite('two-objects').map((layout) => JSON.stringify(layout)));
		for (const layout of suite('tuning')) assert.ok(!seen.has(JSON.stringify(layout)));
	});

	it('hold two different objects in boxes that are inside the picture and apart', () => {
		for (const { objects, background } of [...suite('two-objects'), ...suite('tuning')]) {
			const [a, b] = objects;
			assert.equal(objects.length, 2);
			assert.notEqual(a.text.split(' ').at(-1), b.text.split(' ').at(-1));
			assert.equal(coveredShare(a.box, b.box), 0);
			assert.ok(background.length > 0);
			for (const { box } of objects) {
				assert.ok(Math.min(...box) >= 0 && Math.max(...box) <= 1);
				assert.ok(box[2] - box[0] > 0.3 && box[3] - box[1] > 0.3);
			}
		}
	});

	it('use every noun and every scene', () => {
		const layouts = suite('two-objects');
		const nouns = new Set(
			layouts.flatMap(({ objects }) => objects.map(({ text }) => text.split(' ').at(-1))),
		);
		assert.equal(nouns.size, 40);
		assert.equal(new Set(layouts.map(({ background }) => background)).size, 14);
	});
});
