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
import type { Planting } from '../../src/taue/planting.ts';
import type { PlacedObject, Seedling } from '../../src/taue/seedling.ts';
import { DrawingSession } from '../../src/taue/session.ts';

const FOLDER = new URL('../fixtures/conformance/tiny-sd15', import.meta.url).pathname;
const BUILT_IN = new URL('../../models/nae', import.meta.url).pathname;
const DETERMINISTIC = ['euler', 'ddim', 'dpmpp-2m', 'dpmpp-2m-karras', 'pndm'] as const;
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
		eps,
		original,
		mask: half,
		extent: { x0: 0, y0: 0, x1: SIDE / 2, y1: SIDE },
		fallback: false,
		trajectory: Array.from({ length: CROP + 1 }, (_, i) => schedule.addNoise(original, eps, i)),
		histories: [],
		attentionSizes: [],
		cutout: null,
		bytes: 0,
	};
	const planting: Planting = {
		hard: half,
		soft: half,
		move: (data) => data,
		frozen: { original, eps },
		cutout: null,
	};
	const noise = randn(7, 0, 4 * CELLS).map((value) => value * schedule.initNoiseSigma);
	return {
		session,
		method: methodWith({ joint: { conditioning: 'full' } }),
		sample: createLatent(4, SIDE, SIDE, noise),
		run: schedule.begin(),
		foreseen: new Float32Array(4 * CELLS),
		objects: [object],
		order: [0],
		full: prompt,
		background: prompt,
		objectPrompts: [prompt],
		seedlings: [seedling],
		plantings: [planting],
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

	for (const scheduler of DETERMINISTIC) {
		for (const transplant of [0, 2]) {
			it(`cultivate with ${scheduler} from ${transplant} lands exactly on the seedling at the crop step`, async () => {
				const field = await fieldOf(model, { scheduler, transplant });
				const arm = cultivate(field);
				const { schedule } = field.session;
				// PNDM's first step takes two evaluations; the sample that enters evaluation CROP is what counts.
				for (let i = 0; i < CROP; i++) {
					arm.before?.(i);
					const prediction = randn(20 + i, 0, 4 * CELLS);
					arm.adjust?.(prediction, i);
					field.run.step(prediction, i, field.sample.data, field.sample.data);
				}
				const { latent } = field.seedlings[0];
				const bound = 1e-4 * schedule.noise[0];
				assert.ok(largestDifference(field.sample.data, latent, inside) < bound);
				assert.ok(largestDifference(field.sample.data, latent, (k) => !inside(k)) > 0.1);
			});
		}
	}

	it('cultivate lands on the seedling with a model that predicts velocity, too', async () => {
		const nae = await loadModel(BUILT_IN, { provider: 'cpu' });
		try {
			assert.equal(nae.info.predictionType, 'v_prediction');
			const field = await fieldOf(nae, { scheduler: 'dpmpp-2m' });
			const arm = cultivate(field);
			for (let i = 0; i < CROP; i++) {
				arm.before?.(i);
				const prediction = randn(20 + i, 0, 4 * CELLS);
				arm.adjust?.(prediction, i);
				field.run.step(prediction, i, field.sample.data, field.sample.data);
			}
			const bound = 1e-4 * field.session.schedule.noise[0];
			assert.ok(largestDifference(field.sample.data, field.seedlings[0].latent, inside) < bound);
		} finally {
			await nae.close();
		}
	});

	it('cultivate gives the region the right noise level all the way', async () => {
		const field = await fieldOf(model, { scheduler: 'euler' });
		cultivate(field).before?.(0);
		const region = field.sample.data.filter((_, k) => inside(k));
		const expected = Math.hypot(field.session.schedule.sigmas[0], 1);
		assert.ok(Math.abs(deviation(region) / expected - 1) < 0.1);
	});

	it('cultivate lets go after the crop step', async () => {
		const field = await fieldOf(model, {});
		const arm = cultivate(field);
		const prediction = randn(9, 0, 4 * CELLS);
		const before = prediction.slice();
		arm.adjust?.(prediction, CROP);
		assert.deepEqual(prediction, before);
		arm.adjust?.(prediction, CROP - 1);
		assert.notDeepEqual(prediction, before);
	});

	describe('with a seedling that was cut out as a picture', () => {
		/** A red rectangle over the left half of the picture. */
		const rectangle = { width: 32, height: 64, rgba: new Uint8Array(32 * 64 * 4) };
		for (let i = 0; i < rectangle.rgba.length; i += 4) rectangle.rgba.set([220, 30, 30, 255], i);
		const cutout = { raster: rectangle, left: 0, top: 0, covered: half };
		const cutOutField = async (keepBelow: number): Promise<Field> => {
			const field = await fieldOf(model, { transplant: CROP });
			const [planting] = field.plantings;
			const method = methodWith({ joint: { conditioning: 'full', keepBelow } });
			return { ...field, method, plantings: [{ ...planting, cutout }] };
		};
		/** Walks to the end on made-up predictions, `late` deciding those after the crop; tells the crop step's edit. */
		const walk = async (field: Field, late = 20) => {
			const arm = cultivate(field);
			const { data } = field.sample;
			let settling: readonly [before: Float32Array, after: Float32Array] | null = null;
			for (let i = 0; i < STEPS; i++) {
				const before = data.slice();
				if (i >= CROP) await arm.before?.(i);
				if (i === CROP) settling = [before, data.slice()];
				const prediction = randn((i < CROP ? 20 : late) + i, 0, 4 * CELLS);
				if (i >= CROP) arm.adjust?.(prediction, i);
				else if (i === CROP - 1) field.session.schedule.predictOriginal(prediction, i, data, field.foreseen);
				field.run.step(prediction, i, data, data);
			}
			assert.ok(settling);
			return { settling, end: data };
		};

		it('cultivate sets the object in where it is, and nothing else', async () => {
			const { settling } = await walk(await cutOutField(0));
			assert.equal(
				largestDifference(...settling, (k) => !inside(k)),
				0,
			);
			assert.ok(largestDifference(...settling, inside) > 0.1);
		});

		it('cultivate keeps an object that was finished when it was cropped, whatever is predicted then', async () => {
			const ends = async (keepBelow: number) => {
				const one = await walk(await cutOutField(keepBelow), 20);
				const other = await walk(await cutOutField(keepBelow), 90);
				return (where: (k: number) => boolean) => largestDifference(one.end, other.end, where);
			};
			const kept = await ends(Number.POSITIVE_INFINITY);
			assert.ok(kept(inside) < 1e-4, 'the object is what was set in');
			assert.ok(kept((k) => !inside(k)) > 0.1, 'the background is drawn on');
			const free = await ends(0);
			assert.ok(free(inside) > 0.1, 'an unfinished object is drawn on');
		});
	});

	it('the draft at 0 pastes the seedling scaled to the standard deviation of the background', async () => {
		const field = await fieldOf(model, { arm: 'draft', scheduler: 'euler' });
		const noise = field.sample.data.slice();
		draft(field).before?.(0);
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
		const arm = draft(field);
		arm.before?.(CROP);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].latent, inside), 0);
		assert.equal(arm.views(CROP)[0].conditioning, field.full);
	});

	it("replay overwrites the mask by the seedling's own sample of each step up to the crop", async () => {
		const field = await fieldOf(model, { arm: 'replay' });
		const arm = replay(field);
		arm.before?.(0);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].trajectory[0], inside), 0);
		arm.after?.(CROP);
		assert.equal(largestDifference(field.sample.data, field.seedlings[0].latent, inside), 0);
		field.sample.data.fill(0);
		arm.after?.(CROP + 1);
		assert.equal(deviation(field.sample.data), 0);
	});
});
