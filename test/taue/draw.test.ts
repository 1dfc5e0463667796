import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DiffusionModel, loadModel } from '../../src/diffusion/index.ts';
import { SCHEDULER_NAMES } from '../../src/diffusion/schedulers/registry.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import {
	cultivate,
	draw,
	RecipeError,
	type Seedling,
	SeedlingCache,
	type TaueEvent,
	type TaueResult,
} from '../../src/taue/index.ts';

const FOLDER = new URL('../fixtures/conformance/tiny-sd15', import.meta.url).pathname;
const ARMS = ['plain', 'regions', 'draft', 'cultivate', 'replay'] as const;
const SCHEDULERS = SCHEDULER_NAMES;

const recipe: Recipe = {
	version: 1,
	model: 'tiny-sd15',
	size: [64, 64],
	prompt: 'a red cat and a blue dog on a beach',
	negative: '',
	background: { text: 'a beach', seed: 7 },
	objects: [
		{ text: 'a red cat', box: [0, 0.25, 0.5, 0.75], seed: 11 },
		{ text: 'a blue dog', box: [0.5, 0.25, 1, 0.75], seed: 12 },
	],
	arm: 'cultivate',
	scheduler: 'ddim',
	steps: 6,
	guidance: 3,
	guidanceUntil: 1,
	crop: 3,
	transplant: 0,
};

const [cat, dog] = recipe.objects;
const same = (a: TaueResult, b: TaueResult) =>
	Buffer.from(a.picture.rgba).equals(Buffer.from(b.picture.rgba));

describe('drawing', () => {
	let model: DiffusionModel;
	before(async () => {
		model = await loadModel(FOLDER, { provider: 'cpu' });
	});
	after(() => model.close());

	for (const arm of ARMS) {
		it(`the arm ${arm} gives an opaque picture of the recipe's size with every scheduler`, async () => {
			for (const scheduler of SCHEDULERS) {
				const { picture, layers } = await draw(model, { ...recipe, arm, scheduler });
				assert.deepEqual([picture.width, picture.height], recipe.size);
				assert.ok(
					picture.rgba.every((value, i) => i % 4 !== 3 || value === 255),
					scheduler,
				);
				assert.ok(new Set(picture.rgba).size > 3, `${scheduler} is not flat`);
				assert.deepEqual(layers, []);
			}
		});

		it(`the arm ${arm} repeats a recipe bit for bit, and no other arm gives that picture`, async () => {
			const first = await draw(model, { ...recipe, arm });
			assert.ok(same(first, await draw(model, { ...recipe, arm })));
			for (const other of ARMS) {
				if (other !== arm) assert.ok(!same(first, await draw(model, { ...recipe, arm: other })), other);
			}
		});
	}

	it('two pictures drawn in turns, a step of the one and a step of the other, are what they are alone', async () => {
		for (const arm of ARMS) {
			const auto: Recipe = { ...recipe, arm, objects: [{ ...cat, box: 'auto' }, dog] };
			const other: Recipe = { ...recipe, arm, scheduler: 'euler-a', background: { text: 'snow', seed: 9 } };
			const alone = [await draw(model, auto, { layers: true }), await draw(model, other)];
			const runs = [cultivate(model, auto, { layers: true }), cultivate(model, other)];
			const results: TaueResult[] = [];
			for (let turn = 0; results.filter(Boolean).length < 2; turn = 1 - turn) {
				if (results[turn] !== undefined) continue;
				const { done, value } = await runs[turn].next();
				if (done) results[turn] = value;
			}
			for (const [i, { recipe: drawn, passes, layers }] of results.entries()) {
				assert.ok(same(results[i], alone[i]), arm);
				assert.deepEqual([drawn, passes, layers], [alone[i].recipe, alone[i].passes, alone[i].layers]);
			}
		}
	});

	it('a transplant later than the start gives another picture, at the same cost', async () => {
		for (const arm of ['draft', 'cultivate'] as const) {
			const first = await draw(model, { ...recipe, arm });
			const later = await draw(model, { ...recipe, arm, transplant: 2 });
			assert.ok(!same(first, later));
			assert.equal(later.passes, first.passes);
		}
	});

	it('costs N K/T + 1 passes, counted by the model', async () => {
		const before = model.stats.unetEvaluations;
		const { passes } = await draw(model, recipe);
		assert.equal(passes, 2);
		assert.equal(model.stats.unetEvaluations - before, 12);
	});

	it('a reroll of one object costs K/T + 1 passes, a move exactly 1, a new background 1', async () => {
		const cache = new SeedlingCache<Seedling>();
		const cost = async (changed: Recipe) => (await draw(model, changed, { cache })).passes;
		assert.equal(await cost(recipe), 2);
		assert.equal(await cost(recipe), 1);
		assert.equal(await cost({ ...recipe, objects: [cat, { ...dog, seed: 99 }] }), 1.5);
		assert.equal(await cost({ ...recipe, objects: [{ ...cat, box: [0.1, 0.5, 0.6, 1] }, dog] }), 1);
		assert.equal(await cost({ ...recipe, background: { text: 'snow', seed: 5 }, prompt: 'both in snow' }), 1);
		assert.equal(await cost({ ...recipe, objects: [{ ...cat, box: [0, 0.25, 0.4, 0.75] }, dog] }), 1.5);
		assert.equal(cache.stats.entries, 4);
	});

	it('a cached seedling gives the same picture as a fresh one', async () => {
		for (const arm of ['draft', 'cultivate', 'replay'] as const) {
			const cache = new SeedlingCache<Seedling>();
			const moved: Recipe = { ...recipe, arm, objects: [cat, { ...dog, box: [0.5, 0.5, 1, 1] }] };
			await draw(model, { ...recipe, arm }, { cache });
			assert.ok(same(await draw(model, moved, { cache }), await draw(model, moved)), arm);
			assert.equal(cache.stats.hits, 2);
		}
	});

	it('tells what it does: seedlings, steps up to the announced number, decoding', async () => {
		const events: TaueEvent[] = [];
		await draw(model, recipe, { onEvent: (event) => events.push(event), previewEvery: 4 });
		const steps = events.filter((event) => event.kind === 'step');
		assert.deepEqual(
			steps.map(({ step, steps: of }) => `${step}/${of}`),
			Array.from({ length: 12 }, (_, i) => `${i + 1}/12`),
		);
		assert.deepEqual(
			steps.flatMap(({ step, latent }) =>
				latent === undefined ? [] : [[step, latent.width, latent.channels]],
			),
			[4, 8, 12].map((step) => [step, 8, 4]),
		);
		assert.deepEqual(
			events.filter(({ kind }) => kind !== 'step').map(({ kind }) => kind),
			['seedling', 'seedling', 'decode'],
		);
		assert.deepEqual([...new Set(steps.map(({ phase }) => phase))], ['seedling', 'joint']);
	});

	it('an object that looks the other way comes from the same seedling, and changes the picture', async () => {
		const flipped: Recipe = { ...recipe, objects: [{ ...cat, flip: true }, dog] };
		for (const arm of ['draft', 'cultivate', 'replay'] as const) {
			const cache = new SeedlingCache<Seedling>();
			const usual = await draw(model, { ...recipe, arm }, { cache });
			const turned = await draw(model, { ...flipped, arm }, { cache });
			assert.equal(cache.stats.hits, 2, arm);
			assert.ok(!same(usual, turned), arm);
			assert.ok(same(turned, await draw(model, { ...flipped, arm })), arm);
			assert.equal(turned.recipe.objects[0].flip, true);
		}
	});

	it('what is called to the front covers what stands lower', async () => {
		const box = [0.2, 0.2, 0.8, 0.8] as const;
		const both = {
			...recipe,
			objects: [cat, dog].map((object) => ({ ...object, box: [...box] as typeof cat.box })),
		};
		const [first, second] = both.objects;
		const usual = await draw(model, both);
		assert.ok(same(usual, await draw(model, { ...both, objects: [first, { ...second, depth: 'front' }] })));
		assert.ok(!same(usual, await draw(model, { ...both, objects: [{ ...first, depth: 'front' }, second] })));
	});

	it('tells cached seedlings and takes their steps off', async () => {
		const cache = new SeedlingCache<Seedling>();
		await draw(model, recipe, { cache });
		const events: TaueEvent[] = [];
		await draw(model, recipe, { cache, onEvent: (event) => events.push(event) });
		assert.deepEqual(events[1], { kind: 'seedling', object: 1, step: 0, steps: 6, cached: true });
		assert.deepEqual(events.at(-1), { kind: 'decode', step: 6, steps: 6 });
	});

	it('stops within one evaluation of the signal, with its reason', async () => {
		const stop = new AbortController();
		const before = model.stats.unetEvaluations;
		const run = cultivate(model, recipe, { signal: stop.signal });
		let seen = 0;
		await assert.rejects(async () => {
			for await (const { kind } of run) if (kind === 'step' && ++seen === 4) stop.abort(new Error('enough'));
		}, /enough/);
		assert.equal(model.stats.unetEvaluations - before, 4);
	});

	it('does nothing at all when the signal came first', async () => {
		const before = model.stats.unetEvaluations;
		await assert.rejects(draw(model, recipe, { signal: AbortSignal.abort(new Error('never')) }), /never/);
		assert.equal(model.stats.unetEvaluations, before);
	});

	it('gives the event loop a turn between any two evaluations', async () => {
		let turns = 0;
		let running = true;
		const tick = () => {
			turns++;
			if (running) setImmediate(tick);
		};
		setImmediate(tick);
		await draw(model, recipe);
		running = false;
		assert.ok(turns >= 12, `${turns} turns`);
	});

	it('draws the background alone up to the transplant, in arms that transplant', async () => {
		for (const arm of ARMS) {
			const phases: string[] = [];
			const late = { ...recipe, arm, transplant: 1 };
			await draw(model, late, { onEvent: (event) => event.kind === 'step' && phases.push(event.phase) });
			const alone = phases.filter((phase) => phase === 'background').length;
			assert.equal(alone, arm === 'draft' || arm === 'cultivate' ? 1 : 0, arm);
		}
	});

	it('gives layers from one run: each object with alpha, the background alone, one more pass', async () => {
		const plain = await draw(model, recipe);
		const { layers, passes, picture } = await draw(model, recipe, { layers: true });
		assert.equal(passes, 3);
		assert.deepEqual(picture, plain.picture);
		assert.deepEqual(
			layers.map(({ name }) => name),
			['a red cat', 'a blue dog', 'background'],
		);
		for (const { raster } of layers.slice(0, 2)) {
			const alphas = new Set(raster.rgba.filter((_, i) => i % 4 === 3));
			assert.ok(alphas.has(0), 'a transparent ground');
			assert.ok(Math.max(...alphas) > 128, 'an object');
		}
	});

	it('gives layers that give the picture again when they are laid over each other', async () => {
		const crossing: Recipe = { ...recipe, objects: [cat, { ...dog, box: [0.25, 0.5, 0.75, 1] }] };
		for (const arm of ['cultivate', 'draft', 'replay'] as const) {
			const { picture, layers } = await draw(model, { ...crossing, arm }, { layers: true });
			const [far, near, background] = layers.map(({ raster }) => raster.rgba);
			const flat = background.map((ground, k) => {
				if (k % 4 === 3) return 255;
				const over = (below: number, layer: Uint8Array) =>
					below + ((layer[k] - below) * layer[k - (k % 4) + 3]) / 255;
				return over(over(ground, far), near);
			});
			const square = flat.reduce((sum, value, k) => sum + (value - picture.rgba[k]) ** 2, 0);
			const psnr = 10 * Math.log10(255 ** 2 / (square / (0.75 * flat.length)));
			assert.ok(psnr > 25, `${arm}: ${psnr} dB`);
		}
	});

	it("continues the background's own way for its layer, at the cost of what is left of a pass", async () => {
		const late: Recipe = { ...recipe, transplant: 3 };
		const { layers, passes } = await draw(model, late, { layers: true });
		assert.equal(passes, 2.5);
		const plain = await draw(model, late);
		assert.equal(plain.passes, 2);
		assert.equal(layers.length, 3);
	});

	it('finds a place for auto boxes and tells it, and the resolved recipe repeats the picture', async () => {
		const unbound: Recipe = { ...recipe, objects: [{ ...cat, box: 'auto' }, dog] };
		const first = await draw(model, unbound);
		const [found] = first.recipe.objects;
		assert.notEqual(found.box, 'auto');
		assert.ok(same(first, await draw(model, first.recipe)));
		assert.deepEqual((await draw(model, unbound)).recipe, first.recipe);
	});

	it('draws a plain prompt with any arm', async () => {
		const nothing = { ...recipe, objects: [], crop: 0 };
		const first = await draw(model, { ...nothing, arm: 'plain' });
		for (const arm of ARMS) {
			const other = await draw(model, { ...nothing, arm });
			assert.ok(same(first, other), arm);
			assert.equal(other.passes, 1);
		}
	});

	it('draws with guidance switched off early, and with canvases that are not square', async () => {
		const wide = await draw(model, { ...recipe, size: [192, 64], guidanceUntil: 0.5 });
		assert.deepEqual([wide.picture.width, wide.picture.height], [192, 64]);
	});

	const refusals = [
		[
			{ crop: 0 },
			'crop',
			'The arm cultivate crops its seedlings at step 0, but the picture has 6 steps: choose a crop between 1 and 5.',
		],
		[
			{ crop: 6 },
			'crop',
			'The arm cultivate crops its seedlings at step 6, but the picture has 6 steps: choose a crop between 1 and 5.',
		],
		[
			{ transplant: 4 },
			'transplant',
			'Seedlings are transplanted at step 4, after they are cropped at step 3: choose a transplant of at most 3.',
		],
		[
			{ scheduler: 'pndm', crop: 1 },
			'scheduler',
			'The scheduler pndm cannot be interrupted after its first step (crop 1, transplant 0): choose 0 or at least 2, or another scheduler.',
		],
	] as const;
	for (const [change, code, message] of refusals) {
		it(`refuses ${JSON.stringify(change)} with a reason`, async () => {
			await assert.rejects(draw(model, { ...recipe, ...change }), (error: unknown) => {
				assert.ok(error instanceof RecipeError);
				assert.equal(error.code, code);
				assert.equal(error.message, message);
				return true;
			});
		});
	}
});

describe('drawing with attention at hand', () => {
	let model: DiffusionModel;
	before(async () => {
		model = await loadModel(FOLDER, { provider: 'cpu', attention: 'maps+bias' });
	});
	after(() => model.close());

	it('shears at no further cost: another picture than with the full prompt, in two passes', async () => {
		const sheared = await draw(model, recipe, { method: { joint: { conditioning: 'shear' } } });
		const full = await draw(model, recipe, { method: { joint: { conditioning: 'full' } } });
		assert.ok(!same(sheared, full));
		assert.equal(sheared.passes, 2);
	});

	it('pays for the search of places, and the recipe that it returns repeats the picture for less', async () => {
		const unbound: Recipe = {
			...recipe,
			objects: [
				{ ...cat, box: 'auto' },
				{ ...dog, box: 'auto' },
			],
		};
		const phases: string[] = [];
		const first = await draw(model, unbound, {
			onEvent: (event) => event.kind === 'step' && phases.push(event.phase),
		});
		assert.equal(phases.filter((phase) => phase === 'search').length, 2);
		assert.equal(first.passes, 2 + 2 / 6);
		const second = await draw(model, first.recipe);
		assert.ok(same(first, second));
		assert.equal(second.passes, 2);
	});
});
