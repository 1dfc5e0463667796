import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	assignmentOf,
	countsOf,
	type Evaluation,
	filled,
	gridOf,
	tableOf,
	together,
} from '../../bench/results.ts';

const estimate = (mean: number) => ({ mean, low: mean - 0.05, high: mean + 0.05, n: 10 });
const arm = (mean: number) => ({
	presenceAll: estimate(mean),
	presence: estimate(mean),
	iou: estimate(mean / 2),
	binding: estimate(mean),
	placedColour: estimate(mean),
	assignment: {
		raw: estimate(0.5),
		margin: estimate(0.3),
		accuracy: estimate(0.9),
		correlationWithBinding: null,
	},
	passes: 1.667,
	secondsPerPicture: 1.25,
});
const evaluation: Evaluation = {
	suite: 'x.jsonl',
	pictures: 24,
	model: { name: 'nae', hash: 'aa' },
	judge: { name: 'nae-judge', hash: 'bb' },
	settings: { crop: { plain: 0, cultivate: 4 }, transplant: { plain: 0, cultivate: 4 } },
	arms: { plain: arm(0.1), cultivate: { ...arm(0.95), byCount: { 2: estimate(1), 3: estimate(0.9) } } },
};

describe('tables of evaluations', () => {
	it('have a row an arm, and say of how many pictures, which model and which judge', () => {
		const table = tableOf(evaluation);
		assert.match(table, /^\| `cultivate` \| 24 \| 0\.95 \[0\.90, 1\.00\] \|.*\| 1\.67 \| 1\.25 \|$/m);
		assert.match(table, /No picture is picked\. Model `nae` `aa`, judge `bb`\./);
		assert.match(table, /Crop and transplant at steps 4 and 4 in `cultivate`\./);
		assert.match(table, /^\| `cultivate` \| 1\.00 \[0\.95, 1\.05\] \| 0\.90/m);
	});

	it('have a grid of crop and transplant, empty where nothing was drawn', () => {
		const settings = { crop: { a: 4, b: 6 }, transplant: { a: 4, b: 0 } };
		const grid = gridOf({ ...evaluation, settings, arms: { a: arm(0.8), b: arm(0.6) } });
		assert.match(grid, /\| crop 4 \| {2}\| 0\.80, 0\.40 \|/);
		assert.match(grid, /\| crop 6 \| 0\.60, 0\.30 \| {2}\|/);
	});

	it('go into their own block of a document and leave the rest alone', () => {
		const document =
			'a\n<!-- figures two -->\nold\n<!-- end -->\nb\n<!-- figures many -->\nkept\n<!-- end -->\n';
		const { text } = filled(document, 'two', evaluation);
		assert.ok(text.startsWith('a\n<!-- figures two -->\n| arm |'));
		assert.ok(!text.includes('old') && text.includes('kept'));
		assert.equal(filled(text, 'two', evaluation).text, text);
	});

	it('of one suite stand together, each arm with its own number of pictures', () => {
		const { plain, cultivate } = evaluation.arms;
		const second = { ...evaluation, pictures: 200, arms: { regions: plain, cultivate } };
		const both = together([evaluation, second]);
		assert.deepEqual(Object.keys(both.arms), ['plain', 'regions', 'cultivate']);
		assert.match(tableOf(both), /^\| `plain` \| 24 \|/m);
		assert.match(tableOf(both), /^\| `cultivate` \| 200 \|/m);
		const strange = { ...evaluation, judge: { name: 'nae-judge', hash: 'cc' } };
		assert.throws(() => together([evaluation, strange]), /cannot hold cc and bb/);
	});

	it('tell quality by the number of objects, and what the margin says of pictures', () => {
		const quality = { presence: estimate(0.9), iou: estimate(0.7), binding: estimate(0.8), passes: 2 };
		const each = [
			{ objects: 2, found: 2, iou: 0.8, binding: 1, margin: 0.4 },
			{ objects: 2, found: 2, iou: 0.7, binding: 0.5, margin: 0.2 },
			{ objects: 2, found: 1, iou: 0.4, binding: null, margin: 0.3 },
		];
		const one = { ...arm(0.9), byCount: { 3: estimate(0.9) }, qualityByCount: { 3: quality }, each };
		const told = { ...evaluation, arms: { cultivate: one, plain: arm(0.1) } };
		assert.match(
			countsOf(told),
			/^\| 3 \| `cultivate` \| 10 \| 0\.90 .*\| 0\.80 \[0\.75, 0\.85\] \| 2\.00 \|$/m,
		);
		assert.match(
			assignmentOf(told),
			/^\| `cultivate` \| 3 \| 1\.00 \| .*\| 0\.40 \(1\) \| 0\.20 \(1\) \| 0\.30 \(1\) \|$/m,
		);
		assert.doesNotMatch(assignmentOf(told), /plain/);
	});

	it('are plotted beside the document: passes against quality, and the map of crop and transplant', () => {
		const document = '<!-- cost two -->\n<!-- end -->\n<!-- map two -->\n<!-- end -->\n';
		const { text, pictures } = filled(document, 'two', evaluation);
		assert.match(text, /!\[Passes against quality\]\(images\/results-two-cost\.svg\)/);
		assert.deepEqual(
			pictures.map(({ file }) => file),
			['images/results-two-cost.svg', 'images/results-two-map.svg'],
		);
		const [cost, map] = pictures.map(({ svg }) => svg);
		// Three panels, a dot for each arm in each.
		assert.equal(cost.match(/<circle /g)?.length, 6);
		assert.equal(cost.match(/>cultivate<\/text>/g)?.length, 3);
		// Three maps, a square for each cell, and the ground.
		assert.equal(map.match(/<rect /g)?.length, 7);
	});
});
