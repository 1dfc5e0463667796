import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSchedule, ModelError, randn, type Schedule } from '../../src/diffusion/index.ts';
import { namedConfig, schedulerNameOf } from '../../src/diffusion/schedulers/create-schedule.ts';
import { betaQuantile, countDown, linspace, roundHalfEven } from '../../src/diffusion/schedulers/numeric.ts';

const stableDiffusion = {
	beta_start: 0.00085,
	beta_end: 0.012,
	beta_schedule: 'scaled_linear',
	steps_offset: 1,
	timestep_spacing: 'leading',
	clip_sample: false,
	set_alpha_to_one: false,
};

/** Every configuration that a plan is made from in these tests; one line, one idea. */
const plans: readonly (readonly [title: string, options: Record<string, unknown>])[] = [
	['Euler, leading', { _class_name: 'EulerDiscreteScheduler' }],
	['Euler, trailing', { _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing' }],
	[
		'Euler, linspace, Karras',
		{ _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'linspace', use_karras_sigmas: true },
	],
	['Euler, exponential sigmas', { _class_name: 'EulerDiscreteScheduler', use_exponential_sigmas: true }],
	['Euler, beta sigmas', { _class_name: 'EulerDiscreteScheduler', use_beta_sigmas: true }],
	['Euler, log-linear sigmas', { _class_name: 'EulerDiscreteScheduler', interpolation_type: 'log_linear' }],
	['Euler, ends at sigma_min', { _class_name: 'EulerDiscreteScheduler', final_sigmas_type: 'sigma_min' }],
	[
		'Euler, zero terminal SNR',
		{ _class_name: 'EulerDiscreteScheduler', rescale_betas_zero_snr: true, timestep_spacing: 'trailing' },
	],
	['DDIM', { _class_name: 'DDIMScheduler' }],
	['DDIM, alpha to one', { _class_name: 'DDIMScheduler', set_alpha_to_one: true }],
	['DDIM, cosine betas', { _class_name: 'DDIMScheduler', beta_schedule: 'squaredcos_cap_v2' }],
	['DPM-Solver++ 1', { _class_name: 'DPMSolverMultistepScheduler', solver_order: 1 }],
	['DPM-Solver++ 2M', { _class_name: 'DPMSolverMultistepScheduler' }],
	['DPM-Solver++ 2M, Heun', { _class_name: 'DPMSolverMultistepScheduler', solver_type: 'heun' }],
	[
		'DPM-Solver++ 3M, Karras',
		{ _class_name: 'DPMSolverMultistepScheduler', solver_order: 3, use_karras_sigmas: true },
	],
	[
		'DPM-Solver++ 2M, Euler at the end',
		{ _class_name: 'DPMSolverMultistepScheduler', euler_at_final: true, final_sigmas_type: 'sigma_min' },
	],
	[
		'DPM-Solver 2M',
		{
			_class_name: 'DPMSolverMultistepScheduler',
			algorithm_type: 'dpmsolver',
			final_sigmas_type: 'sigma_min',
		},
	],
	[
		'DPM-Solver 3M',
		{
			_class_name: 'DPMSolverMultistepScheduler',
			algorithm_type: 'dpmsolver',
			solver_order: 3,
			final_sigmas_type: 'sigma_min',
		},
	],
	[
		'DPM-Solver++, clipped cosine',
		{
			_class_name: 'DPMSolverMultistepScheduler',
			beta_schedule: 'squaredcos_cap_v2',
			lambda_min_clipped: -5.1,
		},
	],
	['PNDM', { _class_name: 'PNDMScheduler', skip_prk_steps: true }],
	['PNDM with Runge-Kutta', { _class_name: 'PNDMScheduler', skip_prk_steps: false }],
	['PNDM, linear betas', { _class_name: 'PNDMScheduler', skip_prk_steps: true, beta_schedule: 'linear' }],
	['UniPC', { _class_name: 'UniPCMultistepScheduler' }],
	['UniPC 3, bh1', { _class_name: 'UniPCMultistepScheduler', solver_order: 3, solver_type: 'bh1' }],
	['UniPC, Karras', { _class_name: 'UniPCMultistepScheduler', use_karras_sigmas: true }],
	[
		'UniPC on the noise',
		{ _class_name: 'UniPCMultistepScheduler', predict_x0: false, final_sigmas_type: 'sigma_min' },
	],
	['Euler ancestral', { _class_name: 'EulerAncestralDiscreteScheduler' }],
	['LCM', { _class_name: 'LCMScheduler' }],
	['SDE-DPM-Solver++', { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++' }],
];

const plan = (options: Record<string, unknown>, steps: number): Schedule =>
	createSchedule({ ...stableDiffusion, _class_name: '', ...options }, steps);

function largestDifference(a: Float32Array, b: Float32Array): number {
	return a.reduce((worst, value, k) => Math.max(worst, Math.abs(value - b[k])), 0);
}

const original = randn(1, 0, 64);
const eps = randn(1, 1, 64);

for (const [title, options] of plans) {
	describe(title, () => {
		for (const prediction_type of ['epsilon', 'v_prediction', 'sample'] as const) {
			// PNDM refuses it; see the configurations below.
			if (prediction_type === 'sample' && options._class_name === 'PNDMScheduler') continue;
			const schedule = plan({ ...options, prediction_type }, 20);

			test(`picture, noise and ${prediction_type} are one another's inverse at every step`, () => {
				for (let i = 0; i < schedule.evaluations; i++) {
					const sample = schedule.addNoise(original, eps, i);
					const prediction = schedule.predictionFromNoise(eps, i, sample);
					const scale = Math.max(1, schedule.sigmas[i]);
					assert.ok(
						largestDifference(schedule.predictNoise(prediction, i, sample), eps) < 2e-3,
						`eps at ${i}`,
					);
					const picture = schedule.predictOriginal(prediction, i, sample);
					assert.ok(largestDifference(picture, original) < 2e-5 * scale * scale, `x0 at ${i}`);
					assert.ok(largestDifference(schedule.withoutNoise(sample, eps, i), original) < 2e-5 * scale);
					assert.ok(largestDifference(schedule.noiseIn(sample, original, i), eps) < 2e-3);
				}
			});

			if (schedule.stochastic) continue;
			test(`with a perfect ${prediction_type} model the run ends on the picture`, () => {
				const run = schedule.begin();
				const sample = schedule.addNoise(original, eps, 0);
				for (let i = 0; i < schedule.evaluations; i++) {
					// What a perfect model says of the sample at hand: the picture never changes.
					const level = schedule.addNoise(original, eps, i);
					const prediction = schedule.predictionFromNoise(eps, i, level);
					run.step(prediction, i, sample);
				}
				const end = schedule.evaluations;
				const expected = schedule.addNoise(original, eps, end);
				// PNDM extrapolates v itself, which turns with the sample, so its v runs are close only.
				const extrapolatesV = options._class_name === 'PNDMScheduler' && prediction_type === 'v_prediction';
				assert.ok(
					largestDifference(sample, expected) < (extrapolatesV ? 0.2 : 0.05),
					`${largestDifference(sample, expected)}`,
				);
			});
		}

		test('noise only falls, and timesteps with it', () => {
			const { sigmas, timesteps } = plan(options, 20);
			if (options.skip_prk_steps !== false) {
				assert.ok(sigmas.every((sigma, i) => i === 0 || sigma <= sigmas[i - 1]));
				assert.ok(timesteps.every((t, i) => i === 0 || t <= timesteps[i - 1]));
			}
			assert.ok(sigmas.every((sigma) => Number.isFinite(sigma)));
		});

		test("re-noising with the sample's own noise moves it to exactly the other level", () => {
			const schedule = plan(options, 20);
			const [from, to] = [schedule.evaluations - 6, 3];
			const sample = schedule.addNoise(original, eps, from);
			const back = schedule.renoise(sample, eps, from, to);
			const scale = Math.max(1, schedule.sigmas[to]);
			assert.ok(largestDifference(back, schedule.addNoise(original, eps, to)) < 1e-5 * scale);
		});

		test('re-noising with fresh noise gives the variance of the other level', () => {
			const schedule = plan(options, 20);
			const [from, to] = [schedule.evaluations - 6, 3];
			const [zeros, own, fresh] = [new Float32Array(20_000), randn(2, 0, 20_000), randn(2, 1, 20_000)];
			const sample = schedule.addNoise(zeros, own, from);
			const noisy = schedule.renoiseFresh(sample, fresh, from, to);
			const deviation = Math.sqrt(noisy.reduce((sum, value) => sum + value * value, 0) / noisy.length);
			assert.ok(Math.abs(deviation / schedule.noise[to] - 1) < 0.03);
			assert.throws(() => schedule.renoiseFresh(sample, fresh, to, from), /only make a sample noisier/);
		});

		test('a copy of a run goes on as the run does, and neither disturbs the other', () => {
			const schedule = plan(options, 20);
			const run = schedule.begin();
			const sample = schedule.addNoise(original, eps, 0);
			const half = Math.floor(schedule.evaluations / 2);
			const advance = (one: typeof run, x: Float32Array, i: number) =>
				one.step(randn(9, i, 64), i, x, x, randn(8, i, 64));
			for (let i = 0; i < half; i++) advance(run, sample, i);
			const copy = run.clone();
			const twin = sample.slice();
			for (let i = half; i < schedule.evaluations; i++) advance(run, sample, i);
			for (let i = half; i < schedule.evaluations; i++) advance(copy, twin, i);
			assert.deepEqual(twin, sample);
		});

		test('a run may begin in the middle, and after forgetting goes on like one that did', () => {
			const schedule = plan(options, 20);
			const from = schedule.evaluations - 5;
			const late = schedule.begin(from);
			const run = schedule.begin(from - 3);
			const other = schedule.addNoise(original, eps, from - 3);
			for (let i = from - 3; i < from; i++) run.step(randn(9, i, 64), i, other, other, eps);
			run.forget();
			const sample = schedule.addNoise(original, eps, from);
			const twin = sample.slice();
			for (let i = from; i < schedule.evaluations; i++) {
				late.step(randn(9, i, 64), i, sample, sample, eps);
				run.step(randn(9, i, 64), i, twin, twin, eps);
			}
			assert.deepEqual(twin, sample);
			assert.ok(sample.every(Number.isFinite));
		});
	});
}

describe('a run', () => {
	const schedule = plan({ _class_name: 'EulerDiscreteScheduler' }, 4);

	test('wants its evaluations in order', () => {
		assert.throws(() => schedule.begin().step(eps, 2, original.slice()), /expects evaluation 0 of 4, not 2/);
		assert.throws(() => schedule.begin(9), /cannot begin at 9/);
	});

	test('of a stochastic scheduler wants fresh noise', () => {
		const ancestral = plan({ _class_name: 'EulerAncestralDiscreteScheduler' }, 4);
		assert.throws(() => ancestral.begin().step(eps, 0, original.slice()), /needs fresh noise/);
	});

	test('may write its result elsewhere and leave the sample alone', () => {
		const sample = original.slice();
		const out = new Float32Array(64);
		assert.equal(schedule.begin().step(eps, 0, sample, out), out);
		assert.deepEqual(sample, original);
		assert.notDeepEqual(out, original);
	});
});

describe('published numbers', () => {
	test('LCM evaluates 999, 759, 499 and 259 in four steps', () => {
		assert.deepEqual([...plan({ _class_name: 'LCMScheduler' }, 4).timesteps], [999, 759, 499, 259]);
	});

	test('zero terminal SNR starts at the largest sigma that float16 allows', () => {
		const options = {
			_class_name: 'EulerDiscreteScheduler',
			rescale_betas_zero_snr: true,
			timestep_spacing: 'trailing',
		};
		assert.ok(Math.abs(plan(options, 10).sigmas[0] - 4096) < 1);
	});

	test('a Euler ancestral step splits the next sigma into a part kept and a part renewed', () => {
		const schedule = plan(
			{ _class_name: 'EulerAncestralDiscreteScheduler', timestep_spacing: 'trailing' },
			2,
		);
		const [from, to] = schedule.sigmas;
		const up = Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2);
		const [zero, one] = [new Float32Array(1), Float32Array.of(1)];
		const noised = schedule.begin().step(zero, 0, zero.slice(), new Float32Array(1), one);
		assert.ok(Math.abs(noised[0] - up) < 1e-6);
		const moved = schedule.begin().step(one, 0, zero.slice(), new Float32Array(1), zero);
		assert.ok(Math.abs(moved[0] - (Math.sqrt(to ** 2 - up ** 2) - from)) < 1e-5);
	});

	test("numpy's rounding and ranges are kept", () => {
		assert.deepEqual([0.5, 1.5, 2.5, -0.5].map(roundHalfEven), [0, 2, 2, 0]);
		assert.deepEqual(linspace(0, 999, 4), [0, 333, 666, 999]);
		assert.deepEqual(countDown(1000, 250), [1000, 750, 500, 250]);
		assert.equal(countDown(1000, 1000 / 7).length, 7);
	});

	test('the beta quantile inverts the integral of the density', () => {
		assert.ok(Math.abs(betaQuantile(0.5, 0.6, 0.6) - 0.5) < 1e-12);
		// Beta(1, b) has the closed form 1 - (1 - p)^(1/b), Beta(1/2, 1/2) is the arcsine law.
		assert.ok(Math.abs(betaQuantile(0.3, 1, 3) - (1 - 0.7 ** (1 / 3))) < 1e-12);
		assert.ok(Math.abs(betaQuantile(0.2, 0.5, 0.5) - Math.sin((Math.PI * 0.2) / 2) ** 2) < 1e-12);
		assert.deepEqual([betaQuantile(0, 0.6, 0.6), betaQuantile(1, 0.6, 0.6)], [0, 1]);
	});
});

describe('configurations', () => {
	const refuses = (options: Record<string, unknown>, steps: number, code: string, message: RegExp) => {
		assert.throws(
			() => plan(options, steps),
			(error: unknown) => error instanceof ModelError && error.code === code && message.test(error.message),
		);
	};

	test('a class that we lack is named, with those that we have', () => {
		refuses(
			{ _class_name: 'HeunDiscreteScheduler' },
			4,
			'unsupported-scheduler',
			/"HeunDiscreteScheduler" is not supported.*EulerDiscreteScheduler/,
		);
		refuses({ _class_name: 'constructor' }, 4, 'unsupported-scheduler', /"constructor"/);
	});

	test('an option that would change the picture is refused, not ignored', () => {
		refuses(
			{ _class_name: 'DDIMScheduler', thresholding: true },
			4,
			'unsupported-option',
			/DDIMScheduler with thresholding is not supported/,
		);
		refuses(
			{ _class_name: 'EulerDiscreteScheduler', beta_schedule: 'sigmoid' },
			4,
			'unsupported-option',
			/beta_schedule is "sigmoid"/,
		);
		refuses(
			{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'dpmsolver' },
			4,
			'unsupported-option',
			/sigma_min/,
		);
		refuses(
			{ _class_name: 'PNDMScheduler', prediction_type: 'sample' },
			4,
			'unsupported-option',
			/prediction_type "sample"/,
		);
		refuses({ _class_name: 'LCMScheduler' }, 51, 'unsupported-option', /50 steps at most/);
	});

	test('absurd numbers of steps are refused', () => {
		for (const steps of [0, -1, 2.5, 1001, Number.NaN]) {
			refuses({ _class_name: 'DDIMScheduler' }, steps, 'unsupported-option', /whole number from 1 to 1000/);
		}
	});

	test('every supported class works with a single step', () => {
		for (const [title, options] of plans) {
			if (options.skip_prk_steps === false) continue;
			const schedule = plan(options, 1);
			const sample = schedule.addNoise(original, eps, 0);
			schedule.begin().step(eps, 0, sample, sample, eps);
			assert.ok(sample.every(Number.isFinite), title);
		}
	});

	test('another scheduler of a model keeps its betas, prediction and spacing, and clips nothing', () => {
		const own = {
			...stableDiffusion,
			_class_name: 'PNDMScheduler',
			prediction_type: 'v_prediction',
			skip_prk_steps: true,
		};
		const ddim = namedConfig('ddim', own);
		assert.equal(ddim._class_name, 'DDIMScheduler');
		assert.equal(ddim.beta_start, 0.00085);
		assert.equal(ddim.prediction_type, 'v_prediction');
		assert.equal(ddim.clip_sample, false);
		assert.equal(namedConfig('dpmpp-2m-karras', own).use_karras_sigmas, true);
		assert.deepEqual(namedConfig('pndm', own), own);
	});

	test("a model's own configuration has the name that recipes use", () => {
		assert.equal(schedulerNameOf({ _class_name: 'PNDMScheduler' }), 'pndm');
		assert.equal(
			schedulerNameOf({ _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: true }),
			'dpmpp-2m-karras',
		);
		assert.equal(schedulerNameOf({ _class_name: 'DPMSolverMultistepScheduler' }), 'dpmpp-2m');
		assert.equal(schedulerNameOf({ _class_name: 'SomethingElse' }), 'euler');
	});
});
