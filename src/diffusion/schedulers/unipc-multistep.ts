import { z } from 'zod';
import { BaseRun, BaseSchedule, type Step } from './base-schedule.ts';
import { dpmPlan } from './dpm-solver-multistep.ts';
import { solve } from './numeric.ts';
import { flag, type SchedulerConfig, schedulerOptions } from './scheduler-config.ts';
import { defineScheduler } from './scheduler-definition.ts';

const options = schedulerOptions('linspace', {
	solver_order: z.int().min(1).max(3).default(2),
	solver_type: z
		.enum(['bh1', 'bh2', 'midpoint', 'heun', 'logrho'])
		.default('bh2')
		.transform((type) => (type === 'bh1' ? 'bh1' : 'bh2')),
	predict_x0: flag(true),
	lower_order_final: flag(true),
	disable_corrector: z.array(z.int()).default([]),
});
type UniPcConfig = z.output<typeof options>;

/** Factors of a step: of the sample, and of the model outputs, newest first. */
interface Factors {
	readonly ofSample: number;
	readonly ofOutputs: readonly number[];
}

/**
 * UniPC (Zhao et al. 2023, arXiv:2302.04867), multistep, orders 1 to 3: UniP predicts the next sample, and
 * with the model's output there UniC corrects it, at no further evaluation.
 */
class UniPcSchedule extends BaseSchedule {
	readonly options: UniPcConfig;
	/** `ln(signal / noise)` of each sample. */
	readonly lambdas: Float64Array;

	constructor(name: string, config: SchedulerConfig, given: UniPcConfig, steps: number) {
		super(
			name,
			config,
			given.prediction_type,
			steps,
			dpmPlan({ ...given, lambda_min_clipped: -Infinity }, steps),
		);
		this.options = given;
		this.lambdas = this.sigmas.map((sigma) => -Math.log(sigma));
	}

	override begin(from = 0): UniPcRun {
		return new UniPcRun(this, from, 0);
	}

	/** UniP's factors from evaluation `i` to `i + 1`, by the outputs at `i`, `i - 1`, … */
	predictor(i: number, order: number): Factors {
		const { ratios, rhos } = this.#coefficients(i, i + 1, order, order - 1);
		return this.#factors(i, i + 1, ratios, rhos, 0);
	}

	/** UniC's factors from evaluation `i - 1` to `i`, by the outputs at `i`, `i - 1`, `i - 2`, … */
	corrector(i: number, order: number): Factors {
		const { ratios, rhos } = this.#coefficients(i - 1, i, order, order);
		const { ofSample, ofOutputs } = this.#factors(i - 1, i, ratios, rhos.slice(0, -1), rhos.at(-1) ?? 0);
		return { ofSample, ofOutputs };
	}

	/** Where earlier outputs lie between the ends (in units of the step), and the weights of their differences. */
	#coefficients(from: number, to: number, order: number, unknowns: number) {
		const h = this.lambdas[to] - this.lambdas[from];
		const ratios = Array.from(
			{ length: order - 1 },
			(_, k) => (this.lambdas[from - 1 - k] - this.lambdas[from]) / h,
		);
		if (unknowns === 0) return { ratios, rhos: [] };
		// The first order of the corrector and the second of the predictor do not depend on the step.
		if (unknowns === 1) return { ratios, rhos: [0.5] };
		const hh = this.options.predict_x0 ? -h : h;
		const b: number[] = [];
		let phi = Math.expm1(hh) / hh - 1;
		let factorial = 1;
		for (let row = 1; row <= unknowns; row++) {
			b.push((phi * factorial) / this.#bOf(hh));
			factorial *= row + 1;
			phi = phi / hh - 1 / factorial;
		}
		const points = [...ratios, 1].slice(0, unknowns);
		const rows = b.map((_, row) => points.map((ratio) => ratio ** row));
		return { ratios, rhos: solve(rows, b) };
	}

	#bOf(hh: number): number {
		return this.options.solver_type === 'bh1' ? hh : Math.expm1(hh);
	}

	/** @param ahead - weight of the output at the end of the step, which stands first where it is not 0 */
	#factors(
		from: number,
		to: number,
		ratios: readonly number[],
		rhos: readonly number[],
		ahead: number,
	): Factors {
		const h = this.lambdas[to] - this.lambdas[from];
		const { predict_x0 } = this.options;
		const hh = predict_x0 ? -h : h;
		const [kept, gained] = predict_x0
			? [this.noise[to] / this.noise[from], this.signal[to]]
			: [this.signal[to] / this.signal[from], this.noise[to]];
		const weights = rhos.map((rho, k) => (-gained * this.#bOf(hh) * rho) / ratios[k]);
		// At the last step `hh` may be infinite, where nothing is ahead.
		const end = ahead === 0 ? 0 : -gained * this.#bOf(hh) * ahead;
		const first = -gained * Math.expm1(hh) - weights.reduce((sum, weight) => sum + weight, 0) - end;
		return { ofSample: kept, ofOutputs: ahead === 0 ? [first, ...weights] : [end, first, ...weights] };
	}
}

class UniPcRun extends BaseRun<UniPcSchedule> {
	/** Converted model outputs, newest first; at most `solver_order`. */
	#outputs: Float32Array[] = [];
	/** The sample, corrected, that the last step started from. */
	#before: Float32Array | null = null;
	/** Order of the last prediction, which its correction shares. */
	#order: number;

	constructor(schedule: UniPcSchedule, from: number, order: number) {
		super(schedule, from);
		this.#order = order;
	}

	/** The outputs, and behind them the sample that the next correction starts from. */
	override get history(): readonly Float32Array[] {
		return this.#before === null ? this.#outputs : [...this.#outputs, this.#before];
	}

	protected override advance({ prediction, i, sample, out }: Step): void {
		const { schedule } = this;
		const { solver_order, lower_order_final, predict_x0, disable_corrector } = schedule.options;
		const output = new Float32Array(sample.length);
		if (predict_x0) schedule.predictOriginal(prediction, i, sample, output);
		else schedule.predictNoise(prediction, i, sample, output);
		let now = sample;
		if (this.#before !== null && !disable_corrector.includes(i - 1)) {
			now = new Float32Array(sample.length);
			mixed(schedule.corrector(i, this.#order), this.#before, [output, ...this.#outputs], now);
		}
		this.#outputs = [output, ...this.#outputs].slice(0, solver_order);
		const left = schedule.evaluations - i;
		const most = lower_order_final ? Math.min(solver_order, left) : solver_order;
		this.#order = Math.min(most, this.#outputs.length);
		this.#before = now.slice();
		mixed(schedule.predictor(i, this.#order), this.#before, this.#outputs, out);
	}

	override clone(): UniPcRun {
		const copy = new UniPcRun(this.schedule, this.index, this.#order);
		copy.#outputs = this.#outputs.map((output) => output.slice());
		copy.#before = this.#before?.slice() ?? null;
		return copy;
	}

	override forget(): void {
		this.#outputs = [];
		this.#before = null;
	}
}

function mixed(
	{ ofSample, ofOutputs }: Factors,
	sample: Float32Array,
	outputs: readonly Float32Array[],
	out: Float32Array,
): void {
	for (let k = 0; k < out.length; k++) {
		let sum = ofSample * sample[k];
		for (let n = 0; n < ofOutputs.length; n++) sum += ofOutputs[n] * outputs[n][k];
		out[k] = sum;
	}
}

export const unipcMultistep = defineScheduler({
	className: 'UniPCMultistepScheduler',
	names: { unipc: {} },
	options,
	schedule: UniPcSchedule,
});
