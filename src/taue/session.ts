import type {
	AttentionBias,
	Conditioning,
	DiffusionModel,
	Latent,
	Prediction,
	Schedule,
} from '../diffusion/index.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { TaueEvent } from './events.ts';

type Phase = Extract<TaueEvent, { kind: 'step' }>['phase'];

/** One evaluation's inputs besides the step. */
export interface View {
	readonly latent: Latent;
	readonly conditioning: Conditioning;
	readonly bias?: readonly AttentionBias[] | undefined;
}

/**
 * One drawing in progress: every UNet evaluation goes through here, one at a time, so that the signal is
 * heard before each and all are counted. The runtime gives the event loop a turn before each run. They are never
 * batched: a batch's rounding depends on its size, and then a cached seedling would change the picture.
 */
export class DrawingSession {
	readonly model: DiffusionModel;
	readonly recipe: Recipe;
	readonly schedule: Schedule;
	readonly negative: Conditioning;
	/** Evaluations done and planned. */
	done = 0;
	planned = 0;
	readonly #signal: AbortSignal | undefined;
	readonly #previewEvery: number;

	constructor(
		model: DiffusionModel,
		recipe: Recipe,
		negative: Conditioning,
		options: { readonly signal?: AbortSignal | undefined; readonly previewEvery?: number | undefined },
	) {
		this.model = model;
		this.recipe = recipe;
		this.negative = negative;
		this.schedule = model.schedule(recipe.scheduler, recipe.steps);
		this.#signal = options.signal;
		this.#previewEvery = options.previewEvery ?? 0;
	}

	/** Guidance at an evaluation; 1 once it has been switched off. */
	guidanceAt(i: number): number {
		return i < Math.round(this.recipe.guidanceUntil * this.schedule.evaluations) ? this.recipe.guidance : 1;
	}

	/** The guided prediction; its buffer is the model's and is overwritten by the next evaluation. */
	async predict(view: View, i: number, attention = false): Promise<Prediction> {
		this.#signal?.throwIfAborted();
		const entry = {
			latent: view.latent,
			conditioning: view.conditioning,
			negative: this.negative,
			guidance: this.guidanceAt(i),
			...(view.bias === undefined ? {} : { attentionBias: view.bias }),
		};
		const [prediction] = await this.model.predict([entry], i, this.schedule, { attention });
		this.#signal?.throwIfAborted();
		this.done++;
		return prediction;
	}

	/** What to tell after an evaluation. */
	stepEvent(phase: Phase, i: number, sample: Latent, prediction: Float32Array): TaueEvent {
		const event = { kind: 'step', phase, step: this.done, steps: this.planned } as const;
		if (this.#previewEvery <= 0 || this.done % this.#previewEvery !== 0) return event;
		const data = this.schedule.predictOriginal(
			prediction,
			i,
			sample.data,
			new Float32Array(sample.data.length),
		);
		return { ...event, latent: { ...sample, data } };
	}
}
