import { setTimeout as sleepUntil } from 'node:timers/promises';
import { type Recipe, recipeId } from '../recipe/recipe.ts';
import type { LatentPreview, Raster, TaueResult } from '../taue/events.ts';
import { type DrawOptions, type Engine, EngineError, type EngineEvent } from './engine.ts';

/**
 * The simulated worker of benchmarks and chaos tests, chosen by `TAUE_ENGINE=simulated` and never otherwise.
 * It is paced by the clock and its picture is a small pattern of the recipe's own hash, so a stored picture
 * tells which recipe it was made for. It draws nothing that anyone asked for.
 *
 * Words in a recipe's background make it misbehave, so that supervision can be tried out:
 * `simulated:crash`, `simulated:hang`, `simulated:grow`, `simulated:swell`, `simulated:throw`, `simulated:refuse`.
 */
export class SimulatedEngine implements Engine {
	readonly provider = 'simulated';
	readonly models: readonly string[];
	readonly #stepMs: number;
	readonly #hoard: Uint8Array[] = [];

	constructor(options: { readonly models: readonly string[]; readonly stepMs: number }) {
		this.models = options.models;
		this.#stepMs = options.stepMs;
	}

	loaded(): readonly string[] {
		return this.models;
	}

	async *draw(
		recipe: Recipe,
		{ signal, layers, previewEvery }: DrawOptions,
	): AsyncGenerator<EngineEvent, TaueResult> {
		if (!this.models.includes(recipe.model)) {
			throw new EngineError(
				'unknown-model',
				`There is no model "${recipe.model}" here. Models: ${this.models.join(', ')}.`,
			);
		}
		const start = performance.now();
		for (let step = 1; step <= recipe.steps; step++) {
			signal.throwIfAborted();
			if (step === Math.ceil(recipe.steps / 2)) this.#misbehave(recipe);
			// Paced against the start, so that a late timer does not slow the whole run down.
			await sleepUntil(Math.max(0, start + step * this.#stepMs - performance.now()), undefined, { signal });
			const wanted = previewEvery > 0 && step % previewEvery === 0;
			const latent = wanted ? { latent: patternLatent(recipe, step) } : {};
			yield { kind: 'step', phase: 'joint', step, steps: recipe.steps, ...latent };
		}
		yield { kind: 'decode', step: recipe.steps, steps: recipe.steps };
		const seconds = (performance.now() - start) / 1000;
		const picture = hashPattern(recipe);
		return {
			recipe,
			picture,
			layers: layers
				? [...recipe.objects.map(({ text }) => text), 'background'].map((name) => ({ name, raster: picture }))
				: [],
			seconds: { total: seconds, session: seconds },
			passes: 1,
		};
	}

	look(_recipe: Recipe): Promise<never> {
		throw new EngineError(
			'nothing-to-look-with',
			'The simulated engine draws nothing that anyone asked for, so there is nothing to look for.',
		);
	}

	async preview(_recipe: Recipe, latent: LatentPreview): Promise<Raster> {
		const { width, height, data } = latent;
		const rgba = new Uint8Array(width * height * 4);
		for (let pixel = 0; pixel < width * height; pixel++) {
			rgba.fill(Math.round(255 * data[pixel]), pixel * 4, pixel * 4 + 3);
			rgba[pixel * 4 + 3] = 255;
		}
		return { width, height, rgba };
	}

	async close(): Promise<void> {
		this.#hoard.length = 0;
	}

	#misbehave(recipe: Recipe): void {
		const fault = /simulated:(\w+)/.exec(recipe.background.text)?.[1];
		switch (fault) {
			case 'crash':
				process.abort();
				break;
			case 'hang':
				// A native call that never comes back: the event loop stands, as in a stuck session.run.
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
				break;
			case 'grow':
				for (let block = 0; block < 24; block++) this.#hoard.push(new Uint8Array(16 << 20).fill(1));
				break;
			case 'swell':
				// Grows inside a native call: nobody hears of it from this process.
				for (let block = 0; block < 32; block++) this.#hoard.push(new Uint8Array(16 << 20).fill(1));
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
				break;
			case 'throw':
				throw new Error('simulated fault inside the engine');
			case 'refuse':
				throw new EngineError(
					'recipe-refused',
					'The simulated engine refuses this recipe, as it was told to.',
				);
		}
	}
}

const SIDE = 64;
const CELLS = 8;

/** 8x8 cells in the colours of the recipe's SHA-256. */
export function hashPattern(recipe: Recipe): Raster {
	const hash = Buffer.from(recipeId(recipe), 'hex');
	const rgba = new Uint8Array(SIDE * SIDE * 4);
	for (let y = 0; y < SIDE; y++) {
		for (let x = 0; x < SIDE; x++) {
			const cell = Math.floor((y * CELLS) / SIDE) * CELLS + Math.floor((x * CELLS) / SIDE);
			const byte = hash[cell % hash.length];
			rgba.set([byte, (byte * 7 + cell) & 255, (byte * 13 + 3 * cell) & 255, 255], (y * SIDE + x) * 4);
		}
	}
	return { width: SIDE, height: SIDE, rgba };
}

function patternLatent(recipe: Recipe, step: number): LatentPreview {
	return {
		data: new Float32Array(CELLS * CELLS).fill(step / recipe.steps),
		channels: 1,
		width: CELLS,
		height: CELLS,
	};
}
