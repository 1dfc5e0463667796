import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSchedule } from '../../src/diffusion/index.ts';
import { type ArrayFile, has, readArray, readJson, relativeError } from './reference.ts';

interface Case {
	readonly scheduler: string;
	readonly class: string;
	readonly config: Readonly<Record<string, unknown>>;
	readonly steps: number;
	readonly timesteps: readonly number[];
	readonly sigmas: readonly number[];
	readonly init_noise_sigma: number;
	readonly samples: ArrayFile;
	/** Noise of each step, where a set records it for stochastic schedulers. */
	readonly noise?: ArrayFile;
}

const product = (sides: readonly number[]): number => sides.reduce((total, side) => total * side, 1);

/** The toy model of the reference data: `tanh(input @ matrix) + t / 10000`. */
function toyModel(input: Float32Array, matrix: Float32Array, timestep: number): Float32Array {
	const n = input.length;
	return Float32Array.from(input, (_, column) => {
		let sum = 0;
		for (let row = 0; row < n; row++) sum += input[row] * matrix[row * n + column];
		return Math.tanh(sum) + 0.0001 * timestep;
	});
}

const folder = 'schedulers';
const cases = has(folder, 'index.json') ? readJson<{ cases: Case[] }>(folder, 'index.json').cases : [];

for (const reference of cases) {
	const title = `${reference.scheduler}, ${reference.steps} steps`;
	const schedule = () =>
		createSchedule({ ...reference.config, _class_name: reference.class }, reference.steps);

	test(`${title}: timesteps, sigmas and first deviation are those of diffusers`, () => {
		const { timesteps, sigmas, initNoiseSigma } = schedule();
		assert.ok(relativeError(Float32Array.from(timesteps), Float32Array.from(reference.timesteps)) <= 1e-6);
		if (reference.sigmas.length > 0) {
			assert.ok(relativeError(Float32Array.from(sigmas), Float32Array.from(reference.sigmas)) <= 1e-5);
		}
		assert.ok(Math.abs(initNoiseSigma / reference.init_noise_sigma - 1) <= 1e-5);
	});

	test(`${title}: the sample after every step is that of diffusers`, (context) => {
		const plan = schedule();
		const run = plan.begin();
		const size = product(reference.samples.shape.slice(1));
		const matrix = readArray(folder, { file: 'matrix.f32', shape: [size, size] });
		const start = readArray(folder, { file: 'sample.f32', shape: [size] });
		const expected = readArray(folder, reference.samples);
		const noise = reference.noise && readArray(folder, reference.noise);
		if (plan.stochastic && !noise) {
			context.skip('the reference records no noise for this stochastic scheduler');
			return;
		}
		let worst = 0;
		const sample = start.map((value) => value * plan.initNoiseSigma);
		for (let i = 0; i < plan.evaluations; i++) {
			const output = toyModel(plan.scaleInput(sample, i), matrix, plan.timesteps[i]);
			run.step(output, i, sample, sample, noise?.subarray(i * size, (i + 1) * size));
			worst = Math.max(worst, relativeError(sample, expected.subarray(i * size, (i + 1) * size)));
		}
		context.diagnostic(`largest relative error ${worst.toExponential(1)}`);
		assert.equal(plan.evaluations, reference.samples.shape[0]);
		assert.ok(worst <= 1e-4, `relative error ${worst}`);
	});
}
