import type { Look } from '../metrics/look.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { LatentPreview, Raster, TaueEvent, TaueResult } from '../taue/events.ts';
import { TaueError } from '../taue-error.ts';

/** What an engine tells while it draws: the method's own events, and the loading of a model before them. */
export type EngineEvent = TaueEvent | { readonly kind: 'load'; readonly model: string };

export interface DrawOptions {
	readonly signal: AbortSignal;
	/** Whether each object and the background are wanted alone, too. */
	readonly layers: boolean;
	/** 0: no previews. */
	readonly previewEvery: number;
}

/**
 * What draws inside a device process. The child knows nothing more of it, so that the protocol, the
 * supervisor and the queue can be tested without a model, by an engine that is paced by the clock.
 */
export interface Engine {
	/** The execution provider that runs: `cpu`, `cuda`, `webgpu`, … or `simulated`. */
	readonly provider: string;
	/** Names of the models that it can draw with. */
	readonly models: readonly string[];
	/** Models that are in memory now. */
	loaded(): readonly string[];
	/**
	 * Draws one picture, yielding between steps; every `previewEvery`-th step carries its latent. Ends with the
	 * signal's reason within one step of an abort.
	 */
	draw(recipe: Recipe, options: DrawOptions): AsyncGenerator<EngineEvent, TaueResult>;
	/**
	 * Looks at a finished picture of the recipe: what is where, in whose colour, and where each word looks.
	 * @throws EngineError `nothing-to-look-with` where the model has neither a judge nor attention to show
	 */
	look(recipe: Recipe, picture: Raster): Promise<Look>;
	/** A small, quick picture of a latent. */
	preview(recipe: Recipe, latent: LatentPreview): Promise<Raster>;
	close(): Promise<void>;
}

/** A person's or an operator's mistake that no retry mends: an unknown model, a recipe that cannot be drawn. */
export class EngineError extends TaueError {
	readonly code: string;

	constructor(code: string, message: string, options?: { readonly cause: unknown }) {
		super(message, options);
		this.name = 'EngineError';
		this.code = code;
	}
}
