import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Evaluation, filled, gridOf, tableOf } from '../../bench/results.ts';

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
		assert.match(table, /^\| `cultivate` \| 0\.95 \[0\.90, 1\.00\] \|.*\| 1\.67 \| 1\.25 \|$/m);
		assert.match(table, /24 pictures an arm, none picked\. Model `nae` `aa`, judge `bb`\./);
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
		const text = filled(document, 'two', evaluation);
		assert.ok(text.startsWith('a\n<!-- figures two -->\n| arm |'));
		assert.ok(!text.includes('old') && text.includes('kept'));
		assert.equal(filled(text, 'two', evaluation), text);
	});
});
