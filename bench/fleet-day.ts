import { parseLine } from '../src/layout/index.ts';
import { jobCost } from '../src/queue/cost.ts';
import { admitAll } from '../src/queue/fair.ts';
import { composeRecipes, type ModelDefaults } from '../src/recipe/compose.ts';
import { seeded } from '../test/chaos/random.ts';

export interface Day {
	readonly people: number;
	readonly workers: number;
	/** Of one UNet evaluation at the model's native size. */
	readonly secondsPerEvaluation: number;
	readonly model: ModelDefaults;
	readonly seed: number;
}

export interface DayFigures {
	readonly pictures: number;
	/** Requests that were turned away because the line was full. */
	readonly refused: number;
	/** Share of the day's 24 hours for which the devices worked. */
	readonly busy: number;
	/** Seconds from the request to the beginning of the drawing. */
	readonly p50: number;
	readonly p95: number;
	readonly longest: number;
	/** `p95` of what was asked for in each hour of the day; null where nothing was. */
	readonly hours: readonly (number | null)[];
	readonly longestLine: number;
	/** Pictures asked for in the busiest hour, a second. */
	readonly peakPerSecond: number;
}

const DAY = 86_400;
const HOUR = 3_600;
/** The studio's: more than these do not wait. */
const CAPACITY = 10_000;
/** A person's lines on a day, on average, and the seconds from a picture to the next line. */
const LINES = 6;
const LOOKING = 40;
/** How people come over the day: a little all the time, more in the afternoon, most in the evening. */
const CROWDS = [
	{ at: 13, width: 3, share: 0.6 },
	{ at: 20, width: 2.5, share: 1 },
];
const ALWAYS = 0.1;
/** What they type, equally often. */
const TYPED = [
	'a fox@center on a meadow',
	'a red cat@left, a blue dog@right on a green meadow',
	'a red cat@left, a blue dog@right on a beach -n 4',
	'3 sheep@bottom on a green meadow',
	'a car@bottom-left, a tree@right, a bird@top-left on a road',
	'{red,blue} car@left, a house@2/3 on a road',
	'a lighthouse at night',
	'an owl@auto, a tree@right on a night sky',
];

interface Waiting {
	readonly person: number;
	readonly asked: number;
	readonly start: number;
	readonly ordinal: number;
	readonly evaluations: number;
}

/** What happens next: somebody types, or a device has finished. */
interface Happening {
	readonly at: number;
	readonly order: number;
	readonly person: number;
	readonly kind: 'asks' | 'ends';
}

/**
 * A day of people who type a line, wait for its pictures, look at them and type the next. What a line costs is
 * the planner's word, its place in the line is given by the fair order's own arithmetic, and a device takes the
 * smallest start tag, as `taue_take_job` does. Letting by is left out: no picture here takes five seconds.
 */
export function simulateDay(day: Day): DayFigures {
	const random = seeded(day.seed);
	const kinds = TYPED.map((line) => costsOf(line, day.model));
	const happenings = new Heap<Happening>((a, b) => a.at - b.at || a.order - b.order);
	const line = new Heap<Waiting>((a, b) => a.start - b.start || a.ordinal - b.ordinal);
	const finish = new Float64Array(day.people);
	const left = new Int32Array(day.people);
	const outstanding = new Int32Array(day.people);
	const waits: number[] = [];
	const byHour: number[][] = Array.from({ length: 24 }, () => []);
	let order = 0;
	let virtual = 0;
	let latestFinish = 0;
	let free = day.workers;
	let refused = 0;
	let worked = 0;
	let longestLine = 0;

	const later = (at: number, person: number, kind: Happening['kind']) =>
		happenings.push({ at, order: order++, person, kind });
	const next = (now: number, person: number) => {
		if (--left[person] > 0) later(now - LOOKING * Math.log(1 - random()), person, 'asks');
	};
	const ask = (now: number, person: number) => {
		const costs = kinds[Math.floor(random() * kinds.length)];
		if (line.size + costs.length > CAPACITY) {
			refused++;
			return next(now, person);
		}
		// Nobody waits: virtual time moves up to the last finish tag, as in `lockFlows`.
		if (line.size === 0 && free === day.workers) virtual = Math.max(virtual, latestFinish);
		const tags = admitAll(
			virtual,
			finish[person],
			costs.map(({ cost }) => ({ cost, weight: 1 })),
		);
		for (const [i, { start }] of tags.entries()) {
			line.push({ person, asked: now, start, ordinal: order++, evaluations: costs[i].evaluations });
		}
		finish[person] = tags[tags.length - 1].finish;
		latestFinish = Math.max(latestFinish, finish[person]);
		outstanding[person] = costs.length;
	};
	const take = (now: number) => {
		for (; free > 0; free--) {
			const job = line.pop();
			if (job === undefined) return;
			virtual = Math.max(virtual, job.start);
			const seconds = job.evaluations * day.secondsPerEvaluation;
			worked += seconds;
			waits.push(now - job.asked);
			byHour[Math.floor(job.asked / HOUR) % 24].push(now - job.asked);
			later(now + seconds, job.person, 'ends');
		}
	};

	for (let person = 0; person < day.people; person++) {
		left[person] = Math.max(1, Math.round(-LINES * Math.log(1 - random())));
		later(arrival(random), person, 'asks');
	}
	for (let now = happenings.pop(); now !== undefined; now = happenings.pop()) {
		if (now.kind === 'asks') ask(now.at, now.person);
		else {
			free++;
			if (--outstanding[now.person] === 0) next(now.at, now.person);
		}
		take(now.at);
		longestLine = Math.max(longestLine, line.size);
	}
	return {
		pictures: waits.length,
		refused,
		busy: worked / (day.workers * DAY),
		p50: quantile(waits, 0.5),
		p95: quantile(waits, 0.95),
		longest: quantile(waits, 1),
		hours: byHour.map((each) => (each.length === 0 ? null : quantile(each, 0.95))),
		longestLine,
		peakPerSecond: Math.max(...byHour.map(({ length }) => length)) / HOUR,
	};
}

function costsOf(line: string, model: ModelDefaults) {
	return composeRecipes(parseLine(line).layouts, model, { seed: 1 }).map((recipe) =>
		jobCost(recipe, { layers: false }),
	);
}

/** Second of the day at which somebody comes, by rejection. */
function arrival(random: () => number): number {
	const crowd = (hour: number) =>
		CROWDS.reduce(
			(sum, { at, width, share }) => sum + share * Math.exp(-(((hour - at) / width) ** 2)),
			ALWAYS,
		);
	for (;;) {
		const hour = random() * 24;
		if (random() * 1.3 < crowd(hour)) return hour * HOUR;
	}
}

/** The least of which so much of the list is not above. */
export function quantile(values: readonly number[], share: number): number {
	if (values.length === 0) return 0;
	const sorted = Float64Array.from(values).sort();
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** The smallest first. */
class Heap<T> {
	readonly #items: T[] = [];
	readonly #compare: (a: T, b: T) => number;

	constructor(compare: (a: T, b: T) => number) {
		this.#compare = compare;
	}

	get size(): number {
		return this.#items.length;
	}

	push(item: T): void {
		const items = this.#items;
		items.push(item);
		for (let at = items.length - 1; at > 0; ) {
			const parent = (at - 1) >> 1;
			if (this.#compare(items[at], items[parent]) >= 0) return;
			[items[at], items[parent]] = [items[parent], items[at]];
			at = parent;
		}
	}

	pop(): T | undefined {
		const items = this.#items;
		const first = items[0];
		const last = items.pop();
		if (last === undefined || items.length === 0) return first;
		items[0] = last;
		for (let at = 0; ; ) {
			const [one, two] = [2 * at + 1, 2 * at + 2];
			let least = at;
			if (one < items.length && this.#compare(items[one], items[least]) < 0) least = one;
			if (two < items.length && this.#compare(items[two], items[least]) < 0) least = two;
			if (least === at) return first;
			[items[at], items[least]] = [items[least], items[at]];
			at = least;
		}
	}
}
