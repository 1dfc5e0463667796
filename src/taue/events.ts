import type { Recipe } from '../recipe/recipe.ts';

/** Pixels in RGBA, 8 bits each, row by row: `width * height * 4` bytes. */
export interface Raster {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}

/** A latent in the model's own scale: float32, `[channels, height, width]`. */
export interface LatentPreview {
	readonly data: Float32Array;
	readonly channels: number;
	readonly width: number;
	readonly height: number;
}

/** What a run tells while it works. `step` counts UNet evaluations done in this run, of `steps` in all. */
export type TaueEvent =
	| {
			/** A seedling is about to be raised, or was found in the cache. */
			readonly kind: 'seedling';
			readonly object: number;
			readonly step: number;
			readonly steps: number;
			readonly cached: boolean;
	  }
	| {
			readonly kind: 'step';
			/** `search`: looking for places of `auto` boxes; `layer`: the background alone, for its layer. */
			readonly phase: 'search' | 'seedling' | 'background' | 'joint' | 'layer';
			readonly step: number;
			readonly steps: number;
			/** The noiseless picture as the model foresees it; only at every `previewEvery`-th step. */
			readonly latent?: LatentPreview;
	  }
	| { readonly kind: 'decode'; readonly step: number; readonly steps: number };

/** One object on a transparent ground, in the picture's own frame. */
export interface Layer {
	readonly name: string;
	readonly raster: Raster;
}

export interface TaueResult {
	/** The recipe with every `auto` box resolved: drawing it again gives the same picture. */
	readonly recipe: Recipe;
	readonly picture: Raster;
	/** Objects in the recipe's order, then the background alone; empty unless layers were asked for. */
	readonly layers: readonly Layer[];
	readonly seconds: { readonly total: number; readonly session: number };
	/** UNet evaluations divided by the steps; a classifier-free pair counts once. */
	readonly passes: number;
}
