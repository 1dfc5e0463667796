import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantile, simulateDay } from '../../bench/fleet-day.ts';
import { plot } from '../../bench/fleet-plot.ts';

const MODEL = {
	name: 'm',
	nativeSize: 512,
	grid: 64,
	scheduler: 'euler',
	steps: 12,
	guidance: 3,
} as const;

function day(people: number, workers: number, secondsPerEvaluation = 0.05) {
	return simulateDay({ people, workers, secondsPerEvaluation, model: MODEL, seed: 3 });
}

describe('a simulated day', () => {
	it('is the same for the same seed, and every picture is drawn', () => {
		assert.deepEqual(day(200, 2), day(200, 2));
		const { pictures, refused, hours } = day(200, 2);
		assert.ok(pictures > 200 && refused === 0);
		assert.equal(hours.length, 24);
	});

	it('makes nobody wait where there are more devices than people, and many where there are fewer than needed', () => {
		assert.equal(day(20, 400).longest, 0);
		const [crowded, roomy] = [day(400, 1, 1), day(400, 8, 1)];
		assert.ok(crowded.p95 > roomy.p95 && crowded.p95 > 60, `${crowded.p95} ${roomy.p95}`);
		assert.ok(crowded.busy > roomy.busy);
	});

	it('turns requests away where ten thousand wait', () => {
		const { refused, longestLine } = day(12_000, 1, 20);
		assert.ok(refused > 0 && longestLine <= 10_000 && longestLine > 9_900);
	});
});

describe('a quantile', () => {
	it('is a value of the list', () => {
		assert.equal(quantile([], 0.5), 0);
		assert.equal(quantile([3, 1, 2], 0.5), 2);
		assert.equal(quantile([3, 1, 2], 1), 3);
		assert.equal(
			quantile(
				Array.from({ length: 100 }, (_, i) => i + 1),
				0.95,
			),
			95,
		);
	});
});

describe('the plot', () => {
	it('leaves a gap where there is nothing, and keeps what is quicker or slower inside', () => {
		const svg = plot([
			{
				title: 'a title',
				x: { label: 'hour', ticks: [0, 4], log: false },
				curves: [
					{
						name: 'one',
						points: [
							[0, 0],
							[1, 1e9],
							[2, null],
							[3, 1],
							[4, 2],
						],
					},
				],
			},
		]);
		const [, path] = /d="(M[^"]*)" fill="none"/.exec(svg) ?? [];
		assert.equal(path.match(/M/g)?.length, 2);
		const heights = [...path.matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y));
		assert.ok(heights.every((y) => y >= 0 && y <= 300));
		assert.equal(heights.length, 4);
	});
});
