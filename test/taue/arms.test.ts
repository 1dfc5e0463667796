import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLatent, type DiffusionModel, loadModel, randn } from '../../src/diffusion/index.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import type { Field } from '../../src/taue/arms/arm.ts';
import { cultivate } from '../../src/taue/arms/cultivate.ts';
import { deviation, draft } from '../../src/taue/arms/draft.ts';
import { replay } from '../../src/taue/arms/replay.ts';
import { methodWith } from '../../src/taue/method.ts';
import { mapPlane, plane } from '../../src/taue/plane.ts';
import type { PlacedObject, Seedling } from '../../src/taue/seedling.ts';
import { DrawingSession } from '../../src/taue/session.ts';

const FOLDER = new URL('../fixtures/conformance/tiny-sd15', import.meta.url).pathname;
const SCHEDULERS = ['euler', 'euler-a', 'ddim', 'dpmpp-2m', 'dpmpp-2m-karras', 'pndm'] as const;
const STEPS = 8;
const CROP = 4;
const SIDE = 8;
const CELLS = SIDE * SIDE;
const object: PlacedObject = { text: 'a cat', box: [0, 0, 0.5, 1], seed: 1 };

/** The left half belongs to the object. */
const half = mapPlane(plane(SIDE, SIDE), (_, i) => (i % SIDE < SIDE / 2 ? 1 : 0));
const inside = (k: number) => half.data[k % CELLS] === 1;

function recipe(change: Partial<Recipe>): Recipe {
	return {
		version: 1,
		model: 'tiny-sd15',
		size: [64, 64],
		prompt: 'a cat on a beach',
		negative: '',
		background: { text: 'a beach', seed: 3 },
		objects: [{ text: object.text, box: [0, 0, 0.5, 1], seed: object.seed }],
		arm: 'cultivate',
		scheduler: 'ddim',
		steps: STEPS,
		guidance: 1,
		guidanceUntil: 1,
		crop: CROP,
		transplant: 0,
		...change,
	};
}

/** A field whose one seedling is made up: a picture and a noise, joined at the crop step. */
async function fieldOf(model: DiffusionModel, change: Partial<Recipe>): Promise<Field> {
	const prompt = await model.encodePrompt('a cat on a beach');
	const session = new DrawingSession(model, recipe(change), prompt, {});
	const { schedule } = session;
	const original = randn(5, 0, 4 * CELLS);
	const eps = randn(6, 0, 4 * CELLS);
	const seedling: Seedling = {
		latent: schedule.addNoise(original, eps, CROP),
		original,
		mask: half,
		share: half,
		bed: new Float32Array(4),
		extent: { x0: 0, y0: 0, x1: SIDE / 2, y1: SIDE },
		fallback: false,
		trajectory: Array.from({ length: CROP + 1 }, (_, i) => schedule.addNoise(original, eps, i)),
		histories: [],
		attentionSizes: [],
		bytes: 0,
	};
	const noise = randn(7, 0, 4 * CELLS).map((value) => value * schedule.initNoiseSigma);
	return {
		session,
		method: methodWith(),
		sample: createLatent(4, SIDE, SIDE, noise),
		run: schedule.begin(),
		foreseen: new Float32Array(4 * CELLS),
		objects: [object],
		order: [0],
		full: prompt,
		background: prompt,
		objectPrompts: [prompt],
		seedlings: [seedling],
	};
}

function largestDifference(a: Float32Array, b: Float32Array, where: (k: number) => boolean): number {
	return a.reduce((worst, value, k) => (where(k) ? Math.max(worst, Math.abs(value - b[k])) : worst), 0);
}

describe('the arms', () => {
	let model: DiffusionModel;
	before(async () => {
		model = await loadModel(FOLDER, { provider: 'cpu' });
	});
	after(() => model.close());

	for (const scheduler of SCHEDULERS) {
		for (const transplant of [0, 2]) {
			it(`cultivate with ${scheduler} sets the seedling in at ${transplant} and leaves every cell its noise`, async () => {
				const field = await fieldOf(model, { scheduler, transplant });
				field.foreseen.set(transplant === 0 ? [] : randn(8, 0, 4 * CELLS));
				const { schedule } = field.session;
				const before = field.sample.data.slice();
				const growth = await cultivate.make(field);
				growth.before?.(transplant);
				const { original } = field.seedlings[0];
				const signal = schedule.signal[transplant];
				// What changed is the noiseless picture, from the one that was foreseen to the seedling's.
				const expected = before.map((value, k) =>
					inside(k) ? value + signal * (original[k] - field.foreseen[k]) : value,
				);
				assert.ok(largestDifference(field.sample.data, expected, () => true) < 1e-4);
				assert.ok(largestDifference(field.sample.data, before, inside) > 0.1 * signal);
			});
		}
	}

	it('cultivate edits nothing but the sample of the transplant, and asks once a step with the full prompt', async () => {
		const field = await fieldOf(model, { transplant: 2 });
		const growth = await cultivate.make(field);
		const before = field.sample.data.slice();
		for (const i of [0, 1, 3, 4]) growth.before?.(i);
		assert.deepEqual(field.sample.data, before);
		const [view, ...others] = growth.views(3);
		assert.equal(view.conditioning, field.full);
		assert.deepEqual(others, []);
	});

	it('cultivate frees a seedling from its bed: where it covers half of a cell, half of the ground stays', async () => {
		const field = await fieldOf(model, { transplant: 2 });
		const [seedling] = field.seedlings;
		const bed = Float32Array.of(1, -1, 0.5, 2);
		// Every cell of the seedling is half bed and half of an object that is zero everywhere.
		const original = seedling.original.map((_, k) => 0.5 * bed[Math.floor(k / CELLS)]);
		const share = mapPlane(half, (value) => 0.5 * value);
		field.foreseen.fill(3);
		const before = field.sample.data.slice();
		const growth = await cultivate.make({ ...field, seedlings: [{ ...seedling, original, share, bed }] });
		growth.before?.(2);
		const signal = field.session.schedule.signal[2];
		// The border repeats where the extent ends, so only what is well inside is looked at.
		const middle = (k: number) => k % SIDE < SIDE / 2 - 1;
		const expected = before.map((value) => value + signal * (0.5 * 3 - 3));
		assert.ok(largestDifference(field.sample.data, expected, middle) < 1e-4);
	});

	it('the draft at 0 pastes the seedling scaled to the standard deviation of the background', async () => {
		const field = await fieldOf(model, { arm: 'draft', scheduler: 'euler' });
		const noise = field.sample.data.slice();
		(await draft.make(field)).before?.(0);
		const { latent } = field.seedlings[0];
		const ratio = deviation(noise) / deviation(latent);
		assert.ok(ratio > 2, 'in k-space the first step is much noisier than the crop step');
		const scaled = latent.map((value) => value * ratio);
		assert.ok(largestDifference(field.sample.data, scaled, inside) < 1e-4);
		assert.equal(
			largestDifference(field.sample.data, noise, (k) => !inside(k)),
			0,
		);
	});

	it('the draft at a later step pastes it as it is', async () => {
		const field = await fieldOf(model, { arm: 'draft', transplant: CROP });
		const arm = await draft.make(field);
		arm.before?.(CROP);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].latent, inside), 0);
		assert.equal(arm.views(CROP)[0].conditioning, field.full);
	});

	it("replay overwrites the mask by the seedling's own sample of each step up to the crop", async () => {
		const field = await fieldOf(model, { arm: 'replay' });
		const arm = await replay.make(field);
		arm.before?.(0);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].trajectory[0], inside), 0);
		arm.after?.(CROP);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].latent, inside), 0);
		field.sample.data.fill(0);
		arm.after?.(CROP + 1);
		assert.equal(deviation(field.sample.data), 0);
	});
});
