import { noiseStream, randn } from '../diffusion/index.ts';
import type { Field, Growth } from './arms/arm.ts';
import type { TaueEvent } from './events.ts';

/**
 * Walks the sample of a field through the evaluations `from` to `to - 1`, as its growth says. Between two steps it
 * holds nothing that belongs to the model: another picture may be drawn there.
 */
export async function* grow(
	field: Field,
	growth: Growth,
	phase: 'background' | 'joint' | 'layer',
	from: number,
	to: number,
): AsyncGenerator<TaueEvent, void> {
	const { session, sample, run } = field;
	const { schedule, recipe } = session;
	for (let i = from; i < to; i++) {
		growth.before?.(i);
		const views = growth.views(i);
		let mixed: Float32Array;
		if (views.length === 1 && views[0].weight === null) mixed = (await session.predict(views[0], i)).noise;
		else {
			mixed = new Float32Array(sample.data.length);
			const weights = new Float32Array(sample.width * sample.height);
			for (const view of views) {
				const { noise } = await session.predict(view, i);
				addWeighted(mixed, weights, noise, view.weight?.data);
				if (view !== views.at(-1)) yield session.stepEvent(phase, i, sample, noise);
			}
			for (let k = 0; k < mixed.length; k++) mixed[k] /= weights[k % weights.length];
		}
		const told = session.stepEvent(phase, i, sample, mixed);
		if (i === recipe.transplant - 1) schedule.predictOriginal(mixed, i, sample.data, field.foreseen);
		const seed = recipe.background.seed;
		const fresh = schedule.stochastic ? randn(seed, noiseStream.step(i), sample.data.length) : undefined;
		run.step(mixed, i, sample.data, sample.data, fresh);
		growth.after?.(i + 1);
		yield told;
	}
}

function addWeighted(
	sum: Float32Array,
	weights: Float32Array,
	values: Float32Array,
	weight: Float32Array | undefined,
): void {
	const cells = weights.length;
	for (let i = 0; i < cells; i++) weights[i] += weight === undefined ? 1 : weight[i];
	for (let k = 0; k < sum.length; k++)
		sum[k] += weight === undefined ? values[k] : weight[k % cells] * values[k];
}
