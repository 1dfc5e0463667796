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

const COLOUR = /^(?:an? )?(?:red|orange|yellow|green|blue|purple|pink|brown) /;
/** A phrase without article and colour. */
const thing = (text: string) => text.replace(COLOUR, '').replace(/^an? /, '');
const side = ([x0, y0, x1, y1]: Box) => Math.max(x1 - x0, y1 - y0);

describe('the suites', () => {
	it('are 200 layouts of two to report, 100 of more, 100 hard ones, 96 of one to six, others to tune on, and ten of DrawBench', () => {
		const names = [
			'two-objects',
			'many-objects',
			'hard',
			'one-to-six',
			'tuning',
			'tuning-many',
			'tuning-hard',
			'drawbench-colors',
		];
		assert.deepEqual(
			names.map((name) => suite(name).length),
			[200, 100, 100, 96, 80, 48, 48, 10],
		);
	});

	for (const [results, tuning] of [
		['two-objects', 'tuning'],
		['many-objects', 'tuning-many'],
		['hard', 'tuning-hard'],
	]) {
		it(`share no layout between ${tuning} and ${results}`, () => {
			const seen = new Set(suite(results).map((layout) => JSON.stringify(layout)));
			for (const layout of suite(tuning)) assert.ok(!seen.has(JSON.stringify(layout)));
		});
	}

	it('hold boxes that are inside the picture and do not overlap', () => {
		for (const name of [
			'two-objects',
			'many-objects',
			'hard',
			'one-to-six',
			'tuning',
			'tuning-many',
			'tuning-hard',
			'dark',
			'sunset',
		]) {
			for (const { objects, background } of suite(name)) {
				assert.ok(background.length > 0);
				objects.forEach(({ box }, index) => {
					assert.ok(Math.min(...box) >= 0 && Math.max(...box) <= 1);
					for (const other of objects.slice(index + 1)) assert.equal(coveredShare(box, other.box), 0);
				});
			}
		}
	});

	it('ask for two different things, or for three to six', () => {
		for (const { objects } of [...suite('two-objects'), ...suite('tuning')]) {
			assert.equal(objects.length, 2);
			assert.notEqual(thing(objects[0].text), thing(objects[1].text));
			for (const { box } of objects) assert.ok(side(box) > 0.3);
		}
		const counts = new Set(suite('many-objects').map(({ objects }) => objects.length));
		assert.deepEqual([...counts].sort(), [3, 4, 5, 6]);
		assert.deepEqual(
			suite('one-to-six').map(({ objects }) => objects.length),
			Array.from({ length: 96 }, (_, index) => 1 + (index % 6)),
		);
	});

	it('hold four kinds of hard cases in turn: twins, touching boxes, small boxes, unlikely colours', () => {
		suite('hard').forEach(({ objects: [a, b] }, index) => {
			const shared = [a.box[0] - b.box[2], b.box[0] - a.box[2], a.box[1] - b.box[3], b.box[1] - a.box[3]];
			assert.equal(thing(a.text) === thing(b.text), index % 4 === 0);
			assert.equal(Math.max(...shared) < 1e-9, index % 4 === 1);
			assert.equal(side(a.box) < 0.25 && side(b.box) < 0.25, index % 4 === 2);
			if (index % 4 === 3) assert.match(a.text, COLOUR);
		});
	});

	it('ask for the same thing in the same place at two sizes', () => {
		const [small, large] = [suite('size-20'), suite('size-40')];
		assert.equal(small.length, 24);
		small.forEach(({ objects: [one], background }, index) => {
			const { objects, background: its } = large[index];
			assert.deepEqual([objects[0].text, its], [one.text, background]);
			assert.ok(Math.abs(side(one.box) - 0.2) < 1e-9 && Math.abs(side(objects[0].box) - 0.4) < 1e-9);
			assert.ok(coveredShare(one.box, objects[0].box) > 0.999);
		});
	});

	it('ask for dark things at night, and for things before a sun', () => {
		const [dark, sunset] = [suite('dark'), suite('sunset')];
		assert.deepEqual([dark.length, sunset.length], [24, 24]);
		for (const { objects, background } of dark) {
			assert.match(background, /night/);
			for (const { text } of objects) assert.match(text, /^an? (?:black|dark blue|purple|brown) /);
		}
		for (const { background } of sunset) assert.equal(background, 'a sunset');
	});

	it('use every noun and every scene', () => {
		const known = readFileSync(new URL('../../bench/suites/nouns.txt', import.meta.url), 'utf8').trim();
		const layouts = suite('two-objects');
		const asked = new Set(layouts.flatMap(({ objects }) => objects.map(({ text }) => thing(text))));
		assert.deepEqual([...asked].sort(), known.split('\n').sort());
		assert.equal(new Set(layouts.map(({ background }) => background)).size, 21);
	});
});
