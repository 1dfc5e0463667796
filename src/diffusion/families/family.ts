import type { Denoiser, DenoiserOptions } from '../denoiser.ts';
import type { ModelFolder } from '../model-folder.ts';
import type { Graph } from '../session.ts';

/** What tells one kind of latent diffusion model from another; a family is one file, and one line in `index.ts`. */
export interface Family {
	readonly name: string;
	/** Whether a folder holds such a model, by its small files. */
	owns(files: ModelFolder): boolean;
	/** The same by the open network, whose inputs say it for certain. */
	draws(network: Graph): boolean;
	/** What it has beside what every model has; throws `ModelError` where that is missing. */
	mustBeWhole(files: ModelFolder): void;
	/** Latent cells a side that it was trained at, and the latent's scale, where no configuration says. */
	readonly sampleSize: number;
	readonly scalingFactor: number;
	/** The output of a text encoder that the network reads. */
	stateOf(encoder: Graph): string;
	/** The output that sums a prompt up; null where none is read. The last encoder's counts. */
	pooledOf(encoder: Graph): string | null;
	/** Whether no negative prompt means zeros, instead of the empty prompt. */
	zerosForNone(files: ModelFolder): boolean;
	denoiser(network: Graph, options: DenoiserOptions): Denoiser;
}
