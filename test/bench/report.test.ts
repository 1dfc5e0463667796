import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contender } from '../../bench/arms.ts';
import { type ReportArm, reportPage } from '../../bench/report.ts';

const figure = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1 });
const arm = (name: string, mean: number, crop = 4, transplant = 4): ReportArm => ({
	name,
	passes: 1.67,
	seconds: 1.5,
	figures: { 'all found': figure(mean), 'AAS raw': figure(Number.NaN) },
	byCount: new Map([[2, figure(mean)]]),
	stages: { crop, transplant, steps: 12 },
});
const cell = {
	picture: { width: 8, height: 8, rgba: new Uint8Array(256).fill(120) },
	asked: [],
	found: [],
	note: '',
};

describe('the arms of an evaluation', () => {
	it('are a name with the settings that follow it', () => {
		assert.deepEqual(contender('draft-0').flags, { arm: 'draft', transplant: 0 });
		assert.deepEqual(contender('cultivate:crop=0.5:transplant=0'), {
			name: 'cultivate:crop=0.5:transplant=0',
			flags: { arm: 'cultivate', crop: 0.5, transplant: 0 },
			method: {},
			candidates: 1,
			chooser: 'judge',
			places: 'given',
		});
		assert.equal(contender('best-2').candidates, 2);
		assert.equal(contender('best-2-attention').chooser, 'attention');
	});

	it('are refused with those that there are', () => {
		assert.throws(() => contender('magic'), /--arm magic: the arms are plain, regions/);
		assert.throws(() => contender('cultivate:colour=1'), /after ":" come crop, transplant/);
		assert.throws(() => contender('cultivate:crop=soon'), /each "=" a number/);
	});
});

describe("an evaluation's page", () => {
	it('stands alone, shows failures first, and escapes what it is told', async () => {
		const rows = [
			{ title: 'a cat; <b>snow</b>', failures: 0, cells: [cell] },
			{ title: 'a dog', failures: 2, cells: [{ ...cell, note: 'not found: a dog' }] },
		];
		const page = await reportPage('two "things"', ['about'], [arm('cultivate', 0.9)], rows);
		assert.ok(page.indexOf('a dog') < page.indexOf('a cat'));
		assert.ok(page.includes('not found: a dog'));
		assert.ok(!page.includes('<b>snow'));
		assert.equal(page.match(/src="data:image\/webp;base64,/g)?.length, 2);
		assert.doesNotMatch(page, /https?:\/\//);
		assert.ok(page.includes('0.90 <small>0.80 to 1.00'));
	});

	it('has a grid of crop and transplant where several of both were drawn', async () => {
		const arms = [
			arm('cultivate', 0.9),
			arm('cultivate:crop=0.5', 0.8, 6, 6),
			arm('cultivate:crop=0.5:transplant=4', 0.7, 6, 4),
		];
		const row = { title: 'a cat', failures: 0, cells: [cell, cell, cell] };
		assert.match(await reportPage('x', [], arms, [row]), /<th>crop 6<\/th>.*0\.70.*0\.80/);
		assert.doesNotMatch(
			await reportPage(
				'x',
				[],
				[arm('plain', 0.1)],
				[row].map((one) => ({ ...one, cells: [cell] })),
			),
			/crop 6/,
		);
	});
});
