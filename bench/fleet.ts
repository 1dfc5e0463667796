import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readModelSummary } from '../src/diffusion/model-defaults.ts';
import { type DayFigures, simulateDay } from './fleet-day.ts';
import { plot } from './fleet-plot.ts';

const HELP = `How long people wait: a day of a fleet, simulated with the real planner and the real fair order.

  npx node bench/fleet.ts
  npx node bench/fleet.ts --people 50000 --workers 8,16 --json

  --people N     who come on that day (10000)
  --workers A,B  devices (1,8,64)
  --seconds S    of one evaluation of the model (0.051: the built-in one on two cores, docs/speed.md)
  --seed N       another day (1)
  --svg FILE     also write the plot
  --json         print JSON
`;

const MODEL = readModelSummary(fileURLToPath(new URL('../models/nae', import.meta.url)));
/** People on a day, for the plot's other half. */
const CROWDS = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

const { values } = parseArgs({
	options: {
		people: { type: 'string', default: '10000' },
		workers: { type: 'string', default: '1,8,64' },
		seconds: { type: 'string', default: '0.051' },
		seed: { type: 'string', default: '1' },
		svg: { type: 'string' },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(HELP);
	process.exit(0);
}
const people = numberOf('people', values.people);
const fleets = values.workers.split(',').map((each) => numberOf('workers', each));
const figures = fleets.map((workers) => ({ workers, ...day(people, workers) }));

if (values.json) console.log(JSON.stringify(figures, null, 2));
else console.log(table(figures));
if (values.svg !== undefined) {
	mkdirSync(dirname(values.svg), { recursive: true });
	writeFileSync(values.svg, picture());
}

function numberOf(name: string, text: string): number {
	const value = Number(text);
	if (!(value > 0)) throw new RangeError(`--${name} is "${text}", not a number above 0`);
	return value;
}

function day(crowd: number, workers: number): DayFigures {
	return simulateDay({
		people: crowd,
		workers,
		secondsPerEvaluation: numberOf('seconds', values.seconds),
		model: MODEL,
		seed: numberOf('seed', values.seed),
	});
}

function table(rows: readonly (DayFigures & { readonly workers: number })[]): string {
	const seconds = (value: number) => value.toFixed(value < 10 ? 1 : 0);
	return [
		'| workers | pictures | refused | devices busy | wait, median | p95 | longest | longest line |',
		'|---|---|---|---|---|---|---|---|',
		...rows.map(
			({ workers, pictures, refused, busy, p50, p95, longest, longestLine }) =>
				`| ${workers} | ${pictures} | ${refused} | ${(busy * 100).toFixed(0)} % | ${seconds(p50)} s | ${seconds(p95)} s | ${seconds(longest)} s | ${longestLine} |`,
		),
	].join('\n');
}

function picture(): string {
	const names = fleets.map((workers) => `${workers} worker${workers === 1 ? '' : 's'}`);
	return plot([
		{
			title: `p95 wait of ${people} people, by the hour`,
			x: { label: 'hour of the day', ticks: [0, 4, 8, 12, 16, 20, 23], log: false },
			curves: figures.map(({ hours }, i) => ({ name: names[i], points: hours.map((y, hour) => [hour, y]) })),
		},
		{
			title: 'p95 wait by the people of a day',
			x: { label: 'people', ticks: [1_000, 10_000, 100_000, 1_000_000], log: true },
			curves: fleets.map((workers, i) => ({ name: names[i], points: byCrowd(workers) })),
		},
	]);
}

function byCrowd(workers: number): [number, number][] {
	const points: [number, number][] = [];
	for (const crowd of CROWDS) {
		const { p95, refused } = day(crowd, workers);
		points.push([crowd, p95]);
		// From here on the line is full, and who waits is not everybody any more.
		if (refused > 0) break;
	}
	return points;
}
