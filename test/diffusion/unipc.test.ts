import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSchedule, type Schedule } from '../../src/diffusion/index.ts';

const CONFIG = {
	beta_start: 0.00085,
	beta_end: 0.012,
	beta_schedule: 'scaled_linear',
	steps_offset: 1,
	final_sigmas_type: 'sigma_min',
};
const scheduleOf = (className: string, steps: number, options: Record<string, unknown> = {}) =>
	createSchedule({ ...CONFIG, _class_name: className, ...options }, steps);

/** Standard deviation of the data that the exact model below has learned. */
const DEVIATION = 0.5;

/** Variance of a sample of such data at evaluation `i`. */
const variance = ({ signal, noise }: Schedule, i: number) => signal[i] ** 2 * DEVIATION ** 2 + noise[i] ** 2;

/**
 * How far a run ends from the exact solution of the probability flow, for normally distributed data: there
 * the noise in a sample is known, and the solution keeps the ratio to the deviation.
 */
function errorOf(schedule: Schedule): number {
	const run = schedule.begin();
	const sample = Float32Array.of(Math.sqrt(variance(schedule, 0)));
	for (let i = 0; i < schedule.evaluations; i++) {
		const eps = (schedule.noise[i] * sample[0]) / variance(schedule, i);
		run.step(Float32Array.of(eps), i, sample);
	}
	return Math.abs(sample[0] - Math.sqrt(variance(schedule, schedule.evaluations)));
}

/**
 * One coordinate of a run, written out as the paper's algorithms 5 to 8 stand, order 2 and `B(h) = e^h - 1`,
 * for predicted pictures: what the fast version is held against.
 */
function byTheBook(schedule: Schedule, start: number, model: (x: number, i: number) => number): number {
	const { signal, noise } = schedule;
	const lambda = (i: number) => Math.log(signal[i] / noise[i]);
	const outputs: number[] = [];
	const samples: number[] = [];
	let x = start;
	for (let i = 0; i < schedule.evaluations; i++) {
		const output = (x - noise[i] * model(x, i)) / signal[i];
		if (i > 0) {
			const h = lambda(i) - lambda(i - 1);
			const base = (noise[i] / noise[i - 1]) * samples[i - 1] - signal[i] * Math.expm1(-h) * outputs[i - 1];
			const ahead = output - outputs[i - 1];
			if (i === 1) x = base - signal[i] * Math.expm1(-h) * 0.5 * ahead;
			else {
				const r = (lambda(i - 2) - lambda(i - 1)) / h;
				const behind = (outputs[i - 2] - outputs[i - 1]) / r;
				const b1 = (Math.expm1(-h) / -h - 1) / Math.expm1(-h);
				const b2 = (2 * ((Math.expm1(-h) / -h - 1) / -h - 0.5)) / Math.expm1(-h);
				// [1 1; r 1] [c0 c1] = [b1 b2]
				const c0 = (b1 - b2) / (1 - r);
				const c1 = b1 - c0;
				x = base - signal[i] * Math.expm1(-h) * (c0 * behind + c1 * ahead);
			}
		}
		outputs.push(output);
		samples.push(x);
		const h = lambda(i + 1) - lambda(i);
		let next = (noise[i + 1] / noise[i]) * x - signal[i + 1] * Math.expm1(-h) * output;
		if (i > 0 && i < schedule.evaluations - 1) {
			const r = (lambda(i - 1) - lambda(i)) / h;
			next -= signal[i + 1] * Math.expm1(-h) * 0.5 * ((outputs[i - 1] - output) / r);
		}
		x = next;
	}
	return x;
}

describe('UniPC', () => {
	it('does what its paper writes, step by step', () => {
		for (const steps of [4, 9, 20]) {
			const schedule = scheduleOf('UniPCMultistepScheduler', steps);
			const model = (x: number, i: number) => Math.tanh(1.3 * x) + 0.0001 * schedule.timesteps[i];
			const expected = byTheBook(schedule, 0.7, model);
			const run = schedule.begin();
			const sample = Float32Array.of(0.7);
			for (let i = 0; i < steps; i++) run.step(Float32Array.of(model(sample[0], i)), i, sample);
			assert.ok(Math.abs(sample[0] / expected - 1) < 1e-4, `${steps}: ${sample[0]} for ${expected}`);
		}
	});

	it('is exact to one order more than it remembers outputs for, where DPM-Solver++ is not', () => {
		const error = (className: string, steps: number, order = 2) =>
			errorOf(scheduleOf(className, steps, { solver_order: order, use_karras_sigmas: true }));
		const fall = (className: string, order?: number) =>
			error(className, 20, order) / error(className, 40, order);
		// Half the step is an eighth of the error at third order, a quarter at second.
		assert.ok(fall('UniPCMultistepScheduler') > 6, `${fall('UniPCMultistepScheduler')}`);
		assert.ok(fall('UniPCMultistepScheduler', 3) > 6, `${fall('UniPCMultistepScheduler', 3)}`);
		assert.ok(fall('DPMSolverMultistepScheduler') < 5, `${fall('DPMSolverMultistepScheduler')}`);
		assert.ok(error('UniPCMultistepScheduler', 20) < error('DPMSolverMultistepScheduler', 20) / 2);
	});

	it('needs no more evaluations than steps', () => {
		assert.equal(scheduleOf('UniPCMultistepScheduler', 12).evaluations, 12);
	});
});
